import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { createApp } from '../src/app.ts'
import { offeringOfVersion } from '../src/catalogue/index.ts'
import { ownCredentials } from '../src/hooks.ts'
import { addCourse, addProgramme, addRuleChoice, currentStudyOf, programmesOf } from '../src/organisations/index.ts'
import { sql } from '../src/platform/database.ts'
import { PageError } from '../src/platform/http.ts'
import type { Actor, AppEnv } from '../src/platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../src/platform/web.ts'
import * as recognition from '../src/recognition/index.ts'
import { exampleRuleSet } from '../src/recognition/library.ts'
import { awardDeps } from './support/award-world.ts'
import { type CampusRules, publishCampusRules } from './support/campus-rules.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { confirmedStudy, credentialFor, newcomers, smallWorld, type World } from './world.ts'

// *Would this count*, before enrolment: for micro-credentials and foreign courses, strangers and students, page and API.

const PATH = '/api/v1/recognition/would-count'
let database: TestDatabase
let made: ReturnType<typeof awardDeps>
let world: World
let app: Hono<AppEnv>
let campus = ''
let own = ''
before(async () => {
  database = await testDatabase()
  made = awardDeps(database.db, '2026-11-23T07:05:00Z')
  world = await smallWorld(made.deps)
  app = createApp(made.deps)
  campus = world.organisation('universitas-bukit-samara')
  own = (await offeringOfVersion(database.db, world.versions[0].id))?.id ?? assert.fail('no offering')
  await course('mooc-full', { hours: 95, mode: 'online' })
  await course('mooc-bare', { hours: null, mode: null })
  await course('mooc-short', { hours: 12, mode: null })
  await course('mooc-modeless', { hours: 95, mode: null })
})
after(() => database.close())

/** A course as an import writes it: what its source doesn't say is null. */
async function course(id: string, { hours, mode }: { hours: number | null; mode: string | null }): Promise<void> {
  await sql`insert into offering (id, platform, natural_key, provider_name, title, title_key, hours, mode, first_seen_at, changed_at)
    values (${id}, 'coursera', ${id}, 'University of Elsewhere', ${`Course ${id}`}, ${id}, ${hours}, ${mode}, ${made.time.now},
      ${made.time.now})`.execute(database.db)
}

interface Answer {
  answer: string
  mostSks: number | null
  worthSks: number | null
  general: boolean
  unknowns: { code: string; message: { id: string; en: string } }[]
  refusals: { code: string; message: { id: string }; next: { id: string } }[]
  ways: { code: string; message: { id: string } }[]
  course: object | null
  limits: { id: string; words: { id: string }; fromSemester: number | null; provisional: boolean }[]
  ruleSet: { id: string; hash: string; provisional: boolean; amendmentsUnread: string[] }
}
const programmeId = async (at = campus) =>
  (await programmesOf(database.db, at)).find(({ totalSks }) => totalSks === 144)?.id ?? assert.fail('no programme')
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code)
async function ask(offering: string, programme: string): Promise<Answer> {
  const answer = await app.request(`${PATH}?offering=${offering}&programme=${programme}`)
  assert.equal(answer.status, 200)
  return (await answer.json()) as Answer
}
async function send(body: unknown): Promise<{ status: number; json: Answer }> {
  const answer = await app.request(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, json: (await answer.json()) as Answer }
}

test('a micro-credential, for anybody: the most that could count, and the limits it would use', async () => {
  const found = await ask(own, await programmeId())
  assert.deepEqual([found.answer, found.general, codes(found.unknowns)], ['yes', true, ['study']])
  assert.equal(found.mostSks, world.versions[0].sks)
  assert.equal(found.ruleSet.id, 'brief')
  assert.equal(found.ruleSet.provisional, true)
  assert.match(found.ruleSet.hash, /^[0-9a-f]{64}$/)
  assert.ok(
    found.limits.some(({ id, fromSemester, provisional }) => id === 'outside' && fromSemester === 5 && provisional),
  )
})

test('a foreign course never gets a plain yes: what is unknown stands beside the most that could count', async () => {
  const programme = await programmeId()
  const full = await ask('mooc-full', programme)
  assert.deepEqual(
    [full.answer, full.mostSks, codes(full.unknowns)],
    ['depends', 2, ['sks', 'level', 'evidence', 'study']],
  )
  assert.deepEqual(
    full.limits.map(({ id }) => id),
    ['online', 'outside'],
  )
  const bare = await ask('mooc-bare', programme)
  assert.deepEqual([bare.answer, bare.mostSks, bare.worthSks, codes(bare.ways)], ['unknown', null, null, ['ask-hours']])
  assert.ok(codes(bare.unknowns).includes('hours') && codes(bare.unknowns).includes('mode'))
  for (const { message } of bare.unknowns) assert.ok(message.id.length > 10 && message.en.length > 10)
  const short = await ask('mooc-short', programme)
  assert.deepEqual([short.answer, short.mostSks, codes(short.refusals)], ['no', 0, ['recognition.too-short']])
  assert.ok(short.refusals.every(({ message, next }) => message.id !== '' && next.id !== ''))
  assert.ok(codes(short.ways).includes('supplement'))
})

test('figures of a student decide, come in the body and are kept nowhere', async () => {
  const programme = await programmeId()
  const asked = (offering: string, study: object) => send({ offering, programme, study })
  const early = await asked('mooc-full', { semester: 4 })
  assert.deepEqual([early.json.answer, codes(early.json.refusals)], ['no', ['recognition.semester-too-early']])
  assert.ok(codes(early.json.ways).includes('wait-semester'))
  const used = await asked('mooc-full', { semester: 5, outsideSks: 57 })
  assert.deepEqual([used.json.answer, codes(used.json.refusals)], ['no', ['recognition.over-outside-sks']])
  const tight = await asked('mooc-full', { semester: 5, onlineSks: 69 })
  assert.deepEqual([tight.json.answer, tight.json.mostSks, tight.json.general], ['depends', 1, false])
  const modeless = await asked('mooc-modeless', { semester: 5, onlineSks: 70 })
  assert.deepEqual([modeless.json.answer, modeless.json.mostSks], ['depends', 2], 'in person it would count')
  assert.ok(codes(modeless.json.refusals).includes('recognition.over-online-sks'), 'online it would not')
  assert.ok(codes(modeless.json.ways).includes('other-mode'))
})

test('a bad question is answered with words', async () => {
  const programme = await programmeId()
  assert.equal((await app.request(`${PATH}?offering=none&programme=${programme}`)).status, 404)
  assert.equal((await app.request(`${PATH}?offering=${own}&programme=none`)).status, 404)
  assert.equal((await app.request(PATH)).status, 422)
  for (const study of [
    { semester: 0 },
    { semester: 5, onlineSks: -1 },
    { semester: 5, outsideSks: 1.5 },
    { semester: 5, name: 'x' },
  ])
    assert.equal((await send({ offering: own, programme, study })).status, 422, JSON.stringify(study))
  const malformed = await app.request(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"offering": ',
  })
  assert.equal(malformed.status, 422)
})

test('under other rules of the campus the answer is another, with what of the law is not checked', async () => {
  const other = world.organisation('universitas-tanjung-merapu')
  await addProgramme(database.db, {
    id: 'law-programme',
    organisationId: other,
    code: 'X-1',
    name: { id: 'Hukum', en: 'Law' },
    level: 'S1',
    kkniLevel: 6,
    totalSks: 144,
    totalCourses: 48,
  })
  await addRuleChoice(database.db, other, 'sn-2025', '2026-01-01', null, made.time.now)
  const body = {
    offering: 'mooc-full',
    programme: 'law-programme',
    study: { semester: 4, onlineSks: 100, outsideSks: 38 },
  }
  const { json } = await send(body)
  assert.deepEqual(
    [json.ruleSet.id, json.mostSks, json.ruleSet.amendmentsUnread],
    ['sn-2025', 2, ['Permendiktisaintek 10/2026']],
  )
  await addRuleChoice(database.db, other, 'pjj-course', '2026-02-01', null, made.time.now)
  const uncounted = await send(body)
  assert.deepEqual([uncounted.json.answer, codes(uncounted.json.ways)], ['unknown', ['state-courses']])
})

/** The page as this person sees it; a stranger where nobody is named. */
async function page(path: string, actor: Actor | null = null): Promise<{ status: number; text: string }> {
  const site = bilingualApp()
  site.use('*', pages(made.deps), securityHeaders(made.deps), async (c, go) => {
    c.set('actor', actor)
    await go()
  })
  site.route('/', recognition.routes(made.deps, ownCredentials(made.deps)))
  site.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
  const answer = await site.request(path)
  return { status: answer.status, text: await answer.text() }
}

test('the page: choose a campus, then a programme, then read the answer, in both languages', async () => {
  const programme = await programmeId()
  const first = await page('/would-count/mooc-full')
  assert.equal(first.status, 200)
  assert.ok(first.text.includes('Pilih kampus') && !first.text.includes('name="programme"'))
  const second = await page(`/would-count/mooc-full?campus=${campus}`)
  assert.ok(second.text.includes('name="programme"') && !second.text.includes('Yang belum diketahui'))
  const third = await page(`/would-count/mooc-full?campus=${campus}&programme=${programme}`)
  for (const words of ['Bergantung: paling banyak 2 SKS', 'Yang belum diketahui', 'belum semuanya dipastikan'])
    assert.ok(third.text.includes(words), words)
  assert.match(
    (await page(`/en/would-count/${own}?campus=${campus}&programme=${programme}`)).text,
    /Yes: \d SKS could count/,
  )
  assert.equal((await page('/would-count/none')).status, 404)
  assert.equal((await page(`/would-count/mooc-full?campus=none&programme=none`)).status, 200)
})

test('a signed-in student gets the answer for the own study, with room under each limit', async () => {
  const [learner] = await newcomers(world, 1)
  assert.ok(learner !== undefined)
  await confirmedStudy(world, learner)
  const study = await currentStudyOf(database.db, learner.personId)
  const { text } = await page('/would-count/mooc-full', learner)
  assert.ok(text.includes('Langkah') || text.includes('Cara'), 'the trace stands there')
  assert.ok(!text.includes('Data studi Anda. Jawaban ini berlaku umum'))
  assert.ok(!text.includes(study?.nim ?? '-'), 'nothing of the person but what the answer needs')
})

test('every offering leads there: a course from elsewhere, and a visitor who is not signed in', async () => {
  for (const id of ['mooc-full', own]) {
    const answer = await app.request(`/catalogue/${id}`)
    assert.equal(answer.status, 200)
    assert.ok((await answer.text()).includes(`/would-count/${id}`), id)
  }
  const document = (await (await app.request('/openapi.json')).json()) as { paths: Record<string, object> }
  assert.deepEqual(Object.keys(document.paths[PATH] ?? {}), ['get', 'post'])
})

test('the course that it would stand for is compared by its skills; the grade that rules ask for isn’t known yet', async () => {
  const [version] = world.versions
  const [first, ...more] = version.skills.map(({ framework, code }) => ({ framework, code }))
  assert.ok(first !== undefined && more.length > 0)
  const programme = await programmeId()
  const course = { id: 'wc-1', programmeId: programme, code: 'WC 101', name: { id: 'Mirip', en: 'Alike' }, sks: 3 }
  const foreign = { framework: 'skkni', code: 'J.620100.004.01' }
  await addCourse(database.db, { ...course, skills: [first, ...more, foreign] })
  const example = exampleRuleSet()
  const asks = (...ids: string[]) => example.conditions.filter(({ id }) => ids.includes(id))
  const rules = await recognitionRules({ limits: [], conditions: asks('grade', 'overlap') })
  made.time.now = new Date('2026-11-24T07:05:00Z')
  await addRuleChoice(database.db, campus, rules, '2026-11-24', null, made.time.now)
  const found = await ask(own, programme)
  const count = version.skills.length
  assert.deepEqual(found.course, {
    code: 'WC 101',
    basis: 'overlap',
    standsFor: 'course',
    skills: count + 1,
    covered: count,
    percent: Math.floor((count * 100) / (count + 1)),
  })
  assert.deepEqual([found.answer, found.mostSks, codes(found.unknowns)], ['depends', version.sks, ['grade', 'study']])
  const { text } = await page(`/en/would-count/${own}?campus=${campus}&programme=${programme}`)
  assert.match(text, /Compared with the course WC 101/)
  assert.match(text, /There is no grade before the assessment/)
  // A course from elsewhere states no skills: nothing can be compared, and the answer says who could help.
  const mooc = await ask('mooc-full', programme)
  assert.deepEqual([mooc.answer, mooc.course], ['unknown', null])
  assert.ok(codes(mooc.unknowns).includes('course'))
})

test('what an award’s assessment came to is known: the mean of its mandatory outcomes', async () => {
  const [learner] = await newcomers(world, 1)
  assert.ok(learner !== undefined)
  const id = await credentialFor(world, world.versions[0], learner)
  const facts = await ownCredentials(made.deps).credentialFacts(id)
  const mandatory = world.versions[0].outcomes.filter((outcome) => outcome.mandatory).length
  assert.deepEqual(facts?.result, { kind: 'mark', tenths: 840, outcomes: mandatory })
})

const recognitionRules = (rules: Omit<CampusRules, 'validFrom'>) =>
  publishCampusRules(made.deps, campus, { ...rules, validFrom: '2026-11-24' })
