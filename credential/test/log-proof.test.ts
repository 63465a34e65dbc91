import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  COSIGNATURE,
  commitmentOf,
  ED25519,
  emptyRoot,
  entryOfLeaf,
  extraOf,
  formatCheckpoint,
  formatNote,
  formatProof,
  formatVkey,
  type LogAnswer,
  type LogParameters,
  type LogPolicy,
  openingOf,
  parseProof,
  readPolicy,
  recordDigest,
  signatureLine,
  verifyLogProof,
} from '../src/log/index.ts'
import { LOG, ORIGIN, type ProofChanges, proofOf, SEEN, signingOf, TRUSTED_LOG, WITNESSES } from './log-people.ts'

const SIGNED = 'z5uWfN'
const policy = readPolicy(TRUSTED_LOG) as LogPolicy

/** Makes the entry of the award from what a proof carries. */
function entryOf(extra: Uint8Array | undefined) {
  const opening = openingOf(extra)
  return opening === undefined ? undefined : entryOfLeaf('award', commitmentOf(opening, SIGNED))
}
const answer = (text: string, under = policy) => verifyLogProof(text, entryOf, under)
const changed = async (changes: ProofChanges) => answer(await proofOf(SIGNED, changes))
const reasonOf = (found: LogAnswer) => (found.ok ? 'good' : found.reason)

test('a proof is written and read back letter by letter', async () => {
  const text = await proofOf(SIGNED)
  const read = parseProof(text)
  assert.ok(read)
  assert.equal(formatProof(read), text)
  assert.deepEqual([read.index, read.signed.checkpoint.size, read.extra?.length], [5, 9, 64])
  const { extra: _extra, ...bare } = read
  const plain = formatProof(bare)
  assert.equal(formatProof(parseProof(plain) ?? read), plain)
  assert.equal(parseProof(plain)?.extra, undefined)
})

test('what is read is spelt as it is written: no other text is', () => {
  fc.assert(
    fc.property(
      fc.option(fc.uint8Array({ minLength: 1, maxLength: 80 }), { nil: undefined }),
      fc.nat(),
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 8 }),
      (extra, index, hashes) => {
        const note = formatNote(formatCheckpoint({ origin: 'a', size: 1, root: emptyRoot() }), [
          signatureLine(LOG.key, new Uint8Array(64)),
        ])
        const text = formatProof({ ...(extra === undefined ? {} : { extra }), index, hashes, note })
        const read = parseProof(text)
        assert.ok(read)
        assert.equal(formatProof(read), text)
      },
    ),
  )
})

test('a text in another spelling is no proof', async () => {
  const good = await proofOf(SIGNED)
  const lines = good.split('\n')
  const without = (at: number) => lines.filter((_, place) => place !== at).join('\n')
  const line = (at: number, to: string) => lines.map((text, place) => (place === at ? to : text)).join('\n')
  const extra = lines[1] as string
  const hash = lines[3] as string
  for (const [text, why] of [
    ['', 'empty'],
    [line(0, 'c2sp.org/tlog-proof@v2'), 'another version'],
    [without(0), 'no header'],
    [without(2), 'no index'],
    [line(1, 'extra '), 'empty extra data'],
    [line(1, 'extra A'), 'extra data that are no base64'],
    [line(1, `${extra} `), 'a space behind'],
    [line(1, `extra ${Buffer.alloc(4_097).toString('base64')}`), 'too much extra data'],
    [line(1, `Extra${extra.slice(5)}`), 'another word'],
    [line(2, 'index 05'), 'a leading zero'],
    [line(2, 'index -1'), 'a sign'],
    [line(2, 'index'), 'no number'],
    [line(2, 'index 9007199254740992'), 'a number that is not exact'],
    [line(3, hash.slice(0, -1)), 'a hash without padding'],
    [line(3, 'AAAA'), 'a short hash'],
    [line(3, ''), 'an empty line among the hashes'],
    [line(3, Array(64).fill(hash).join('\n')), 'more hashes than levels'],
    [good.replaceAll('\n', '\r\n'), 'returns'],
    [`${good}\n`, 'more behind'],
    [good.slice(0, -1), 'no newline at the end'],
    [lines.slice(0, 5).join('\n'), 'no checkpoint'],
    [`${lines.slice(0, 5).join('\n')}\n\n`, 'an empty checkpoint'],
    [`${good}${'— x AAAAAAAA\n'.repeat(6_000)}`, 'too long'],
  ] as const)
    assert.equal(parseProof(text), undefined, why)
})

test('a proof under its policy says where, in what and by when a quorum had seen it', async () => {
  const sorted = [...SEEN].sort()
  for (const quorum of [1, 2, 3]) {
    const found = await answer(await proofOf(SIGNED), { ...policy, quorum })
    assert.deepEqual(found, { ok: true, size: 9, index: 5, seenAt: new Date((sorted[quorum - 1] as number) * 1000) })
  }
  assert.deepEqual(await answer(await proofOf(SIGNED, { cosigned: [] }), { ...policy, quorum: 0 }), {
    ok: true,
    size: 9,
    index: 5,
    seenAt: null,
  })
})

test('random places in random trees: each proof holds there and nowhere else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 600 }), fc.nat({ max: 600 }), async (before, after) => {
      const good = await proofOf(SIGNED, { before, after })
      const found = await answer(good)
      assert.deepEqual(found.ok && [found.index, found.size], [before, before + after + 1])
      const index = before > 0 ? before - 1 : before + 1
      assert.equal(reasonOf(await changed({ before, after, index })), 'not-included')
    }),
    { numRuns: 20 },
  )
})

test('fewer witnesses than a quorum: not wrong, but not witnessed', async () => {
  const [one, two] = WITNESSES
  assert.deepEqual(await changed({ cosigned: [[one, SEEN[0]]] }), {
    ok: false,
    reason: 'not-witnessed',
    cosigned: 1,
  })
  assert.equal(
    (
      await changed({
        cosigned: [
          [two, SEEN[1]],
          [one, SEEN[0]],
        ],
      })
    ).ok,
    true,
  )
})

test('every line of a checkpoint counts', async () => {
  const stranger = signingOf('stranger.example/witness', COSIGNATURE)
  const [one, two, three] = WITNESSES
  const both = [
    [one, SEEN[0]],
    [two, SEEN[1]],
  ] as const
  const line = (key = LOG.key) => signatureLine(key, new Uint8Array(64))
  const impostor = { key: three.key, sign: stranger.sign }
  for (const [changes, reason] of [
    [{ log: signingOf(ORIGIN, ED25519, 'another key') }, 'signature-missing'],
    [{ log: { key: LOG.key, sign: stranger.sign } }, 'signature-wrong'],
    [{ lines: [line()] }, 'signature-wrong'],
    [{ origin: 'other.example/log' }, 'another-log'],
    [{ cosigned: [...both, [stranger, 1]] }, 'signature-unknown'],
    [{ lines: [line(stranger.key)] }, 'signature-unknown'],
    [{ cosigned: [...both, [impostor, 1]] }, 'cosignature-wrong'],
    [{ cosigned: [...both, [one, SEEN[0]]] }, 'cosignature-wrong'],
    [{ kind: 'status' }, 'not-included'],
  ] as const satisfies readonly (readonly [ProofChanges, string])[])
    assert.equal(reasonOf(await changed(changes)), reason, JSON.stringify(Object.keys(changes)))
  assert.equal(reasonOf(await answer('no proof')), 'not-readable')
  const { extra: _extra, ...bare } = parseProof(await proofOf(SIGNED)) as NonNullable<ReturnType<typeof parseProof>>
  assert.equal(reasonOf(await answer(formatProof(bare))), 'not-readable')
})

test('a checkpoint is checked once under a policy, and anew after many others', async () => {
  const fresh = readPolicy(TRUSTED_LOG) as LogPolicy
  const good = await proofOf(SIGNED)
  for (let round = 0; round < 2; round++) {
    for (let after = 0; after < 66; after++)
      assert.equal((await answer(await proofOf(SIGNED, { after }), fresh)).ok, true)
    assert.equal((await answer(good, fresh)).ok, true)
  }
})

test('a policy whose keys are not what they should be is none', () => {
  const [one] = WITNESSES
  const vkey = formatVkey(one.key)
  for (const changes of [
    { vkey: 'no key' },
    { vkey: vkey },
    { witnesses: [{ name: 'x', vkey: 'no key' }] },
    { witnesses: [{ name: 'x', vkey: TRUSTED_LOG.vkey }] },
    { witnesses: [...TRUSTED_LOG.witnesses, { name: 'x', vkey }] },
    { quorum: -1 },
    { quorum: 1.5 },
  ] satisfies Partial<LogParameters>[])
    assert.equal(readPolicy({ ...TRUSTED_LOG, ...changes }), undefined, JSON.stringify(changes))
})

test('one witness under two names is one witness', () => {
  const [one] = WITNESSES
  const again = signingOf('second-name.example', COSIGNATURE, one.key.name)
  assert.deepEqual(again.key.key.bytes, one.key.key.bytes)
  const witnesses = [one, again].map(({ key }) => ({ name: key.name, vkey: formatVkey(key) }))
  assert.equal(readPolicy({ ...TRUSTED_LOG, witnesses }), undefined)
})

test('a commitment covers salt, record and signature; its entry shows none of them', () => {
  const record = { holder: 'Wartini', minutes: 5400 }
  const opening = { salt: new Uint8Array(32).fill(1), recordDigest: recordDigest(record) }
  const base = commitmentOf(opening, SIGNED)
  const others = [
    commitmentOf({ ...opening, salt: new Uint8Array(32).fill(2) }, SIGNED),
    commitmentOf({ ...opening, recordDigest: recordDigest({ ...record, minutes: 5401 }) }, SIGNED),
    commitmentOf(opening, `${SIGNED} `),
    commitmentOf(opening, undefined),
  ]
  assert.equal(new Set([base, ...others].map((bytes) => Buffer.from(bytes).toString('hex'))).size, 5)
  assert.deepEqual(recordDigest({ minutes: 5400, holder: 'Wartini' }), opening.recordDigest, 'canonical')
  const entry = Buffer.from(entryOfLeaf('award', base)).toString()
  assert.match(entry, /^lumbung\.log\/v1\naward\n[A-Za-z0-9+/]{43}=\n$/)
  assert.deepEqual(openingOf(extraOf(opening)), opening)
  assert.deepEqual([openingOf(undefined), openingOf(new Uint8Array(63))], [undefined, undefined])
  for (const bad of [
    { ...opening, salt: new Uint8Array(31) },
    { ...opening, recordDigest: new Uint8Array(33) },
  ])
    assert.throws(() => commitmentOf(bad, SIGNED), RangeError)
})
