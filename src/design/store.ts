import { type Db, sql } from '../platform/database.ts'
import type {
  CheckedDraft,
  Conformance,
  DefinitionVersion,
  Draft,
  DraftContent,
  OutcomeOfLearning,
  Side,
  SignOff,
} from './types.ts'

const versionColumns = sql`v.id, v.definition_id as "definitionId", v.number, d.organisation_id as "organisationId", d.slug,
  v.kind, v.title, v.description, v.micro_competency as "microCompetency", v.field, v.hours, v.sks,
  v.sks_reason as "sksReason", v.kkni_level as "kkniLevel", v.mode, v.language, v.assessment_kind as "assessmentKind",
  v.identity_assurance as "identityAssurance", v.standard, v.evidence_source as "evidenceSource", v.skills,
  v.price_rupiah as "priceRupiah", v.valid_months as "validMonths", v.published_at as "publishedAt",
  v.retired_at as "retiredAt", v.conformance, coalesce(v.co_issuers, '[]') as "coIssuers",
  coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'position', o.position, 'statement', o.statement,
    'mandatory', o.mandatory, 'assessment', o.assessment, 'passMark', o.pass_mark) order by o.position)
    from outcome o where o.version_id = v.id), '[]') as outcomes`

/** A published version with its outcomes, or nothing. */
export async function findVersion(db: Db, id: string): Promise<DefinitionVersion | null> {
  return (await findVersions(db, [id])).get(id) ?? null
}

/** Published versions by id; unknown ids are absent. */
export async function findVersions(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, DefinitionVersion>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<DefinitionVersion>`select ${versionColumns} from definition_version v
    join definition d on d.id = v.definition_id
    where v.id = any(${[...ids]}::text[]) and v.published_at is not null`.execute(db)
  return new Map(rows.map((row) => [row.id, row] as const))
}

/** All published versions, newest first; of one organisation where one is named. */
export async function publishedVersions(db: Db, organisationId?: string): Promise<readonly DefinitionVersion[]> {
  const { rows } = await sql<DefinitionVersion>`select ${versionColumns} from definition_version v
    join definition d on d.id = v.definition_id
    where v.published_at is not null and (${organisationId ?? null}::text is null or d.organisation_id = ${organisationId ?? null})
    order by v.published_at desc, v.id`.execute(db)
  return rows
}

/** The newest published version of a definition. */
export async function latestVersionOf(db: Db, definitionId: string): Promise<DefinitionVersion | null> {
  const { rows } = await sql<{ id: string }>`select id from definition_version
    where definition_id = ${definitionId} and published_at is not null order by number desc limit 1`.execute(db)
  return rows[0] === undefined ? null : findVersion(db, rows[0].id)
}

const draftColumns = sql`version_id as "versionId", definition_id as "definitionId", organisation_id as "organisationId",
  number, content, content_mark as "contentMark", revision, created_by as "createdBy", changed_at as "changedAt"`

export async function findDraft(db: Db, versionId: string): Promise<Draft | null> {
  const { rows } =
    await sql<Draft>`select ${draftColumns} from definition_draft where version_id = ${versionId}`.execute(db)
  return rows[0] ?? null
}

/** The draft, held against other changes until the transaction ends. */
export async function lockDraft(tx: Db, versionId: string): Promise<Draft | null> {
  const { rows } =
    await sql<Draft>`select ${draftColumns} from definition_draft where version_id = ${versionId} for update`.execute(
      tx,
    )
  return rows[0] ?? null
}

export async function draftOfDefinition(db: Db, definitionId: string): Promise<Draft | null> {
  const { rows } =
    await sql<Draft>`select ${draftColumns} from definition_draft where definition_id = ${definitionId}`.execute(db)
  return rows[0] ?? null
}

/** Drafts of some organisations, and drafts that wait for a signature or an agreement of others, newest change first. */
export async function draftsFor(
  db: Db,
  owners: readonly string[],
  signers: Readonly<Record<Side | 'coIssuer', readonly string[]>>,
): Promise<readonly Draft[]> {
  const { rows } = await sql<Draft>`select ${draftColumns} from definition_draft
    where organisation_id = any(${[...owners]}::text[])
      or content ->> 'facultyOrganisationId' = any(${[...signers.faculty]}::text[])
      or content ->> 'industryOrganisationId' = any(${[...signers.industry]}::text[])
      or exists (select 1 from jsonb_array_elements(coalesce(content -> 'coIssuers', '[]')) one
        where one ->> 'organisationId' = any(${[...signers.coIssuer]}::text[]))
    order by changed_at desc, version_id`.execute(db)
  return rows
}

export interface NewDraft {
  readonly versionId: string
  readonly definitionId: string
  readonly organisationId: string
  readonly number: number
  readonly content: DraftContent
  readonly contentMark: string
  readonly by: string
  readonly at: Date
}

/** Stores a draft. Answers false when the definition has one already. */
export async function insertDraft(tx: Db, draft: NewDraft): Promise<boolean> {
  const { rows } = await sql`insert into definition_draft (version_id, definition_id, organisation_id, number, content,
      content_mark, created_at, created_by, changed_at, changed_by)
    values (${draft.versionId}, ${draft.definitionId}, ${draft.organisationId}, ${draft.number},
      ${JSON.stringify(draft.content)}::jsonb, ${draft.contentMark}, ${draft.at}, ${draft.by}, ${draft.at}, ${draft.by})
    on conflict (definition_id) do nothing returning version_id`.execute(tx)
  return rows.length > 0
}

export async function insertDefinition(
  tx: Db,
  row: { id: string; organisationId: string; slug: string; at: Date; by: string },
): Promise<void> {
  await sql`insert into definition (id, organisation_id, slug, created_at, created_by)
    values (${row.id}, ${row.organisationId}, ${row.slug}, ${row.at}, ${row.by})`.execute(tx)
}

export async function updateDraft(
  tx: Db,
  versionId: string,
  content: DraftContent,
  mark: string,
  by: string,
  at: Date,
): Promise<void> {
  await sql`update definition_draft set content = ${JSON.stringify(content)}::jsonb, content_mark = ${mark},
    revision = revision + 1, changed_at = ${at}, changed_by = ${by} where version_id = ${versionId}`.execute(tx)
}

export async function deleteDraft(tx: Db, versionId: string): Promise<void> {
  await sql`delete from definition_draft where version_id = ${versionId}`.execute(tx)
}

/** All signatures of a version, voided ones among them, oldest first. */
export async function signOffsOf(db: Db, versionId: string): Promise<readonly SignOff[]> {
  const { rows } = await sql<SignOff>`select version_id as "versionId", side, person_id as "personId",
      organisation_id as "organisationId", note, signed_at as "signedAt", content_mark as "contentMark", voided_at as "voidedAt"
    from sign_off where version_id = ${versionId} order by signed_at, id`.execute(db)
  return rows
}

/** A signature as a review of somebody else's work: who signed for which provider's version, and how long it took. */
export interface SignOffRecord {
  readonly id: string
  readonly personId: string
  readonly signerOrganisationId: string
  readonly organisationId: string
  readonly draftedAt: Date
  readonly signedAt: Date
}

/** Signatures on published versions since an instant, oldest first. */
export async function signOffRecords(db: Db, since: Date): Promise<readonly SignOffRecord[]> {
  const { rows } = await sql<SignOffRecord>`select s.id, s.person_id as "personId",
      s.organisation_id as "signerOrganisationId", d.organisation_id as "organisationId", v.created_at as "draftedAt",
      s.signed_at as "signedAt"
    from sign_off s join definition_version v on v.id = s.version_id join definition d on d.id = v.definition_id
    where s.signed_at >= ${since} order by s.signed_at, s.id`.execute(db)
  return rows
}

export async function insertSignOff(tx: Db, id: string, signature: Omit<SignOff, 'voidedAt'>): Promise<void> {
  await sql`insert into sign_off (id, version_id, side, person_id, organisation_id, note, signed_at, content_mark)
    values (${id}, ${signature.versionId}, ${signature.side}, ${signature.personId}, ${signature.organisationId},
      ${signature.note}, ${signature.signedAt}, ${signature.contentMark})`.execute(tx)
}

/** Voids the signatures of a draft whose content changed. Answers how many stood. */
export async function voidSignOffs(tx: Db, versionId: string, at: Date): Promise<number> {
  const { rows } = await sql`update sign_off set voided_at = ${at} where version_id = ${versionId} and voided_at is null
    returning id`.execute(tx)
  return rows.length
}

/** Writes a published version with its outcomes. */
export async function insertVersion(
  tx: Db,
  draft: Draft,
  { content }: CheckedDraft,
  outcomes: readonly OutcomeOfLearning[],
  conformance: Conformance,
  by: string,
  at: Date,
): Promise<void> {
  const json = (value: unknown) => JSON.stringify(value)
  await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks,
      sks_reason, kkni_level, mode, language, assessment_kind, identity_assurance, standard, evidence_source, skills,
      price_rupiah, valid_months, created_at, created_by, published_at, published_by, conformance, co_issuers)
    values (${draft.versionId}, ${draft.definitionId}, ${draft.number}, ${json(content.title)}::jsonb,
      ${json(content.description)}::jsonb, ${json(content.microCompetency)}::jsonb, ${content.field}, ${content.hours},
      ${content.sks}, ${content.sksReason}, ${content.kkniLevel}, ${content.mode}, ${content.language},
      ${content.assessmentKind}, ${content.identityAssurance}, ${json(content.standard)}::jsonb, ${content.evidenceSource},
      ${json(content.skills)}::jsonb, ${content.priceRupiah}, ${content.validMonths}, ${at}, ${draft.createdBy}, ${at}, ${by}, ${json(conformance)}::jsonb,
      ${content.coIssuers.length === 0 ? null : json(content.coIssuers)}::jsonb)`.execute(tx)
  for (const outcome of outcomes) {
    await sql`insert into outcome (id, version_id, position, statement, mandatory, assessment, pass_mark)
      values (${outcome.id}, ${draft.versionId}, ${outcome.position}, ${json(outcome.statement)}::jsonb, ${outcome.mandatory},
        ${json(outcome.assessment)}::jsonb, ${outcome.passMark})`.execute(tx)
  }
}
