import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Verdict, verify } from '../src/index.ts'
import { trust } from './people.ts'

/** One file of other parties, and what it must be answered: written before the first run. `changed` says why a row was changed since. */
interface Row {
  readonly path: string
  readonly what: string
  readonly verdict: 'valid' | 'invalid' | 'unconfirmed' | 'no-credential'
  readonly check: string
  readonly reason: string
  readonly changed?: string
}

const FILES = `${process.env.SHARED_DATA ?? '../shared/data'}/credentials`
const ROWS: readonly Row[] = JSON.parse(readFileSync(new URL('foreign/expectations.json', import.meta.url), 'utf8'))
const DAY = new Date('2026-11-26T08:00:00Z')
/** What a file that holds no credential may be told: that it isn't one, or that it isn't even readable. */
const NOTHING = ['format-no-credential', 'format-not-json', 'format-not-readable']

function fileOf({ path }: Row): Uint8Array | undefined {
  try {
    return readFileSync(`${FILES}/${path}`)
  } catch {
    return undefined
  }
}

/** The check that decides: the first that fails, else the first that is unknown. */
function answered({ verdict, checks }: Verdict) {
  const decisive =
    checks.find(({ outcome }) => outcome === 'fail') ?? checks.find(({ outcome }) => outcome === 'unknown') ?? checks[0]
  const code = decisive?.code ?? ''
  const isNothing = verdict === 'invalid' && decisive?.id === 'format' && NOTHING.includes(code)
  return { verdict, check: decisive?.id ?? '', code, isNothing }
}

test('every file of other parties gets the verdict that was written down before the first run', async (t) => {
  const files = ROWS.map((row) => ({ row, bytes: fileOf(row) }))
  if (files.every(({ bytes }) => bytes === undefined)) return t.skip(`no files of other parties under ${FILES}`)
  const wrong: string[] = []
  const counts = new Map<string, number>()
  for (const { row, bytes } of files) {
    assert.ok(bytes !== undefined, `${row.path} is missing`)
    const snapshot = { ...trust(), asOf: DAY.toISOString() }
    const given = answered(await verify(bytes, { now: DAY, trust: snapshot, statusList: async () => null }))
    counts.set(row.verdict, (counts.get(row.verdict) ?? 0) + 1)
    const fits =
      row.verdict === 'no-credential' ? given.isNothing : given.verdict === row.verdict && given.check === row.check
    if (!fits)
      wrong.push(
        `${row.path}: ${row.verdict} at ${row.check} expected, ${given.verdict} at ${given.check} (${given.code}) answered`,
      )
  }
  for (const [verdict, count] of counts) t.diagnostic(`${verdict}: ${count}`)
  t.diagnostic(`${ROWS.length - wrong.length} of ${ROWS.length} files as expected`)
  assert.deepEqual(wrong, [])
})

test('a key that the file brings itself lets the signature pass, and binds it to nobody', async (t) => {
  const rows = ROWS.filter(({ reason, check }) => check === 'issuer' && /fragment/.test(reason))
  const files = rows.map((row) => fileOf(row)).filter((bytes) => bytes !== undefined)
  if (files.length === 0) return t.skip(`no files of other parties under ${FILES}`)
  for (const bytes of files) {
    const { checks, facts } = await verify(bytes, { now: DAY, trust: trust(), statusList: async () => null })
    assert.deepEqual([checks[1]?.code, checks[2]?.code], ['proof-fits', 'issuer-not-bound'])
    assert.equal(checks[2]?.outcome, 'unknown')
    assert.ok(facts !== null)
  }
  t.diagnostic(`${files.length} files whose authors take the key from the address of the issuer`)
})

test('each row of the table names a file once and gives a reason', () => {
  assert.equal(ROWS.length, 250)
  assert.equal(new Set(ROWS.map(({ path }) => path)).size, ROWS.length)
  for (const { path, what, reason, changed } of ROWS) {
    assert.ok(what !== '' && reason.endsWith('.'), path)
    assert.ok(changed === undefined || changed.endsWith('.'), path)
  }
})

/** What their authors expect once the pages behind the addresses are at hand (their own test of Open Badges 2.0). */
const WITH_PAGES: readonly (readonly [file: string, verdict: string, check: string])[] = [
  ['ob20__basic-assertion-no-public-key.json', 'unconfirmed', 'issuer'],
  ['ob20__assertion-with-endorsements.json', 'unconfirmed', 'issuer'],
  ['ob20__basic-assertion-with-language.json', 'unconfirmed', 'issuer'],
  ['ob20__basic-assertion-with-allowed-origins-valid-starts-with.json', 'unconfirmed', 'issuer'],
  ['ob20__basic-assertion-with-allowed-origins-invalid-starts-with.json', 'invalid', 'issuer'],
  ['ob20__basic-assertion-expired.json', 'invalid', 'validity'],
  ['ob20__simple-revoked.jwt', 'invalid', 'status'],
]

test('with the pages at hand, hosted and signed badges get the verdict of their authors', async (t) => {
  const folder = `${FILES}/1edtech-validator`
  const textOf = (path: string): string | null => {
    try {
      return readFileSync(`${folder}/${path}`, 'utf8')
    } catch {
      return null
    }
  }
  if (textOf('ob20__simple-revoked.jwt') === null) return t.skip(`no files of other parties under ${FILES}`)
  for (const [file, verdict, check] of WITH_PAGES) {
    const text = textOf(file) as string
    const own = file.endsWith('.json') ? JSON.parse(text).id : undefined
    const load = async (url: string) => (url === own ? text : textOf(`ob20-assets/${url.split('/').at(-1)}`))
    const snapshot = { ...trust(), asOf: DAY.toISOString() }
    const given = answered(await verify(text, { now: DAY, trust: snapshot, statusList: async () => null, load }))
    assert.deepEqual([given.verdict, given.check], [verdict, check], `${file}: ${given.code}`)
  }
})
