import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  generateKey,
  type JsonObject,
  listAuthorities,
  readTrustList,
  type SeenList,
  signedTrustList,
  TRUST_LIST_PROBLEMS,
  trustListSigningInput,
} from '../src/index.ts'

const DID = 'did:web:lumbung.example'
const DAY = 86_400_000
const START = Date.UTC(2026, 10, 23)
const at = (days: number) => new Date(START + days * DAY)
const own = await generateKey()
const foreign = await generateKey()
const authorities = [own.publicKeyMultibase]

function payloadOf(version: number, day: number, changes: JsonObject = {}): JsonObject {
  return {
    version,
    asOf: at(day).toISOString(),
    validUntil: at(day + 7).toISOString(),
    issuers: [
      {
        did: DID,
        name: 'Lumbung',
        keys: [{ id: `${DID}#k`, publicKeyMultibase: own.publicKeyMultibase, validFrom: at(0).toISOString() }],
        listings: [],
        authorisations: [],
      },
    ],
    statusAuthorities: [DID],
    ...changes,
  }
}

async function signed(payload: JsonObject, key = own, name = key.publicKeyMultibase): Promise<string> {
  const proof = { verificationMethod: `${DID}#${name}`, created: '2026-11-23T00:00:00Z' }
  return signedTrustList(payload, proof, await key.sign(trustListSigningInput(payload, proof)))
}

async function codeOf(text: string, now: Date, lastSeen?: SeenList): Promise<string> {
  const read = await readTrustList(text, { authorities, now, lastSeen })
  return read.ok ? 'ok' : read.code
}

test('a list is read, says what was seen, and names who may sign the next', async () => {
  const read = await readTrustList(await signed(payloadOf(3, 0)), { authorities, now: at(1) })
  assert.ok(read.ok)
  assert.equal(read.snapshot.version, 3)
  assert.deepEqual([read.seen.version, read.seen.asOf], [3, at(0).toISOString()])
  assert.match(read.seen.digest ?? '', /^[0-9a-f]{64}$/)
  assert.deepEqual(listAuthorities(read.snapshot), authorities)
  // Read again with what was seen: the very same list is no step back.
  assert.equal(await codeOf(await signed(payloadOf(3, 0)), at(1), read.seen), 'ok')
})

test('500 times: an older version, an older day, the same version with other content, a list past its end are refused', async () => {
  const refused = new Map<string, number>()
  for (let turn = 0; turn < 500; turn++) {
    const version = 2 + ((turn * 7) % 40)
    const day = turn % 30
    const first = await readTrustList(await signed(payloadOf(version, day)), { authorities, now: at(day) })
    assert.ok(first.ok)
    const { seen } = first
    const older = await signed(payloadOf(version - 1 - (turn % (version - 1)), day + 1))
    const earlier = await signed(payloadOf(version + 1, day - 1))
    const otherDay = await signed(payloadOf(version, day + 1))
    const other = await signed(payloadOf(version, day, { statusAuthorities: [DID, `did:web:x${turn}.example`] }))
    const next = await signed(payloadOf(version + 1 + (turn % 3), day + 1))
    const answers = [
      [await codeOf(older, at(day + 1), seen), 'list-older-than-seen'],
      [await codeOf(earlier, at(day + 1), seen), 'list-older-than-seen'],
      [await codeOf(otherDay, at(day + 1), seen), 'list-same-version-other-content'],
      [await codeOf(other, at(day + 1), seen), 'list-same-version-other-content'],
      [await codeOf(next, at(day + 8)), 'list-expired'],
      [await codeOf(await signed(payloadOf(version, day), foreign), at(day)), 'list-signature-wrong'],
      [
        await codeOf(await signed(payloadOf(version, day), foreign, own.publicKeyMultibase), at(day)),
        'list-signature-wrong',
      ],
      [await codeOf(next, at(day + 1), seen), 'ok'],
    ] as const
    for (const [got, wanted] of answers) {
      assert.equal(got, wanted, `turn ${turn}`)
      refused.set(got, (refused.get(got) ?? 0) + 1)
    }
  }
  assert.deepEqual(
    [...refused.keys()].sort(),
    [...TRUST_LIST_PROBLEMS, 'ok'].filter((one) => one !== 'list-not-readable').sort(),
  )
})

test('an expired list is handed over for its keys, and only that one', async () => {
  const expired = await readTrustList(await signed(payloadOf(3, 0)), { authorities, now: at(7) })
  assert.ok(!expired.ok && expired.code === 'list-expired' && expired.snapshot?.version === 3)
  const forged = await readTrustList(await signed(payloadOf(3, 0), foreign), { authorities, now: at(1) })
  assert.ok(!forged.ok && forged.snapshot === undefined)
})

test('no byte of a list can be changed', async () => {
  const text = await signed(payloadOf(3, 0))
  for (let place = 0; place < text.length; place += 3) {
    const letter = text[place] === 'a' ? 'b' : 'a'
    const changed = text.slice(0, place) + letter + text.slice(place + 1)
    assert.match(await codeOf(changed, at(1)), /^list-(not-readable|signature-wrong)$/, `at ${place}`)
  }
})

test('what is no list is refused as a value', async () => {
  const good = payloadOf(3, 0)
  const right = { kinds: ['licence'], fields: [], levelMin: 1, levelMax: 9, from: at(0).toISOString() }
  const [issuer] = good.issuers as [JsonObject]
  const withIssuer = (changes: JsonObject) => ({ ...good, issuers: [{ ...issuer, ...changes }] })
  const wrong: JsonObject[] = [
    { ...good, version: 0 },
    { ...good, version: 1.5 },
    { ...good, version: '3' },
    { ...good, asOf: 'yesterday' },
    { ...good, validUntil: at(7.1).toISOString() },
    { ...good, validUntil: at(-1).toISOString() },
    { ...good, issuers: {} },
    { ...good, statusAuthorities: [1] },
    { ...good, issuers: [null] },
    withIssuer({ did: '' }),
    withIssuer({ name: 4 }),
    withIssuer({ keys: [{}] }),
    withIssuer({ listings: [{ from: 'x' }] }),
    withIssuer({ authorisations: [{ ...right, levelMax: 'nine' }] }),
    withIssuer({ authorisations: [{ ...right, kinds: 'licence' }] }),
    withIssuer({ authorisations: [{ ...right, until: 5 }] }),
  ]
  for (const payload of wrong)
    assert.equal(await codeOf(await signed(payload), at(1)), 'list-not-readable', JSON.stringify(payload))
  assert.equal(await codeOf(await signed(withIssuer({ authorisations: [right] })), at(1)), 'ok')
  const list = JSON.parse(await signed(good)) as { payload: JsonObject; proof: JsonObject }
  for (const text of ['', '[]', 'null', '{', '{"payload":{}}', JSON.stringify({ payload: good }), '[['.repeat(50_000)])
    assert.equal(await codeOf(text, at(1)), 'list-not-readable', text.slice(0, 40))
  assert.equal(await codeOf(JSON.stringify({ ...list, more: 1 }), at(1)), 'list-not-readable')
  const proofs: JsonObject[] = [
    { ...list.proof, proofPurpose: 'authentication' },
    { ...list.proof, cryptosuite: 'eddsa-rdfc-2022' },
    { ...list.proof, expires: '2030-01-01T00:00:00Z' },
    { ...list.proof, proofValue: 'z0OIl' },
    { ...list.proof, proofValue: 5 },
    { ...list.proof, created: 'now' },
    { ...list.proof, verificationMethod: 7 },
  ]
  for (const proof of proofs)
    assert.equal(await codeOf(JSON.stringify({ ...list, proof }), at(1)), 'list-signature-wrong', JSON.stringify(proof))
})

test('the first sight of a list may be remembered without its digest, and every key is read to its end', async () => {
  const text = await signed(payloadOf(3, 0))
  const reading = readTrustList(text, { authorities, now: at(1), lastSeen: { version: 3, asOf: at(0).toISOString() } })
  assert.ok((await reading).ok)
  const keys = (changes: JsonObject): JsonObject => {
    const [issuer] = payloadOf(3, 0).issuers as [JsonObject]
    const [key] = issuer.keys as [JsonObject]
    return payloadOf(3, 0, { issuers: [{ ...issuer, keys: [{ ...key, ...changes }] }] })
  }
  const codeOf = async (payload: JsonObject) => {
    const read = await readTrustList(await signed(payload), { authorities, now: at(1) })
    return read.ok ? 'ok' : read.code
  }
  const day = at(0).toISOString()
  assert.equal(await codeOf(keys({ validUntil: day, compromisedAt: day })), 'ok')
  assert.equal(await codeOf(keys({ validUntil: null, compromisedAt: null })), 'ok')
  assert.equal(await codeOf(keys({ validUntil: 'soon' })), 'list-not-readable')
  assert.equal(await codeOf(keys({ compromisedAt: 'soon' })), 'list-not-readable')
})

test('a list whose payload is no object is not readable, whoever signed it', async () => {
  for (const payload of [[], 'x', 7, null] as unknown as JsonObject[]) {
    const read = await readTrustList(await signed(payload), { authorities, now: at(1) })
    assert.equal(read.ok ? 'ok' : read.code, 'list-not-readable')
  }
})
