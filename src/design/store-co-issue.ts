import { type Db, sql } from '../platform/database.ts'
import type { CoIssuer, CoIssuerAgreement } from './types.ts'

/** The agreements that stand for a draft or a version, oldest first. */
export async function agreementsOf(db: Db, versionId: string): Promise<readonly CoIssuerAgreement[]> {
  const { rows } = await sql<CoIssuerAgreement>`select version_id as "versionId", organisation_id as "organisationId",
      person_id as "personId", content_mark as "contentMark", agreed_at as "agreedAt"
    from co_issuer_agreement where version_id = ${versionId} and voided_at is null order by agreed_at, id`.execute(db)
  return rows
}

/** Stores an agreement; answers false where the organisation agreed already. */
export async function insertAgreement(tx: Db, id: string, one: CoIssuerAgreement): Promise<boolean> {
  const { rows } =
    await sql`insert into co_issuer_agreement (id, version_id, organisation_id, person_id, content_mark, agreed_at)
    values (${id}, ${one.versionId}, ${one.organisationId}, ${one.personId}, ${one.contentMark}, ${one.agreedAt})
    on conflict (version_id, organisation_id) where voided_at is null do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Voids the agreements to a content that changed. Answers how many stood. */
export async function voidAgreements(tx: Db, versionId: string, at: Date): Promise<number> {
  const { rows } = await sql`update co_issuer_agreement set voided_at = ${at}
    where version_id = ${versionId} and voided_at is null returning id`.execute(tx)
  return rows.length
}

/** The co-issuers of those among some published versions that have any. */
export async function coIssuersAmong(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly CoIssuer[]>> {
  const { rows } = await sql<{ id: string; coIssuers: readonly CoIssuer[] }>`select id, co_issuers as "coIssuers"
    from definition_version where id = any(${[...ids]}::text[]) and co_issuers is not null`.execute(db)
  return new Map(rows.map(({ id, coIssuers }) => [id, coIssuers] as const))
}
