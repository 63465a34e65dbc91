import { domainToASCII, domainToUnicode } from 'node:url'
import { oneLetterApart } from './distance.ts'
import { scriptsOf } from './script.ts'
import { shapesOf } from './skeleton.ts'
import type { ListedName, NameFinding } from './types.ts'

/** Endings under which somebody else may hold the same label. Longer ones first. */
const ENDINGS = /\.(?:ac|co|or|go|sch|web|net|my|edu|com|org)\.[a-z]{2}$|\.[a-z]{2,}$/
const LABEL_LEAST = 5

interface Domain {
  readonly ascii: string
  /** What the eye reads, without `www.`, the ending and the dots. */
  readonly label: string
}

function read(domain: string): Domain | null {
  const text = domain.trim().toLowerCase().replace(/\.$/, '')
  const ascii = domainToASCII(text)
  if (ascii === '' || ascii.length > 253 || !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(ascii)) return null
  return {
    ascii,
    label: domainToUnicode(ascii)
      .replace(/^www\./, '')
      .replace(ENDINGS, '')
      .replace(/[.-]/g, ''),
  }
}

/** A domain as the network spells it, in small letters and ASCII; nothing for a text that is none. */
export function asciiDomain(text: string): string | null {
  return read(text)?.ascii ?? null
}

/** Compares a domain with those of listed parties: the same, the same to the eye, one letter apart, or under another ending. */
export function checkDomain(listed: readonly ListedName[], domain: string, except: string | null): NameFinding[] {
  const own = read(domain)
  if (own === null) return [{ code: 'domain-malformed', resembles: null }]
  const findings: NameFinding[] = scriptsOf(own.label).mixed ? [{ code: 'name-mixed-script', resembles: null }] : []
  const shapes = shapesOf(own.label)
  for (const resembles of listed) {
    if (resembles.domain === null || resembles.organisationId === except) continue
    const other = read(resembles.domain)
    if (other === null) continue
    if (other.ascii === own.ascii) findings.push({ code: 'domain-taken', resembles })
    else if (
      shapesOf(other.label).some((shape) => shapes.includes(shape)) ||
      oneLetterApart(own.label, other.label, LABEL_LEAST)
    )
      findings.push({ code: 'domain-looks-alike', resembles })
  }
  return findings
}
