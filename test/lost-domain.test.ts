import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  attachProof,
  type JsonObject,
  signingInput,
  type TrustSnapshot,
  type VerifyContext,
  verify,
  writeMultikey,
} from '@lumbung/credential'
import { decideAwards, findCredential, signPending, statusListDocument } from '../src/credentials/index.ts'
import type { Deps } from '../src/platform/deps.ts'
import { didDocument, endListing, issuerOf, routes, trustList } from '../src/trust/index.ts'
import { verifyDocument } from '../src/verifier/index.ts'
import { type AwardWorld, awardDeps, awardWorld } from './support/award-world.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { visitor } from './support/room.ts'

// An issuer had a did:web on a domain of its own. It closes, and the domain is lost, resold or hijacked.

const OLD_SITE = 'https://politeknik-lama.example'

let database: TestDatabase
let deps: Deps
let owner: AwardWorld
let own: { readonly did: string; readonly verificationMethod: string }
let document: string
let trust: TrustSnapshot
const thief = generateKeyPairSync('ed25519')
const thiefKey = writeMultikey({
  kind: 'Ed25519',
  bytes: Buffer.from((thief.publicKey.export({ format: 'jwk' }) as { x: string }).x, 'base64url'),
})

/** The DID document that whoever has the domain now serves: the issuer's key id with another key, and a key of its own. */
const hijacked = () =>
  JSON.stringify(
    didDocument(own.did, [
      { id: own.verificationMethod, publicKeyMultibase: thiefKey },
      { id: `${own.did}#${thiefKey}`, publicKeyMultibase: thiefKey },
    ] as never),
  )

const hosts: Readonly<Record<string, () => Promise<string | null>>> = {
  'is down': () => Promise.reject(new Error('connect ECONNREFUSED')),
  'has no such page': async () => null,
  'serves nonsense': async () => '<!doctype html><title>Domain for sale</title>',
  'is hijacked': async () => hijacked(),
}

before(async () => {
  database = await testDatabase()
  const world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  deps = world.deps
  owner = await awardWorld({ ...deps, publicUrl: OLD_SITE }, 'lama', 2)
  const found = await issuerOf(database.db, owner.organisationId, world.time.now)
  assert.ok(found)
  own = found
  assert.equal(own.did, 'did:web:politeknik-lama.example:issuers:lama')
  const decided = await decideAwards(deps, owner.issuer, {
    versionId: owner.versionId,
    enrolmentIds: owner.enrolmentIds.slice(0, 1),
  })
  assert.ok(decided.ok)
  await signPending(deps)
  document = (await findCredential(database.db, decided.value.awarded[0]?.credentialId ?? ''))?.document ?? ''
  world.time.now = new Date('2026-11-24T07:05:00Z')
  const closed = { id: 'Lembaga tutup.', en: 'The institution closed.' }
  assert.ok((await endListing(deps, owner.organisationId, closed, null)).ok)
  world.time.now = new Date('2027-03-01T07:05:00Z')
  await verifyDocument(deps, document)
  trust = await trustList(deps, world.time.now)
})
after(() => database.close())

/** Verifies as somebody elsewhere does: with the published list, and with what the domain says. */
async function verified(text: string, host: () => Promise<string | null>, register: TrustSnapshot | null = trust) {
  const asked: string[] = []
  const context: VerifyContext = {
    now: deps.clock(),
    trust: register,
    statusList: async (url) => {
      const list = await statusListDocument(deps, url.split('/').at(-1) ?? '')
      return list.ok ? list.value : null
    },
    load: (url) => {
      asked.push(url)
      return host()
    },
  }
  const verdict = await verify(text, context)
  const codeOf = (id: string) => verdict.checks.find((check) => check.id === id)?.code
  return { verdict: verdict.verdict, kind: verdict.kind, proof: codeOf('proof'), issuer: codeOf('issuer'), asked }
}

/** The credential with another name, signed by the thief under a key id of the issuer, dated when it was good. */
async function forged(verificationMethod: string): Promise<string> {
  const { proof, ...content } = JSON.parse(document) as JsonObject
  const options = { verificationMethod, created: new Date((proof as { created: string }).created) }
  const changed = JSON.parse(JSON.stringify(content).replace('Peserta 1', 'Peserta Palsu')) as JsonObject
  const signature = sign(null, await signingInput(changed, options), thief.privateKey)
  return attachProof(changed, options, new Uint8Array(signature))
}

test('the published list and the DID document here still give the key of the closed issuer', async () => {
  const here = visitor(deps, routes(deps), null)
  const list = await here.get('/trust/list')
  assert.equal(list.status, 200)
  const entry = trust.issuers.find(({ did }) => did === own.did)
  assert.deepEqual(
    entry?.keys.map(({ id }) => id),
    [own.verificationMethod],
  )
  assert.ok(entry?.listings.every(({ until }) => until !== undefined))
  const served = await here.get('/issuers/lama/did.json')
  assert.equal(served.status, 200)
  assert.ok(served.text.includes(own.verificationMethod))
})

for (const [state, host] of Object.entries(hosts)) {
  test(`what the issuer signed before stays valid when its domain ${state}, and the domain isn't even asked`, async () => {
    const seen = await verified(document, host)
    assert.deepEqual(seen, {
      verdict: 'valid',
      kind: 'valid',
      proof: 'proof-fits',
      issuer: 'issuer-listed',
      asked: [],
    })
  })

  test(`nobody signs in its name when its domain ${state}`, async () => {
    // Under the issuer's own key id the register's key counts, whatever the domain says of it.
    const same = await verified(await forged(own.verificationMethod), host)
    assert.deepEqual([same.verdict, same.proof], ['invalid', 'proof-does-not-fit'])
    // Under a key that only the domain names the signature may fit; the register doesn't know it.
    const other = await verified(await forged(`${own.did}#${thiefKey}`), host)
    assert.notEqual(other.verdict, 'valid')
    if (state === 'is hijacked')
      assert.deepEqual([other.verdict, other.kind, other.issuer], ['invalid', 'wrong-key', 'issuer-key-of-another'])
    // Without the register nothing of it is ever called valid.
    for (const text of [await forged(own.verificationMethod), await forged(`${own.did}#${thiefKey}`), document])
      assert.notEqual((await verified(text, host, null)).verdict, 'valid')
  })
}

test('our own verifier, which asks no domain at all, answers the same', async () => {
  assert.equal((await verifyDocument(deps, document)).verdict, 'valid')
  assert.equal((await verifyDocument(deps, await forged(own.verificationMethod))).verdict, 'invalid')
  assert.notEqual((await verifyDocument(deps, await forged(`${own.did}#${thiefKey}`))).verdict, 'valid')
})
