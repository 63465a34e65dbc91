import { type Db, sql } from '../../platform/database.ts'
import type { StackAward, StackCase, StackEdition } from './types.ts'

const EDITION = sql`e.id, e.definition_id as "definitionId", e.organisation_id as "organisationId", e.number, e.content,
  e.proposed_by as "proposedBy", e.proposed_at as "proposedAt", e.approved_by as "approvedBy", e.approved_at as "approvedAt",
  e.ended_at as "endedAt"`
const AWARD = sql`a.person_id as "personId", a.id, a.edition_id as "editionId", a.definition_id as "definitionId",
  a.organisation_id as "organisationId", a.credential_id as "credentialId", a.awarded_at as "awardedAt", a.ended_at as "endedAt"`
const CASE = sql`k.person_id as "personId", k.id, k.stack_award_id as "stackAwardId", k.organisation_id as "organisationId",
  k.credential_id as "credentialId", k.part_id as "partId", k.opened_at as "openedAt", k.closed_at as "closedAt", k.outcome, k.note`

/** The stacks in force on a day, in the order in which they were approved. */
export async function stacksInForce(db: Db, day: string): Promise<readonly StackEdition[]> {
  const { rows } = await sql<StackEdition>`select ${EDITION} from stack_edition e
    where e.approved_at is not null and e.ended_at is null and e.content->>'validFrom' <= ${day}
      and coalesce(e.content->>'validTo', '9999-12-31') >= ${day}
    order by e.approved_at, e.id`.execute(db)
  return rows
}

/** Every edition that some organisations made, newest first. */
export async function editionsOf(db: Db, organisationIds: readonly string[]): Promise<readonly StackEdition[]> {
  const { rows } = await sql<StackEdition>`select ${EDITION} from stack_edition e
    where e.organisation_id = any(${organisationIds}::text[]) order by e.proposed_at desc, e.id`.execute(db)
  return rows
}

/** An edition by its id, held until the transaction ends where `lock` says so. */
export async function findEdition(db: Db, id: string, lock = false): Promise<StackEdition | null> {
  const { rows } = await sql<StackEdition>`select ${EDITION} from stack_edition e where e.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db)
  return rows[0] ?? null
}

/** Writes a proposal with the next number; a proposal that waits for the same definition is taken away before. */
export async function insertProposal(
  tx: Db,
  row: Pick<StackEdition, 'id' | 'definitionId' | 'organisationId' | 'content' | 'proposedBy' | 'proposedAt'>,
): Promise<void> {
  await sql`delete from stack_edition where definition_id = ${row.definitionId} and approved_at is null`.execute(tx)
  await sql`insert into stack_edition (id, definition_id, organisation_id, number, content, proposed_by, proposed_at)
    select ${row.id}, ${row.definitionId}, ${row.organisationId}, coalesce(max(number), 0) + 1,
      ${JSON.stringify(row.content)}::jsonb, ${row.proposedBy}, ${row.proposedAt}
    from stack_edition where definition_id = ${row.definitionId}`.execute(tx)
}

/** Ends the edition of a definition that is in force; answers it, where there was one. */
export async function endEdition(tx: Db, definitionId: string, at: Date): Promise<readonly StackEdition[]> {
  const { rows } = await sql<StackEdition>`update stack_edition e set ended_at = ${at}
    where definition_id = ${definitionId} and approved_at is not null and ended_at is null returning ${EDITION}`.execute(
    tx,
  )
  return rows
}

export async function approveEdition(tx: Db, id: string, by: string, at: Date): Promise<void> {
  await sql`update stack_edition set approved_by = ${by}, approved_at = ${at} where id = ${id}`.execute(tx)
}

/** Lets one question after another be decided for a person, until the transaction ends. */
export async function holdPerson(tx: Db, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('stack ' || ${personId}, 0))`.execute(tx)
}

/** What stacks awarded to a person, with what was revoked since. */
export async function awardsTo(db: Db, personId: string): Promise<readonly StackAward[]> {
  const { rows } = await sql<StackAward>`select ${AWARD} from stack_award a
    where a.person_id = ${personId} order by a.awarded_at, a.id`.execute(db)
  return rows
}

/** Writes what a stack awarded; false where the person has that larger credential already. */
export async function insertAward(tx: Db, award: Omit<StackAward, 'endedAt'>): Promise<boolean> {
  const { rows } =
    await sql`insert into stack_award (person_id, id, edition_id, definition_id, organisation_id, credential_id, awarded_at)
    values (${award.personId}, ${award.id}, ${award.editionId}, ${award.definitionId}, ${award.organisationId},
      ${award.credentialId}, ${award.awardedAt}) on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Which of some credentials (first editions) a stack awarded. */
export async function awardsAmong(
  db: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<readonly StackAward[]> {
  const { rows } = await sql<StackAward>`select ${AWARD} from stack_award a
    join unnest(${pairs.map(({ personId }) => personId)}::text[], ${pairs.map(({ credentialId }) => credentialId)}::text[])
      as r(person_id, credential_id) on r.person_id = a.person_id and r.credential_id = a.credential_id`.execute(db)
  return rows
}

/** The credential ids of those among some credentials (first editions) that a stack awarded. */
export async function awardedByStacks(
  db: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<ReadonlySet<string>> {
  return new Set((await awardsAmong(db, pairs)).map(({ credentialId }) => credentialId))
}

/** Ends stack awards and closes their open cases as revoked. What they used is freed at the bank. */
export async function endAwards(tx: Db, awards: readonly StackAward[], by: string, at: Date): Promise<void> {
  const ids = awards.map(({ id }) => id)
  await sql`update stack_award set ended_at = ${at} where id = any(${ids}::text[]) and ended_at is null`.execute(tx)
  await sql`update stack_case set closed_at = ${at}, closed_by = ${by}, outcome = 'revoked'
    where stack_award_id = any(${ids}::text[]) and closed_at is null`.execute(tx)
}

/** Opens cases; one that stands already stays as it is. */
export async function insertCases(
  tx: Db,
  cases: readonly Pick<
    StackCase,
    'personId' | 'id' | 'stackAwardId' | 'organisationId' | 'credentialId' | 'partId' | 'openedAt'
  >[],
): Promise<void> {
  await sql`insert into stack_case (person_id, id, stack_award_id, organisation_id, credential_id, part_id, opened_at)
    select r."personId", r.id, r."stackAwardId", r."organisationId", r."credentialId", r."partId", r."openedAt"
    from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb) as r("personId" text, id text, "stackAwardId" text,
      "organisationId" text, "credentialId" text, "partId" text, "openedAt" timestamptz)
    on conflict (person_id, stack_award_id, part_id) do nothing`.execute(tx)
}

/** The open cases of some organisations, oldest first. */
export async function openCases(db: Db, organisationIds: readonly string[]): Promise<readonly StackCase[]> {
  const { rows } = await sql<StackCase>`select ${CASE} from stack_case k
    where k.organisation_id = any(${organisationIds}::text[]) and k.closed_at is null order by k.opened_at, k.id`.execute(
    db,
  )
  return rows
}

/** Closes a case of an organisation with the credential kept; false where it isn't open. */
export async function keepCase(
  tx: Db,
  asked: {
    readonly id: string
    readonly organisationIds: readonly string[]
    readonly by: string
    readonly note: string
    readonly at: Date
  },
): Promise<StackCase | null> {
  const { rows } =
    await sql<StackCase>`update stack_case k set closed_at = ${asked.at}, closed_by = ${asked.by}, outcome = 'kept',
      note = ${asked.note}
    where k.id = ${asked.id} and k.organisation_id = any(${asked.organisationIds}::text[]) and k.closed_at is null
    returning ${CASE}`.execute(tx)
  return rows[0] ?? null
}
