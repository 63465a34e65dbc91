import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Check, embedLogProof, type TrustSnapshot, type VerifyContext, verify } from '../src/index.ts'
import { logged, type ProofChanges, proofFor, SEEN, TRUSTED_LOG, WITNESSES } from './log-people.ts'
import { context, ISSUER, issueGood, NOW, trust } from './people.ts'

/** Signed on 12 October 2026, six weeks before the clock of the tests. */
const GOOD = await issueGood()
const SIGNED = '2026-10-12T00:00:00Z'
const SEEN_AT = new Date(SEEN[0] * 1000).toISOString()

const world = (changes: Partial<VerifyContext> = {}, register: TrustSnapshot = logged(trust())) =>
  context({ trust: register, ...changes })
const withProof = async (changes: ProofChanges = {}) => embedLogProof(GOOD, await proofFor(GOOD, changes))

/** The register after a key was lost. */
function lost(compromisedAt: string, register = logged(trust())): TrustSnapshot {
  const issuers = register.issuers.map((entry) =>
    entry.did === ISSUER ? { ...entry, keys: entry.keys.map((key) => ({ ...key, compromisedAt })) } : entry,
  )
  return { ...register, issuers }
}
async function issuerOf(text: string, register: TrustSnapshot) {
  const verdict = await verify(text, world({}, register))
  const { outcome, code } = verdict.checks.find(({ id }) => id === 'issuer') as Check
  return [verdict.verdict, verdict.kind, outcome, code]
}
const COMPROMISED = ['invalid', 'key-compromised', 'fail', 'issuer-key-compromised']
const AFTER_SEEN = new Date(Date.parse(SEEN_AT) + 1).toISOString()

test('a lost key: only what the log saw before stays good, whatever day the document names', async () => {
  const good = await withProof()
  assert.deepEqual(await issuerOf(good, lost(AFTER_SEEN)), ['valid', 'valid', 'pass', 'issuer-listed'])
  assert.deepEqual(await issuerOf(good, lost(SEEN_AT)), COMPROMISED, 'seen in the instant of the loss')
  assert.deepEqual(await issuerOf(GOOD, lost(AFTER_SEEN)), COMPROMISED, 'no proof')
  const few = await withProof({ cosigned: [[WITNESSES[0], SEEN[0]]] })
  assert.deepEqual(await issuerOf(few, lost(AFTER_SEEN)), COMPROMISED, 'one witness is no quorum')
})

test('a lost key: what claims to be from before the log is unknown; without a log the day is believed', async () => {
  const later = '2026-11-01T00:00:00Z'
  const unknown = ['unconfirmed', 'unconfirmed', 'unknown', 'issuer-time-not-proven']
  assert.deepEqual(await issuerOf(GOOD, lost(later, logged(trust(), '2026-10-13T00:00:00Z'))), unknown)
  assert.deepEqual(await issuerOf(GOOD, lost(later, { ...trust(), log: TRUSTED_LOG })), unknown)
  assert.deepEqual(await issuerOf(GOOD, lost(later, trust())), ['valid', 'valid', 'pass', 'issuer-listed'])
  assert.deepEqual(await issuerOf(GOOD, lost(SIGNED, trust())), COMPROMISED)
})

test('every single letter of a proof that is brought counts: changed, it is never valid', async () => {
  const document = await withProof()
  const from = document.indexOf('c2sp.org/tlog-proof@v1')
  const end = document.lastIndexOf('"')
  let changes = 0
  for (let at = from; at < end; at++) {
    const letter = document[at] as string
    for (const other of new Set(['A', 'z', '0', '=', ' ', '\\', '"', String.fromCharCode(letter.charCodeAt(0) ^ 1)])) {
      if (other === letter) continue
      const { verdict } = await verify(`${document.slice(0, at)}${other}${document.slice(at + 1)}`, world())
      assert.notEqual(verdict, 'valid', `letter ${at}: ${letter} to ${other}`)
      changes++
    }
    const { verdict } = await verify(document.slice(0, at) + document.slice(at + 1), world())
    assert.notEqual(verdict, 'valid', `letter ${at} taken away`)
  }
  assert.ok(changes > 3_000, `${changes} changes`)
  assert.equal((await verify(document, world({ now: NOW }))).verdict, 'valid')
})
