import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREDENTIALS_EXAMPLES_V2, CREDENTIALS_V1 } from '../src/contexts/sequences.ts'
import {
  addProof,
  CREDENTIALS_V2,
  deriveCredential,
  type JsonObject,
  OPEN_BADGES_V3,
  prepareSelective,
  verify,
} from '../src/index.ts'
import { withBrowserBundle } from './bundle.ts'
import { ISSUER, keys, list } from './people.ts'
import {
  AUTHORITY,
  baseOf,
  credentialOf,
  key,
  NAME,
  OURS,
  options,
  selectiveContext,
  shown,
  theirBase,
  theirShown,
  theyAccept,
  verdictOf,
  withValue,
} from './selective.ts'

test('a holder shows a part: it is valid, and only what is shown is a fact', async () => {
  const base = await baseOf()
  const part = await shown(base)
  const { verdict, checks, facts } = await verdictOf(part)
  assert.equal(verdict, 'valid', JSON.stringify(checks))
  assert.ok(facts !== null)
  const { title, field, kkniLevel, validFrom, validUntil, issuer, subjectId, definitionUrl, id, ...withheld } = facts
  assert.deepEqual(
    [title.id, field, kkniLevel, validFrom, validUntil, issuer.id],
    ['Analisis Data Pertanian', 'agriculture', 5, '2026-10-12T00:00:00Z', '2027-10-12T00:00:00Z', ISSUER],
  )
  for (const [name, fact] of Object.entries(withheld))
    assert.ok(
      fact === null || (fact as { length?: number }).length === 0 || (fact as { id?: string }).id === '',
      `${name}: ${JSON.stringify(fact)}`,
    )
  assert.equal(JSON.stringify(part).includes('Wartini'), false, 'the name is not in it at all')
  assert.equal(await theyAccept(part), true)
})

test('all that is signed can be shown, and nothing but what must be', async () => {
  const base = await baseOf()
  const all = await shown(base, [''])
  const { proof: _proof, ...document } = all
  assert.deepEqual(document, credentialOf())
  assert.equal((await verdictOf(all)).verdict, 'valid')
  assert.equal((await verdictOf(all)).facts?.holderName, 'Wartini')
  const least = await shown(base, [])
  assert.deepEqual(Object.keys(least).sort(), [
    '@context',
    'credentialStatus',
    'credentialSubject',
    'id',
    'issuer',
    'proof',
    'type',
    'validFrom',
    'validUntil',
  ])
  assert.equal((await verdictOf(least)).verdict, 'valid')
  assert.equal(await theyAccept(all), true)
  assert.equal(await theyAccept(least), true)
})

test('the holder’s own copy is for no verifier: it says what to do instead', async () => {
  const answer = await verdictOf(JSON.parse(await baseOf()))
  assert.deepEqual([answer.verdict, answer.kind, answer.codes[1]], ['invalid', 'without-proof', 'proof-not-derived'])
  assert.equal(answer.facts, null)
})

test('both ways with the reference: base, derivation, verification', async () => {
  const pointers = [NAME, '/credentialSubject/identifier', '/credentialSubject/achievement/alignment/1', '/name']
  for (const [by, base] of [
    ['ours', await baseOf()],
    ['theirs', await theirBase(['/issuer', '/validFrom', '/validUntil', '/credentialStatus', ...AUTHORITY])],
  ] as const) {
    const [own, other] = [await shown(base, pointers), await theirShown(base, pointers)]
    assert.deepEqual({ ...own, proof: null }, { ...other, proof: null }, by)
    assert.deepEqual(own.proof, other.proof, by)
    for (const part of [own, other]) {
      assert.equal(await theyAccept(part), true, by)
      const { verdict, checks } = await verdictOf(part)
      assert.equal(verdict, 'valid', `${by} ${JSON.stringify(checks)}`)
    }
  }
})

test('what may have been withheld is not taken for what isn’t there', async () => {
  const base = await theirBase(['/issuer'])
  const codesOf = async (pointers: readonly string[], given = selectiveContext()) =>
    (await verdictOf(await shown(base, pointers), given)).codes
  assert.deepEqual((await codesOf([])).slice(3, 7), [
    'authority-withheld',
    'status-withheld',
    'validity-withheld',
    'schema-complete',
  ])
  const shownStatus = ['/credentialStatus', '/validFrom', '/validUntil', ...AUTHORITY]
  const some = await codesOf(shownStatus)
  assert.deepEqual(some.slice(3, 7), ['authority-held', 'status-withheld', 'validity-in-force', 'schema-complete'])
  const revoked = await list('revocation', [77])
  const given = selectiveContext({ statusList: async (url) => (url.endsWith('-revocation') ? revoked : null) })
  assert.equal((await codesOf(shownStatus, given))[4], 'status-revoked', 'what is bad stays bad')
  const { kind } = await verdictOf(await shown(base, AUTHORITY))
  assert.equal(kind, 'status-unknown')
  const dated = await shown(await theirBase(['/issuer', '/validFrom']), [])
  assert.equal((await verdictOf(dated)).codes[5], 'validity-in-force', 'who binds the beginning would bind the end')
  const expired = selectiveContext({ now: new Date('2028-01-01T00:00:00Z') })
  assert.equal((await codesOf(shownStatus, expired))[5], 'validity-expired')
})

test('an issuer can’t let its holders withhold who it is, the term or the status', async () => {
  const least = await shown(await baseOf(credentialOf(), []), [])
  assert.deepEqual((await verdictOf(least)).codes.slice(2), [
    'issuer-listed',
    'authority-withheld',
    'status-good',
    'validity-in-force',
    'schema-complete',
    'log-none',
  ])
})

test('a kind, field or level that is shown and not the issuer’s is a fail, whatever is withheld', async () => {
  const subject = credentialOf().credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const wrong = async (changes: JsonObject, pointers: readonly string[]) => {
    const credential = credentialOf({ credentialSubject: { ...subject, achievement: { ...achievement, ...changes } } })
    return (await verdictOf(await shown(await baseOf(credential, []), pointers))).codes[3]
  }
  const [kind, field, level] = AUTHORITY as [string, string, string]
  assert.equal(await wrong({ fieldOfStudy: 'law' }, [field]), 'authority-not-held')
  assert.equal(await wrong({ achievementType: 'Course' }, [kind]), 'authority-not-held')
  assert.equal(await wrong({}, [field, kind]), 'authority-withheld')
  const alignment = (achievement.alignment as JsonObject[]).map((entry) =>
    entry.targetType === 'ext:QualificationLevel' ? { ...entry, targetCode: '9' } : entry,
  )
  assert.equal(await wrong({ alignment }, [level]), 'authority-not-held')
})

test('the issuer’s key may be in another process: 99 bytes go there, 64 come back', async () => {
  const prepared = await prepareSelective(credentialOf(), options())
  assert.equal(prepared.signingInput.length, 99)
  const text = prepared.attach(await key.sign(prepared.signingInput))
  assert.equal((await verdictOf(await shown(text))).verdict, 'valid')
  assert.throws(() => prepared.attach(new Uint8Array(63)), RangeError)
  const again = await prepareSelective(credentialOf(), options())
  assert.notDeepEqual(again.signingInput, prepared.signingInput, 'every credential has keys of its own')
})

test('what can’t be signed in parts is refused with its place', async () => {
  const refused = async (code: string, at: string, changes: JsonObject, pointers: readonly string[] = []) =>
    assert.rejects(baseOf(credentialOf(changes), pointers), { name: 'CredentialError', code, at })
  await refused('value-missing', '/nowhere', {}, ['/nowhere'])
  await refused('value-missing', 'issuer', {}, ['issuer'])
  await refused('value-missing', '/name/2', {}, ['/name/2'])
  await refused('value-missing', '/name/00', {}, ['/name/00'])
  await refused('value-missing', '/issuer/id/0', {}, ['/issuer/id/0'])
  await refused('value-missing', '/a~2', {}, ['/a~2'])
  await refused('value-missing', '/toString', {}, ['/toString'])
  await refused('undefined-term', '/honours', { honours: 'x' })
  await refused('value-repeated', '/proof', { proof: {} })
  const subject = credentialOf().credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const resultDescription = [{ id: 'urn:uuid:3', type: ['ResultDescription'], allowedValue: ['A', 'B'] }]
  await refused('not-covered', '', {
    credentialSubject: { ...subject, achievement: { ...achievement, resultDescription } },
  })
  await refused('not-covered', '', { evidence: [{ id: 'x-unnamed:0', type: ['Evidence'] }] })
  // VC 1.1 alone has no words for a proof of this kind.
  const older = {
    '@context': [CREDENTIALS_V1],
    type: ['VerifiableCredential'],
    issuer: ISSUER,
    issuanceDate: '2026-10-12T00:00:00Z',
    credentialSubject: { id: 'did:example:wartini' },
  }
  await assert.rejects(prepareSelective(older, { ...options(), mandatoryPointers: [] }), {
    code: 'undefined-term',
    at: '/proof/type',
  })
  await assert.rejects(prepareSelective(credentialOf(), { ...options(), verificationMethod: 'key-1' }), {
    code: 'id-not-absolute',
    at: '/proof/verificationMethod',
  })
})

test('what can’t be derived is refused with its place, and never throws', async () => {
  const base = JSON.parse(await baseOf()) as JsonObject
  const proof = base.proof as JsonObject
  const cases: readonly (readonly [unknown, string, string, (readonly string[])?])[] = [
    [[], 'proof-not-readable', ''],
    [{ ...base, '@context': [OPEN_BADGES_V3] }, 'context-not-allowed', '/@context'],
    [{ ...base, proof: undefined }, 'proof-not-readable', '/proof'],
    [{ ...base, proof: [proof, { ...proof, proofValue: 'u2V0A' }] }, 'proof-not-readable', '/proof'],
    [{ ...base, proof: [{ ...proof, id: 'urn:1', previousProof: 'urn:1' }] }, 'proof-not-readable', '/proof'],
    [await shown(JSON.stringify(base)), 'proof-not-readable', '/proof/proofValue'],
    [withValue(base, 'u2V0A'), 'proof-not-readable', '/proof/proofValue'],
    [{ ...base, evidence: [{ type: ['Evidence'], name: 'Laporan' }] }, 'proof-not-readable', '/proof'],
    [{ ...base, honours: 'x' }, 'undefined-term', '/honours'],
    [{ ...base, validUntil: undefined }, 'value-missing', '/validUntil'],
    [base, 'value-missing', '/nowhere', ['/nowhere']],
    [base, 'keyword-refused', '/name/0/@language', ['/name/0/@language']],
    [JSON.parse(await theirBase([])), 'value-missing', '', []],
  ]
  for (const [document, code, at, pointers = [NAME]] of cases)
    assert.deepEqual(await deriveCredential(JSON.stringify(document), pointers), { ok: false, code, at })
  assert.deepEqual(await deriveCredential('{', []), { ok: false, code: 'json-syntax', at: '' })
})

test('a proof of the whole beside it is left away, since it would no longer fit', async () => {
  const text = await addProof(JSON.parse(await baseOf()) as JsonObject, {
    verificationMethod: `${ISSUER}#key-1`,
    created: '2026-10-12T00:00:00Z',
    sign: keys.issuer.sign,
  })
  const part = await shown(text)
  assert.equal(Array.isArray(part.proof), false)
  assert.equal((await verdictOf(part)).verdict, 'valid')
})

test('contexts that only the slow path knows: signed, derived and verified all the same', async () => {
  const credential: JsonObject = {
    '@context': [CREDENTIALS_V2, CREDENTIALS_EXAMPLES_V2],
    type: ['VerifiableCredential', 'ExampleDegreeCredential'],
    issuer: ISSUER,
    validFrom: '2026-10-12T00:00:00Z',
    credentialSubject: { id: 'urn:uuid:1', degree: { type: 'Degree', name: 'Sarjana Terapan' }, grade: 'A' },
  }
  const part = await shown(await baseOf(credential, []), ['/credentialSubject/degree/name'])
  assert.deepEqual(part.credentialSubject, { id: 'urn:uuid:1', degree: { type: 'Degree', name: 'Sarjana Terapan' } })
  assert.equal((await verdictOf(part)).codes[1], 'proof-fits')
  const other = { ...part, credentialSubject: { id: 'urn:uuid:1', degree: { type: 'Degree', name: 'Doktor' } } }
  assert.equal((await verdictOf(other)).codes[1], 'proof-does-not-fit')
})

test('what is withheld makes nothing incomplete; what is shown must be of the right shape', async () => {
  const badges: readonly (readonly [JsonObject, readonly string[], string])[] = [
    [{}, [], 'schema-complete'],
    [
      { relatedResource: { id: 'urn:r', digestSRI: `sha256-${'a'.repeat(43)}=` } },
      ['/relatedResource/id'],
      'schema-complete',
    ],
    [{ evidence: [{ type: ['Evidence'], name: 'Laporan' }] }, ['/evidence/0/name'], 'schema-complete'],
  ]
  for (const [changes, pointers, code] of badges)
    assert.equal((await verdictOf(await shown(await baseOf(credentialOf(changes)), pointers))).codes[6], code)
  const subject = credentialOf().credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const { id: _id, ...nameless } = achievement
  const wrong: readonly (readonly [JsonObject, string, string])[] = [
    [{ ...subject, achievement: nameless }, NAME, '/credentialSubject/achievement/id'],
    [{ id: 'urn:uuid:1', name: 'Wartini' }, '/credentialSubject/name', '/credentialSubject/type'],
    [{ ...subject, achievement: { ...achievement, name: '' } }, NAME, NAME],
  ]
  for (const [credentialSubject, pointer, at] of wrong) {
    const { checks } = await verdictOf(await shown(await baseOf(credentialOf({ credentialSubject }), []), [pointer]))
    assert.deepEqual([checks[6]?.code, checks[6]?.data], ['schema-incomplete', { at }])
  }
})

test('in browsers it is loaded when it is met, and gives the same verdict', async () => {
  const part = await shown(await baseOf())
  await withBrowserBundle(async ({ code, verifier }) => {
    assert.doesNotMatch(code, /proof-not-derived.{0,40}readDerived/)
    const text = JSON.stringify(part)
    assert.deepEqual(await verifier.verify(text, selectiveContext()), await verify(text, selectiveContext()))
    const changed = text.replace('Analisis Data', 'Analisa Data')
    assert.equal((await verifier.verify(changed, selectiveContext())).kind, 'changed')
    assert.equal((await verifier.verify(await baseOf(), selectiveContext())).kind, 'without-proof')
  })
  assert.ok(OURS.startsWith(ISSUER))
})
