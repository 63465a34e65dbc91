import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  achievementCredential,
  approve,
  continueLog,
  issueCredential,
  type JsonObject,
  type KeyPair,
  resolveKey,
  startLog,
  verify,
} from '../src/index.ts'
import { parseDidWebvh, readLog } from '../src/keys/webvh.ts'
import { context, input } from './people.ts'
import {
  a,
  b,
  byKeys,
  c,
  day,
  documentOf,
  found,
  logOf,
  next,
  PLACE,
  panel,
  promised,
  start,
  stranger,
  witnesses,
} from './support/webvh.ts'

test('the key in force at an instant: before the first, between rotations, after the last', async () => {
  const first = await start()
  const second = await next(first, byKeys(b))
  const third = await next(second, {}, b, c, day(3))
  const log = logOf(first, second, third)
  const { did } = first
  assert.equal(await found(did, '2025-12-31T23:59:59Z', log), 'not-found')
  assert.equal(await found(did, day(1), log), 'a')
  assert.equal(await found(did, '2026-01-31T23:59:59Z', log), 'a')
  assert.equal(await found(did, day(2), log), 'b')
  assert.equal(await found(did, day(9), log), 'c')
  assert.equal(await found(did, null, log), 'c')
  assert.equal(await found(did, day(9), log.replaceAll('\n', '\r\n')), 'c')
  assert.equal(await found(did, day(9), log.trimEnd()), 'c')
  for (const [one, with_] of [
    [first, byKeys(a)],
    [second, byKeys(a)],
  ] as const)
    assert.equal(await found(did, null, logOf(first, await next(one, with_, stranger))), 'malformed')
})

test('a credential of a rotated key is checked under the key of its day', async () => {
  const first = await start()
  const log = logOf(first, await next(first, byKeys(b)))
  const { did } = first
  const credential = achievementCredential(input())
  const issuer = { ...(credential.issuer as JsonObject), id: did }
  const { credentialStatus: _, ...rest } = credential
  const sign = (created: string, pair: KeyPair): Promise<string> =>
    issueCredential({ ...rest, issuer }, { verificationMethod: `${did}#key-1`, created, sign: pair.sign })
  const asked: string[] = []
  const load = async (url: string): Promise<string> => {
    asked.push(url)
    return log
  }
  const proof = async (text: string): Promise<string | undefined> =>
    (await verify(text, context({ load }))).checks.find(({ id }) => id === 'proof')?.code
  assert.equal(await proof(await sign(day(1, 5), a)), 'proof-fits')
  assert.equal(await proof(await sign(day(3), b)), 'proof-fits')
  assert.equal(await proof(await sign(day(3), a)), 'proof-does-not-fit')
  assert.equal(asked[0], 'https://lumbung.example/issuers/politeknik/did.jsonl')
})

test('promised keys: only they may follow, and both lists stand in every entry', async () => {
  const first = await start(promised(b))
  const { did } = first
  const kept = await next(first, { ...byKeys(b), ...promised(c) }, b)
  assert.equal(await found(did, null, logOf(first, kept)), 'b')
  const ended = await next(kept, { ...byKeys(c), nextKeyHashes: [] }, c, c, day(3))
  assert.equal(await found(did, null, logOf(first, kept, ended, await next(ended, {}, c, a, day(4)))), 'a')
  for (const [change, signer] of [
    [{ ...byKeys(b), ...promised(c) }, a],
    [{ ...byKeys(a), ...promised(c) }, a],
    [{ ...byKeys(b, stranger), ...promised(c) }, b],
    [promised(c), a],
    [byKeys(b), b],
  ] as const)
    assert.equal(await found(did, null, logOf(first, await next(first, change, signer))), 'malformed')
})

test('a deactivated DID has keys for what came before, and none from then on', async () => {
  const first = await start()
  const last = await next(first, { deactivated: true, updateKeys: [] })
  const log = logOf(first, last)
  assert.equal(await found(first.did, day(1, 9), log), 'a')
  assert.equal(await found(first.did, day(2), log), 'not-found')
  assert.equal(await found(first.did, null, log), 'not-found')
  const kept = await next(first, { deactivated: true })
  assert.equal(await found(first.did, null, logOf(first, kept, await next(kept, {}, a, a, day(3)))), 'malformed')
})

test('a DID that moves keeps its SCID and names its old place, where the first entry allowed it', async () => {
  for (const portable of [true, false]) {
    const first = await start({ portable })
    const moved = first.did.replace('politeknik', 'poltek')
    const named = { ...documentOf(b)(moved), alsoKnownAs: [first.did] }
    const answer = portable ? 'b' : 'malformed'
    const log = logOf(first, await continueLog(first, named, {}, day(2), a))
    assert.equal(await found(moved, null, log), answer)
    assert.equal(await found(first.did, day(1), log), portable ? 'a' : 'malformed')
    assert.equal(await found(first.did, null, log), portable ? 'not-found' : 'malformed')
    assert.equal(await found(moved, day(1), log), portable ? 'not-found' : 'malformed')
    const silent = logOf(first, await continueLog(first, documentOf(b)(moved), {}, day(2), a))
    assert.equal(await found(moved, null, silent), 'malformed')
    const other = documentOf(b)((await startLog(PLACE, documentOf(b), byKeys(b), day(1), b)).did)
    assert.equal(
      await found(first.did, null, logOf(first, await continueLog(first, other, {}, day(2), a))),
      'malformed',
    )
    assert.equal(
      await found(first.did, null, logOf(first, await continueLog(first, { id: 7 }, {}, day(2), a))),
      'malformed',
    )
  }
  const first = await start()
  assert.equal(await found(`${first.did}:x`, null, logOf(first)), 'malformed', 'the log of another place')
})

test('witnesses: enough of them, each counted once, for their version and those before it', async () => {
  const [w1, w2, w3] = witnesses
  const first = await start(panel(2, w1, w2, w3))
  const second = await next(first)
  const log = logOf(first, second)
  const { did } = first
  const by = async ({ versionId }: { versionId: string }, ...pairs: KeyPair[]) => ({
    versionId,
    proof: await Promise.all(pairs.map((pair) => approve(versionId, day(2), pair))),
  })
  const answer = (...proofs: unknown[]): Promise<string> => found(did, null, log, proofs)
  assert.equal(await answer(await by(second, w1, w3)), 'b')
  assert.equal(await answer(await by(first, w1, w2), await by(second, w2, w3)), 'b')
  assert.equal(await answer(await by(second, w2, w3), await by(first, w1, w2)), 'b')
  assert.equal(await answer(await by(first, w1, w2), await by(second, w1)), 'malformed')
  assert.equal(await answer(await by(second, w1, w1)), 'malformed')
  assert.equal(await answer(await by(second, w1, stranger)), 'malformed')
  assert.equal(await answer(await by({ versionId: '3-x' }, w1, w2)), 'malformed')
  const approval = await by(second, w1)
  const spoilt = { ...approval, proof: [...approval.proof, { ...(await approve(first.versionId, day(2), w2)) }, 'x'] }
  assert.equal(await answer(spoilt, 'x', { versionId: second.versionId }), 'malformed')
  assert.equal(await answer(spoilt, await by(second, w2)), 'b')
  assert.equal(await found(did, null, log), 'not-available')
  assert.equal(await found(did, null, log, {}), 'malformed')
  const broken = await resolveKey(`${did}#key-1`, 'assertionMethod', null, async (url) =>
    url.endsWith('jsonl') ? log : '{',
  )
  assert.deepEqual(broken, { ok: false, reason: 'malformed' })

  // A panel that a later entry names counts at once where there was none, else from the next entry on.
  const plain = await start()
  const named = await next(plain, panel(1, w1))
  assert.equal(await found(plain.did, null, logOf(plain, named), [await by(named, w1)]), 'b')
  assert.equal(await found(plain.did, null, logOf(plain, named), []), 'malformed')
  const ended = await next(named, { witness: {} }, a, c, day(3))
  const free = await next(ended, {}, a, a, day(4))
  assert.equal(await found(plain.did, null, logOf(plain, named, ended, free), [await by(ended, w1)]), 'a')
  assert.equal(await found(plain.did, null, logOf(plain, named, ended, free), [await by(named, w1)]), 'malformed')
})

test('logs that another implementation made are read, and no leaf of them may be changed', async () => {
  const LATER = Date.parse('2026-12-01T00:00:00Z')
  const text = readFileSync(new URL('webvh-logs.json', import.meta.url), 'utf8')
  const made = JSON.parse(text) as Record<string, { did: string; log: string; witnesses?: string }>
  for (const [name, { did, log, witnesses: proofs }] of Object.entries(made)) {
    const versions = await readLog(log, did, LATER)
    assert.ok(versions !== null && versions.length > 1, name)
    const id = (at: number): string =>
      String((versions[at]?.document.verificationMethod as JsonObject[] | undefined)?.[0]?.id)
    const load = async (url: string): Promise<string | null> => (url.endsWith('.jsonl') ? log : (proofs ?? null))
    const last = versions.length - 1
    const answer = await resolveKey(id(last), 'assertionMethod', null, load, new Date(LATER))
    assert.equal(answer.ok ? 'ok' : answer.reason, name === 'deactivated' ? 'not-found' : 'ok', name)
    const early = await resolveKey(id(0), 'assertionMethod', new Date(versions[0]?.from ?? 0), load, new Date(LATER))
    assert.ok(early.ok, name)
    for (const match of log.matchAll(/"([A-Za-z0-9:#.-]{12,})"/g)) {
      const at = match.index + 2
      const changed = `${log.slice(0, at)}${log[at] === 'a' ? 'b' : 'a'}${log.slice(at + 1)}`
      assert.equal(await readLog(changed, did, LATER), null, `${name}: ${match[1]}`)
    }
  }
})

test('a did:webvh leads to its log, and to nothing but a host with a name', () => {
  const scid = 'QmQ6FJ4fk2xheSSQoEjVpTgx9AQPKhJgtR9hn1nr4EeCrZ'
  const url = (rest: string): string | undefined => parseDidWebvh(`did:webvh:${scid}:${rest}`)?.logUrl
  assert.equal(url('example.com'), 'https://example.com/.well-known/did.jsonl')
  assert.equal(url('example.com%3A3000:dids:issuer'), 'https://example.com:3000/dids/issuer/did.jsonl')
  assert.equal(
    url('jp%E7%B4%8D%E8%B1%86.%E4%BE%8B.jp:%E7%94%A8%E6%88%B7'),
    'https://xn--jp-cd2fp15c.xn--fsq.jp/%E7%94%A8%E6%88%B7/did.jsonl',
  )
  for (const rest of [
    '',
    'localhost',
    '127.0.0.1',
    '0x7f.1',
    '%5B::1%5D',
    'example.com%3A0',
    'example.com%3A65536',
    'example.com%3A1%3A2',
    'a%2Fb.example',
    'a%40b.example',
    'a%20b.example',
    'a..example',
    'example.com:',
    'example.com:..',
    'example.com:%2E%2E',
    'example.com:a%2Fb',
    'example.com:a%00',
    'example.com:%FF',
    'example.com:%zz',
    'example.com/x',
  ])
    assert.equal(url(rest), undefined, rest)
  assert.equal(parseDidWebvh('did:webvh:{SCID}:example.com'), null)
  assert.equal(parseDidWebvh(`did:webvh:${scid.replace('Q', 'q')}:example.com`), null)
})
