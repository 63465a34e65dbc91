import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Db, sql } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import type { Outcome } from '../platform/refusal.ts'
import {
  changesOf,
  confirmOrder,
  decideAwards,
  findCredential,
  findOrder,
  placeOrder,
  runStatusOrders,
  signPending,
  statusListDocument,
  undoOrder,
} from './index.ts'
import type { Change, ChangeAsked } from './types.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let barat: AwardWorld
let second: Actor
let ids: readonly string[]
let next = 0

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 200)
  barat = await awardWorld(world.deps, 'barat', 5)
  second = { personId: 'sulastri', name: 'Sulastri', roles: timur.issuer.roles }
  ids = await awarded(timur)
})
after(() => database.close())

async function awarded(of: AwardWorld): Promise<readonly string[]> {
  const outcome = await decideAwards(world.deps, of.issuer, { versionId: of.versionId, enrolmentIds: of.enrolmentIds })
  while ((await signPending(world.deps)).signed > 0);
  return accepted(outcome).awarded.map(({ credentialId }) => credentialId)
}
function accepted<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusals[0].code)
  return outcome.value
}
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'accepted' : outcome.refusals[0].code)
function fresh(count = 1): readonly string[] {
  next += count
  return ids.slice(next - count, next)
}
const place = (
  of: readonly string[],
  change: Change,
  reason: string,
  more: Partial<ChangeAsked> = {},
  by = timur.issuer,
) => placeOrder(world.deps, by, timur.organisationId, of, { change, reason, ...more })
const pass = (minutes: number) => {
  world.time.now = new Date(world.time.now.getTime() + minutes * 60_000)
}
/** Forgets who ordered what today, so that a test begins with an unused allowance. */
const nextDay = () => pass(24 * 60 + 1)
const changeOf = async (id: string) => (await findCredential(database.db, id))?.change?.change ?? null
/** What anybody outside can see: letters promised, changes, versions of the lists. */
async function outside(db: Db) {
  const { rows } = await sql`select (select count(*) from outbox where kind = 'credentials.letter') as letters,
    (select count(*) from status_change) as changes, (select sum(version) from status_list) as versions`.execute(db)
  return rows[0]
}

test('in the hold nothing shows outside; at its end the change is there, once, with one letter', async () => {
  const [id = ''] = fresh()
  const before = await outside(database.db)
  const order = accepted(await place([id], 'revoke', 'assessment-error', { note: 'rapat 12' }))
  assert.equal(order.effectiveAt?.getTime(), world.time.now.getTime() + 15 * 60_000)
  pass(14)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.deepEqual(await outside(database.db), before)
  pass(1)
  assert.equal(await runStatusOrders(world.deps), 1)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.equal(await changeOf(id), 'revoke')
  const credential = await findCredential(database.db, id)
  assert.ok(credential?.document, 'the signed copy stays')
  const changes = await changesOf(database.db, credential.personId, id)
  assert.deepEqual(
    changes.map(({ reasonCode, note, number }) => [reasonCode, note, number]),
    [['assessment-error', 'rapat 12', 1]],
  )
  const { rows } =
    await sql`select 1 from outbox where kind = 'credentials.letter' and payload ->> 'credentialId' = ${id}`.execute(
      database.db,
    )
  assert.equal(rows.length, 1)
})

test('an undone order never runs, tells nobody, and can be undone twice but not after its hold', async () => {
  const [id = '', other = ''] = fresh(2)
  const before = await outside(database.db)
  const order = accepted(await place([id], 'suspend', 'dispute'))
  pass(14)
  assert.ok((await undoOrder(world.deps, second, order.id)).ok)
  assert.ok((await undoOrder(world.deps, second, order.id)).ok)
  pass(10)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.deepEqual(await outside(database.db), before)
  assert.equal(codeOf(await confirmOrder(world.deps, second, order.id)), 'credentials.order-undone')
  const late = accepted(await place([other], 'suspend', 'dispute'))
  pass(15)
  assert.equal(
    codeOf(await undoOrder(world.deps, timur.issuer, late.id)),
    'credentials.order-too-late',
    'before the worker came',
  )
  await runStatusOrders(world.deps)
  assert.equal(codeOf(await undoOrder(world.deps, timur.issuer, late.id)), 'credentials.order-too-late')
})

test('the same order twice is one order, also when eight ask at once; after its end it finds nothing to change', async () => {
  const some = fresh(3)
  const orders = await Promise.all(
    Array.from({ length: 8 }, (_, n) => place(n % 2 ? some : [...some].reverse(), 'suspend', 'dispute')),
  )
  assert.equal(new Set(orders.map((order) => accepted(order).id)).size, 1)
  pass(15)
  const both = await Promise.all([runStatusOrders(world.deps), runStatusOrders(world.deps)])
  assert.equal(both[0] + both[1], 3)
  assert.equal(codeOf(await place(some, 'suspend', 'dispute')), 'credentials.change-not-possible')
})

test('many need a second person, who is another one and no holder of what is changed', async () => {
  nextDay()
  const some = fresh(25)
  const order = accepted(await place(some, 'suspend', 'investigation'))
  assert.deepEqual([order.secondNeeded, order.effectiveAt], [true, null])
  pass(600)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.equal(codeOf(await confirmOrder(world.deps, timur.issuer, order.id)), 'credentials.same-person')
  const holder = (await findCredential(database.db, some[0] ?? ''))?.holderId ?? ''
  assert.equal(
    codeOf(await confirmOrder(world.deps, { ...second, personId: holder }, order.id)),
    'credentials.own-credential',
  )
  assert.equal(codeOf(await confirmOrder(world.deps, barat.issuer, order.id)), 'credentials.order-not-found')
  const assessor: Actor = {
    personId: 'x',
    name: '',
    roles: [{ organisationId: timur.organisationId, role: 'assessor' }],
  }
  assert.equal(codeOf(await confirmOrder(world.deps, assessor, order.id)), 'credentials.not-allowed')
  // It is the issuer's own decision: nobody of another organisation confirms it, whatever they are there.
  for (const role of ['issuer', 'owner', 'operator', 'registrar']) {
    const elsewhere = { personId: `lain-${role}`, name: '', roles: [{ organisationId: barat.organisationId, role }] }
    assert.equal(codeOf(await confirmOrder(world.deps, elsewhere, order.id)), 'credentials.order-not-found', role)
    const here = { ...elsewhere, roles: [...elsewhere.roles, { organisationId: timur.organisationId, role: 'owner' }] }
    assert.equal(codeOf(await confirmOrder(world.deps, here, order.id)), 'credentials.not-allowed', role)
  }
  // Nor does the one who asked, under a second role in another organisation.
  const both = { ...timur.issuer, roles: [...timur.issuer.roles, ...barat.issuer.roles] }
  assert.equal(codeOf(await confirmOrder(world.deps, both, order.id)), 'credentials.same-person')
  assert.equal((await findOrder(database.db, order.id))?.confirmedBy, null)
  assert.ok((await confirmOrder(world.deps, second, order.id)).ok)
  assert.equal(await runStatusOrders(world.deps), 0, 'the hold begins with the second person')
  pass(15)
  assert.equal(await runStatusOrders(world.deps), 25)
})

test('a big order cut into small ones needs the second person all the same', async () => {
  nextDay()
  const parts = [fresh(12), fresh(12), fresh(1)]
  const needed: boolean[] = []
  for (const part of parts) needed.push(accepted(await place(part, 'suspend', 'dispute')).secondNeeded)
  assert.deepEqual(needed, [false, false, true])
  pass(15)
  await runStatusOrders(world.deps)
})

test('fraud and a leaked key have no hold, and two people even for one credential', async () => {
  for (const reason of ['fraud', 'key-compromise']) {
    const [id = ''] = fresh()
    const order = accepted(await place([id], 'revoke', reason))
    assert.deepEqual([order.urgent, order.secondNeeded, order.effectiveAt], [true, true, null])
    assert.equal(await runStatusOrders(world.deps), 0)
    assert.ok((await confirmOrder(world.deps, second, order.id)).ok)
    assert.equal(codeOf(await undoOrder(world.deps, second, order.id)), 'credentials.order-too-late')
    assert.equal(await runStatusOrders(world.deps), 1)
    assert.equal(await changeOf(id), 'revoke')
  }
})

test('a clock that jumps a year runs no order early, none twice, and no list holds for longer than a day', async () => {
  nextDay()
  const [id = ''] = fresh()
  const order = accepted(await place([id], 'suspend', 'dispute'))
  const here = world.time.now
  const list = `${(await findCredential(database.db, id))?.award.statusListId}-suspension`
  world.time.now = new Date(here.getTime() + 365 * 86_400_000)
  assert.equal(await runStatusOrders(world.deps), 0)
  const ahead = accepted(await statusListDocument(world.deps, list))
  world.time.now = new Date(here.getTime() - 365 * 86_400_000)
  assert.equal(await runStatusOrders(world.deps), 0)
  world.time.now = here
  const now = accepted(await statusListDocument(world.deps, list))
  assert.notEqual(now, ahead)
  for (const document of [ahead, now]) {
    const { validFrom, validUntil } = JSON.parse(document) as { validFrom: string; validUntil: string }
    assert.equal(Date.parse(validUntil) - Date.parse(validFrom), 24 * 3_600_000)
  }
  assert.equal(accepted(await statusListDocument(world.deps, list)), now, 'the copy from the future lost its place')
  world.signer.broken = true
  assert.equal(accepted(await statusListDocument(world.deps, list)), now)
  world.signer.broken = false
  pass(15)
  assert.equal(await runStatusOrders(world.deps), 1)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.equal((await findOrder(database.db, order.id))?.changed, 1)
})

test('an order that is a day late waits until somebody confirms it again', async () => {
  nextDay()
  const [id = ''] = fresh()
  const order = accepted(await place([id], 'suspend', 'dispute'))
  pass(15 + 24 * 60 + 1)
  assert.equal(await runStatusOrders(world.deps), 0)
  assert.ok((await confirmOrder(world.deps, timur.issuer, order.id)).ok)
  assert.equal(await runStatusOrders(world.deps), 0)
  pass(15)
  assert.equal(await runStatusOrders(world.deps), 1)
})

test('credentials of others and unknown ids are refused in the order and keep none of the good ones', async () => {
  const [foreign = ''] = await awarded(barat)
  const [id = ''] = fresh()
  const order = accepted(await place([id, foreign, 'bukan-apa-apa', ' '], 'suspend', 'dispute'))
  assert.deepEqual([order.total, order.refused], [3, 2])
  pass(15)
  assert.equal(await runStatusOrders(world.deps), 1)
  assert.equal(await changeOf(foreign), null)
  assert.equal(codeOf(await place([foreign], 'revoke', 'issued-in-error')), 'credentials.credential-not-found')
  assert.equal(
    codeOf(await place([id], 'revoke', 'issued-in-error', {}, barat.issuer)),
    'credentials.organisation-not-found',
  )
  assert.equal(codeOf(await place([id], 'revoke', 'karena-ingin')), 'credentials.reason-missing')
  assert.equal(codeOf(await place([id], 'revoke', 'investigation')), 'credentials.reason-missing', 'of another change')
  assert.equal(codeOf(await place([], 'revoke', 'issued-in-error')), 'credentials.none-chosen')
  assert.equal(
    codeOf(await place([id], 'resume', 'mistaken-suspension', { note: 'x'.repeat(501) })),
    'credentials.note-too-long',
  )
})

test('two orders for the same credential: the later finds it changed and says so', async () => {
  const [id = ''] = fresh()
  accepted(await place([id], 'revoke', 'issued-in-error'))
  pass(1)
  const other = accepted(await place([id], 'suspend', 'dispute'))
  pass(15)
  await runStatusOrders(world.deps)
  const done = await findOrder(database.db, other.id)
  assert.deepEqual([done?.changed, done?.refused, done?.finishedAt !== null], [0, 1, true])
  assert.equal(await changeOf(id), 'revoke')
})

test('a corrected name stands on the new edition alone, and stays on the one after it', async () => {
  nextDay()
  const [id = '', other = ''] = fresh(2)
  assert.equal(
    codeOf(await place([id, other], 'replace', 'name-corrected', { holderName: 'Ngadinah' })),
    'credentials.name-not-asked',
  )
  assert.equal(
    codeOf(await place([id], 'replace', 'data-corrected', { holderName: 'Ngadinah' })),
    'credentials.name-not-asked',
  )
  assert.equal(
    codeOf(await place([id], 'replace', 'name-corrected', { holderName: 'Nga\u0000dinah' })),
    'credentials.name-malformed',
  )
  accepted(await place([id], 'replace', 'name-corrected', { holderName: 'Ngadinah' }))
  pass(15)
  await runStatusOrders(world.deps)
  while ((await signPending(world.deps)).signed > 0);
  const newer = (await findCredential(database.db, id))?.change?.replacedBy ?? ''
  assert.match((await findCredential(database.db, newer))?.document ?? '', /Ngadinah/)
  assert.doesNotMatch((await findCredential(database.db, id))?.document ?? '', /Ngadinah/)
  accepted(await place([newer], 'replace', 'data-corrected'))
  pass(15)
  await runStatusOrders(world.deps)
  while ((await signPending(world.deps)).signed > 0);
  const newest = (await findCredential(database.db, newer))?.change?.replacedBy ?? ''
  assert.match((await findCredential(database.db, newest))?.document ?? '', /Ngadinah/)
})

test('what was cancelled before its claim had no claim: one that is claimed in the hold is left alone', async () => {
  const [id = '', taken = ''] = fresh(2)
  accepted(await place([id, taken], 'revoke', 'cancelled-before-claim'))
  await sql`update award set holder_id = 'kartini' where credential_id = ${taken}`.execute(database.db)
  pass(15)
  assert.equal(await runStatusOrders(world.deps), 1)
  assert.deepEqual([await changeOf(id), await changeOf(taken)], ['revoke', null])
  assert.equal(codeOf(await place([taken], 'revoke', 'cancelled-before-claim')), 'credentials.claimed-already')
})

test('a worker that fails half-way leaves nothing half done, and the next one finishes', async () => {
  nextDay()
  const some = fresh(4)
  const order = accepted(await place(some, 'suspend', 'dispute'))
  pass(15)
  const broken = { afterStatusChanges: () => Promise.reject(new Error('the bank is away')) }
  await assert.rejects(runStatusOrders(world.deps, broken), /the bank is away/)
  assert.equal((await findOrder(database.db, order.id))?.changed, 0)
  for (const id of some) assert.equal(await changeOf(id), null)
  const seen: number[] = []
  const hooks = { afterStatusChanges: async (_tx: Db, changes: readonly unknown[]) => void seen.push(changes.length) }
  assert.equal(await runStatusOrders(world.deps, hooks), 4)
  assert.deepEqual(seen, [4], 'the hook is asked once for all')
})

test('many at work on one order: each credential is changed once, and the order is finished once', async () => {
  nextDay()
  const some = fresh(40)
  const order = accepted(await place(some, 'suspend', 'dispute'))
  accepted(await confirmOrder(world.deps, second, order.id))
  pass(15)
  const before = await outside(database.db)
  // One of them fails at its second chunk and is run again, as after a kill.
  let calls = 0
  const failing = {
    afterStatusChanges: async () => {
      if (++calls === 2) throw new Error('killed')
    },
  }
  const run = (hooks = {}) => runStatusOrders(world.deps, hooks, () => false, 3)
  const ended = await Promise.allSettled([run(), run(), run(failing)])
  const done = ended.map((one) => (one.status === 'fulfilled' ? one.value : null))
  await run()
  const after = await findOrder(database.db, order.id)
  assert.deepEqual([after?.changed, after?.refused], [40, 0])
  assert.equal(after?.finishedAt?.getTime(), world.time.now.getTime())
  for (const id of some) {
    const credential = await findCredential(database.db, id)
    assert.equal((await changesOf(database.db, credential?.personId ?? '', id)).length, 1)
  }
  const { letters, changes } = (await outside(database.db)) as Record<string, number>
  const was = before as Record<string, number>
  assert.deepEqual([Number(letters) - Number(was.letters), Number(changes) - Number(was.changes)], [40, 40])
  const { rows } = await sql<{ leaves: number; lines: number }>`select
    (select count(*) from log_opening o join status_change s on o.subject = 'status-change'
      and o.subject_id = s.person_id || '/' || s.id where s.credential_id = any(${[...some]}::text[])) as leaves,
    (select count(*) from audit where verb = 'credential.suspend' and subject = any(${[...some]}::text[])) as lines`.execute(
    database.db,
  )
  assert.deepEqual(rows[0], { leaves: 40, lines: 40 })
  assert.ok(done.filter((one) => one !== null && one > 0).length >= 2, 'more than one of them was at work')
})
