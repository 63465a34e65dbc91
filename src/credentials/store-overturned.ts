import { type Db, sql } from '../platform/database.ts'
import { requestColumns } from './store-request.ts'
import type { Award } from './types.ts'
import type { AwardRequest, Overturned } from './types-request.ts'

/** The newest edition of the award that a request `q` led to, unless that edition was revoked. */
const newestStanding = sql`lateral (
    select a.credential_id, (select s.change from status_change s
      where s.person_id = a.person_id and s.credential_id = a.credential_id order by s.number desc limit 1) as change
    from award a where a.person_id = q.person_id and a.definition_version_id = q.definition_version_id and a.attempt = q.attempt
    order by a.edition desc limit 1) newest on newest.change is distinct from 'revoke'`

/** A request `q` whose decision was replaced, and whose award no newer decision has brought up to date. */
const isOverturned = sql`q.answer = 'approved' and q.overruled_at is not null and not exists (
    select 1 from award_request d where d.person_id = q.person_id and d.follows = q.id and d.answer = 'approved')`

/** The newest request that waits to replace the award of a request `q`. */
const waitingFollow = sql`lateral (
    select w.id from award_request w where w.person_id = q.person_id and w.follows = q.id and w.answer is null and w.overruled_at is null
    order by w.asked_at desc limit 1) follow on true`

/** Awards of an organisation that stand though their decision was replaced: at most `most`, those nobody acted on first, the longest before. */
export async function overturnedAt(db: Db, organisationId: string, most: number): Promise<readonly Overturned[]> {
  const { rows } = await sql<AwardRequest & { newestId: string; followId: string | null }>`
    select ${requestColumns}, newest.credential_id as "newestId", follow.id as "followId" from award_request q
    join ${newestStanding} left join ${waitingFollow}
    where q.organisation_id = ${organisationId} and ${isOverturned}
    order by q.overruled_at, q.id limit ${most}`.execute(db)
  const follows = await followsAmong(db, rows)
  const orders = await openOrdersAmong(
    db,
    rows.map(({ newestId }) => newestId),
  )
  const found = rows.map(({ newestId, followId, ...request }) => ({
    request,
    credentialId: newestId,
    follow: follows.get(followId ?? '') ?? null,
    orderId: orders.get(newestId) ?? null,
  }))
  return found.toSorted((a, b) => Number(a.orderId !== null) - Number(b.orderId !== null))
}

async function followsAmong(
  db: Db,
  found: readonly { readonly personId: string; readonly followId: string | null }[],
): Promise<ReadonlyMap<string, AwardRequest>> {
  const wanted = found.filter(({ followId }) => followId !== null)
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<AwardRequest>`select ${requestColumns} from award_request q
    join unnest(${wanted.map(({ personId }) => personId)}::text[], ${wanted.map(({ followId }) => followId)}::text[]) as r(person_id, id)
      on r.person_id = q.person_id and r.id = q.id`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The orders, still open, that change some credentials: by credential id. */
async function openOrdersAmong(db: Db, credentialIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (credentialIds.length === 0) return new Map()
  const { rows } = await sql<{ credentialId: string; orderId: string }>`
    select r.credential_id as "credentialId", o.id as "orderId" from status_order o join status_order_row r on r.order_id = o.id
    where o.finished_at is null and o.undone_at is null and o.change in ('revoke', 'replace') and r.state = 'waiting'
      and r.credential_id = any(${[...credentialIds]}::text[])`.execute(db)
  return new Map(rows.map(({ credentialId, orderId }) => [credentialId, orderId]))
}

/** What waits for an organisation: requests to approve, and awards to change that nobody has ordered to be changed yet. */
export async function countWork(db: Db, organisationId: string): Promise<{ requests: number; overturned: number }> {
  const asked = await sql<{ count: number }>`select count(*)::int as count from award_request
    where organisation_id = ${organisationId} and answer is null and overruled_at is null`.execute(db)
  const { rows } = await sql<{ newestId: string; followId: string | null }>`
    select newest.credential_id as "newestId", follow.id as "followId" from award_request q
    join ${newestStanding} left join ${waitingFollow}
    where q.organisation_id = ${organisationId} and ${isOverturned}`.execute(db)
  const orders = await openOrdersAmong(
    db,
    rows.map(({ newestId }) => newestId),
  )
  return {
    requests: (asked.rows[0]?.count ?? 0) - rows.filter(({ followId }) => followId !== null).length,
    overturned: rows.filter(({ newestId }) => !orders.has(newestId)).length,
  }
}

/** Of some decisions the request whose award stands, in whatever edition. `lock` holds them against answers until the transaction ends. */
export async function standingRequest(
  db: Db,
  personId: string,
  sourceIds: readonly string[],
  lock = false,
): Promise<AwardRequest | null> {
  // Held before it is read: an answer that is being given at this moment is then seen.
  if (lock)
    await sql`select id from award_request where person_id = ${personId} and source_id = any(${[...sourceIds]}::text[])
      order by id for update`.execute(db)
  const { rows } = await sql<AwardRequest>`select ${requestColumns} from award_request q join ${newestStanding}
    where q.person_id = ${personId} and q.source_id = any(${[...sourceIds]}::text[]) and q.answer = 'approved'
    order by q.answered_at desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Whether the award that a request follows stands: it is then to be replaced, and no award of its own. */
export async function isFollowing(db: Db, { personId, follows }: AwardRequest): Promise<boolean> {
  if (follows === null) return false
  const { rows } = await sql`select 1 from award_request q join ${newestStanding}
    where q.person_id = ${personId} and q.id = ${follows}`.execute(db)
  return rows.length > 0
}

/** The requests that wait to replace some awards, by the credential id of each award. */
export async function followsOf(
  db: Db,
  awards: readonly Pick<Award, 'personId' | 'credentialId' | 'definitionVersionId' | 'attempt'>[],
): Promise<ReadonlyMap<string, AwardRequest>> {
  if (awards.length === 0) return new Map()
  const { rows } = await sql<AwardRequest & { replacedId: string }>`
    select ${requestColumns}, r.credential_id as "replacedId" from unnest(${awards.map(({ personId }) => personId)}::text[],
        ${awards.map(({ credentialId }) => credentialId)}::text[], ${awards.map((one) => one.definitionVersionId)}::text[],
        ${awards.map(({ attempt }) => attempt)}::int[]) as r(person_id, credential_id, version_id, attempt)
    join award_request f on f.person_id = r.person_id and f.definition_version_id = r.version_id and f.attempt = r.attempt
    join award_request q on q.person_id = f.person_id and q.follows = f.id and q.answer is null and q.overruled_at is null
    order by q.asked_at`.execute(db)
  return new Map(rows.map(({ replacedId, ...request }) => [replacedId, request]))
}

/** Of an order's credentials those that a waiting request asks to replace. */
export async function followedBy(db: Db, orderId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct r.credential_id as id from status_order_row r
    join award a on a.person_id = r.person_id and a.credential_id = r.credential_id
    join award_request f on f.person_id = a.person_id and f.definition_version_id = a.definition_version_id and f.attempt = a.attempt
    join award_request q on q.person_id = f.person_id and q.follows = f.id and q.answer is null and q.overruled_at is null
    where r.order_id = ${orderId}`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Notes that an issuer is to be told of what waits, and answers the day for whose letter that is: `day` itself where none was
 * promised for it yet, else the next one; null where that one is promised already.
 */
export async function dayToTell(tx: Db, organisationId: string, day: string): Promise<string | null> {
  const { rows } = await sql<{ toldOn: string }>`
    insert into award_request_told as t (organisation_id, told_on) values (${organisationId}, ${day}::date)
    on conflict (organisation_id) do update set told_on = greatest(${day}::date, t.told_on + 1) where t.told_on <= ${day}::date
    returning told_on as "toldOn"`.execute(tx)
  return rows[0]?.toldOn ?? null
}
