import type { CarrierNote } from '../../src/carriers/carried.ts'
import type { JsonObject } from '../../src/index.ts'
import type { PresentationCheckId } from '../../src/present/verdict.ts'
import type { CheckId, CheckOutcome, Verdict } from '../../src/verdict.ts'

/** One file of a bug, under one set of circumstances, and the answer it must get. */
export interface Case {
  /** Name of the file in the bug's folder. */
  readonly file: string
  /** Key of `WORLDS`. */
  readonly world: string
  readonly verdict: Verdict['verdict']
  /** The check that decides, with its answer; none where everything passes. */
  readonly check?: CheckId | PresentationCheckId
  readonly outcome?: CheckOutcome
  readonly code?: string
  /** Where the file is a presentation: what its verifier asked for. Then `verifyPresentation` is asked, and `check` is one of its. */
  readonly presentation?: Request
  /** What pages must show as the title: of what is signed, letter by letter, whatever stands around it. */
  readonly title?: string
  /** What people must be told of the carrier. */
  readonly notes?: readonly CarrierNote[]
}

/** What a verifier asks a holder for. */
export interface Request {
  readonly challenge: string
  readonly domain: string
}

/** A bug that happened somewhere, as `about.json` of its folder tells it. */
export interface About {
  readonly bug: string
  readonly where: string
  readonly whatHappened: string
  readonly cases: readonly Case[]
}

/** A bug with its files, as `make.ts` writes them. */
export interface Row extends Omit<About, 'cases'> {
  readonly folder: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly cases: readonly Case[]
}

/** How a bad file differs from a good one, and what it must be answered. */
export interface Bad extends Pick<Case, 'presentation' | 'title' | 'notes'> {
  readonly name: string
  readonly text: string | Uint8Array
  readonly check: CheckId | PresentationCheckId
  readonly code: string
  readonly outcome?: CheckOutcome
  readonly world?: string
}

/** A file that looks like a bad one and is good. */
export interface Twin extends Pick<Case, 'presentation' | 'title' | 'notes'> {
  readonly name: string
  readonly text: string | Uint8Array
  readonly world?: string
}

/** A row of one good seed in ordinary circumstances and variants of it, most of them bad. */
export function row(
  bug: string,
  name: string,
  [where, whatHappened]: readonly [string, string],
  good: string | null,
  variants: readonly (Bad | Twin)[],
): Row {
  const files: Record<string, string | Uint8Array> = good === null ? {} : { [`good${endingOf(good)}`]: good }
  const cases: Case[] = Object.keys(files).map((file) => ({ file, world: 'ordinary', verdict: 'valid' }))
  for (const { name: variant, text, world = 'ordinary', ...expected } of variants) {
    const same = Object.entries(files).find(([, known]) => known === text)?.[0]
    const file = same ?? `${variant}${endingOf(text)}`
    files[file] = text
    cases.push({ file, world, ...answerOf(expected) })
  }
  return { folder: `${bug}-${name}`, bug, where, whatHappened, files, cases }
}

function answerOf(expected: Partial<Bad>): Omit<Case, 'file' | 'world'> {
  if (expected.check === undefined) return { verdict: 'valid', ...expected }
  const { check, outcome = 'fail', code = '', ...rest } = expected
  return { verdict: outcome === 'fail' ? 'invalid' : 'unconfirmed', check, outcome, code, ...rest }
}

function endingOf(content: string | Uint8Array): string {
  const text = typeof content === 'string' ? content : new TextDecoder('latin1').decode(content)
  if (text.startsWith('{')) return '.json'
  if (text.startsWith('%PDF')) return '.pdf'
  if (text.startsWith('\u0089PNG') || text.startsWith('\u2030PNG')) return '.png'
  if (text.includes('<svg')) return '.svg'
  return /^[\w-]+\.[\w-]*\./.test(text) ? (text.includes('~') ? '.sd-jwt' : '.jwt') : '.txt'
}

/** A copy of a document with a change. */
export function changed(text: string, change: (document: JsonObject) => JsonObject): string {
  return JSON.stringify(change(JSON.parse(text) as JsonObject), null, 1)
}

/** A copy whose value at a path is another. */
export function put(text: string, path: readonly (string | number)[], value: unknown): string {
  return changed(text, (document) => {
    let node = document as Record<string | number, unknown>
    for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>
    node[path.at(-1) as string] = value
    return document
  })
}
