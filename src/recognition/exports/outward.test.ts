import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verify } from '@lumbung/credential'
import { z } from 'zod'
import type { MemorySigner } from '../../../test/support/award-world.ts'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { sql } from '../../platform/database.ts'
import { listIssuer, resumeIssuer, suspendIssuer, trustList } from '../../trust/index.ts'
import { routes } from '../index.ts'

let world: Recognised
let learner: Visitor
let requestId = ''
let noted = ''
let person = ''

before(async () => {
  world = await recognised('2026-11-02T03:00:00Z')
  person = await world.student('Wartini', 'H0817')
  learner = visitor(world.deps, routes(world.deps, world.source), { personId: person, name: 'Wartini', roles: [] })
  await world.earn(person, 'stat', 3)
  await world.earn(person, 'noted', 1)
  requestId = await world.counted(person, 'stat', 3, { courseId: 'samara-stat' })
  noted = await world.counted(person, 'noted', 1, { outcome: 'supplement' })
})
after(() => world.close())

const words = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })
const node = z.string().regex(/^_:[a-z]+$/)
const organisation = z.strictObject({
  '@id': node,
  '@type': z.literal('ceterms:CredentialOrganization'),
  'ceterms:name': words,
})

const oneText = (text: string) => z.tuple([z.literal(text)])
/** What CLR 2.0 asks of a ClrCredential, and what ours say besides. */
const clrRecord = z.strictObject({
  '@context': z.tuple([
    z.literal('https://www.w3.org/ns/credentials/v2'),
    z.literal('https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'),
    z.literal('https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'),
  ]),
  id: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('ClrCredential')]),
  name: z.literal('Kursus stat: 3 SKS, Universitas Bukit Samara'),
  description: z.string(),
  partial: z.literal(true),
  issuer: z.strictObject({
    id: z.literal('did:web:localhost%3A3000'),
    type: oneText('Profile'),
    name: z.literal('Lumbung'),
  }),
  validFrom: z.literal('2026-11-02T03:00:00Z'),
  validUntil: z.literal('2027-01-31T03:00:00Z'),
  credentialSubject: z.strictObject({
    id: z.literal('urn:uuid:1'),
    type: oneText('ClrSubject'),
    identifier: z.tuple([z.looseObject({ identityType: z.literal('name'), identityHash: z.string() })]),
    verifiableCredential: z.array(z.unknown()).length(1),
    achievement: z.tuple([
      z.strictObject({
        id: z.string().startsWith('urn:uuid:'),
        type: oneText('Achievement'),
        creator: z.strictObject({
          id: z.string(),
          type: oneText('Profile'),
          name: z.literal('Universitas Bukit Samara'),
        }),
        name: z.literal('Mata kuliah IF 214 / Course IF 214'),
        description: z.string().min(1),
        criteria: z.strictObject({ narrative: z.string().min(1) }),
        creditsAvailable: z.literal(3),
        humanCode: z.literal('IF 214'),
      }),
    ]),
    association: z.array(z.unknown()).length(1),
  }),
})
/** The same with the claims that a JWT repeats (CLR 2.0, JSON Web Token Proof Format). */
const signedRecord = clrRecord.extend({
  iss: z.literal('did:web:localhost%3A3000'),
  jti: z.string().startsWith('urn:uuid:'),
  sub: z.literal('urn:uuid:1'),
  iat: z.literal(Date.parse('2026-11-02T03:00:00Z') / 1000),
  nbf: z.literal(Date.parse('2026-11-02T03:00:00Z') / 1000),
  exp: z.literal(Date.parse('2027-01-31T03:00:00Z') / 1000),
})
const header = z.strictObject({
  alg: z.literal('EdDSA'),
  typ: z.literal('JWT'),
  kid: z.string().startsWith('did:web:localhost%3A3000#z6Mk'),
})

/** The parts of a JWT. */
function partsOf(jwt: string): { header: unknown; payload: unknown } {
  const [head = '', payload = ''] = jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(head), payload: JSON.parse(payload) }
}

test('CTDL: a profile with its CTID, value and both ends, and nothing of the person', async () => {
  const answer = await learner.get(`/credit/exports/${requestId}.ctdl.json`)
  const profile = z.strictObject({
    '@id': z.url(),
    '@type': z.literal('ceterms:TransferValueProfile'),
    'ceterms:ctid': z.string().regex(/^ce-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    'ceterms:name': words,
    'ceterms:description': words,
    'ceterms:subjectWebpage': z.url(),
    'ceterms:startDate': z.iso.date(),
    'ceterms:ownedBy': z.array(node).length(1),
    'ceterms:transferValue': z
      .array(
        z.strictObject({
          '@type': z.literal('ceterms:ValueProfile'),
          'schema:value': z.literal(3),
          'schema:description': words,
        }),
      )
      .length(1),
    'ceterms:transferValueFrom': z.array(node).length(1),
    'ceterms:transferValueFor': z.array(node).length(1),
  })
  const graph = z
    .strictObject({
      '@context': z.literal('https://credreg.net/ctdl/schema/context/json'),
      '@graph': z.tuple([
        profile,
        organisation,
        organisation,
        z.looseObject({}),
        z.looseObject({ 'ceterms:codedNotation': z.literal('IF 214') }),
      ]),
    })
    .parse(JSON.parse(answer.text))
  assert.doesNotMatch(answer.text, /Wartini|H0817/)
  const nodes = graph['@graph'].map((one) => (one as { '@id': string })['@id'])
  const named = [...answer.text.matchAll(/"(_:[a-z]+)"/g)].map(([, name]) => name ?? '')
  assert.ok(
    named.every((name) => nodes.includes(name)),
    'no blank node is named that isn’t described',
  )
})

test('ELM: the person’s achievement with its credit in SKS, workload and awarding body, and no ECTS', async () => {
  const answer = await learner.get(`/credit/exports/${requestId}.elm.json`)
  const parsed = z
    .looseObject({
      '@context': z.tuple([
        z.literal('https://www.w3.org/2018/credentials/v1'),
        z.literal('http://data.europa.eu/snb/model/context/edc-ap'),
      ]),
      id: z.string().startsWith('urn:credential:'),
      type: z.tuple([z.literal('VerifiableCredential'), z.literal('EuropeanDigitalCredential')]),
      issuer: z.looseObject({ type: z.literal('Organisation'), legalName: words }),
      validFrom: z.iso.datetime({ offset: true }),
      credentialSubject: z.looseObject({
        type: z.literal('Person'),
        fullName: words,
        hasClaim: z.tuple([
          z.looseObject({
            type: z.literal('LearningAchievement'),
            title: words,
            awardedBy: z.looseObject({
              awardingBody: z.array(z.looseObject({})).length(1),
              awardingDate: z.iso.datetime({ offset: true }),
            }),
            creditReceived: z.tuple([z.looseObject({ type: z.literal('CreditPoint'), point: z.literal('3') })]),
            specifiedBy: z.looseObject({ volumeOfLearning: z.literal('PT135H') }),
          }),
        ]),
      }),
    })
    .parse(JSON.parse(answer.text))
  assert.equal(parsed.issuer.legalName.en, 'Universitas Bukit Samara')
  assert.doesNotMatch(answer.text, /ECTS|setara|equivalent/i)
})

test('a CLR record needs the signed credential itself', async () => {
  for (const end of ['jwt', 'json']) {
    const answer = await learner.get(`/credit/exports/${requestId}.clr.${end}`)
    assert.equal(answer.status, 422)
    assert.match(answer.text, /Pilih CTDL atau ELM/)
  }
})

/** A credential as far as a record reads it. */
const document = (id: string, subjectId: string) => ({
  id: `http://localhost:3000/credentials/${id}`,
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  credentialSubject: {
    id: subjectId,
    identifier: [{ type: 'IdentityObject', hashed: false, identityHash: 'Wartini binti Sahlan', identityType: 'name' }],
    achievement: { id: 'http://localhost:3000/definitions/v-stat', type: ['Achievement'] },
  },
  proof: { type: 'DataIntegrityProof', proofValue: 'z1' },
})

/** Writes an award of `v-stat` in an edition, with its signed document. */
async function awarded(signed: ReturnType<typeof document>, replaces: string | null = null): Promise<void> {
  const edition = replaces === null ? 1 : 2
  const { db } = world.deps
  const at = world.deps.clock()
  const id = signed.id.slice(signed.id.lastIndexOf('/') + 1)
  await sql`insert into award (person_id, id, definition_version_id, attempt, edition, organisation_id, credential_id, subject_id, status_list_id,
      status_index, decided_by, decided_at, replaces_credential_id)
    values (${person}, ${id}, 'v-stat', 1, ${edition}, 'arung', ${id}, ${signed.credentialSubject.id}, 'list', ${edition}, 'dewi', ${at},
      ${replaces})`.execute(db)
  await sql`insert into credential_index (credential_id, person_id) values (${id}, ${person})`.execute(db)
  await sql`insert into credential (person_id, id, award_id, document, signed_at)
    values (${person}, ${id}, ${id}, ${JSON.stringify(signed)}, ${at})`.execute(db)
}

test('CLR: the signed credential byte for byte in value, the course it was counted for, and that they belong together', async () => {
  const signed = document('stat', 'urn:uuid:1')
  const at = world.deps.clock()
  await sql`insert into definition (id, organisation_id, slug, created_at) values ('d', 'arung', 'd', ${at})`.execute(
    world.deps.db,
  )
  const text = JSON.stringify({ id: 'Statistika', en: 'Statistics' })
  await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks, kkni_level, mode,
      assessment_kind, identity_assurance, standard, evidence_source, created_at, published_at)
    values ('v-stat', 'd', 1, ${text}::jsonb, ${text}::jsonb, ${text}::jsonb, 'energy', 135, 3, 6, 'online', 'practical', 'in-person',
      ${text}::jsonb, 'study', ${at}, ${at})`.execute(world.deps.db)
  await awarded(signed)
  const answer = await learner.get(`/credit/exports/${requestId}.clr.jwt`)
  assert.equal(answer.status, 200)
  const { header: head, payload } = partsOf(answer.text)
  header.parse(head)
  const record = signedRecord.parse(payload)
  const { credentialSubject } = record
  assert.deepEqual(credentialSubject.verifiableCredential, [signed])
  const [course] = credentialSubject.achievement
  assert.deepEqual(credentialSubject.association, [
    {
      type: 'Association',
      associationType: 'isRelatedTo',
      sourceId: 'http://localhost:3000/definitions/v-stat',
      targetId: course.id,
    },
  ])
  assert.match(
    record.description,
    /Universitas Bukit Samara menghitung 3 SKS.* \/ .*Universitas Bukit Samara counted 3 SKS/,
  )
  assert.equal(credentialSubject.identifier[0].identityHash, 'Wartini binti Sahlan', 'as the credential inside says')
  assert.doesNotMatch(answer.text, /H0817/)
})

test('CLR: the signature is the platform’s, holds by the register, and a changed letter breaks it', async () => {
  const { text } = await learner.get(`/credit/exports/${requestId}.clr.jwt`)
  const trust = await trustList(world.deps, world.deps.clock())
  const answersOf = async (document: string) => {
    const context = { now: world.deps.clock(), trust, statusList: async () => null }
    const { format, checks } = await verify(document, context)
    return [format, ...checks.slice(0, 3).map(({ code, data }) => `${code} ${data.credential ?? 'record'}`)]
  }
  // The made-up credential inside can't be read: it is named by its number, and the record's own answers stand.
  assert.deepEqual(await answersOf(text), [
    'clr-2',
    'format-context-not-allowed 1',
    'proof-fits record',
    'issuer-listed record',
  ])
  const [head = '', payload = '', signature = ''] = text.split('.')
  const more = Buffer.from(payload, 'base64url').toString().replace('3 SKS', '9 SKS')
  const changed = [head, Buffer.from(more).toString('base64url'), signature].join('.')
  assert.deepEqual(await answersOf(changed), [
    'clr-2',
    'format-clr-2 record',
    'proof-does-not-fit record',
    'not-reached record',
  ])
})

test('CLR: without the signer nothing is half made, it is said, and the same facts can be taken unsigned', async () => {
  const path = `/credit/exports/${requestId}`
  const { iss, jti, sub, iat, nbf, exp, ...facts } = signedRecord.parse(
    partsOf((await learner.get(`${path}.clr.jwt`)).text).payload,
  )
  const signer = world.deps.signer as MemorySigner
  signer.broken = true
  try {
    const away = await learner.get(`${path}.clr.jwt`)
    assert.equal(away.status, 503)
    assert.match(away.text, /CLR belum bisa ditandatangani/)
    assert.match(away.text, new RegExp(`href="${path}\\.clr\\.json"`))
    assert.match((await learner.get(`/en${path}.clr.jwt`)).text, /The CLR can(?:'|&#39;)t be signed now/)
    assert.deepEqual(clrRecord.parse(JSON.parse((await learner.get(`${path}.clr.json`)).text)), facts)
    for (const format of ['ctdl', 'elm']) assert.equal((await learner.get(`${path}.${format}.json`)).status, 200)
  } finally {
    signer.broken = false
  }
})

test('CLR: about the acts of a university that the register has suspended nothing new is signed', async () => {
  const right = { kinds: ['micro-credential'], fields: ['energy'], levelMin: 3, levelMax: 6 }
  assert.ok((await listIssuer(world.deps, 'samara', [right])).ok)
  const path = `/credit/exports/${requestId}`
  const { credentialSubject } = clrRecord.parse(JSON.parse((await learner.get(`${path}.clr.json`)).text))
  assert.equal(credentialSubject.achievement[0].creator.id, 'did:web:localhost%3A3000:issuers:samara')
  const reason = { id: 'Diperiksa.', en: 'Under review.' }
  assert.ok((await suspendIssuer(world.deps, 'samara', reason, null)).ok)
  const stopped = await learner.get(`${path}.clr.jwt`)
  assert.equal(stopped.status, 422)
  assert.match(stopped.text, /kampus ini ditangguhkan sejak 2 November 2026/)
  assert.equal((await learner.get(`${path}.clr.json`)).status, 200)
  assert.ok((await resumeIssuer(world.deps, 'samara', reason, null)).ok)
  assert.equal((await learner.get(`${path}.clr.jwt`)).status, 200)
})

test('CLR: a credential that was replaced goes along in the edition that stands', async () => {
  const newest = document('stat2', 'urn:uuid:2')
  await awarded(newest, 'stat')
  await sql`insert into status_change (person_id, id, credential_id, number, change, reason_code, replaced_by, changed_by, changed_at)
    values (${person}, 'c', 'stat', 1, 'replace', 'name-corrected', 'stat2', 'dewi', ${world.deps.clock()})`.execute(
    world.deps.db,
  )
  const record = JSON.parse((await learner.get(`/credit/exports/${requestId}.clr.json`)).text)
  assert.deepEqual(record.credentialSubject.verifiableCredential, [newest])
  assert.equal(record.credentialSubject.id, 'urn:uuid:2')
})

test('what was not counted has no file, and others’ are not found', async () => {
  assert.match((await learner.get('/credit/exports')).text, /Kursus stat/)
  const nothing = await learner.get(`/credit/exports/${noted}.elm.json`)
  assert.equal(nothing.status, 422)
  assert.match(nothing.text, /tidak punya SKS yang dihitung/)
  const other = visitor(world.deps, routes(world.deps, world.source), { personId: 'someone', name: '', roles: [] })
  assert.equal((await other.get(`/credit/exports/${requestId}.ctdl.json`)).status, 404)
})
