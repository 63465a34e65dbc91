import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { proofInput, proofWith } from '../src/envelope/data-integrity-sign.ts'
import {
  achievementCredential,
  CredentialError,
  generateKey,
  type JsonObject,
  PRESENTATION_CHECKS,
  PRESENTATION_CODES,
  PRESENTATION_MESSAGES,
  type PresentationContext,
  type PresentationOptions,
  signPresentation,
  verifyPresentation,
} from '../src/index.ts'
import type { Json } from '../src/types.ts'
import { changed, leavesOf, other } from './leaves.ts'
import { context, ISSUER, input, issueGood, keys, trust } from './people.ts'
import { loader } from './reference.ts'

/** A holder with a did:key shows a credential of hers to an employer. */
const key = await generateKey()
const HOLDER = `did:key:${key.publicKeyMultibase}`
const METHOD = `${HOLDER}#${key.publicKeyMultibase}`
const CHALLENGE = 'b1d3c0f2-lamaran-17'
const DOMAIN = 'kerja.example'
const credential = await issueGood({ subjectId: HOLDER })

const given = (changes: Partial<PresentationContext> = {}): PresentationContext => ({
  ...context(),
  challenge: CHALLENGE,
  domain: DOMAIN,
  ...changes,
})
const shown = (changes: Partial<PresentationOptions> = {}): Promise<string> =>
  signPresentation({
    credentials: [credential],
    holder: HOLDER,
    challenge: CHALLENGE,
    domain: DOMAIN,
    verificationMethod: METHOD,
    created: '2026-11-23T07:00:00Z',
    sign: key.sign,
    ...changes,
  })

/** Signs a presentation of any form, as a holder with another program could. */
async function signed(presentation: JsonObject, changes: object = {}): Promise<string> {
  const options = {
    verificationMethod: METHOD,
    created: '2026-11-23T07:00:00Z',
    suite: 'eddsa-jcs-2022',
    purpose: 'authentication',
    challenge: CHALLENGE,
    domain: DOMAIN,
    ...changes,
  } as const
  const signature = await key.sign(await proofInput(presentation, options))
  return JSON.stringify({ ...presentation, proof: proofWith(presentation, options, signature) })
}
const bare: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiablePresentation'],
  holder: HOLDER,
}

async function answer(
  text: string | Uint8Array,
  changes: Partial<PresentationContext> = {},
): Promise<readonly [string, string]> {
  const verdict = await verifyPresentation(text, given(changes))
  assert.deepEqual(
    verdict.checks.map(({ id }) => id),
    PRESENTATION_CHECKS,
  )
  const check = verdict.checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
  return [verdict.verdict, check?.code ?? '']
}

for (const suite of ['eddsa-jcs-2022', 'eddsa-rdfc-2022'] as const) {
  test(`${suite}: a holder shows her credential, once, to the one who asked`, async () => {
    const text = await shown({ suite })
    const verdict = await verifyPresentation(text, given())
    assert.equal(verdict.verdict, 'valid', JSON.stringify(verdict.checks))
    assert.equal(verdict.holder, HOLDER)
    assert.equal(verdict.isHolderSubject, true)
    assert.equal(verdict.credentials[0]?.facts?.subjectId, HOLDER)
    assert.equal((await verifyPresentation(new TextEncoder().encode(text), given())).verdict, 'valid')
    assert.deepEqual(await answer(text, { challenge: 'another' }), ['invalid', 'presentation-challenge-wrong'])
    assert.deepEqual(await answer(text, { domain: 'lain.example' }), ['invalid', 'presentation-domain-wrong'])
    assert.deepEqual(await answer(text, { domain: [DOMAIN, 'lain.example'] }), ['invalid', 'presentation-domain-wrong'])
  })

  test(`${suite}: a change of any single leaf is never valid`, async () => {
    const good = JSON.parse(await shown({ suite, id: 'urn:uuid:5' })) as JsonObject
    for (const leaf of leavesOf(good)) {
      const verdict = await verifyPresentation(JSON.stringify(changed(good, leaf, other)), given())
      assert.notEqual(verdict.verdict, 'valid', leaf.path.join('/'))
      assert.equal(verdict.holder, null, leaf.path.join('/'))
    }
  })

  test(`${suite}: ours verifies in the reference, theirs verifies here`, async () => {
    const pair = await ed25519Multikey.generate({})
    const did = `did:key:${pair.publicKeyMultibase}`
    const suites = { 'eddsa-jcs-2022': eddsaJcs.createSignCryptosuite(), 'eddsa-rdfc-2022': cryptosuite }
    const named = await ed25519Multikey.from({
      ...(pair as unknown as Record<string, unknown>),
      id: `${did}#${pair.publicKeyMultibase}`,
      controller: did,
    })
    const theirs = await vc.signPresentation({
      presentation: { ...bare, holder: did, verifiableCredential: [JSON.parse(credential)] },
      suite: new DataIntegrityProof({
        signer: named.signer(),
        cryptosuite: suites[suite],
        date: '2026-11-23T07:00:00Z',
      }),
      challenge: CHALLENGE,
      domain: DOMAIN,
      documentLoader,
    })
    assert.deepEqual(await answer(JSON.stringify(theirs)), ['valid', ''])
    const verifier = suite === 'eddsa-jcs-2022' ? eddsaJcs.createVerifyCryptosuite() : cryptosuite
    const theirAnswer = await vc.verify({
      presentation: JSON.parse(await shown({ suite })),
      suite: [new DataIntegrityProof({ cryptosuite: verifier }), new DataIntegrityProof({ cryptosuite })],
      challenge: CHALLENGE,
      domain: DOMAIN,
      documentLoader,
      now: context().now,
      checkStatus: async () => ({ verified: true }),
    })
    assert.equal(theirAnswer.presentationResult.verified, true, String(theirAnswer.error))
  })
}

/** Documents of did:key for the reference; all else as for credentials. */
async function documentLoader(url: string): Promise<Record<string, unknown>> {
  const match = /^(did:key:(z\w+))(?:#\w+)?$/.exec(url)
  if (match === null) return loader(url)
  const [, did = '', publicKeyMultibase = ''] = match
  const id = `${did}#${publicKeyMultibase}`
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase,
  }
  const document = url.includes('#')
    ? method
    : { '@context': 'https://w3id.org/security/v2', id: did, authentication: [id], assertionMethod: [id] }
  return { contextUrl: null, documentUrl: url, document }
}

test('what speaks against the holder', async () => {
  const stranger = await generateKey()
  const did = `did:key:${stranger.publicKeyMultibase}`
  assert.deepEqual(await answer(await shown({ holder: did })), ['invalid', 'presentation-holder-another'])
  const { holder: _holder, ...without } = bare
  assert.deepEqual(await answer(await signed(without)), ['invalid', 'presentation-holder-missing'])
  assert.deepEqual(await answer(await signed({ ...bare, holder: { id: HOLDER, name: 'Wartini' } })), ['valid', ''])
  const listed = (changes: object = {}) => {
    const register = trust()
    const record = {
      id: `${ISSUER}#key-1`,
      publicKeyMultibase: keys.issuer.publicKeyMultibase,
      validFrom: '2024-01-01T00:00:00Z',
    }
    const issuers = register.issuers.map((entry) =>
      entry.did === ISSUER ? { ...entry, keys: [{ ...record, ...changes }] } : entry,
    )
    return { trust: { ...register, issuers } }
  }
  const organisation = () =>
    shown({ credentials: [], holder: ISSUER, verificationMethod: `${ISSUER}#key-1`, sign: keys.issuer.sign })
  assert.deepEqual(await answer(await organisation(), listed()), ['valid', ''])
  const stolen = listed({ compromisedAt: '2026-10-01T00:00:00Z' })
  assert.deepEqual(await answer(await organisation(), stolen), ['invalid', 'presentation-key-not-valid'])
  assert.deepEqual(await answer(await organisation(), { trust: null }), ['unconfirmed', 'presentation-key-not-known'])
})

test('a credential of another is shown, and the answer says that the holder is not its subject', async () => {
  const verdict = await verifyPresentation(await shown({ credentials: [credential, await issueGood()] }), given())
  assert.deepEqual([verdict.verdict, verdict.isHolderSubject, verdict.credentials.length], ['valid', false, 2])
})

test('every credential inside is checked, and one without a signature fails', async () => {
  const unsigned = JSON.stringify(achievementCredential(input()))
  assert.deepEqual(await answer(await shown({ credentials: [credential, unsigned] })), [
    'invalid',
    'presentation-credential-invalid',
  ])
  const lists = { statusList: async () => null }
  assert.deepEqual(await answer(await shown(), lists), ['unconfirmed', 'presentation-credential-unconfirmed'])
  const single = await signed({ ...bare, verifiableCredential: JSON.parse(credential) as Json })
  assert.deepEqual(await answer(single), ['valid', ''])
  const none = await verifyPresentation(await shown({ credentials: [] }), given())
  assert.equal(none.checks.at(-1)?.code, 'presentation-no-credentials')
  assert.deepEqual([none.verdict, none.isHolderSubject], ['valid', true])
})

test('an envelope is opened from its data URL, whichever way it is written', async () => {
  const envelope = (id: string): JsonObject => ({
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id,
    type: 'EnvelopedVerifiableCredential',
  })
  const of = async (id: string) => answer(await signed({ ...bare, verifiableCredential: [envelope(id)] }))
  assert.deepEqual(await of(`data:application/vc,${encodeURIComponent(credential)}`), ['valid', ''])
  assert.deepEqual(await of(`data:application/vc;base64,${Buffer.from(credential).toString('base64')}`), ['valid', ''])
  assert.deepEqual(
    await of(`data:application/vc;charset=utf-8;base64,${Buffer.from(credential).toString('base64url')}`),
    ['valid', ''],
  )
  for (const bad of ['urn:x', 'data:application/vc,%zz', 'data:application/vc;base64,%%%', 'data:,'])
    assert.deepEqual(await of(bad), ['invalid', 'presentation-credential-invalid'], bad)
})

test('compact credentials are enveloped when they are shown, and what is neither is refused', async () => {
  const enveloped = JSON.parse(
    await shown({ credentials: ['e30.e30.AA', 'e30.e30.AA~WyJhIl0~'], suite: 'eddsa-jcs-2022' }),
  ) as JsonObject
  assert.deepEqual(
    (enveloped.verifiableCredential as JsonObject[]).map(({ id }) => id),
    ['data:application/vc+jwt,e30.e30.AA', 'data:application/vc+sd-jwt,e30.e30.AA~WyJhIl0~'],
  )
  for (const bad of ['not a credential', '[]'])
    await assert.rejects(shown({ credentials: [bad] }), (fault: CredentialError) => {
      assert.ok(fault instanceof CredentialError)
      return fault.at === '/verifiableCredential/0'
    })
})

test('what speaks against the proof of a presentation', async () => {
  const good = JSON.parse(await shown({ expires: '2026-11-23T07:10:00Z' })) as JsonObject
  const proof = good.proof as JsonObject
  const changed = (changes: JsonObject) => JSON.stringify({ ...good, proof: { ...proof, ...changes } })
  assert.deepEqual(await answer(JSON.stringify(good)), ['valid', ''])
  const late = { now: new Date('2026-11-23T07:11:00Z') }
  assert.deepEqual(await answer(JSON.stringify(good), late), ['invalid', 'presentation-expired'])
  const { proof: _proof, ...unsigned } = good
  assert.deepEqual(await answer(JSON.stringify(unsigned)), ['invalid', 'presentation-proof-missing'])
  assert.deepEqual(await answer(changed({ proofPurpose: 'assertionMethod' })), [
    'invalid',
    'presentation-purpose-wrong',
  ])
  assert.deepEqual(await answer(changed({ proofValue: 'z1' })), ['invalid', 'presentation-proof-malformed'])
  assert.deepEqual(await answer(changed({ created: '2026-11-23T07:00:01Z' })), [
    'invalid',
    'presentation-proof-does-not-fit',
  ])
  assert.deepEqual(await answer(changed({ cryptosuite: 'bbs-2023' })), [
    'unconfirmed',
    'presentation-proof-not-supported',
  ])
  assert.deepEqual(await answer(await signed(bare, { domain: undefined })), ['invalid', 'presentation-domain-wrong'])
  assert.deepEqual(await answer(await signed(bare, { domain: [DOMAIN] })), ['valid', ''])
  assert.deepEqual(await answer(await signed(bare, { challenge: undefined })), [
    'invalid',
    'presentation-challenge-wrong',
  ])
  assert.deepEqual(await answer(await signed({ ...bare, honours: 'x' }, { suite: 'eddsa-jcs-2022' })), ['valid', ''])
})

test('what is no presentation, or of no good form', async () => {
  const refused: readonly (readonly [Json, string])[] = [
    [[], 'presentation-not-readable'],
    [JSON.parse(credential) as Json, 'presentation-not-readable'],
    [{ ...bare, '@context': ['urn:x'] }, 'presentation-context-not-known'],
    [{ ...bare, '@context': [] }, 'presentation-context-not-allowed'],
    [{ ...bare, id: 'x' }, 'presentation-incomplete'],
    [{ ...bare, id: 1 }, 'presentation-incomplete'],
    [{ ...bare, holder: 'x' }, 'presentation-incomplete'],
    [{ ...bare, holder: { name: 'x' } }, 'presentation-incomplete'],
    [{ ...bare, verifiableCredential: ['urn:x'] }, 'presentation-incomplete'],
    [{ ...bare, verifiableCredential: Array.from({ length: 33 }, () => ({})) }, 'presentation-incomplete'],
  ]
  for (const [value, code] of refused) {
    const expected = code === 'presentation-context-not-known' ? 'unconfirmed' : 'invalid'
    assert.deepEqual(await answer(JSON.stringify(value)), [expected, code])
  }
  assert.deepEqual(await answer('{'), ['invalid', 'presentation-not-readable'])
})

test('every code of a presentation has words in both languages', () => {
  for (const code of PRESENTATION_CODES) {
    const { id, en } = PRESENTATION_MESSAGES[code]
    assert.ok(id.length > 3 && en.length > 3 && id !== en, code)
  }
})
