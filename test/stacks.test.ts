import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mustBe } from '../db/demo/country.ts'
import { createApp } from '../src/app.ts'
import * as bank from '../src/bank/index.ts'
import { awardEntitled, changeStatus, credentialsOf, signPending } from '../src/credentials/index.ts'
import { findVersion } from '../src/design/index.ts'
import { detect } from '../src/governance/index.ts'
import { awardHooks, logReaders, ownCredentials } from '../src/hooks.ts'
import { fsck, sequence } from '../src/log/index.ts'
import { registerPerson } from '../src/people/index.ts'
import { inTransaction, sql } from '../src/platform/database.ts'
import { PageError } from '../src/platform/http.ts'
import { newId } from '../src/platform/ids.ts'
import { promise } from '../src/platform/outbox.ts'
import type { Actor } from '../src/platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../src/platform/web.ts'
import * as recognition from '../src/recognition/index.ts'
import { approveStack, awardStacks, proposeStack, runStackWork } from '../src/recognition/index.ts'
import { casesFor, keepLarger } from '../src/recognition/stacks/service-case.ts'
import { endStack } from '../src/recognition/stacks/service-publish.ts'
import { awardDeps } from './support/award-world.ts'
import { boxesOf } from './support/boxes.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { codesOf } from './support/teaching.ts'
import { confirmedStudy, credentialFor, newcomers, smallWorld, type World } from './world.ts'

// Stacks over the whole: proposed and approved by two people, awarded by themselves, each part used once, and what follows a revocation.

let database: TestDatabase
let made: ReturnType<typeof awardDeps>
let world: World
let second: Actor
let app: ReturnType<typeof createApp>
before(async () => {
  database = await testDatabase()
  made = awardDeps(database.db, '2026-11-23T07:05:00Z')
  world = await smallWorld(made.deps, { definitions: 6 })
  const polytechnic = world.organisation('politeknik-lembah-angin')
  const person = mustBe(await registerPerson(made.deps, { name: 'Kartika', language: 'id', invented: true }))
  app = createApp(made.deps)
  second = { personId: person.id, name: 'Kartika', roles: [{ organisationId: polytechnic, role: 'issuer' }] }
})
after(() => database.close())

const version = (at: number) => world.versions[at] ?? assert.fail(`no version ${at}`)
const award = (at: number) => ({ kind: 'award', definition: version(at).slug })
const content = (larger: number, rule: object) => ({
  definition: version(larger).slug,
  name: { id: 'Tumpukan contoh', en: 'Example stack' },
  validFrom: '2026-01-01',
  validTo: null,
  source: 'Contoh',
  clause: null,
  confidence: 'H',
  note: null,
  every: { leastLevel: null, withinMonths: null },
  rule,
})

/** A stack in force: proposed by one person, approved by another. */
async function inForce(larger: number, rule: object): Promise<string> {
  const { id } = mustBe(await proposeStack(made.deps, world.actor('bagus'), content(larger, rule)))
  mustBe(await approveStack(made.deps, second, id))
  return id
}

/** Looks and signs until nothing is left to do. */
async function settle(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const { signed } = await signPending(made.deps, awardHooks(made.deps))
    if ((await runStackWork(made.deps)) + signed > 0) continue
    await sequence(made.deps)
    return
  }
}

const titlesOf = async (personId: string) =>
  (await credentialsOf(database.db, personId))
    .filter(({ document, change }) => document !== null && change?.change !== 'revoke')
    .map(({ award: { definitionVersionId } }) => world.versions.findIndex(({ id }) => id === definitionVersionId))
    .toSorted((a, b) => a - b)
const revoke = async (credentialId: string) => {
  const asked = { change: 'revoke', reason: 'issued-in-error' } as const
  const outcome = await changeStatus(made.deps, world.actor('bagus'), credentialId, asked, awardHooks(made.deps))
  assert.ok(outcome.ok, JSON.stringify(outcome))
}
const usesOf = async (personId: string) =>
  (
    await sql<{ credentialId: string }>`select credential_id as "credentialId" from credit_stack_use
      where holder_id = ${personId} and released_at is null`.execute(database.db)
  ).rows

test('a stack that contradicts itself or the world is refused, every reason with its place', async () => {
  const designer = world.actor('bagus')
  const asked = async (rule: object, more: object = {}) =>
    proposeStack(made.deps, designer, { ...content(3, rule), ...more })
  assert.deepEqual(codesOf(await asked({ kind: 'all' })), ['stacks.malformed'])
  assert.deepEqual(codesOf(await asked(award(0), { source: '' })), ['stacks.malformed'])
  let deep: object = award(0)
  for (let depth = 0; depth < 5_000; depth++) deep = { kind: 'not', of: deep }
  assert.deepEqual(codesOf(await asked(deep)), ['stacks.malformed'])
  const faults = await asked({
    kind: 'all',
    of: [
      { kind: 'award', definition: 'tidak-ada' },
      { kind: 'award', offering: 'tidak-ada' },
      { kind: 'award', skill: { framework: 'lumbung-skills', code: 'XXX-99' } },
      { kind: 'least', count: 3, of: [award(0), award(1)] },
    ],
  })
  assert.deepEqual(codesOf(faults), [
    'stacks.definition-unknown',
    'stacks.offering-unknown',
    'stacks.skill-unknown',
    'stacks.count-too-high',
  ])
  assert.deepEqual(faults.ok ? [] : faults.refusals.map(({ at }) => at), [
    '/rule/of/0',
    '/rule/of/1',
    '/rule/of/2',
    '/rule/of/3',
  ])
  assert.deepEqual(codesOf(await asked({ kind: 'not', of: award(0) })), ['stacks.met-by-nothing'])
  assert.deepEqual(codesOf(await asked({ kind: 'any', of: [award(0), award(3)] })), ['stacks.needs-itself'])
  assert.deepEqual(codesOf(await asked(award(0), { validTo: '2025-01-01' })), ['stacks.days-reversed'])
  assert.deepEqual(codesOf(await proposeStack(made.deps, world.actor('tamara'), content(3, award(0)))), [
    'stacks.not-allowed',
  ])
})

test('two people stand for a stack: who proposed it can not approve it, and nobody else is told of it', async () => {
  const { id } = mustBe(await proposeStack(made.deps, world.actor('bagus'), content(5, award(0))))
  assert.deepEqual(codesOf(await approveStack(made.deps, world.actor('bagus'), id)), ['stacks.second-person'])
  assert.deepEqual(codesOf(await approveStack(made.deps, world.actor('tamara'), id)), ['stacks.not-found'])
})

test('a stack that takes effect, is followed by another or ends leaves a leaf, and the check of the log finds one without', async () => {
  const stackFaults = async () =>
    (await fsck(database.db, logReaders)).faults.filter(({ where }) => where.startsWith('stack-'))
  const leaves = async (id: string) =>
    (
      await sql<{ subject: string }>`select subject from log_opening where subject_id = ${id} order by subject`.execute(
        database.db,
      )
    ).rows.map(({ subject }) => subject)
  await sequence(made.deps)
  const { id: proposed } = mustBe(await proposeStack(made.deps, world.actor('bagus'), content(1, award(0))))
  assert.deepEqual(await leaves(proposed), [], 'a proposal binds nobody')
  mustBe(await approveStack(made.deps, second, proposed))
  assert.deepEqual(await leaves(proposed), ['stack-approval'])
  const next = await inForce(1, { kind: 'all', of: [award(0), award(4)] })
  assert.deepEqual(await leaves(proposed), ['stack-approval', 'stack-end'])
  mustBe(await endStack(made.deps, second, next))
  assert.deepEqual(await leaves(next), ['stack-approval', 'stack-end'])
  assert.deepEqual(await stackFaults(), [])
  const kept = await sql`select content from stack_edition where id = ${next}`.execute(database.db)
  await sql`update stack_edition set content = jsonb_set(content, '{every,leastLevel}', '9') where id = ${next}`.execute(
    database.db,
  )
  const [changed] = await stackFaults()
  assert.match(changed?.where ?? '', new RegExp(`stack-approval.*${next}`))
  const before = JSON.stringify((kept.rows[0] as { content: unknown }).content)
  await sql`update stack_edition set content = ${before}::jsonb where id = ${next}`.execute(database.db)
  // Written behind the log's back.
  await sql`insert into stack_edition (id, definition_id, organisation_id, number, content, proposed_by, proposed_at, approved_by, approved_at)
    select 'behind', definition_id, organisation_id, 99, content, 'x', proposed_at, 'y', approved_at from stack_edition
    where id = ${next}`.execute(database.db)
  assert.deepEqual(await stackFaults(), [
    { what: 'unlogged', where: 'stack-approval behind', why: 'the row has no leaf' },
  ])
  // As of an installation that took it into use before stacks left leaves.
  await promise(database.db, 'stacks.log', 'stacks.log:behind', { editionId: 'behind' })
  assert.deepEqual(await stackFaults(), [], 'it is promised')
  await settle()
  assert.deepEqual(await leaves('behind'), ['stack-approval'])
  assert.deepEqual(await stackFaults(), [])
  mustBe(await endStack(made.deps, second, 'behind'))
})

test('the larger credential comes by itself with the last part, says what it used, and brings no credit twice', async () => {
  await inForce(3, { kind: 'all', of: [award(0), award(1), award(2)] })
  assert.deepEqual(codesOf(await proposeStack(made.deps, world.actor('bagus'), content(0, award(3)))), [
    'stacks.circle',
  ])
  const [learner] = (await newcomers(world, 1)) as [Actor]
  await credentialFor(world, version(0), learner)
  await credentialFor(world, version(1), learner)
  await settle()
  assert.deepEqual(await titlesOf(learner.personId), [0, 1])
  await credentialFor(world, version(2), learner)
  await settle()
  assert.deepEqual(await titlesOf(learner.personId), [0, 1, 2, 3])
  assert.equal((await usesOf(learner.personId)).length, 3)
  const { sks } = await bank.balance(database.db, learner.personId)
  assert.equal(sks, version(0).sks + version(1).sks + version(2).sks)
  await settle()
  assert.deepEqual(await titlesOf(learner.personId), [0, 1, 2, 3], 'another look changes nothing')
})

test('a part that is used in one stack is gone for the next, even earned again', async () => {
  await inForce(4, { kind: 'least', count: 2, of: [award(0), award(1), award(5)] })
  const [learner] = (await newcomers(world, 1)) as [Actor]
  for (const at of [0, 1, 2]) await credentialFor(world, version(at), learner)
  await settle()
  const held = await titlesOf(learner.personId)
  assert.ok(held.includes(3) !== held.includes(4), `one of the two stacks, not both: ${held}`)
})

test('whoever met a stack before it was approved is found by the sweep', async () => {
  const [learner] = (await newcomers(world, 1)) as [Actor]
  await credentialFor(world, version(5), learner)
  await settle()
  assert.deepEqual(await titlesOf(learner.personId), [5])
  await inForce(2, { kind: 'all', of: [award(5)] })
  await settle()
  assert.deepEqual(await titlesOf(learner.personId), [2, 5])
})

test('many looks at the same moment award once', async () => {
  const [learner] = (await newcomers(world, 1)) as [Actor]
  for (const at of [0, 1, 2]) await credentialFor(world, version(at), learner)
  const looks = Array.from({ length: 8 }, () =>
    inTransaction(database.db, (tx) => awardStacks(tx, made.deps, learner.personId)).catch(() => []),
  )
  const awarded = (await Promise.all(looks)).flat()
  assert.equal(awarded.length, 1)
  assert.equal((await usesOf(learner.personId)).length, awarded[0]?.definitionId === version(3).definitionId ? 3 : 2)
})

/** A page of the site as somebody sees it who is signed in, or what a form of theirs is answered. */
async function asks(actor: Actor, path: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  const site = bilingualApp()
  site.use('*', pages(made.deps), securityHeaders(made.deps), async (c, go) => {
    c.set('actor', actor)
    await go()
  })
  site.route('/', bank.routes(made.deps, recognition.accountHooks(made.deps)))
  site.route('/', recognition.routes(made.deps, ownCredentials(made.deps)))
  site.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
  return site.request(path, form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) })
}

async function pageOf(actor: Actor, path: string): Promise<string> {
  const answer = await asks(actor, path)
  assert.equal(answer.status, 200, path)
  return (await answer.text()).replace(/<[^>]+>/g, '')
}

test('two stacks race for one award: one has it, and the other says where it is used', async () => {
  const [learner] = (await newcomers(world, 1)) as [Actor]
  for (const at of [0, 1, 2]) await credentialFor(world, version(at), learner)
  const looks = Array.from({ length: 6 }, () => runStackWork(made.deps))
  await Promise.all(looks)
  await settle()
  const held = await titlesOf(learner.personId)
  const [won, lost] = held.includes(3) ? [3, 4] : [4, 3]
  assert.deepEqual(held, [0, 1, 2, won])
  const { rows } = await sql<{ count: number; larger: number }>`select count(*)::int as count,
    count(distinct larger_id)::int as larger from credit_stack_use
    where holder_id = ${learner.personId} and released_at is null`.execute(database.db)
  assert.deepEqual(rows, [{ count: won === 3 ? 3 : 2, larger: 1 }])
  const title = version(won).title
  assert.ok((await pageOf(learner, `/stacks/${version(lost).slug}`)).includes(`sudah dipakai dalam “${title.id}”`))
  const account = await pageOf(learner, '/en/credit')
  assert.ok(account.includes(`Part of “${title.en}” since`))
  assert.ok(account.includes('this is the rest'))
})

test('what a stack needs to take is at the bank alone: a part that is taken there is in no other stack', async () => {
  const [learner] = (await newcomers(world, 1)) as [Actor]
  const credentialId = await credentialFor(world, version(5), learner)
  const { personId } = learner
  const take = (largerId: string) =>
    inTransaction(database.db, (tx) =>
      bank.useInStack(tx, {
        holderId: personId,
        parts: [{ personId, credentialId }],
        stackId: largerId,
        stackVersion: '1',
        largerId,
        usedBy: 'issuer',
        usedAt: made.time.now,
      }),
    )
  assert.ok((await take('elsewhere')).ok)
  await settle()
  assert.deepEqual(await titlesOf(personId), [5], 'the stack of it awards nothing')
  assert.deepEqual(codesOf(await take('third')), ['bank.stack-used'])
  assert.equal(
    await inTransaction(database.db, (tx) => bank.releaseFromStack(tx, 'elsewhere', 'issuer', made.time.now)),
    1,
  )
  assert.equal((await inTransaction(database.db, (tx) => awardStacks(tx, made.deps, personId))).length, 1)
})

test('the credit of a larger credential and of its parts is never counted twice in a programme', async () => {
  const { deps } = made
  const [newcomer] = (await newcomers(world, 1)) as [Actor]
  const learner = { ...newcomer, name: 'Peserta' }
  const part = await credentialFor(world, version(5), learner)
  // A re-evaluation leaves the part with 1 of its 2 SKS; the larger credential states 2.
  const posted = { uniqueKey: 'again', postedBy: 'issuer', postedAt: made.time.now }
  const book = { personId: learner.personId, credentialId: part }
  const correct = (sks: number, uniqueKey: string) =>
    inTransaction(database.db, (tx) => bank.correctDeposit(tx, { ...book, hours: sks * 45, sks, ...posted, uniqueKey }))
  mustBe(await correct(1, 'less'))
  await settle()
  assert.equal(
    (await bank.balance(database.db, learner.personId)).sks,
    2,
    '1 by the part, 1 by the rest of the larger one',
  )
  const larger = (await credentialsOf(database.db, learner.personId)).find(
    ({ award: { definitionVersionId } }) => definitionVersionId === version(2).id,
  )?.award.credentialId
  assert.ok(larger !== undefined)
  await confirmedStudy(world, learner)
  const source = ownCredentials(deps)
  const ask = (credentialId: string, sks: number) =>
    recognition.ask(deps, source, learner, { credentialId, sks, asPackage: false, courseId: null, note: '' })
  const count = async (credentialId: string, sks: number) => {
    const { requestId } = mustBe(await ask(credentialId, sks))
    const given = {
      outcome: 'elective-block',
      grantedSks: String(sks),
      courseId: '',
      reason: 'Setara dengan mata kuliah pilihan.',
      waiverReason: '',
    }
    const campus = world.organisation('universitas-bukit-samara')
    mustBe(await recognition.decide(deps, source, world.actor('tamara'), campus, requestId, given))
  }
  assert.ok(!(await ask(larger, 2)).ok, 'the larger one brings no more than the rest')
  await count(part, 1)
  await count(larger, 1)
  const counted = await bank.balance(database.db, learner.personId)
  assert.deepEqual([counted.sks, counted.usedSks, counted.depositedSks], [0, 2, 2])
  // The part is worth 2 after all: what the larger one brought beyond that is flagged to the campus that counted it.
  mustBe(await correct(2, 'more'))
  const flags = await bank.flagsAt(database.db, [world.organisation('universitas-bukit-samara')])
  assert.deepEqual(
    flags.map(({ credentialId, cause }) => ({ credentialId, cause })),
    [{ credentialId: larger, cause: 'corrected' }],
  )
  await revoke(larger)
  assert.deepEqual(await usesOf(learner.personId), [], 'the part is free again')
  assert.equal((await bank.balance(database.db, learner.personId)).sks, 1, 'and keeps what it brings')
})

/** The form of stacks as somebody fills it in, without a script: what was drawn is sent again with every press. */
async function openForm(actor: Actor, path = FORM) {
  let boxes = boxesOf(await (await asks(actor, path)).text())
  return {
    boxes: () => boxes,
    press: async (deed: string, filled: Record<string, string> = {}, status = 200): Promise<string> => {
      const answer = await asks(actor, FORM, { ...boxes, ...filled, do: deed })
      const html = await answer.text()
      assert.equal(answer.status, status, deed)
      if (status !== 303) boxes = boxesOf(html)
      return html
    },
  }
}
const FORM = '/stacks/manage/new'
const wrong = (html: string) => [...html.matchAll(/<li><a href="#([^"]+)"/g)].map(([, box]) => box)
const about = (larger: number) => ({
  definition: version(larger).slug,
  nameId: 'Petani data',
  nameEn: 'Data farmer',
  validFrom: '2026-01-01',
  source: 'Keputusan 12',
})
const proposedFor = async (larger: number) =>
  (
    await sql<{ id: string; content: { rule: unknown; every: unknown } }>`select id, content from stack_edition
      where definition_id = ${version(larger).definitionId} and approved_at is null`.execute(database.db)
  ).rows[0] ?? assert.fail('nothing is proposed')

test('a curriculum owner writes a stack by the form: lines come and go, faults stand beside their boxes, and it is proposed', async () => {
  const bagus = world.actor('bagus')
  const { press, boxes } = await openForm(bagus)
  assert.deepEqual(wrong(await press('propose', { validFrom: '2026-02-30' }, 422)), [
    'definition',
    'nameId',
    'nameEn',
    'l0-find',
    'validFrom',
    'source',
  ])
  await press('add-0', { ...about(4), 'l0-find': `https://contoh.id/x/${version(0).slug}` })
  assert.equal(boxes()['l1-definition'], version(0).slug)
  assert.match(await press('add-0', { 'l0-find': 'tidak ada yang begini' }, 422), /Tidak ada yang cocok/)
  const many = await press('add-0', { 'l0-find': 'a' })
  assert.ok(!many.includes(`take-0-definition-${version(4).slug}"`), 'the larger credential is no part of itself')
  assert.ok(many.includes(`take-0-definition-${version(1).slug}"`))
  await press(`take-0-definition-${version(1).slug}`)
  await press('group-0')
  for (const at of [2, 5]) await press('add-3', { 'l3-asks': 'least', 'l3-find': version(at).slug })
  assert.deepEqual(wrong(await press('propose', { everyMonths: '0', 'l4-months': 'x' }, 422)), [
    'l3-count',
    'l4-months',
    'everyMonths',
  ])
  const rest = { everyMonths: '60', 'l4-months': '24' }
  assert.deepEqual(wrong(await press('propose', { ...rest, 'l3-count': '3' }, 422)), ['l3-count'])
  await press('group-0', { 'l3-count': '1' })
  await press('add-6', { 'l6-asks': 'apart', 'l6-find': version(1).slug })
  assert.deepEqual(wrong(await press('propose', {}, 422)), ['l6-find'])
  assert.deepEqual(
    wrong(await press('propose', { 'l6-find': version(2).slug }, 422)),
    ['l6-find'],
    'seen before it is sent',
  )
  await press('add-0', { 'l0-find': version(3).slug })
  await press('add-0', { 'l9-asks': 'never', 'l0-what': 'sum' })
  const read = await press('preview', { 'l10-least': '6', 'l10-level': '4' })
  for (const [language, words] of [
    ['id', ['Petani data', version(0).title.id, 'Paling sedikit 1 dari 2 ini', 'Tidak boleh memiliki']],
    ['en', ['Data farmer', version(0).title.en, 'At least 1 of these 2', 'Must not hold']],
  ] as const) {
    const part = new RegExp(`<section lang="${language}">(.*?)</section>`, 's').exec(read)?.[1] ?? ''
    for (const one of words) assert.ok(part.includes(one), `${language}: ${one} in ${part}`)
  }
  await press('remove-2')
  await press('propose', {}, 303)
  const edition = await proposedFor(4)
  assert.deepEqual(edition.content.every, { leastLevel: null, withinMonths: 60 })
  assert.deepEqual(edition.content.rule, {
    kind: 'all',
    of: [
      award(0),
      { kind: 'least', count: 1, of: [{ ...award(2), withinMonths: 24 }, award(5)] },
      { kind: 'not', of: { kind: 'all', of: [award(1), award(2)] } },
      { kind: 'never', definition: version(3).slug },
      { kind: 'sks', least: 6, leastLevel: 4 },
    ],
  })
  assert.equal((await asks(bagus, `${FORM}?from=tidak-ada`)).status, 404)
  assert.equal((await asks(second, FORM)).status, 403, 'who only issues proposes nothing')
  assert.equal((await asks(world.actor('tamara'), FORM)).status, 403)
})

test('the form says rules inside rules, skills, offerings and what must not be; an approved one opens as it was proposed', async () => {
  const bagus = world.actor('bagus')
  const { press, boxes } = await openForm(bagus)
  await press('group-0', about(5))
  await press('group-1', { 'l1-asks': 'least', 'l1-count': '2' })
  const skills = await press('add-2', { 'l2-asks': 'all', 'l2-what': 'skill', 'l2-find': 'analisis' })
  assert.match(skills, /take-2-skill-lumbung-skills:AGR-04"/)
  await press('take-2-skill-lumbung-skills:AGR-04')
  await press('add-2', { 'l2-find': 'a.01.001.01' }, 422)
  await press('add-2', { 'l2-find': 'a.012345.001.01' })
  assert.deepEqual([boxes()['l4-framework'], boxes()['l4-skill']], ['skkni', 'A.012345.001.01'])
  await press('add-1', { 'l1-what': 'offering', 'l1-find': version(0).title.id })
  assert.equal(boxes()['l5-offering'], version(0).definitionId)
  await press('add-1', { 'l1-what': 'definition', 'l1-find': version(1).slug })
  // The same condition speaks of a skill as well, and is put under a *none of these* with another.
  await press('add-6', { 'l6-what': 'skill', 'l6-find': 'DAT-01', 'l6-level': '5' })
  await press('add-0', { 'l0-find': version(2).slug })
  await press('wrap-7')
  await press('move-6', { 'l7-asks': 'none', 'l6-to': '7' })
  const skill = (framework: string, code: string) => ({ kind: 'award', skill: { framework, code } })
  const rule = {
    kind: 'all',
    of: [
      {
        kind: 'least',
        count: 2,
        of: [
          { kind: 'all', of: [skill('lumbung-skills', 'AGR-04'), skill('skkni', 'A.012345.001.01')] },
          { kind: 'award', offering: version(0).definitionId },
        ],
      },
      {
        kind: 'not',
        of: { kind: 'any', of: [award(2), { ...award(1), ...skill('lumbung-skills', 'DAT-01'), leastLevel: 5 }] },
      },
    ],
  }
  await press('propose', {}, 303)
  const edition = await proposedFor(5)
  assert.deepEqual(edition.content.rule, rule)
  mustBe(await approveStack(made.deps, second, edition.id))
  const again = await openForm(bagus, `${FORM}?from=${edition.id}`)
  assert.match(
    (await (await asks(bagus, `${FORM}?from=${edition.id}`)).text()).replace(/<[^>]+>/g, ''),
    /berlaku sejak 1 Januari 2026/,
  )
  assert.equal(again.boxes().validFrom, '2026-11-23', 'what is proposed anew begins today')
  await again.press('propose', { validFrom: '2026-01-01' }, 303)
  assert.deepEqual((await proposedFor(5)).content, edition.content)
  mustBe(await endStack(made.deps, second, edition.id))
})

test('what the form can not take is told in words at its place: an empty group, more than there is, a lone not, an unknown skill', async () => {
  const { press, boxes } = await openForm(world.actor('bagus'))
  const told = (html: string, box: string) => {
    assert.deepEqual(wrong(html), [box])
    const place = new RegExp(`<div id="${box}-error">(.*?)</div>`, 's').exec(html)?.[1] ?? ''
    return place.replace(/<[^>]+>/g, ' ')
  }
  await press('group-0', about(4))
  assert.match(told(await press('propose', {}, 422), 'l1-find'), /Kelompok 1 masih kosong.*hapus kelompok ini/s)
  await press('add-1', { 'l1-find': version(0).slug })
  const tooMany = { 'l1-asks': 'least', 'l1-count': '2' }
  assert.match(told(await press('propose', tooMany, 422), 'l1-count'), /meminta 2 dari 1 bagian.*Kurangi/s)
  const noBound = { 'l1-asks': 'most', 'l1-count': '1' }
  assert.match(told(await press('propose', noBound, 422), 'l1-count'), /tidak membatasi/)
  const lone = await press('propose', { 'l1-asks': 'none' }, 422)
  assert.match(told(lone, 'l1-asks'), /terpenuhi tanpa kredensial apa pun.*Tambahkan/s)
  assert.match(told(await press('add-0', { 'l0-what': 'skill' }, 422), 'l0-find'), /Belum ditulis/)
  const unknown = await press('add-0', { 'l0-find': 'XXX-99' }, 422)
  assert.match(told(unknown, 'l0-find'), /Keterampilan “XXX-99” tidak ada.*kodenya/s)
  assert.equal(boxes()['l0-find'], 'XXX-99', 'what was typed stays')
  const both = { 'l1-asks': 'least', 'l1-count': 'x', 'l1-find': version(1).slug, source: '' }
  assert.deepEqual(wrong(await press('propose', both, 422)), ['l1-count', 'l1-find', 'l0-find', 'source'], 'all of it')
  await press('remove-3', { 'l1-count': '1', source: 'Keputusan 12', 'l0-find': '' })
  const forged = { 'l0-find': '', 'l3-framework': 'lumbung-skills', 'l3-skill': 'XXX-99' }
  const sent = await press('propose', { 'l1-asks': 'any', 'l3-asks': 'award', 'l3-storey': '1', ...forged }, 422)
  assert.deepEqual(wrong(sent), ['l3'])
  assert.match(sent.slice(sent.indexOf('id="l3"')).slice(0, 900), /Keterampilan “lumbung-skills: XXX-99” tidak ada/)
  assert.match(await press('move-1', { 'l1-to': '1' }, 422), /Baris 1: Tidak dapat dipindahkan ke sana/)
})

test('the database itself refuses a second use of an award', async () => {
  const { rows } = await sql<{
    personId: string
    credentialId: string
  }>`select person_id as "personId", credential_id as "credentialId"
    from credit_stack_use where released_at is null limit 1`.execute(database.db)
  const [use] = rows
  assert.ok(use)
  await assert.rejects(
    sql`insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version, larger_id, holder_id, minutes, sks, used_by, used_at)
      values (${use.personId}, 'another', ${use.credentialId}, 'another', '1', 'larger', 'somebody', 0, 0, 'x', ${made.time.now})`.execute(
      database.db,
    ),
    /credit_stack_use_once/,
  )
})

test('a part that is revoked opens a case with a letter; the issuer keeps with a reason, or revokes and frees the rest', async () => {
  const [first, other] = (await newcomers(world, 2)) as [Actor, Actor]
  const parts = new Map<string, string>()
  for (const learner of [first, other]) {
    for (const at of [0, 1, 2]) parts.set(`${learner.personId} ${at}`, await credentialFor(world, version(at), learner))
    await settle()
    assert.ok((await usesOf(learner.personId)).length > 0)
    const [use] = await usesOf(learner.personId)
    await revoke(use?.credentialId ?? '')
  }
  const cases = await casesFor(database.db, second)
  assert.equal(cases.length, 2)
  assert.deepEqual(await casesFor(database.db, world.actor('tamara')), [])
  const letters =
    await sql`select 1 from outbox where kind = 'letter' and payload->>'template' = 'stacks.part-revoked'`.execute(
      database.db,
    )
  assert.equal(letters.rows.length, 2)
  const [kept, ended] = cases as [(typeof cases)[number], (typeof cases)[number]]
  assert.deepEqual(codesOf(await keepLarger(made.deps, second, kept.id, ' ')), ['stacks.reason-missing'])
  assert.deepEqual(codesOf(await keepLarger(made.deps, world.actor('tamara'), kept.id, 'alasan')), [
    'stacks.case-not-found',
  ])
  assert.deepEqual(codesOf(await keepLarger(made.deps, second, kept.id, 'Capaian sudah diuji ulang.')), [])
  assert.deepEqual(codesOf(await keepLarger(made.deps, second, kept.id, 'lagi')), ['stacks.case-not-found'])
  await revoke(ended.credentialId)
  assert.deepEqual(await casesFor(database.db, second), [])
  const free = await usesOf(ended.personId)
  await settle()
  assert.deepEqual(free, [], 'what the revoked credential used is free again')
})

const WHAT_IF = '/api/v1/stacks/what-if'
const send = async (body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await app.request(WHAT_IF, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, json: (await answer.json()) as Record<string, never> & { code: string } }
}

test('what a stack awarded raises no alarm for having no seat; what was awarded without one and without a reason still does', async () => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from stack_award a
    join award w on w.person_id = a.person_id and w.credential_id = a.credential_id and w.enrolment_id is null
    group by w.definition_version_id order by 1 desc`.execute(database.db)
  assert.ok((rows[0]?.count ?? 0) >= 3, 'enough of one definition for an alarm, were they seen so')
  const seats = async () => {
    await detect(made.deps)
    const found = await sql<{
      figures: { awards: number }
    }>`select figures from fraud_case where detector = 'not-enrolled'`
    return (await found.execute(database.db)).rows.map(({ figures }) => figures.awards)
  }
  assert.deepEqual(await seats(), [])
  const plain = (await findVersion(database.db, version(2).id)) ?? assert.fail('no version')
  const without = { credentialId: '', decidedBy: 'bagus', isAssessed: true }
  for (const { personId } of await newcomers(world, 3))
    mustBe(
      await inTransaction(database.db, (tx) =>
        awardEntitled(tx, made.deps, plain, { ...without, personId, credentialId: newId() }),
      ),
    )
  await settle()
  assert.deepEqual(await seats(), [3])
})

test('the API tells the ways from what is held, and what stops; nothing that is asked is stored', async () => {
  const list = (await (await app.request('/api/v1/stacks')).json()) as { stacks: { stack: string }[] }
  assert.ok(list.stacks.some(({ stack }) => stack === version(3).slug))
  const asked = { stack: version(3).slug, held: [version(0).slug, version(1).slug] }
  const { status, json } = await send(asked)
  assert.equal(status, 200)
  const answer = json as unknown as {
    answer: string
    ways: { aim: string; proof: string; take: string[]; use: string[]; cost: number }[]
  }
  assert.equal(answer.answer, 'ways')
  assert.deepEqual(
    answer.ways.map(({ aim, proof, take }) => ({ aim, proof, take })),
    (['cheapest', 'fastest', 'nearest'] as const).map((aim) => ({
      aim,
      proof: 'optimal',
      take: [version(2).definitionId],
    })),
  )
  assert.equal(answer.ways[0]?.cost, version(2).priceRupiah)
  assert.deepEqual(answer.ways[0]?.use, [version(0).slug, version(1).slug].toSorted())
  const met = await send({ ...asked, held: [0, 1, 2].map((at) => version(at).slug) })
  assert.equal((met.json as unknown as { answer: string }).answer, 'met')
  const first = await send({ ...asked, answer: 'first' })
  assert.equal((first.json as unknown as typeof answer).ways[0]?.proof, 'first')
})

test('the API refuses what it can not answer, in words', async () => {
  assert.equal((await send({ stack: 'tidak-ada' })).status, 404)
  assert.equal((await send({ stack: version(3).slug, held: ['tidak-ada'] })).json.code, 'stacks.definition-unknown')
  for (const bad of [
    null,
    [],
    {},
    { stack: 7 },
    { stack: version(3).slug, hoursPerWeek: -1 },
    { stack: version(3).slug, province: 'x' },
  ])
    assert.equal((await send(bad)).status, 422)
})

test('pages: the list, the question of a stranger, an hour that is none, and what is not there', async () => {
  const get = async (path: string) => {
    const answer = await app.request(path)
    return { status: answer.status, text: await answer.text() }
  }
  const slug = version(3).slug
  for (const prefix of ['', '/en']) {
    assert.match((await get(`${prefix}/stacks`)).text, new RegExp(`/stacks/${slug}`))
    const asked = await get(
      `${prefix}/stacks/${slug}?held=${version(0).slug}&held=${version(1).slug}&province=33&hours=9`,
    )
    assert.equal(asked.status, 200)
    assert.match(asked.text, new RegExp(`/catalogue/${version(2).definitionId}`))
  }
  assert.equal((await get(`/stacks/${slug}?hours=ribuan`)).status, 422)
  assert.equal((await get(`/stacks/${slug}?held=%00%F0%9F%92%A3`)).status, 422)
  assert.equal((await get('/stacks/tidak-ada')).status, 404)
})
