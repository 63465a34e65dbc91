import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mustBe } from '../db/demo/country.ts'
import { recordResults } from '../src/assessment/index.ts'
import * as bank from '../src/bank/index.ts'
import { changeStatus, decideAwards, findCredential, signPending } from '../src/credentials/index.ts'
import { enrolRoster, participantsOf } from '../src/enrolment/index.ts'
import { awardHooks, claimHooks, ownCredentials } from '../src/hooks.ts'
import { openAccount, registerPerson } from '../src/people/index.ts'
import { dayOf } from '../src/platform/clock.ts'
import { sql } from '../src/platform/database.ts'
import { PageError } from '../src/platform/http.ts'
import type { Actor } from '../src/platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../src/platform/web.ts'
import * as recognition from '../src/recognition/index.ts'
import { claimForActor, claimsOf, heldBy, pinOf, reissueClaim, shareCredential, tryPin } from '../src/wallet/index.ts'
import { awardDeps } from './support/award-world.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { confirmedStudy, openBatch, smallWorld, type World } from './world.ts'

// A learner whom a campus put on a roster under another address claims the credential with the account they have. The
// credit, and the right to ask for it to be counted, go where the credential goes, and nothing is counted twice.

let database: TestDatabase
let made: ReturnType<typeof awardDeps>
let world: World
let turn = 0
before(async () => {
  database = await testDatabase()
  made = awardDeps(database.db, '2026-11-23T07:05:00Z')
  world = await smallWorld(made.deps)
})
after(() => database.close())

const holdersOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await bank.balance(database.db, id)).sks))

/** Somebody with an account of their own, under their own address. */
async function accountHolder(name: string): Promise<Actor> {
  const email = `${name.toLowerCase()}${++turn}@contoh.id`
  const person = mustBe(
    await registerPerson(made.deps, { name, language: 'id', email, password: 'sandi yang panjang', invented: true }),
  )
  return { personId: person.id, name, roles: [] }
}

interface OnRoster {
  readonly personId: string
  readonly credentialId: string
  readonly code: string
  readonly sks: number
}

/** A roster of new people, all of whom pass, are awarded and signed: as the provider does it. */
async function rostered(count: number, version = world.versions[0]): Promise<readonly OnRoster[]> {
  const { deps } = made
  const batch = await openBatch(world, version, `Angkatan ${++turn}`)
  const lines = Array.from(
    { length: count },
    (_, at) => `Darmi${turn}${at},2403${turn}${at},p${turn}${at}@kampus.example`,
  )
  const roster = new TextEncoder().encode(`nama,nim,email\n${lines.join('\n')}\n`)
  const { report } = mustBe(await enrolRoster(deps, world.actor('bagus'), batch.id, roster))
  assert.equal(report.counts.registered, count)
  const seats = await participantsOf(deps.db, batch.id)
  for (const seat of seats) {
    const results = version.outcomes.map((outcome) => ({
      outcomeId: outcome.id,
      score: '84',
      method: outcome.assessment.method,
      evidence: '',
      assessedOn: dayOf(deps.clock()),
    }))
    mustBe(await recordResults(deps, world.actor('marlina'), seat.id, results))
  }
  const asked = { versionId: version.id, enrolmentIds: seats.map(({ id }) => id) }
  const { awarded } = mustBe(await decideAwards(deps, world.actor('bagus'), asked))
  await sign()
  const claims = await claimsOf(
    deps.db,
    awarded.map(({ credentialId }) => credentialId),
  )
  return claims.map(({ personId, credentialId, code }) => ({ personId, credentialId, code, sks: version.sks }))
}

async function sign(): Promise<void> {
  while ((await signPending(made.deps, awardHooks(made.deps))).signed > 0);
}

const take = (actor: Actor, code: string) => claimForActor(made.deps, actor, code, claimHooks())
const one = async (): Promise<OnRoster> => {
  const [only] = await rostered(1)
  assert.ok(only !== undefined)
  return only
}

/** The account page as this person sees it. */
async function creditPage(actor: Actor, prefix = ''): Promise<string> {
  const app = bilingualApp()
  app.use('*', pages(made.deps), securityHeaders(made.deps), async (c, go) => {
    c.set('actor', actor)
    await go()
  })
  app.route('/', bank.routes(made.deps, recognition.accountHooks(made.deps)))
  app.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
  const answer = await app.request(`${prefix}/credit`)
  assert.equal(answer.status, 200)
  return answer.text()
}

test('roster, award, signature, claim by another account, credit, request, decision', async () => {
  const { deps } = made
  const [award, version] = [await one(), world.versions[0]]
  const learner = await accountHolder('Sulastri')
  assert.ok((await tryPin(deps, award.code, pinOf(deps.secrets.session, award.code, 6))).ok)
  mustBe(await take(learner, award.code))

  assert.deepEqual(await holdersOf([learner.personId, award.personId]), [award.sks, 0])
  const page = await creditPage(learner)
  assert.match(page, /Diklaim/)
  assert.ok(page.includes(version.title.id))
  assert.match(await creditPage(learner, '/en'), /The credit came with the credential that you claimed/)
  assert.match(await creditPage({ ...learner, personId: award.personId }), /Dialihkan/)

  await confirmedStudy(world, learner)
  const source = ownCredentials(deps)
  const asking = { credentialId: award.credentialId, sks: 1, asPackage: false, courseId: null, note: '' }
  const first = await recognition.ask(deps, source, { ...learner, personId: award.personId }, asking)
  assert.ok(!first.ok && first.refusals[0].code === 'recognition.credential-unknown', 'the first person asks no more')
  const { requestId } = mustBe(await recognition.ask(deps, source, learner, asking))
  const campus = world.organisation('universitas-bukit-samara')
  const decided = mustBe(
    await recognition.decide(deps, source, world.actor('tamara'), campus, requestId, {
      outcome: 'elective-block',
      grantedSks: '1',
      courseId: '',
      reason: 'Setara dengan mata kuliah pilihan.',
      waiverReason: '',
    }),
  )
  assert.equal(decided.grantedSks, 1)
  assert.deepEqual(await bank.balance(database.db, learner.personId), {
    sks: award.sks - 1,
    minutes: version.hours * 60 - 2700,
    reservedSks: 0,
    usedSks: 1,
    depositedSks: award.sks,
  })
})

test('a transfer is a balanced transaction in each book, and names the old one', async () => {
  const award = await one()
  const learner = await accountHolder('Painem')
  mustBe(await take(learner, award.code))
  const [deposited, out] = await bank.statement(database.db, award.personId)
  const [into, ...more] = await bank.statement(database.db, learner.personId)
  assert.ok(deposited !== undefined && out !== undefined && into !== undefined)
  assert.deepEqual(more, [])
  assert.deepEqual([deposited.kind, out.kind, into.kind], ['deposit', 'transfer', 'transfer'])
  assert.deepEqual([out.correctsId, into.correctsId, into.reason.transferOf], [deposited.id, null, deposited.id])
  const { rows: unbalanced } = await sql`select transaction_id from ledger_entry
    where transaction_id = any(${[deposited.id, out.id, into.id]}) group by transaction_id
    having sum(minutes) <> 0 or sum(sks) <> 0 or count(*) <> 2`.execute(database.db)
  assert.deepEqual(unbalanced, [])
  assert.equal(out.sks, -deposited.sks)
  assert.equal(into.sks, deposited.sks)
  const passed = { credentialId: award.credentialId, issuedTo: award.personId, holderId: learner.personId }
  await bank.followClaim(database.db, { ...passed, at: made.time.now })
  assert.deepEqual(await holdersOf([learner.personId, award.personId]), [award.sks, 0], 'a repeat changes nothing')
})

test('two accounts take the same claim, or two claims of the same award, at once: one has it, credit and all', async () => {
  for (let round = 0; round < 6; round++) {
    const award = await one()
    const [ana, budi] = [await accountHolder('Ana'), await accountHolder('Budi')]
    const both = await Promise.all([take(ana, award.code), take(budi, award.code)])
    assert.equal(both.filter(({ ok }) => ok).length, 1)
    const held = await Promise.all([ana, budi].map(({ personId }) => heldBy(database.db, personId, made.time.now)))
    assert.deepEqual(held.map(({ length }) => length).sort(), [0, 1])
    const sks = await holdersOf([ana.personId, budi.personId, award.personId])
    assert.deepEqual([...sks].sort(), [0, 0, award.sks])
    assert.equal(sks[held.findIndex(({ length }) => length === 1)], award.sks)
  }
  for (let round = 0; round < 6; round++) {
    const award = await one()
    const learner = await accountHolder('Ana')
    const [, renewed] = await Promise.all([
      take(learner, award.code),
      reissueClaim(made.deps, world.actor('bagus'), award.credentialId),
    ])
    const other = await accountHolder('Budi')
    if (renewed.ok) await take(other, renewed.value.code)
    const sks = await holdersOf([learner.personId, other.personId, award.personId])
    assert.deepEqual([...sks].sort(), [0, 0, award.sks])
  }
})

test('the person of the list opens an account while somebody claims: only one of them has credential and credit', async () => {
  for (let round = 0; round < 6; round++) {
    const award = await one()
    const learner = await accountHolder('Ana')
    const email = `sendiri${++turn}@contoh.id`
    const [opened, taken] = await Promise.all([
      openAccount(made.deps, award.personId, { email, password: 'sandi yang panjang' }),
      new Promise((go) => setTimeout(go, round * 25)).then(() => take(learner, award.code)),
    ])
    assert.ok(opened.ok)
    assert.ok(taken.ok || taken.refusals[0].code === 'wallet.claim-person-has-account')
    const [theirs, own] = await holdersOf([learner.personId, award.personId])
    assert.deepEqual([theirs, own], taken.ok ? [award.sks, 0] : [0, award.sks])
    assert.equal((await heldBy(database.db, award.personId, made.time.now)).length, taken.ok ? 0 : 1)
  }
})

test('the claims of two credentials of one roster go to two accounts at once, each with its credit', async () => {
  const awards = await rostered(4)
  const learners = await Promise.all(awards.map(() => accountHolder('Ana')))
  const taken = await Promise.all(awards.map(({ code }, at) => take(learners[at] as Actor, code)))
  assert.ok(taken.every(({ ok }) => ok))
  assert.deepEqual(
    await holdersOf(learners.map(({ personId }) => personId)),
    awards.map(({ sks }) => sks),
  )
})

test('a revocation takes the credit of whoever holds it, tells them, and ends the share', async () => {
  const award = await one()
  const learner = await accountHolder('Wagiyem')
  mustBe(await take(learner, award.code))
  const shared = mustBe(await shareCredential(made.deps, learner, award.credentialId, { label: '', days: '30' }))
  assert.equal(shared.personId, learner.personId)
  const source = ownCredentials(made.deps)
  assert.equal((await source.verdictOf(award.credentialId)).verdict, 'valid')
  const asked = { change: 'revoke' as const, reason: 'issued-in-error' }
  mustBe(await changeStatus(made.deps, world.actor('bagus'), award.credentialId, asked, awardHooks(made.deps)))
  assert.deepEqual(await bank.balance(database.db, learner.personId), {
    sks: 0,
    minutes: 0,
    reservedSks: 0,
    usedSks: 0,
    depositedSks: 0,
  })
  assert.notEqual((await source.verdictOf(award.credentialId)).verdict, 'valid')
  const { rows } = await sql<{ personId: string }>`select payload ->> 'personId' as "personId" from outbox
    where kind = 'credentials.letter' and payload ->> 'credentialId' = ${award.credentialId}`.execute(database.db)
  assert.deepEqual(rows, [{ personId: learner.personId }])
})

test('a replacement goes into the wallet that holds what it replaces, and stands for the same credit', async () => {
  const award = await one()
  const learner = await accountHolder('Ngatmi')
  mustBe(await take(learner, award.code))
  const asked = { change: 'replace' as const, reason: 'name-corrected' }
  const change = mustBe(
    await changeStatus(made.deps, world.actor('bagus'), award.credentialId, asked, awardHooks(made.deps)),
  )
  await sign()
  const next = change.replacedBy ?? ''
  assert.equal((await findCredential(database.db, next))?.holderId, learner.personId)
  assert.deepEqual(await claimsOf(database.db, [next]), [])
  const held = await heldBy(database.db, learner.personId, made.time.now)
  assert.deepEqual(held.map(({ credentialId }) => credentialId).sort(), [award.credentialId, next].sort())
  assert.deepEqual(await holdersOf([learner.personId, award.personId]), [award.sks, 0])
  await confirmedStudy(world, learner)
  const asking = { credentialId: award.credentialId, sks: 1, asPackage: false, courseId: null, note: '' }
  assert.ok((await recognition.ask(made.deps, ownCredentials(made.deps), learner, asking)).ok)
})

test('whoever has that credit already gets the credential and no second credit', async () => {
  const [first, second] = await rostered(2)
  assert.ok(first !== undefined && second !== undefined)
  const learner = await accountHolder('Sumarni')
  mustBe(await take(learner, first.code))
  mustBe(await take(learner, second.code))
  assert.equal((await heldBy(database.db, learner.personId, made.time.now)).length, 2)
  assert.deepEqual(await holdersOf([learner.personId]), [first.sks])
})
