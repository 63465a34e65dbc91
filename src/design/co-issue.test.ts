import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memorySigner } from '../../test/support/award-world.ts'
import { visitor } from '../../test/support/room.ts'
import { actorOf, type Teaching, teaching, wholeDraft } from '../../test/support/teaching.ts'
import type { Actor } from '../platform/page.ts'
import type { Outcome } from '../platform/refusal.ts'
import { endListing, listIssuer } from '../trust/index.ts'
import { agreeToCoIssue, createDraft, findVersion, publish, routes, saveDraft, signOff } from './index.ts'
import type { DraftContent } from './types.ts'

let world: Teaching
let officer: Actor
let content: DraftContent
const silent = { published: async () => {} }

before(async () => {
  world = await teaching()
  officer = await actorOf(world.deps, 'Fransiska', [world.company, 'issuer'])
  content = { ...wholeDraft(world), coIssuers: [{ organisationId: world.company, role: 'workplace' }] }
})
after(() => world.close())

function given<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusals[0].code)
  return outcome.value
}
const codesOf = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code))
const list = () =>
  listIssuer({ ...world.deps, signer: memorySigner() }, world.company, [
    { kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9 },
  ])
const agree = (versionId: string, markRead: string, by = officer) =>
  agreeToCoIssue(world.deps, by, versionId, { organisationId: world.company, markRead })

test('a version names a co-issuer only when that organisation agreed to this very content, and is listed', async () => {
  const { deps, designer, lecturer, validator } = world
  const draft = given(await createDraft(deps, designer, world.polytechnic, content))
  const { versionId, contentMark } = draft
  for (const [by, side] of [
    [lecturer, 'faculty'],
    [validator, 'industry'],
  ] as const)
    given(await signOff(deps, by, versionId, { side, markRead: contentMark, note: '' }))
  assert.deepEqual(codesOf(await publish(deps, designer, versionId, silent)), ['design.agreement-missing'])
  assert.deepEqual(codesOf(await agree(versionId, contentMark)), ['trust.not-listed'])
  given(await list())
  assert.deepEqual(codesOf(await agree(versionId, 'another')), ['design.changed-since-read'])
  for (const by of [designer, validator, world.stranger])
    assert.deepEqual(codesOf(await agree(versionId, contentMark, by)), ['design.not-found'])
  given(await agree(versionId, contentMark))
  assert.deepEqual(codesOf(await agree(versionId, contentMark)), ['design.agreed-already'])
  given(await publish(deps, designer, versionId, silent))
  const version = await findVersion(deps.db, versionId)
  assert.deepEqual(version?.coIssuers, [{ organisationId: world.company, role: 'workplace' }])
  const answer = await visitor(deps, routes(deps, silent), designer).get(`/design/${versionId}`)
  assert.match(answer.text, /Penerbit bersama/)
})

test('a change of the content voids the agreement; a draft without co-issuers keeps its mark', async () => {
  const { deps, designer } = world
  const draft = given(await createDraft(deps, designer, world.polytechnic, content))
  given(await agree(draft.versionId, draft.contentMark))
  const changed = given(await saveDraft(deps, designer, draft.versionId, draft.revision, { ...content, hours: '91' }))
  assert.equal(changed.voided, 1)
  given(await agree(draft.versionId, changed.draft.contentMark))
  const { coIssuers: _none, ...alone } = content
  const plain = given(await createDraft(deps, designer, world.polytechnic, alone))
  const empty = given(await createDraft(deps, designer, world.polytechnic, { ...alone, coIssuers: [] }))
  assert.equal(plain.contentMark, empty.contentMark)
})

test('what is typed of co-issuers is checked with every reason', async () => {
  const { deps, designer } = world
  const one = { organisationId: world.company, role: 'workplace' }
  for (const [coIssuers, codes] of [
    [[{ ...one, role: 'anything' }], ['design.co-issuer-role-missing', 'design.agreement-missing']],
    [[{ ...one, organisationId: '' }], ['design.co-issuer-missing', 'design.agreement-missing']],
    [
      [one, one],
      ['design.co-issuer-twice', 'design.agreement-missing'],
    ],
    [[{ ...one, organisationId: world.polytechnic }], ['design.co-issuer-is-issuer', 'design.agreement-missing']],
  ] as const) {
    const draft = given(await createDraft(deps, designer, world.polytechnic, { ...content, coIssuers }))
    const found = codesOf(await publish(deps, designer, draft.versionId, silent))
    assert.deepEqual([...new Set(found.filter((code) => /co-issuer|agreement/.test(code)))], codes)
  }
})

test('the form names a co-issuer, its officer finds the draft, agrees on its page, and sees no other draft', async () => {
  const { deps, designer } = world
  const draft = given(await createDraft(deps, designer, world.polytechnic, { ...content, coIssuers: [] }))
  const path = `/design/${draft.versionId}`
  const pages = (by: Actor) => visitor(deps, routes(deps, silent), by)
  assert.equal((await pages(officer).get(`${path}/sign`)).status, 404)
  const form = await pages(designer).get(path)
  assert.match(form.text, /name="co-issuer-1"[\s\S]*name="co-issuer-1-role"/)
  const { outcomes, skills, coIssuers: _none, ...texts } = draft.content
  const typed: Record<string, string | readonly string[]> = { ...texts, skills, revision: '1', do: 'save' }
  for (const [index, { mandatory, ...rest }] of outcomes.entries()) {
    for (const [name, value] of Object.entries(rest)) typed[`outcome-${index + 1}-${name}`] = value
    if (mandatory) typed[`outcome-${index + 1}-mandatory`] = '1'
  }
  const named = { 'co-issuer-1': world.company, 'co-issuer-1-role': 'workplace' }
  assert.equal((await pages(designer).post(path, { ...typed, ...named })).status, 303)
  const read = await pages(officer).get(`${path}/sign`)
  assert.match(read.text, /diminta menjadi penerbit bersama/)
  assert.match((await pages(officer).get('/design')).text, new RegExp(`${path}/sign`))
  const mark = /name="mark" value="([^"]+)"/.exec(read.text)?.[1] ?? ''
  const answer = await pages(officer).post(`${path}/agreements`, { mark, organisation: world.company })
  assert.equal(answer.status, 303)
  assert.match((await pages(officer).get(`/en${path}/sign`)).text, /Has agreed/)
  given(await endListing(deps, world.company, { id: 'Berakhir', en: 'Ended' }, null))
})
