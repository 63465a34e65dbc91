import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  actorOf,
  codesOf,
  given,
  NOW,
  publishedVersion,
  type Teaching,
  teaching,
  wholeDraft,
} from '../../test/support/teaching.ts'
import { createDraft, publish, saveDraft, signOff, startVersion } from './service.ts'
import { findDraft, findVersion, publishedVersions, signOffsOf } from './store.ts'

let world: Teaching
before(async () => {
  world = await teaching()
})
after(() => world.close())

const silent = { published: async () => {} }

test('a draft is published when it is whole and both sides have signed, and not before', async () => {
  const { deps, designer } = world
  const draft = given(await createDraft(deps, designer, world.polytechnic, { ...wholeDraft(world), skills: [] }))
  assert.deepEqual(codesOf(await publish(deps, designer, draft.versionId, silent)), [
    'design.skill-missing',
    'design.signature-missing-faculty',
    'design.signature-missing-industry',
  ])
  assert.deepEqual(
    codesOf(
      await signOff(deps, world.lecturer, draft.versionId, { side: 'faculty', markRead: draft.contentMark, note: '' }),
    ),
    ['design.not-complete'],
  )
  const { draft: whole } = given(await saveDraft(deps, designer, draft.versionId, 1, wholeDraft(world)))
  const sign = { markRead: whole.contentMark, note: 'Sesuai' }
  given(await signOff(deps, world.lecturer, draft.versionId, { ...sign, side: 'faculty' }))
  assert.deepEqual(codesOf(await publish(deps, designer, draft.versionId, silent)), [
    'design.signature-missing-industry',
  ])
  given(await signOff(deps, world.validator, draft.versionId, { ...sign, side: 'industry' }))
  const told: string[] = []
  given(await publish(deps, designer, draft.versionId, { published: async (_, id) => void told.push(id) }))
  assert.deepEqual(told, [draft.versionId])
  const version = await findVersion(deps.db, draft.versionId)
  assert.equal(version?.number, 1)
  assert.equal(version?.sks, 2)
  assert.deepEqual(version?.publishedAt, NOW)
  assert.deepEqual(
    version?.outcomes.map((outcome) => [outcome.position, outcome.mandatory, outcome.passMark]),
    [
      [1, true, 60],
      [2, true, 60],
      [3, false, 60],
    ],
  )
  assert.equal(version?.conformance?.checkedAt, NOW.toISOString())
  assert.deepEqual(
    version?.conformance?.points.map(({ point, outcome, facts }) => [point, outcome, facts]),
    [
      ['a', 'met', { mandatory: 2, skills: 1 }],
      ['b', 'met', { outcomes: 3, assessed: 3, listed: 'no' }],
      ['c', 'met', { hours: 90, sks: 2, level: 4 }],
      ['d', 'met', { sides: 2 }],
    ],
  )
  assert.equal(await findDraft(deps.db, draft.versionId), null)
  assert.ok((await publishedVersions(deps.db, world.polytechnic)).some((one) => one.id === draft.versionId))
})

test('a change of the content voids the signatures and says so; saving the same changes nothing', async () => {
  const { deps, designer } = world
  const content = wholeDraft(world)
  const draft = given(await createDraft(deps, designer, world.polytechnic, content))
  given(
    await signOff(deps, world.lecturer, draft.versionId, { side: 'faculty', markRead: draft.contentMark, note: '' }),
  )
  assert.equal(given(await saveDraft(deps, designer, draft.versionId, 1, content)).voided, 0)
  const changed = given(await saveDraft(deps, designer, draft.versionId, 1, { ...content, hours: '91' }))
  assert.equal(changed.voided, 1)
  assert.ok((await signOffsOf(deps.db, draft.versionId))[0]?.voidedAt)
  assert.deepEqual(
    codesOf(
      await signOff(deps, world.lecturer, draft.versionId, { side: 'faculty', markRead: draft.contentMark, note: '' }),
    ),
    ['design.changed-since-read'],
  )
  given(
    await signOff(deps, world.lecturer, draft.versionId, {
      side: 'faculty',
      markRead: changed.draft.contentMark,
      note: '',
    }),
  )
  assert.deepEqual(codesOf(await saveDraft(deps, designer, draft.versionId, 1, { ...content, hours: '92' })), [
    'design.changed-meanwhile',
  ])
})

test('one person signs once, even with both roles; nobody signs for a side that was not asked', async () => {
  const { deps, designer } = world
  const both = await actorOf(deps, 'Darmi', [world.campus, 'faculty'], [world.company, 'industry-validator'])
  const draft = given(await createDraft(deps, designer, world.polytechnic, wholeDraft(world)))
  const sign = { markRead: draft.contentMark, note: '' }
  given(await signOff(deps, both, draft.versionId, { ...sign, side: 'faculty' }))
  assert.deepEqual(codesOf(await signOff(deps, both, draft.versionId, { ...sign, side: 'industry' })), [
    'design.signed-already',
  ])
  assert.deepEqual(codesOf(await signOff(deps, world.lecturer, draft.versionId, { ...sign, side: 'industry' })), [
    'design.side-not-allowed',
  ])
  assert.deepEqual(codesOf(await signOff(deps, designer, draft.versionId, { ...sign, side: 'faculty' })), [
    'design.side-not-allowed',
    'design.side-signed-already',
  ])
  assert.deepEqual(codesOf(await signOff(deps, world.stranger, draft.versionId, { ...sign, side: 'faculty' })), [
    'design.not-found',
  ])
})

test('a role in an organisation of the wrong kind signs nothing', async () => {
  const { deps, designer } = world
  const fake = await actorOf(deps, 'Mukhlis', [world.company, 'faculty'], [world.campus, 'industry-validator'])
  const content = { ...wholeDraft(world), facultyOrganisationId: world.company, industryOrganisationId: world.campus }
  const draft = given(await createDraft(deps, designer, world.polytechnic, content))
  assert.deepEqual(
    codesOf(await signOff(deps, fake, draft.versionId, { side: 'faculty', markRead: draft.contentMark, note: '' })),
    ['design.not-found'],
  )
})

test('another organisation’s designer can neither see, save nor publish', async () => {
  const { deps, designer, stranger } = world
  const draft = given(await createDraft(deps, designer, world.polytechnic, wholeDraft(world)))
  assert.deepEqual(codesOf(await createDraft(deps, stranger, world.polytechnic)), ['design.not-allowed'])
  assert.deepEqual(codesOf(await saveDraft(deps, stranger, draft.versionId, 1, wholeDraft(world))), [
    'design.not-found',
  ])
  assert.deepEqual(codesOf(await publish(deps, stranger, draft.versionId, silent)), ['design.not-found'])
  assert.deepEqual(codesOf(await publish(deps, designer, 'unknown', silent)), ['design.not-found'])
})

test('a published version stays as it is; a change begins the next one, which needs signatures of its own', async () => {
  const { deps, designer } = world
  const first = await publishedVersion(world)
  const next = given(await startVersion(deps, designer, first.definitionId))
  assert.equal(next.number, 2)
  assert.equal(next.content.facultyOrganisationId, world.campus)
  assert.equal(
    given(await startVersion(deps, designer, first.definitionId)).versionId,
    next.versionId,
    'one draft at a time',
  )
  given(await saveDraft(deps, designer, next.versionId, next.revision, { ...next.content, titleId: 'Judul lain' }))
  assert.deepEqual(codesOf(await publish(deps, designer, next.versionId, silent)), [
    'design.signature-missing-faculty',
    'design.signature-missing-industry',
  ])
  assert.equal((await findVersion(deps.db, first.id))?.title.id, first.title.id)
  assert.deepEqual(codesOf(await startVersion(deps, world.stranger, first.definitionId)), ['design.not-found'])
})
