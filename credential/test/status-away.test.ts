import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeStatusList, statusListCredential, verify } from '../src/index.ts'
import { context, issue, issueGood, list, PLATFORM } from './people.ts'

const CREDENTIALS = 10_000
const LIST = 'https://lumbung.example/status/lists/a1'

/** A list of 8 places: below the least that hides a holder. */
async function short(purpose: 'revocation' | 'suspension'): Promise<string> {
  const made = statusListCredential({
    url: `${LIST}-${purpose}`,
    issuer: PLATFORM,
    purpose,
    encodedList: await encodeStatusList([], 8),
    validFrom: new Date('2026-11-23T00:00:00Z'),
    validUntil: new Date('2026-11-23T23:00:00Z'),
  })
  return issue(made, 'platform')
}

/** The list of yesterday, which still says that nobody is revoked. */
const stale = (purpose: 'revocation' | 'suspension') =>
  list(purpose, [], { validFrom: '2026-11-22T00:00:00Z', validUntil: '2026-11-22T23:00:00Z' })

test('10,000 credentials while the lists are away, stale, short, misused or a stranger’s: not one is said not to be revoked', async () => {
  const { revocation, suspension } = { revocation: await list('revocation'), suspension: await list('suspension') }
  const both = async (make: (purpose: 'revocation' | 'suspension') => Promise<string>) => {
    const texts = { revocation: await make('revocation'), suspension: await make('suspension') }
    return async (url: string) => (url.endsWith('-revocation') ? texts.revocation : texts.suspension)
  }
  const sources: readonly [string, (url: string) => Promise<string | null>][] = [
    ['nothing', async () => null],
    ['a network that fails', async () => Promise.reject(new Error('ECONNREFUSED'))],
    ['stale', await both(stale)],
    ['short', await both(short)],
    ['of the other purpose', async (url) => (url.endsWith('-revocation') ? suspension : revocation)],
    ['by a stranger', await both((purpose) => list(purpose, [], { issuer: 'did:web:lain.example' }, 'other'))],
    ['by another listed issuer', await both((purpose) => list(purpose, [], {}, 'other'))],
    [
      'changed on the way',
      async (url) => (url.endsWith('-revocation') ? revocation : suspension).replace('H4s', 'H4t'),
    ],
    ['a page', async () => '<!doctype html><title>503</title>'],
    ['cut off', async (url) => (url.endsWith('-revocation') ? revocation : suspension).slice(0, -40)],
  ]
  const answers = new Map<string, Map<string, number>>()
  for (let at = 0; at < CREDENTIALS; at++) {
    const credential = await issueGood({ id: `https://lumbung.example/credentials/${at}`, holderName: `Peserta ${at}` })
    const [name, statusList] = sources[at % sources.length] ?? ['', async () => null]
    const { verdict, checks } = await verify(credential, context({ statusList }))
    const status = checks.find(({ id }) => id === 'status')
    const answer = `${verdict} ${status?.outcome}`
    const counted = answers.get(name) ?? new Map<string, number>()
    answers.set(name, counted.set(answer, (counted.get(answer) ?? 0) + 1))
  }
  for (const [name] of sources)
    assert.deepEqual([...(answers.get(name) ?? [])], [['unconfirmed unknown', CREDENTIALS / sources.length]], name)
  // The same credential under the lists as they should be: the test can tell the difference.
  const whole = await verify(await issueGood(), context())
  assert.equal(whole.checks.find(({ id }) => id === 'status')?.outcome, 'pass')
})
