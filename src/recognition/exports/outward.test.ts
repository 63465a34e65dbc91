import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { sql } from '../../platform/database.ts'
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
  const answer = await learner.get(`/credit/exports/${requestId}.clr.json`)
  assert.equal(answer.status, 422)
  assert.match(answer.text, /Pilih CTDL atau ELM/)
})

test('CLR: the signed credential byte for byte in value, the course it was counted for, and that they belong together', async () => {
  const signed = {
    id: 'http://localhost:3000/credentials/stat',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    credentialSubject: {
      id: 'urn:uuid:1',
      achievement: { id: 'http://localhost:3000/definitions/v-stat', type: ['Achievement'] },
    },
    proof: { type: 'DataIntegrityProof', proofValue: 'z1' },
  }
  const at = world.deps.clock()
  await sql`insert into definition (id, organisation_id, slug, created_at) values ('d', 'arung', 'd', ${at})`.execute(
    world.deps.db,
  )
  const text = JSON.stringify({ id: 'Statistika', en: 'Statistics' })
  await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks, kkni_level, mode,
      assessment_kind, identity_assurance, standard, evidence_source, created_at, published_at)
    values ('v-stat', 'd', 1, ${text}::jsonb, ${text}::jsonb, ${text}::jsonb, 'energy', 135, 3, 6, 'online', 'practical', 'in-person',
      ${text}::jsonb, 'study', ${at}, ${at})`.execute(world.deps.db)
  await sql`insert into award (person_id, id, definition_version_id, attempt, edition, organisation_id, credential_id, subject_id, status_list_id,
      status_index, decided_by, decided_at)
    values (${person}, 'a', 'v-stat', 1, 1, 'arung', 'stat', 'urn:uuid:1', 'list', 1, 'dewi', ${at})`.execute(
    world.deps.db,
  )
  await sql`insert into credential_index (credential_id, person_id) values ('stat', ${person})`.execute(world.deps.db)
  await sql`insert into credential (person_id, id, award_id, document, signed_at)
    values (${person}, 'stat', 'a', ${JSON.stringify(signed)}, ${at})`.execute(world.deps.db)
  const answer = await learner.get(`/credit/exports/${requestId}.clr.json`)
  const { type, credentialSubject } = JSON.parse(answer.text) as {
    type: string[]
    credentialSubject: {
      verifiableCredential: unknown[]
      achievement: { id: string; creditsAvailable: number; humanCode: string }[]
      association: { associationType: string; sourceId: string; targetId: string }[]
    }
  }
  assert.deepEqual(type, ['VerifiableCredential', 'ClrCredential'])
  assert.deepEqual(credentialSubject.verifiableCredential, [signed])
  const [course] = credentialSubject.achievement
  assert.deepEqual([course?.creditsAvailable, course?.humanCode], [3, 'IF 214'])
  assert.deepEqual(credentialSubject.association, [
    {
      type: 'Association',
      associationType: 'isRelatedTo',
      sourceId: 'http://localhost:3000/definitions/v-stat',
      targetId: course?.id,
    },
  ])
})

test('what was not counted has no file, and others’ are not found', async () => {
  assert.match((await learner.get('/credit/exports')).text, /Kursus stat/)
  const nothing = await learner.get(`/credit/exports/${noted}.elm.json`)
  assert.equal(nothing.status, 422)
  assert.match(nothing.text, /tidak punya SKS yang dihitung/)
  const other = visitor(world.deps, routes(world.deps, world.source), { personId: 'someone', name: '', roles: [] })
  assert.equal((await other.get(`/credit/exports/${requestId}.ctdl.json`)).status, 404)
})
