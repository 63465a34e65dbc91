import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chanceFrom } from '../../db/demo/random.ts'
import { lumbung } from '../../test/support/command.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { idleDeps } from '../../test/support/deps.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { addAgribusiness, addInstitution } from '../../test/support/institutions.ts'
import { visitor } from '../../test/support/room.ts'
import { deposit } from '../bank/index.ts'
import { addMembership, chooseRuleSet, confirmStudy, linkStudy, rolesOf } from '../organisations/index.ts'
import { registerPerson } from '../people/index.ts'
import { sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Actor } from '../platform/page.ts'
import {
  ask,
  type CredentialFacts,
  type CredentialSource,
  decide,
  keepRuleSets,
  logReaders,
  replayAll,
  rerun,
  routes,
  ruleSets,
} from './index.ts'
import { exampleRuleSet, ruleExamples } from './library.ts'
import { evaluate } from './rules.ts'
import { caseOf } from './rules-example.ts'
import { moveOf } from './rules-rerun.ts'
import { decisionPages } from './service-rules.ts'
import { decisionPage } from './store-rules.ts'

// Decisions by the public door, then every one of them replayed, and asked again of other rules.

const PEOPLE = 6
const EACH = 5
let world: TestDatabase
let deps: Deps
const people = new Map<string, Actor>()
let now = new Date('2025-08-20T03:00:00Z')
const facts = new Map<string, CredentialFacts>()
const source: CredentialSource = {
  credentialFacts: async (id) => facts.get(id) ?? null,
  verdictOf: async () => ({ verdict: 'valid', kind: 'valid' }),
}
const setOf = (id: string) => ruleSets().find((one) => one.id === id) ?? assert.fail(id)
let registrar: Actor
let decided = 0
/** Ends the transaction of a trial, so that everything is as it was. */
const UNDONE = new Error('undone')
const mustBe = <T>(outcome: { ok: true; value: T } | { ok: false; refusals: readonly { code: string }[] }): T =>
  outcome.ok ? outcome.value : assert.fail(outcome.refusals.map(({ code }) => code).join())

async function actorOf(name: string, role?: 'registrar'): Promise<Actor> {
  const personId = mustBe(await registerPerson(deps, { name, language: 'id' })).id
  if (role !== undefined)
    await addMembership(world.db, {
      id: `m-${name}`,
      organisationId: 'samara',
      personId,
      role,
      grantedBy: null,
      validFrom: new Date('2024-01-01'),
    })
  return { personId, name, roles: await rolesOf(world.db, personId, now) }
}

before(async () => {
  world = await testDatabase()
  deps = idleDeps(world.db, () => now)
  for (const id of ['samara', 'arung']) await addInstitution(world.db, id, 'university', now)
  await addAgribusiness(world.db)
  registrar = await actorOf('Tamara', 'registrar')
  people.set('tamara', registrar)
  await decideMany()
})
after(() => world.close())

/** Students ask for random credentials and a registrar decides, while the campus changes its rules and the law changes. */
async function decideMany(): Promise<void> {
  const chance = chanceFrom('replay')
  const days = ['2025-08-20', '2025-09-01', '2025-09-02', '2026-07-16', '2026-11-23']
  for (let at = 0; at < PEOPLE; at++) {
    const learner = await actorOf(`Darmi ${at}`)
    people.set(`darmi-${at}`, learner)
    const semester = String(4 + chance.whole(4))
    mustBe(
      await linkStudy(deps, learner, {
        programmeId: 'agri',
        nim: `24${at}`,
        semester,
        sksTaken: '80',
        onlineSks: String(60 + chance.whole(12)),
        outsideSks: String(30 + chance.whole(28)),
        onlineCourses: String(chance.whole(24)),
      }),
    )
    const { rows } = await sql<{ id: string }>`select id from study where person_id = ${learner.personId}`.execute(
      world.db,
    )
    mustBe(await confirmStudy(deps, registrar, 'samara', rows[0]?.id ?? ''))
    for (let turn = 0; turn < EACH; turn++) {
      now = new Date(`${days[turn]}T03:00:00Z`)
      const choice = ['brief', 'sn-2025', 'pjj-course'][chance.whole(3)] ?? 'brief'
      mustBe(await chooseRuleSet(deps, registrar, 'samara', choice))
      await decideOne(learner, `credential-${at}-${turn}`, 1 + chance.whole(4), chance.whole(2) === 0)
    }
  }
}

async function decideOne(learner: Actor, credentialId: string, sks: number, online: boolean): Promise<void> {
  facts.set(credentialId, {
    credentialId,
    accountId: credentialId,
    personId: learner.personId,
    definitionId: null,
    definitionVersionId: `v-${credentialId}`,
    title: { id: 'Statistika', en: 'Statistics' },
    sks,
    hours: sks * 45 + 20,
    kkniLevel: 5,
    mode: online ? 'online' : 'in-person',
    issuerName: 'Politeknik Arung',
    organisationId: 'arung',
    issuedOn: '2025-05-12',
    kind: 'micro-credential',
    skills: [{ framework: 'lumbung-skills', code: 'DAT-01' }],
    expiresOn: '2028-05-12',
  })
  await deposit(world.db, {
    personId: learner.personId,
    credentialId,
    definitionVersionId: `v-${credentialId}`,
    attempt: 1,
    hours: sks * 45 + 20,
    sks,
    title: { id: 'Statistika', en: 'Statistics' },
    issuerOrganisationId: 'arung',
    postedBy: 'provider',
    postedAt: now,
  })
  const asking = { credentialId, sks, asPackage: false, courseId: null, note: '' }
  const { requestId } = mustBe(await ask(deps, source, learner, asking))
  const form = { courseId: '', reason: 'Dibaca dan diputuskan.', waiverReason: '', grantedSks: String(sks) }
  const granted = await decide(deps, source, registrar, 'samara', requestId, { ...form, outcome: 'elective-block' })
  if (!granted.ok)
    mustBe(await decide(deps, source, registrar, 'samara', requestId, { ...form, outcome: 'supplement' }))
  decided++
}

test('every stored decision gives the same answer again, whatever rules and day decided it', async () => {
  assert.equal(decided, PEOPLE * EACH)
  const found = await replayAll(world.db)
  assert.deepEqual(found, { total: decided, same: decided, different: [], lost: [] })
  const { rows } = await sql<{ sets: number; verdicts: number }>`
    select count(distinct rule_set_id)::int as sets, count(distinct trace ->> 'verdict')::int as verdicts
    from recognition_decision`.execute(world.db)
  assert.ok((rows[0]?.sets ?? 0) >= 3 && (rows[0]?.verdicts ?? 0) >= 2, JSON.stringify(rows))
})

test('a case is decided under the rules of its day, and keeps what the rules ask about', async () => {
  for await (const page of decisionPages(world.db, { standingOnly: true }))
    for (const { ruleSetId, inputs, ruleSetHash } of page) {
      if (inputs.day <= '2025-09-01') assert.notEqual(ruleSetId, 'sn-2025')
      else assert.notEqual(ruleSetId, 'sn-2023')
      assert.match(ruleSetHash ?? '', /^[0-9a-f]{64}$/)
      assert.equal(inputs.award.kkniLevel, 5)
      assert.equal(inputs.award.expiresOn, '2028-05-12')
      assert.equal(inputs.programme.kkniLevel, 6)
    }
})

test('pages of decisions leave none out and name none twice, also in the same microsecond', async () => {
  const ids: string[] = []
  let last: Awaited<ReturnType<typeof decisionPage>>[number] | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof decisionPage>> = await decisionPage(
      world.db,
      { standingOnly: false },
      last,
      4,
    )
    ids.push(...page.map(({ id }) => id))
    last = page.at(-1) ?? null
    if (page.length < 4) break
  }
  assert.equal(ids.length, decided)
  assert.equal(new Set(ids).size, decided)
  const early = await decisionPage(world.db, { standingOnly: true, until: new Date('2025-09-01T00:00:00Z') }, null, 99)
  assert.equal(early.length, PEOPLE)
})

test('each content is kept once, with a leaf in the public log that its row still opens', async () => {
  const kept = await keepRuleSets(deps)
  assert.ok(kept > 0, 'sets that decided nothing yet are kept as well')
  assert.equal(await keepRuleSets(deps), 0)
  const { rows } = await sql<{ id: string; leaves: number }>`
    select e.hash as id, (select count(*) from log_opening o where o.subject = 'rule-set' and o.subject_id = e.hash)::int as leaves
    from rule_set_edition e`.execute(world.db)
  assert.equal(rows.length, ruleSets().length)
  assert.ok(rows.every(({ leaves }) => leaves === 1))
  const records = await logReaders['rule-set'](world.db, [rows[0]?.id ?? ''])
  assert.equal(records.size, 1)
})

test('a changed answer, a lost rule set and a decision from before contents were kept are told apart', async () => {
  const { rows } = await sql<{ id: string; request: string }>`
    select id, request_id as request from recognition_decision order by decided_at, id limit 3`.execute(world.db)
  const [altered, old, lost] = rows
  const trial = world.db.transaction().execute(async (tx) => {
    await sql`update recognition_decision set trace = jsonb_set(trace, '{allowedSks}', '9') where id = ${altered?.id}`.execute(
      tx,
    )
    await sql`update recognition_decision set rule_set_hash = null where id = ${old?.id}`.execute(tx)
    await sql`update recognition_decision set rule_set_hash = null, rule_set_version = 'gone' where id = ${lost?.id}`.execute(
      tx,
    )
    const found = await replayAll(tx)
    assert.deepEqual(found, {
      total: decided,
      same: decided - 2,
      different: [altered?.request],
      lost: [lost?.request],
    })
    throw UNDONE
  })
  await assert.rejects(trial, (error) => {
    if (error !== UNDONE) throw error
    return true
  })
})

test('old cases under other rules: the counts are those of each case alone, and nothing is written', async () => {
  const before = await replayAll(world.db)
  for (const rules of ruleSets()) {
    const found = await rerun(world.db, rules, { organisationId: 'samara' }, 3)
    let [changed, sksAfter] = [0, 0]
    for await (const page of decisionPages(world.db, { standingOnly: true }))
      for (const { inputs, trace } of page) {
        const answer = evaluate(rules, inputs)
        if (moveOf(trace, answer) !== 'same') changed++
        if (answer.allowedSks !== null && trace.allowedSks !== null) sksAfter += answer.allowedSks
      }
    assert.equal(found.total, decided)
    assert.deepEqual([found.changed, found.sksAfter], [changed, sksAfter], rules.id)
    assert.equal(
      Object.values(found.moves).reduce((sum, count) => sum + count, 0),
      found.total,
    )
    assert.ok(found.cases.length <= 3)
  }
  assert.deepEqual(await replayAll(world.db), before)
  assert.equal((await rerun(world.db, setOf('brief'), { organisationId: 'arung' })).total, 0)
})

test('how an answer moves', () => {
  const of = (id: string, at: string) => {
    const example = ruleExamples().find(({ name }) => name.en === at) ?? assert.fail(at)
    return evaluate(setOf(id), caseOf(example))
  }
  const [allowed, refused] = [
    of('brief', 'The 57th SKS from outside is allowed'),
    of('brief', 'The 58th SKS from outside is not'),
  ]
  const early = of('brief', 'Semester 4 is too early')
  const unknown = of('brief', 'Study not confirmed: not known')
  assert.deepEqual(
    [
      moveOf(allowed, allowed),
      moveOf(allowed, refused),
      moveOf(refused, allowed),
      moveOf(refused, early),
      moveOf(unknown, allowed),
      moveOf(unknown, unknown),
    ],
    ['same', 'less', 'more', 'other-reasons', 'not-known', 'same'],
  )
})

test('the page shows counts and cases without a name, to registrars and owners of that campus alone', async () => {
  const get = (path: string, who = 'tamara') => visitor(deps, routes(deps, source), people.get(who) ?? null).get(path)
  const { status, text } = await get('/registrar/rules/rerun?rules=sn-2025')
  assert.equal(status, 200)
  assert.ok(!text.includes('Darmi'))
  const found = await rerun(world.db, setOf('sn-2025'), { organisationId: 'samara' })
  assert.ok(found.changed > 0)
  assert.ok(text.includes(`${found.changed} kasus`))
  assert.ok(text.includes(`${found.sksBefore} menjadi ${found.sksAfter}`))
  assert.match((await get('/en/registrar/rules/rerun?rules=sn-2025')).text, /Who would change/)
  assert.equal((await get('/registrar/rules/rerun', 'darmi-0')).status, 403)
  assert.equal((await get('/registrar/rules/rerun?organisation=arung')).status, 404)
  const set = await get('/rules/rpl-2025')
  assert.ok(set.text.includes('RPL: SKS ke-101 dari 144 tidak boleh'))
  assert.ok(set.text.includes('Bukan tugas akhir'))
  assert.ok(!set.text.includes('Berbeda dari yang diharapkan'))
})

test('the verb checks the data, replays every decision, and says whose case would change', async () => {
  const folder = await temporaryFolder()
  try {
    const environment = { DATABASE_URL: world.url, DATA_DIR: folder.path, PUBLIC_URL: 'http://localhost:3000' }
    const run = (...words: string[]) => lumbung(['rules', ...words], environment)
    const replayed = await run('replay', '--json')
    assert.deepEqual([replayed.code, replayed.err], [0, ''])
    assert.deepEqual(JSON.parse(replayed.out), { total: decided, same: decided, different: [], lost: [] })
    const changed = await run('rerun', 'sn-2025', '--organisation', 'samara')
    const found = await rerun(world.db, setOf('sn-2025'), { organisationId: 'samara' })
    assert.equal(changed.code, 0)
    assert.match(changed.out, new RegExp(`${found.total} cases: ${found.moves.same} the same`))
    assert.match((await run('rerun', 'no-such-set')).err, /There is no rule set no-such-set/)
    assert.match((await run('check')).out, /rpl-2025 .*provisional\nsn-2025.*\nThe recognition rules fit together/s)
    const content = () => JSON.parse(JSON.stringify(exampleRuleSet())) as Faulty
    const file = async (name: string, written: object) => {
      await writeFile(join(folder.path, name), JSON.stringify(written))
      return join(folder.path, name)
    }
    assert.match((await run('check', await file('fits.json', content()))).out, /example-campus .*fit together/s)
    const [unknown, negative] = [content(), content()]
    for (const one of unknown.conditions)
      if (one.kind === 'skills') one.required = [{ framework: 'lumbung-skills', code: 'NIX-01' }]
    for (const one of negative.conditions) if (one.kind === 'overlap') one.leastPercent = -60.5
    const wrong = await run('check', await file('unknown.json', unknown), await file('negative.json', negative))
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /unknown\.json: .*NIX-01.*negative\.json: .*leastPercent/)
    const twice = await file('twice.json', { ...content(), id: 'brief-again', family: 'brief' })
    assert.match((await run('check', twice)).err, /brief and brief-again .* are in force together/)
  } finally {
    await folder.remove()
  }
})

/** As much of a rule set as the faults are written into. */
interface Faulty {
  readonly conditions: { readonly kind: string; required?: object[]; leastPercent?: number }[]
}
