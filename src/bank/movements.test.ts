import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { addMembership, addOrganisation, addProgramme, closeProgramme } from '../organisations/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import type { Outcome } from '../platform/refusal.ts'
import { balance, deposit, statement } from './service.ts'
import { applyCredit, applyReserved, releaseCredit, reserveCredit, reverseUse } from './service-apply.ts'
import { endReservations } from './service-expire.ts'
import { settle } from './service-settle.ts'
import { releaseFromStack, useInStack } from './service-stack.ts'
import { correctDeposit, reverseDeposit, transfer } from './service-withdraw.ts'
import { entriesOf } from './store.ts'
import { flagsAt, flagsOf } from './store-flag.ts'
import { openReservations, usesOf } from './store-unit.ts'
import type { Application, Deposit } from './types.ts'

let world: Awaited<ReturnType<typeof testDatabase>>
const at = new Date('2026-11-23T07:05:00Z')
let now = at
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
const depsNow = () => ({ db: world.db, clock: () => now }) as unknown as Deps
const registrar: Actor = {
  personId: 'tamara',
  name: 'Tamara',
  roles: [{ organisationId: 'samara', role: 'registrar' }],
} as unknown as Actor

before(async () => {
  world = await testDatabase()
  for (const [id, name] of [
    ['samara', 'Universitas Bukit Samara'],
    ['merapu', 'Universitas Tanjung Merapu'],
  ] as const) {
    const place = { city: null, province: null, createdAt: at, invented: true }
    await addOrganisation(world.db, { id, slug: id, name, kind: 'university', ...place })
    await addProgramme(world.db, {
      id: `programme-${id}`,
      organisationId: id,
      code: `54${id.length}`,
      name: { id: 'Agribisnis', en: 'Agribusiness' },
      level: 'S1',
      kkniLevel: 6,
      totalSks: 144,
      totalCourses: null,
    })
  }
  await addMembership(world.db, {
    id: newId(),
    organisationId: 'samara',
    personId: 'tamara',
    role: 'registrar',
    grantedBy: null,
    validFrom: at,
  } as Parameters<typeof addMembership>[1])
})
after(() => world.close())

const award = (personId: string, sks: number, more: Partial<Deposit> = {}): Deposit => ({
  personId,
  credentialId: `c-${personId}`,
  definitionVersionId: `v-${personId}`,
  attempt: 1,
  hours: sks * 45,
  sks,
  title: { id: 'Statistika Terapan', en: 'Applied Statistics' },
  issuerOrganisationId: 'merapu',
  postedBy: 'provider',
  postedAt: at,
  ...more,
})
const wish = (personId: string, sks: number, key: string, campus = 'samara', postedAt = at): Application => ({
  personId,
  credentialId: `c-${personId}`,
  programmeId: `programme-${campus}`,
  organisationId: campus,
  sks,
  online: true,
  outside: true,
  uniqueKey: key,
  courseId: null,
  requestId: `request-${key.split(':')[0]}`,
  ruleSet: { id: 'brief', version: '1' },
  postedBy: 'tamara',
  postedAt,
})
const put = (one: Deposit) => inTransaction(world.db, (tx) => deposit(tx, one))
const reserve = (one: Application) => inTransaction(world.db, (tx) => reserveCredit(tx, one))
const count = (one: Application) => inTransaction(world.db, (tx) => applyReserved(tx, one))
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code))

/** Every account of a book in SKS, by what stands in it, after making sure that each movement sums to nothing. */
async function book(personId: string): Promise<Record<string, number>> {
  const entries = await entriesOf(world.db, personId)
  const sums = new Map<string, number>()
  const accounts: Record<string, number> = {}
  for (const { transactionId, account, sks, minutes } of entries) {
    sums.set(transactionId, (sums.get(transactionId) ?? 0) + sks * 1_000_000 + minutes)
    accounts[account] = (accounts[account] ?? 0) + sks
  }
  assert.ok([...sums.values()].every((sum) => sum === 0))
  for (const { balanceSks } of await statement(world.db, personId)) assert.ok(balanceSks >= 0)
  return accounts
}

test('a wish reserves its units at the institution, and what is decided comes from there', async () => {
  await put(award('wartini', 3))
  const held = await reserve(wish('wartini', 2, 'w'))
  assert.ok(held.ok)
  assert.deepEqual(await book('wartini'), { source: -3, learner: 1, reserved: 2 })
  assert.equal((await reserve(wish('wartini', 2, 'w'))).ok, true)
  assert.deepEqual([held.value.reason.ruleSetId, held.value.reason.ruleSetVersion], ['brief', '1'])
  const [open] = await openReservations(world.db, 'wartini')
  assert.equal(open?.expiresAt.toISOString(), '2026-12-23T07:05:00.000Z')
  const counted = await count(wish('wartini', 2, 'w:d', 'samara', later(1)))
  assert.ok(counted.ok)
  assert.deepEqual(await book('wartini'), { source: -3, learner: 1, reserved: 0, programme: 2 })
  assert.deepEqual(await openReservations(world.db, 'wartini'), [])
  const [use] = await usesOf(world.db, ['c-wartini'])
  assert.deepEqual([use?.sks, use?.online, use?.transactionId], [2, true, counted.value.id])
})

test('fewer units than were reserved: the rest goes back; more: what is free is taken as well', async () => {
  await put(award('kasdi', 3))
  await reserve(wish('kasdi', 2, 'k'))
  assert.ok((await count(wish('kasdi', 1, 'k:d'))).ok)
  assert.deepEqual(await book('kasdi'), { source: -3, learner: 2, reserved: 0, programme: 1 })
  await reserve(wish('kasdi', 1, 'k2', 'merapu'))
  assert.ok((await count(wish('kasdi', 2, 'k2:d', 'merapu'))).ok)
  assert.deepEqual(await book('kasdi'), { source: -3, learner: 0, reserved: 0, programme: 3 })
})

test('a person in two universities: the second learns who holds the units, since when and until when', async () => {
  await put(award('marlina', 2))
  await reserve(wish('marlina', 2, 'm'))
  const second = await reserve(wish('marlina', 1, 'n', 'merapu'))
  assert.ok(!second.ok)
  const values = { organisation: 'Universitas Bukit Samara', day: '2026-11-23', sks: 2, left: 0, until: '2026-12-23' }
  assert.deepEqual(second.refusals, [{ code: 'bank.already-reserved', values }])
  assert.deepEqual(codes(await inTransaction(world.db, (tx) => applyCredit(tx, wish('marlina', 1, 'n:d', 'merapu')))), [
    'bank.already-reserved',
  ])
  const released = () =>
    inTransaction(world.db, (tx) =>
      releaseCredit(tx, {
        personId: 'marlina',
        credentialIds: ['c-marlina'],
        requestId: 'request-m',
        by: 'marlina',
        at,
      }),
    )
  assert.equal((await released()).length, 1)
  assert.equal((await released()).length, 0)
  assert.ok((await reserve(wish('marlina', 2, 'n2', 'merapu'))).ok)
  assert.deepEqual(await book('marlina'), { source: -2, learner: 0, reserved: 2 })
})

test('what one institution reserved, another cannot count, even for the same request', async () => {
  await put(award('ponirah', 2))
  await reserve(wish('ponirah', 2, 'po'))
  assert.deepEqual(codes(await count(wish('ponirah', 1, 'po:x', 'merapu'))), ['bank.already-reserved'])
  assert.ok((await count(wish('ponirah', 1, 'po:d'))).ok)
  assert.deepEqual(await book('ponirah'), { source: -2, learner: 1, reserved: 0, programme: 1 })
})

test('a reservation expires by itself, once, with a letter; the request may still be decided from what is free', async () => {
  await put(award('suparmi', 2))
  await reserve(wish('suparmi', 2, 's'))
  now = new Date('2026-12-23T07:04:00Z')
  await endReservations(depsNow())
  assert.equal((await balance(world.db, 'suparmi')).reservedSks, 2)
  now = new Date('2026-12-23T07:05:00Z')
  await Promise.all([endReservations(depsNow()), endReservations(depsNow())])
  assert.deepEqual(await book('suparmi'), { source: -2, learner: 2, reserved: 0 })
  assert.deepEqual(
    (await statement(world.db, 'suparmi')).map(({ kind }) => kind),
    ['deposit', 'reserve', 'expire'],
  )
  const { rows } = await sql<{ payload: { template: string } }>`
    select payload from outbox where payload ->> 'personId' = 'suparmi'`.execute(world.db)
  assert.deepEqual(
    rows.map(({ payload }) => payload.template),
    ['bank.expired'],
  )
  assert.ok((await count(wish('suparmi', 2, 's:d', 'samara', now))).ok)
  now = at
})

test('a credential revoked between reserve and apply is refused with the day, and nothing is held any more', async () => {
  await put(award('darmi', 2))
  await reserve(wish('darmi', 2, 'd'))
  await inTransaction(world.db, (tx) => reverseDeposit(tx, 'darmi', 'c-darmi', 'issuer', later(5)))
  const late = await count(wish('darmi', 2, 'd:d', 'samara', later(6)))
  assert.ok(!late.ok)
  assert.deepEqual(late.refusals, [{ code: 'bank.withdrawn', values: { day: '2026-11-23' } }])
  assert.deepEqual(await book('darmi'), { source: 0, learner: 0, reserved: 0 })
})

test('a revoked award flags every use to its institution, which keeps it or takes it back with a reason', async () => {
  await put(award('sulastri', 3))
  const first = await count(wish('sulastri', 1, 'a'))
  await count(wish('sulastri', 1, 'b', 'merapu'))
  assert.ok(first.ok)
  const revoke = () => inTransaction(world.db, (tx) => reverseDeposit(tx, 'sulastri', 'c-sulastri', 'issuer', later(1)))
  assert.notEqual(await revoke(), null)
  assert.equal(await revoke(), null)
  assert.deepEqual(await book('sulastri'), { source: -2, learner: 0, programme: 2 })
  const [flag, ...more] = await flagsAt(world.db, ['samara'])
  assert.deepEqual([flag?.sks, flag?.cause, flag?.transactionId, more.length], [1, 'revoked', first.value.id, 0])
  assert.equal((await flagsOf(world.db, 'sulastri')).length, 2)
  const { rows } = await sql`select 1 from outbox where payload ->> 'template' = 'bank.flagged'`.execute(world.db)
  assert.equal(rows.length, 1)
  now = later(2)
  const answer = (organisationId: string, form: { answer: string; reason: string }) =>
    settle(depsNow(), registrar, organisationId, flag?.id ?? '', form, { flagSettled: () => Promise.resolve() })
  assert.deepEqual(codes(await answer('samara', { answer: '', reason: 'x' })), [
    'bank.answer-missing',
    'bank.reason-missing',
  ])
  const reason = 'Dicabut karena ijazah palsu.'
  assert.deepEqual(codes(await answer('merapu', { answer: 'reversed', reason })), ['bank.not-allowed'])
  assert.ok((await answer('samara', { answer: 'reversed', reason })).ok)
  assert.deepEqual(codes(await answer('samara', { answer: 'kept', reason })), ['bank.flag-settled'])
  // What came back was withdrawn with the award: it leaves the account in the same transaction.
  assert.deepEqual(await book('sulastri'), { source: -1, learner: 0, programme: 1 })
  now = at
})

test('a re-evaluation corrects by a new entry and never doubles', async () => {
  const first = await put(award('tukijan', 2))
  const more = await put(award('tukijan', 3))
  assert.equal(more.id, first.id)
  await put(award('tukijan', 3))
  const own = await statement(world.db, 'tukijan')
  assert.deepEqual(
    own.map(({ kind, sks, correctsId }) => [kind, sks, correctsId]),
    [
      ['deposit', 2, null],
      ['correct', 1, first.id],
    ],
  )
  await put(award('tukijan', 2))
  await put(award('tukijan', 3))
  assert.deepEqual(await book('tukijan'), { source: -3, learner: 3 })
  assert.equal((await statement(world.db, 'tukijan')).length, 4)
})

test('corrected to less than is held: the newest wish loses its units, and what was counted is flagged', async () => {
  await put(award('wiyono', 4))
  const used = await count(wish('wiyono', 2, 'x'))
  await reserve(wish('wiyono', 1, 'y', 'merapu'))
  const correct = (hours: number, sks: number, uniqueKey: string) =>
    inTransaction(world.db, (tx) =>
      correctDeposit(tx, {
        personId: 'wiyono',
        credentialId: 'c-wiyono',
        hours,
        sks,
        uniqueKey,
        postedBy: 'x',
        postedAt: at,
      }),
    )
  assert.deepEqual(codes(await correct(45, 1.5, 'bad')), ['bank.correction-malformed'])
  assert.deepEqual(codes(await correct(-45, -1, 'bad')), ['bank.correction-malformed'])
  assert.ok((await correct(45, 1, 'less')).ok)
  assert.ok((await correct(45, 1, 'less')).ok)
  assert.deepEqual(await book('wiyono'), { source: -2, learner: 0, reserved: 0, programme: 2 })
  assert.deepEqual(
    (await flagsOf(world.db, 'wiyono')).map(({ cause, sks }) => [cause, sks]),
    [['corrected', 2]],
  )
  assert.ok(used.ok)
  assert.ok((await inTransaction(world.db, (tx) => reverseUse(tx, 'wiyono', used.value.id, 'tamara', later(1)))).ok)
  assert.deepEqual(await book('wiyono'), { source: -1, learner: 1, reserved: 0, programme: 0 })
})

test('a unit with a high number that stays counted does not make a lower one free', async () => {
  await put(award('giyem', 4))
  const low = await count(wish('giyem', 3, 'g1'))
  await count(wish('giyem', 1, 'g2', 'merapu'))
  await put(award('giyem', 2))
  assert.ok(low.ok)
  assert.ok((await inTransaction(world.db, (tx) => reverseUse(tx, 'giyem', low.value.id, 'tamara', later(1)))).ok)
  assert.deepEqual(await book('giyem'), { source: -2, learner: 1, programme: 1 })
  assert.deepEqual(codes(await count(wish('giyem', 2, 'g3', 'samara', later(1)))), ['bank.already-counted'])
  assert.ok((await count(wish('giyem', 1, 'g4', 'samara', later(1)))).ok)
})

test('clocks that disagree a little are set right, and far apart they are refused with both moments', async () => {
  await put(award('jarwo', 2))
  const near = await count(wish('jarwo', 1, 'j', 'samara', later(-4)))
  assert.ok(near.ok)
  assert.equal(near.value.postedAt.toISOString(), at.toISOString())
  assert.equal(near.value.reason.statedAt, later(-4).toISOString())
  const far = await count(wish('jarwo', 1, 'jj', 'samara', later(-6)))
  assert.ok(!far.ok)
  assert.deepEqual(far.refusals, [
    { code: 'bank.clock-behind', values: { stated: later(-6).toISOString(), last: at.toISOString() } },
  ])
  assert.deepEqual(await book('jarwo'), { source: -2, learner: 1, programme: 1 })
})

test('a programme that closes takes no more credit, gives back what waits, and keeps what it counted', async () => {
  await addProgramme(world.db, {
    id: 'programme-closing',
    organisationId: 'samara',
    code: '99',
    name: { id: 'Tutup', en: 'Closing' },
    level: 'D3',
    kkniLevel: 5,
    totalSks: 108,
    totalCourses: null,
  })
  await put(award('ngatini', 3))
  const at99 = (sks: number, key: string) => ({ ...wish('ngatini', sks, key), programmeId: 'programme-closing' })
  await count(at99(1, 'p'))
  await reserve(at99(1, 'q'))
  assert.equal(await closeProgramme(world.db, 'programme-closing', '2026-11-23'), true)
  assert.equal(await closeProgramme(world.db, 'programme-closing', '2026-11-23'), false)
  const refused = await count(at99(1, 'q:d'))
  assert.ok(!refused.ok)
  assert.deepEqual(refused.refusals, [
    { code: 'bank.programme-closed', values: { day: '2026-11-23', programme: '99' } },
  ])
  await endReservations(depsNow())
  assert.deepEqual(await book('ngatini'), { source: -3, learner: 2, reserved: 0, programme: 1 })
})

test('an award is in one stack at a time, and the larger credential brings only what its parts did not', async () => {
  for (const [n, sks] of [
    [1, 2],
    [2, 1],
  ] as const)
    await put(award('sumiati', sks, { credentialId: `part-${n}`, definitionVersionId: `v-part-${n}` }))
  const stack = (stackId: string, credentialIds: readonly string[]) =>
    inTransaction(world.db, (tx) =>
      useInStack(tx, {
        holderId: 'sumiati',
        parts: credentialIds.map((credentialId) => ({ personId: 'sumiati', credentialId })),
        stackId,
        stackVersion: '1',
        largerId: stackId,
        usedBy: 'issuer',
        usedAt: at,
      }),
    )
  // Counted in a programme: that is another question than the stack.
  await count({ ...wish('sumiati', 1, 'prog'), credentialId: 'part-1' })
  assert.deepEqual(codes(await stack('big', [])), ['bank.stack-empty'])
  assert.deepEqual(codes(await stack('big', ['part-1', 'nothing'])), ['bank.no-deposit'])
  assert.ok((await stack('big', ['part-1', 'part-2'])).ok)
  const again = await stack('big', ['part-1', 'part-2'])
  assert.ok(again.ok)
  assert.equal(again.value.length, 2)
  const other = await stack('other', ['part-2'])
  assert.ok(!other.ok)
  assert.deepEqual(other.refusals, [
    { code: 'bank.stack-used', at: 'part-2', values: { stack: 'big', day: '2026-11-23' } },
  ])
  await put(award('sumiati', 5, { credentialId: 'big', definitionVersionId: 'v-big' }))
  assert.deepEqual(await book('sumiati'), { source: -5, learner: 4, programme: 1 })
  assert.equal(await inTransaction(world.db, (tx) => releaseFromStack(tx, 'big', 'issuer', at)), 2)
  assert.ok((await stack('other', ['part-2'])).ok)
})

test('two stacks reach for one award at the same moment: one gets it', async () => {
  await put(award('both', 2))
  const take = (stackId: string) =>
    inTransaction(world.db, (tx) =>
      useInStack(tx, {
        holderId: 'both',
        parts: [{ personId: 'both', credentialId: 'c-both' }],
        stackId,
        stackVersion: '1',
        largerId: `larger-${stackId}`,
        usedBy: 'issuer',
        usedAt: at,
      }),
    )
  const answers = await Promise.all([take('one'), take('two')])
  assert.deepEqual(answers.flatMap(codes), ['bank.stack-used'])
})

test('an award that somebody claimed is in one stack, whoever holds it, and stands for what it brought to either book', async () => {
  await put(award('roster', 2))
  const take = (largerId: string, holderId: string) =>
    inTransaction(world.db, (tx) =>
      useInStack(tx, {
        holderId,
        parts: [{ personId: 'roster', credentialId: 'c-roster' }],
        stackId: largerId,
        stackVersion: '1',
        largerId,
        usedBy: 'issuer',
        usedAt: at,
      }),
    )
  assert.ok((await take('before', 'roster')).ok)
  const claim = { fromId: 'roster', toId: 'taker', credentialId: 'c-roster', postedBy: 'taker', postedAt: at }
  await inTransaction(world.db, (tx) => transfer(tx, claim))
  assert.deepEqual(codes(await take('after', 'taker')), ['bank.stack-used'])
  assert.equal(await inTransaction(world.db, (tx) => releaseFromStack(tx, 'before', 'issuer', at)), 1)
  const taken = await take('after', 'taker')
  assert.ok(taken.ok)
  assert.deepEqual(
    taken.value.map(({ personId, holderId, sks }) => [personId, holderId, sks]),
    [['roster', 'taker', 2]],
  )
})

test('a part that is worth more afterwards leaves its larger credential less, through every storey', async () => {
  const take = (largerId: string, credentialId: string) =>
    inTransaction(world.db, (tx) =>
      useInStack(tx, {
        holderId: 'storeys',
        parts: [{ personId: 'storeys', credentialId }],
        stackId: largerId,
        stackVersion: '1',
        largerId,
        usedBy: 'issuer',
        usedAt: at,
      }),
    )
  const posted = (sks: number, name: string) =>
    put(award('storeys', sks, { credentialId: name, definitionVersionId: `v-${name}` }))
  const brought = async () => (await balance(world.db, 'storeys')).depositedSks
  await posted(1, 'ground')
  assert.ok((await take('middle', 'ground')).ok)
  await posted(2, 'middle')
  assert.ok((await take('top', 'middle')).ok)
  await posted(5, 'top')
  assert.equal(await brought(), 5)
  const correct = (sks: number) =>
    inTransaction(world.db, (tx) =>
      correctDeposit(tx, {
        personId: 'storeys',
        credentialId: 'ground',
        hours: sks * 45,
        sks,
        uniqueKey: `ground-${sks}`,
        postedBy: 'issuer',
        postedAt: at,
      }),
    )
  for (const sks of [2, 4, 3]) {
    assert.ok((await correct(sks)).ok)
    // Corrected down, the larger ones don't grow: nothing was learnt for what the part lost.
    assert.equal(await brought(), sks === 3 ? 4 : 5, `the ground floor of ${sks}`)
  }
})

test('credit that waits is given back before a claim passes it on', async () => {
  await put(award('listed', 2))
  await reserve(wish('listed', 1, 'l'))
  await inTransaction(world.db, (tx) =>
    transfer(tx, { fromId: 'listed', toId: 'claimant', credentialId: 'c-listed', postedBy: 'claimant', postedAt: at }),
  )
  assert.deepEqual(await book('listed'), { source: 0, learner: 0, reserved: 0 })
  assert.equal((await balance(world.db, 'claimant')).sks, 2)
})
