import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { canonicalise } from '../src/rdf/canonical.ts'
import { digestOf } from '../src/rdf/digest.ts'
import type { Statement } from '../src/rdf/statements.ts'

/** The W3C's vectors for RDFC-1.0. Two columns say what is compared: the canonical N-Quads, or the labels given. */
const FOLDER = join(process.env.SHARED_DATA ?? '../shared/data', 'vectors', 'rdf-canon')

interface Case {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly action: string
  readonly result?: string
  readonly hashAlgorithm?: string
}

function cases(): Case[] | null {
  try {
    const manifest = JSON.parse(readFileSync(join(FOLDER, 'manifest.jsonld'), 'utf8')) as { entries: Case[] }
    return manifest.entries
  } catch {
    return null
  }
}

const TERM = String.raw`(<[^>]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)`
const LINE = new RegExp(`^${TERM} ${TERM} ${TERM}(?: +${TERM})? *\\.$`)

/** Reads N-Quads as the vectors write them; a literal is written again as canonical N-Quads write it. */
function readNQuads(text: string): Statement[] {
  const found = new Map<string, Statement>()
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const [, subject, predicate, object, graph] = (LINE.exec(line) ?? assert.fail(line)) as string[]
    const [s, p, g] = [subject, predicate, graph].map((term) => term && unescaped(term))
    const statement = { subject: s, predicate: p, object: rewritten(object as string), ...(g ? { graph: g } : {}) }
    found.set(JSON.stringify(statement), statement as Statement)
  }
  return [...found.values()]
}

const short: Readonly<Record<string, string>> = { t: '\t', b: '\b', n: '\n', r: '\r', f: '\f' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_all, four, eight, letter: string) =>
    letter === undefined ? String.fromCodePoint(Number.parseInt(four ?? eight, 16)) : (short[letter] ?? letter),
  )
}

function rewritten(term: string): string {
  const close = term.lastIndexOf('"')
  if (close <= 0) return unescaped(term)
  const written = (letter: string): string =>
    letter === '\u007f'
      ? '\\u007F'
      : JSON.stringify(letter)
          .slice(1, -1)
          .replace(/^\\u..../, (code) => code.toUpperCase().replace('U', 'u'))
  const words = unescaped(term.slice(1, close)).replace(/./gsu, written)
  return `"${words}${unescaped(term.slice(close)).replace('^^<http://www.w3.org/2001/XMLSchema#string>', '')}`
}

const all = cases()

test('the 86 vectors of RDF Dataset Canonicalization 1.0', async (t) => {
  if (all === null) {
    t.diagnostic(`skipped: no ${FOLDER}`)
    return
  }
  assert.equal(all.length, 86)
  for (const { id, name, type, action, result, hashAlgorithm } of all) {
    await t.test(`${id} ${name}`, async () => {
      const statements = readNQuads(readFileSync(join(FOLDER, action), 'utf8'))
      const { hex } = await digestOf(hashAlgorithm === 'SHA384' ? 'sha384' : 'sha256')
      const before = process.cpuUsage()
      const canonical = canonicalise(statements, hex)
      const milliseconds = process.cpuUsage(before).user / 1000
      if (type.endsWith('NegativeEvalTest')) {
        assert.equal(canonical, null)
        assert.ok(milliseconds < 100, `${milliseconds} ms`)
        return
      }
      const expected = readFileSync(join(FOLDER, result as string), 'utf8')
      if (type.endsWith('MapTest')) {
        const labels = Object.fromEntries(canonical?.labels.entries() ?? [])
        const wanted = Object.entries(JSON.parse(expected) as Record<string, string>)
        assert.deepEqual(labels, Object.fromEntries(wanted.map(([from, to]) => [`_:${from}`, `_:${to}`])))
      } else assert.equal(canonical?.lines.join(''), expected)
    })
  }
})
