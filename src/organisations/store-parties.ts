import { markRegisterChange } from '../platform/change.ts'
import { type Db, sql } from '../platform/database.ts'
import type { Agreement, AgreementParty, CourseChoice, PartyEvent, PartyRole } from './types-parties.ts'

const eventColumns = sql`id, organisation_id as "organisationId", kind, on_day as "onDay", former_name as "formerName",
  new_name as "newName", successor_id as "successorId", source`

/** Every event of every party, oldest first: some hundreds in a country. */
export async function partyEvents(db: Db): Promise<readonly PartyEvent[]> {
  const { rows } = await sql<PartyEvent>`select ${eventColumns} from party_event order by on_day, id`.execute(db)
  return rows
}

/** Keeps two people from recording a merger each at once that together make a loop. */
export async function lockEvents(tx: Db): Promise<void> {
  await sql`lock table party_event in share row exclusive mode`.execute(tx)
}

export async function insertEvent(tx: Db, event: PartyEvent, by: string | null, at: Date): Promise<void> {
  await sql`insert into party_event (id, organisation_id, kind, on_day, former_name, new_name, successor_id, source, recorded_by, recorded_at)
    values (${event.id}, ${event.organisationId}, ${event.kind}, ${event.onDay}::date, ${event.formerName}, ${event.newName},
      ${event.successorId}, ${JSON.stringify(event.source)}::jsonb, ${by}, ${at})`.execute(tx)
}

/** The present name of a party; what it was called before stands in its events. */
export async function renameOrganisation(tx: Db, organisationId: string, name: string): Promise<void> {
  await sql`update organisation set name = ${name} where id = ${organisationId}`.execute(tx)
  await markRegisterChange(tx)
}

const roleColumns = sql`organisation_id as "organisationId", role, valid_from as "validFrom", valid_until as "validUntil",
  scope, curated_only as "curatedOnly", catalogue_platform as "cataloguePlatform", source`

/** Adds a role. Answers false where the same role stands from the same day already. */
export async function insertRole(tx: Db, role: PartyRole, by: string | null, at: Date): Promise<boolean> {
  const { rows } =
    await sql`insert into party_role (organisation_id, role, valid_from, valid_until, scope, curated_only,
      catalogue_platform, source, recorded_by, recorded_at)
    values (${role.organisationId}, ${role.role}, ${role.validFrom}::date, ${role.validUntil}::date,
      ${role.scope === null ? null : JSON.stringify(role.scope)}::jsonb, ${role.curatedOnly}, ${role.cataloguePlatform ?? null},
      ${JSON.stringify(role.source)}::jsonb, ${by}, ${at})
    on conflict do nothing returning role`.execute(tx)
  return rows.length > 0
}

/** Ends a role that has no end yet. Answers whether there was one. */
export async function closeRole(
  tx: Db,
  role: Pick<PartyRole, 'organisationId' | 'role' | 'validFrom'>,
  until: string,
): Promise<boolean> {
  const { rows } = await sql`update party_role set valid_until = ${until}::date
    where organisation_id = ${role.organisationId} and role = ${role.role} and valid_from = ${role.validFrom}::date
      and valid_until is null returning role`.execute(tx)
  return rows.length > 0
}

/** The roles of a party, or of all, with their whole history. */
export async function partyRolesOf(db: Db, organisationId?: string): Promise<readonly PartyRole[]> {
  const { rows } = await sql<PartyRole>`select ${roleColumns} from party_role
    where ${organisationId === undefined} or organisation_id = ${organisationId ?? ''} order by valid_from, role`.execute(
    db,
  )
  return rows
}

/** Roles that let only chosen courses count, of every party. */
export async function curatedOnlyRoles(db: Db): Promise<readonly PartyRole[]> {
  const { rows } = await sql<PartyRole>`select ${roleColumns} from party_role where curated_only
    order by organisation_id, valid_from`.execute(db)
  return rows
}

const choiceColumns = sql`id, organisation_id as "organisationId", subject, valid_from as "validFrom",
  valid_until as "validUntil", source`

export async function insertChoice(tx: Db, one: CourseChoice, by: string | null, at: Date): Promise<void> {
  await sql`insert into course_choice (id, organisation_id, subject, valid_from, valid_until, source, recorded_by, recorded_at)
    values (${one.id}, ${one.organisationId}, ${one.subject}, ${one.validFrom}::date, ${one.validUntil}::date,
      ${JSON.stringify(one.source)}::jsonb, ${by}, ${at})`.execute(tx)
}

/** Every choice of courses of one party, or of all, oldest first. */
export async function courseChoices(db: Db, organisationId?: string): Promise<readonly CourseChoice[]> {
  const { rows } = await sql<CourseChoice>`select ${choiceColumns} from course_choice
    where ${organisationId === undefined} or organisation_id = ${organisationId ?? ''} order by valid_from, id`.execute(
    db,
  )
  return rows
}

export async function insertAgreement(tx: Db, one: Agreement, by: string | null, at: Date): Promise<void> {
  await sql`insert into agreement (id, kind, title, fields, level_min, level_max, definition_ids, valid_from, valid_until, document_sha256, recorded_by, recorded_at)
    values (${one.id}, ${one.kind}, ${JSON.stringify(one.title)}::jsonb, ${[...one.fields]}, ${one.levelMin}, ${one.levelMax},
      ${[...one.definitionIds]}, ${one.validFrom}::date, ${one.validUntil}::date, ${one.documentSha256}, ${by}, ${at})`.execute(
    tx,
  )
  for (const party of one.parties)
    await sql`insert into agreement_party (agreement_id, organisation_id, signatory_office, signed_on)
      values (${one.id}, ${party.organisationId}, ${party.signatoryOffice}, ${party.signedOn}::date)`.execute(tx)
}

/** All agreements with their parties, by end. */
export async function findAgreements(db: Db): Promise<readonly Agreement[]> {
  const { rows } = await sql<Omit<Agreement, 'parties'>>`select id, kind, title, fields, level_min as "levelMin",
    level_max as "levelMax", definition_ids as "definitionIds", valid_from as "validFrom", valid_until as "validUntil",
    document_sha256 as "documentSha256" from agreement order by valid_until, id`.execute(db)
  const parties = await sql<AgreementParty & { agreementId: string }>`select agreement_id as "agreementId",
    organisation_id as "organisationId", signatory_office as "signatoryOffice", signed_on as "signedOn"
    from agreement_party order by agreement_id, organisation_id`.execute(db)
  return rows.map((row) => ({
    ...row,
    parties: parties.rows.filter(({ agreementId }) => agreementId === row.id).map(({ agreementId, ...party }) => party),
  }))
}

/** Marks that the parties of an agreement were told of its end. Answers false where they were told before. */
export async function markTold(tx: Db, agreementId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`insert into agreement_notice (agreement_id, told_at) values (${agreementId}, ${at})
    on conflict do nothing returning agreement_id`.execute(tx)
  return rows.length > 0
}

/** The agreements whose parties were told of the end. */
export async function toldAgreements(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select agreement_id as id from agreement_notice`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Keeps the domain that a party stated, as text in small letters; one that is known stays. */
export async function addDomain(tx: Db, organisationId: string, domain: string, at: Date): Promise<void> {
  await sql`insert into organisation_domain (organisation_id, domain, recorded_at) values (${organisationId}, ${domain}, ${at})
    on conflict do nothing`.execute(tx)
}

/** Every domain that a party ever stated. */
export async function findDomains(db: Db): Promise<readonly { organisationId: string; domain: string }[]> {
  const { rows } = await sql<{
    organisationId: string
    domain: string
  }>`select organisation_id as "organisationId", domain
    from organisation_domain order by organisation_id, domain`.execute(db)
  return rows
}
