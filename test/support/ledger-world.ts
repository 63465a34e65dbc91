import assert from 'node:assert/strict'
import type { Chance } from '../../db/demo/random.ts'
import {
  type Application,
  applyCredit,
  applyReserved,
  correctDeposit,
  deposit,
  releaseCredit,
  reserveCredit,
  reverseDeposit,
  reverseUse,
  useInStack,
} from '../../src/bank/index.ts'
import { addOrganisation, addProgramme } from '../../src/organisations/index.ts'
import { type Db, sql } from '../../src/platform/database.ts'
import type { Outcome } from '../../src/platform/refusal.ts'

/** The day on which books begin; each operation comes a second after the one before. */
export const BEGAN = new Date('2026-11-23T07:05:00Z')
/** Minutes of one SKS on that day. */
export const MINUTES_PER_SKS = 2_700
/** Awards of a book; the last is a larger credential that may be built of the others. */
export const CREDENTIALS = 4

/** One operation on a book. The same key never posts twice. */
export interface Operation {
  readonly does: 'deposit' | 'correct' | 'reserve' | 'apply' | 'count' | 'release' | 'undo' | 'revoke' | 'stack'
  readonly credential: number
  readonly sks: number
  readonly campus: number
  /** The number of the operation in the book: its key, and the moment of its posting. */
  readonly step: number
  /** The step of the reservation that is counted or released, or of the use that is taken back. */
  readonly of: number
}

/** Universities, each with one programme that counts. */
export async function addCampuses(db: Db, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const id = `campus-${n}`
    const about = { city: null, province: null, createdAt: BEGAN, invented: true }
    await addOrganisation(db, { id, slug: id, name: `Universitas ${n}`, kind: 'university', ...about })
    await addProgramme(db, {
      id: `programme-${n}`,
      organisationId: id,
      code: String(n),
      name: { id: 'Program studi', en: 'Study programme' },
      level: 'S1',
      kkniLevel: 6,
      totalSks: 144,
      totalCourses: null,
    })
  }
}

/**
 * A random operation that follows those of a book so far. Mostly it speaks of something that is there: counts or releases
 * an earlier wish, takes back an earlier use; and now and then of something that never was.
 */
export function anyOperation(chance: Chance, past: readonly Operation[], campuses: number): Operation {
  const step = past.length
  // Most books begin with their awards, so that what follows has something to move.
  if (step < CREDENTIALS && chance.percent(85))
    return { does: 'deposit', step, credential: step, sks: chance.whole(9), campus: 0, of: 0 }
  const does = chance.one([
    ...(['reserve', 'reserve', 'reserve', 'apply', 'count', 'count', 'release'] as const),
    ...(['undo', 'correct', chance.percent(25) ? 'revoke' : 'deposit', 'stack'] as const),
  ])
  const brings = does === 'deposit' || does === 'correct'
  const any = {
    credential: chance.whole(CREDENTIALS),
    sks: brings ? chance.whole(9) : chance.percent(3) ? 0 : 1 + chance.whole(3),
    campus: chance.whole(campuses),
    of: chance.whole(step + 1),
  }
  const meant = past.filter((one) =>
    does === 'undo' ? one.does === 'apply' || one.does === 'count' : one.does === 'reserve',
  )
  if (meant.length === 0 || !['count', 'release', 'undo'].includes(does) || chance.percent(5))
    return { does, step, ...any }
  const { credential, campus, step: of } = chance.one(meant.slice(-6))
  return { does, step, ...any, credential, campus: chance.percent(5) ? any.campus : campus, of }
}

export const momentOf = (step: number): Date => new Date(BEGAN.getTime() + step * 1_000)
const keyOf = ({ does, step }: Pick<Operation, 'does' | 'step'>) => `${does}:${step}`

function wishOf(personId: string, operation: Operation, requestId: string): Application {
  const { credential, campus, sks, step } = operation
  return {
    personId,
    credentialId: `${personId}-c${credential}`,
    programmeId: `programme-${campus}`,
    organisationId: `campus-${campus}`,
    sks,
    online: false,
    outside: true,
    uniqueKey: keyOf(operation),
    courseId: null,
    requestId,
    ruleSet: { id: 'brief', version: '1' },
    postedBy: 'registrar',
    postedAt: momentOf(step),
  }
}

/** Does one operation by the bank's own verbs, and says what came of it: the codes of its refusals, or none. */
export async function perform(tx: Db, personId: string, operation: Operation): Promise<readonly string[]> {
  const { does, credential, sks, step, of } = operation
  const credentialId = `${personId}-c${credential}`
  const posted = { postedBy: 'issuer', postedAt: momentOf(step) }
  const answer = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code))
  if (does === 'deposit') {
    const about = { title: { id: 'Kursus', en: 'Course' }, issuerOrganisationId: 'campus-0', hours: sks * 45, sks }
    const key = { definitionVersionId: `v${credential}`, attempt: 1 }
    await deposit(tx, { personId, credentialId, ...about, ...key, ...posted })
    return []
  }
  if (does === 'correct') {
    const figures = { hours: sks * 45, sks, uniqueKey: keyOf(operation) }
    return answer(await correctDeposit(tx, { personId, credentialId, ...figures, ...posted }))
  }
  if (does === 'reserve') return answer(await reserveCredit(tx, wishOf(personId, operation, `reserve:${step}`)))
  if (does === 'apply') return answer(await applyCredit(tx, wishOf(personId, operation, `apply:${step}`)))
  if (does === 'count') return answer(await applyReserved(tx, wishOf(personId, operation, `reserve:${of}`)))
  if (does === 'release') {
    await releaseCredit(tx, {
      personId,
      credentialIds: [credentialId],
      requestId: `reserve:${of}`,
      by: 'registrar',
      at: momentOf(step),
    })
    return []
  }
  if (does === 'undo') {
    const { rows } = await sql<{ id: string }>`select id from ledger_transaction
      where person_id = ${personId} and unique_key in (${`apply:${of}`}, ${`count:${of}`})`.execute(tx)
    return answer(await reverseUse(tx, personId, rows[0]?.id ?? '', 'registrar', momentOf(step)))
  }
  if (does === 'revoke') {
    await reverseDeposit(tx, personId, credentialId, 'issuer', momentOf(step))
    return []
  }
  return answer(
    await useInStack(tx, {
      holderId: personId,
      parts: [{ personId, credentialId: `${personId}-c${credential % (CREDENTIALS - 1)}` }],
      stackId: sks % 2 === 0 ? 'big' : 'other',
      stackVersion: '1',
      largerId: `${personId}-c${sks % 2 === 0 ? CREDENTIALS - 1 : '-other'}`,
      usedBy: 'issuer',
      usedAt: momentOf(step),
    }),
  )
}

/**
 * Looks for anything that may never be in the books of these people, by SQL of its own: sums that aren't nothing, a
 * balance that ever fell below it, a unit held twice, accounts that disagree with the units they stand for. Throws.
 */
export async function auditBooks(db: Db, like: string): Promise<void> {
  const none = async (what: string, query: ReturnType<typeof sql>) => {
    const { rows } = await query.execute(db)
    assert.deepEqual(rows.slice(0, 3), [], what)
  }
  await none(
    'a transaction whose entries do not sum to nothing',
    sql`select person_id, transaction_id from ledger_entry where person_id like ${like} group by 1, 2
      having sum(minutes) <> 0 or sum(sks) <> 0`,
  )
  await none(
    'a movement without entries',
    sql`select t.person_id, t.id from ledger_transaction t left join ledger_entry e on e.person_id = t.person_id and e.transaction_id = t.id
      where t.person_id like ${like} and e.person_id is null`,
  )
  await none(
    'an account of a credential that fell below nothing',
    sql`select * from (select e.person_id, t.credential_id, e.account,
        sum(e.sks) over w as sks, sum(e.minutes) over w as minutes
      from ledger_entry e join ledger_transaction t on t.person_id = e.person_id and t.id = e.transaction_id
      where e.person_id like ${like} and e.account <> 'source'
      window w as (partition by e.person_id, t.credential_id, e.account order by t.posted_at, t.entered, e.position)) r
      where sks < 0 or minutes < 0`,
  )
  await none(
    'a unit that is held twice',
    sql`select person_id, credential_id, unit from credit_use where person_id like ${like} and reversed_at is null
      group by 1, 2, 3 having count(*) > 1`,
  )
  await none(
    'accounts that disagree with the units they stand for',
    sql`select coalesce(a.person_id, u.person_id) from
      (select person_id, account_id, account, sum(sks) as sks from ledger_entry
        where person_id like ${like} and account in ('reserved', 'programme') group by 1, 2, 3) a
      full join (select person_id, case held_as when 'reserved' then organisation_id else programme_id end as account_id,
          case held_as when 'reserved' then 'reserved' else 'programme' end as account, count(*) as sks
        from credit_use where person_id like ${like} and reversed_at is null group by 1, 2, 3) u
      on u.person_id = a.person_id and u.account_id = a.account_id and u.account = a.account
      where coalesce(a.sks, 0) <> coalesce(u.sks, 0)`,
  )
  await none(
    'an award in two stacks',
    sql`select person_id, credential_id from credit_stack_use where person_id like ${like} and released_at is null
      group by 1, 2 having count(*) > 1`,
  )
  await none(
    'a larger credential that brings what its parts have brought',
    sql`select u.larger_id from (select larger_id, sum(sks) as sks, min(person_id) as person_id from credit_stack_use
        where person_id like ${like} and released_at is null group by 1) u
      cross join lateral (select (t.reason ->> 'statedSks')::int as stated, t.id from ledger_transaction t
        where t.person_id = u.person_id and t.credential_id = u.larger_id and t.kind in ('deposit', 'correct')
        order by t.entered desc limit 1) s
      cross join lateral (select -sum(e.sks) as sks from ledger_entry e where e.person_id = u.person_id
        and e.account = 'source' and e.account_id = u.larger_id) b
      cross join lateral (select count(*) as held from credit_use c where c.person_id = u.person_id
        and c.credential_id = u.larger_id and c.reversed_at is null) h
      where b.sks > greatest(h.held, s.stated - u.sks)`,
  )
  await none(
    'open reservations that disagree with the units they hold',
    sql`select r.id from credit_reservation r where r.person_id like ${like} and r.ended_at is null
      and r.sks <> (select count(*) from credit_use u where u.person_id = r.person_id and u.transaction_id = r.id
        and u.held_as = 'reserved' and u.reversed_at is null)`,
  )
}

/** What stands in a book: SKS and minutes by account, and the units of each credential. For comparing two books. */
export async function standingOf(db: Db, personId: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ name: string; value: number }>`
    select account || ' ' || replace(account_id, ${personId}, '') || ' sks' as name, sum(sks)::int as value from ledger_entry
      where person_id = ${personId} group by account, account_id
    union all select account || ' ' || replace(account_id, ${personId}, '') || ' minutes', sum(minutes)::bigint from ledger_entry
      where person_id = ${personId} group by account, account_id
    union all select held_as || replace(credential_id, ${personId}, ''), count(*)::int from credit_use
      where person_id = ${personId} and reversed_at is null group by held_as, credential_id
    union all select 'movements ' || kind, count(*)::int from ledger_transaction where person_id = ${personId} group by kind
    union all select 'stack', count(*)::int from credit_stack_use where person_id = ${personId} and released_at is null
    union all select 'flags', count(*)::int from credit_flag where person_id = ${personId}`.execute(db)
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]).toSorted())
}
