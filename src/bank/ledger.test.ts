import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/database.ts'
import { addOrganisation } from '../organisations/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import { applyEntries } from './rules.ts'
import { balance, deposit, depositAll, statement } from './service.ts'
import { applyCredit, reverseUse } from './service-apply.ts'
import { reverseDeposit } from './service-withdraw.ts'
import { entriesOf } from './store.ts'
import { heldUnits, insertUse, usageIn, usesOf } from './store-unit.ts'
import type { Application, Deposit, Transaction } from './types.ts'

let world: Awaited<ReturnType<typeof testDatabase>>
const at = new Date('2026-11-23T07:05:00Z')
before(async () => {
  world = await testDatabase()
  for (const [id, name] of [
    ['samara', 'Universitas Bukit Samara'],
    ['merapu', 'Universitas Tanjung Merapu'],
  ] as const) {
    await addOrganisation(world.db, {
      id,
      slug: id,
      name,
      kind: 'university',
      city: null,
      province: null,
      createdAt: at,
      invented: true,
    })
  }
})
after(() => world.close())

const award = (personId: string, credentialId: string, sks: number, hours = sks * 45): Deposit => ({
  personId,
  credentialId,
  definitionVersionId: `v-${credentialId}`,
  attempt: 1,
  hours,
  sks,
  title: { id: 'Statistika Terapan', en: 'Applied Statistics' },
  issuerOrganisationId: 'merapu',
  postedBy: 'provider',
  postedAt: at,
})
const wish = (personId: string, credentialId: string, sks: number, key: string, campus = 'samara'): Application => ({
  personId,
  credentialId,
  programmeId: `programme-${campus}`,
  organisationId: campus,
  sks,
  online: true,
  outside: true,
  uniqueKey: key,
  courseId: null,
  requestId: null,
  postedBy: 'tamara',
  postedAt: at,
})
const put = (one: Deposit) => inTransaction(world.db, (tx) => deposit(tx, one))
const use = (one: Application) => inTransaction(world.db, (tx) => applyCredit(tx, one))

test('a deposit is minutes and whole SKS, once per definition version and attempt', async () => {
  const first = await put(award('wartini', 'c1', 2, 96))
  const again = await put(award('wartini', 'c1', 2, 96))
  assert.equal(again.id, first.id)
  assert.deepEqual(await balance(world.db, 'wartini'), {
    sks: 2,
    minutes: 5760,
    reservedSks: 0,
    usedSks: 0,
    depositedSks: 2,
  })
  await put({ ...award('wartini', 'c1b', 2), definitionVersionId: 'v-c1', attempt: 2 })
  assert.equal((await balance(world.db, 'wartini')).sks, 4)
})

test('an account never holds more SKS than the hours give', async () => {
  await put(award('kasdi', 'generous', 9, 90))
  assert.equal((await balance(world.db, 'kasdi')).sks, 2)
  await put({ ...award('kasdi', 'short', 0, 30), postedAt: new Date(at.getTime() + 1000) })
  assert.deepEqual(
    (await statement(world.db, 'kasdi')).map(({ sks, balanceSks }) => [sks, balanceSks]),
    [
      [2, 2],
      [0, 2],
    ],
  )
})

test('many awards are deposited at once, each exactly once, whoever repeats them and however', async () => {
  const many = Array.from({ length: 30 }, (_, index) => award(`crowd-${index}`, `crowd-award-${index}`, 2))
  const [first] = many
  assert.ok(first !== undefined)
  await put(first)
  await Promise.all([
    inTransaction(world.db, (tx) => depositAll(tx, [...many, first])),
    inTransaction(world.db, (tx) => depositAll(tx, many)),
  ])
  await inTransaction(world.db, (tx) => depositAll(tx, []))
  for (const { personId, credentialId } of many) {
    const entries = await entriesOf(world.db, personId)
    assert.deepEqual(
      entries.map(({ account, accountId, minutes, sks }) => [account, accountId, minutes, sks]),
      [
        ['source', credentialId, -5400, -2],
        ['learner', personId, 5400, 2],
      ],
    )
  }
})

test('counting moves credit from the learner to the programme, and the same key counts once', async () => {
  await put(award('marlina', 'm1', 3))
  const first = await use(wish('marlina', 'm1', 2, 'd1'))
  const again = await use(wish('marlina', 'm1', 2, 'd1'))
  assert.ok(first.ok && again.ok)
  assert.equal(first.value.id, again.value.id)
  assert.deepEqual(await balance(world.db, 'marlina'), {
    sks: 1,
    minutes: 2700,
    reservedSks: 0,
    usedSks: 2,
    depositedSks: 3,
  })
  assert.deepEqual(await usageIn(world.db, 'marlina', 'programme-samara'), {
    sks: 2,
    onlineSks: 2,
    outsideSks: 2,
    onlineCourses: 1,
  })
})

test('what is counted once cannot be counted elsewhere, and the answer says where and when', async () => {
  const taken = await use(wish('marlina', 'm1', 2, 'd2', 'merapu'))
  assert.ok(!taken.ok)
  assert.deepEqual(taken.refusals, [
    {
      code: 'bank.already-counted',
      values: { organisation: 'Universitas Bukit Samara', day: '2026-11-23', sks: 2, left: 1 },
    },
  ])
  assert.equal((await balance(world.db, 'marlina')).sks, 1)
})

test('the database itself refuses a unit that is counted already, or held, or in a stack', async () => {
  const forged = wish('marlina', 'm1', 1, 'forged')
  const row: Transaction = { ...forged, id: 'forged', kind: 'apply', correctsId: null, reason: {} }
  await assert.rejects(
    inTransaction(world.db, (tx) =>
      insertUse(tx, { row, entries: applyEntries(forged, 2700) }, forged, [1], 'reserved'),
    ),
    /credit_use_once/,
  )
  const part = (id: string) =>
    sql`insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version,
    larger_id, holder_id, minutes, sks, used_by, used_at) values ('marlina', ${id}, 'm1', ${id}, '1', ${id}, 'marlina', 0, 0, 'x', ${at})`.execute(
      world.db,
    )
  await part('one')
  await assert.rejects(part('two'), /credit_stack_use_once/)
  await sql`delete from credit_stack_use`.execute(world.db)
})

test('a use is taken back by a new entry that names the old one, and its units are free again', async () => {
  await put(award('suparmi', 's1', 2))
  const used = await use(wish('suparmi', 's1', 2, 'd3'))
  assert.ok(used.ok)
  const back = await inTransaction(world.db, (tx) => reverseUse(tx, 'suparmi', used.value.id, 'tamara', at))
  const twice = await inTransaction(world.db, (tx) => reverseUse(tx, 'suparmi', used.value.id, 'tamara', at))
  assert.ok(back.ok && twice.ok)
  assert.equal(back.value.correctsId, used.value.id)
  assert.equal(twice.value.id, back.value.id)
  assert.equal((await balance(world.db, 'suparmi')).sks, 2)
  assert.deepEqual(
    (await statement(world.db, 'suparmi')).map(({ kind }) => kind),
    ['deposit', 'apply', 'reverse'],
  )
  assert.ok((await use(wish('suparmi', 's1', 2, 'd4', 'merapu'))).ok)
})

test('a withdrawn award takes back what is left and leaves what a campus counted', async () => {
  await put(award('darmi', 'd-award', 3))
  await use(wish('darmi', 'd-award', 1, 'd5'))
  await inTransaction(world.db, (tx) => reverseDeposit(tx, 'darmi', 'd-award', 'issuer', at))
  assert.equal(await inTransaction(world.db, (tx) => reverseDeposit(tx, 'darmi', 'd-award', 'issuer', at)), null)
  assert.deepEqual(await balance(world.db, 'darmi'), {
    sks: 0,
    minutes: 0,
    reservedSks: 0,
    usedSks: 1,
    depositedSks: 1,
  })
  const after = await use(wish('darmi', 'd-award', 1, 'd6'))
  assert.ok(!after.ok)
})

test('two registrars count the same credit at the same moment: one wins, the other learns where and when', async () => {
  for (let round = 0; round < 20; round++) {
    const personId = `racer-${round}`
    await put(award(personId, `race-${round}`, 2))
    const both = await Promise.all([
      use(wish(personId, `race-${round}`, 2, 'a', 'samara')),
      use(wish(personId, `race-${round}`, 2, 'b', 'merapu')),
    ])
    assert.equal(both.filter(({ ok }) => ok).length, 1)
    const loser = both.find((one) => !one.ok)
    assert.ok(loser !== undefined && !loser.ok)
    assert.equal(loser.refusals[0].code, 'bank.already-counted')
    assert.equal(loser.refusals[0].values?.day, '2026-11-23')
    assert.equal((await balance(world.db, personId)).sks, 0)
    assert.equal((await usesOf(world.db, [`race-${round}`])).length, 1)
  }
})

// A tiny model of the account: what each credential is worth and which uses stand. The ledger must agree with it.
type Command = { readonly does: 'deposit' | 'use' | 'undo'; readonly credential: number; readonly sks: number }
const command: fc.Arbitrary<Command> = fc.record({
  does: fc.constantFrom('deposit', 'use', 'use', 'undo'),
  credential: fc.nat(2),
  sks: fc.integer({ min: 1, max: 4 }),
})

test('whatever happens, entries sum to nothing, the balance is their sum, and nothing is counted twice', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 14 }), async (commands) => {
      run += 1
      const personId = `model-${run}`
      const stated = new Map<string, number>()
      const uses: { credentialId: string; sks: number; transactionId: string }[] = []
      const usedOf = (id: string) =>
        uses.filter(({ credentialId }) => credentialId === id).reduce((sum, one) => sum + one.sks, 0)
      for (const [step, { does, credential, sks }] of commands.entries()) {
        const credentialId = `${personId}-${credential}`
        const taken = usedOf(credentialId)
        // An award that was corrected to less stays worth what is counted, until a use is taken back.
        const free = Math.max(0, (stated.get(credentialId) ?? 0) - taken)
        if (does === 'deposit') {
          await put(award(personId, credentialId, sks))
          stated.set(credentialId, sks)
        } else if (does === 'use') {
          const answer = await use(wish(personId, credentialId, sks, `k${step}`))
          assert.equal(answer.ok, sks <= free)
          if (answer.ok) uses.push({ credentialId, sks, transactionId: answer.value.id })
        } else {
          const old = uses.pop()
          if (old !== undefined)
            assert.ok(
              (await inTransaction(world.db, (tx) => reverseUse(tx, personId, old.transactionId, 'tamara', at))).ok,
            )
        }
        const entries = await entriesOf(world.db, personId)
        for (const id of new Set(entries.map(({ transactionId }) => transactionId))) {
          const group = entries.filter(({ transactionId }) => transactionId === id)
          assert.equal(
            group.reduce((sum, entry) => sum + entry.sks, 0),
            0,
          )
          assert.equal(
            group.reduce((sum, entry) => sum + entry.minutes, 0),
            0,
          )
        }
      }
      const total = [...stated].reduce((sum, [id, sks]) => sum + Math.max(sks, usedOf(id)), 0)
      const used = uses.reduce((sum, one) => sum + one.sks, 0)
      const now = await balance(world.db, personId)
      assert.deepEqual([now.sks, now.usedSks, now.depositedSks], [total - used, used, total])
      assert.equal((await statement(world.db, personId)).at(-1)?.balanceSks ?? 0, total - used)
      for (const credentialId of stated.keys())
        assert.equal((await heldUnits(world.db, personId, credentialId)).length, usedOf(credentialId))
    }),
    { numRuns: 60, endOnFailure: true },
  )
})
