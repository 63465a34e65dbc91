import { type Db, sql } from '../../platform/database.ts'
import { creditWithdrawn } from '../store-review.ts'
import type { Edition } from './types.ts'

/** A request as statistics read it. */
export interface AskedRow {
  readonly personId: string
  readonly organisationId: string
  readonly organisationName: string
  readonly province: string | null
  readonly issuerName: string
  readonly askedAt: Date
  readonly withdrawnAt: Date | null
  readonly decidedAt: Date | null
  readonly grantedSks: number | null
  /** The university took the credit back after the award was revoked or corrected. */
  readonly creditWithdrawn: boolean
}

/** Requests asked in a span of instants, each with its standing decision. */
export async function askedBetween(db: Db, from: Date, until: Date): Promise<readonly AskedRow[]> {
  const { rows } = await sql<AskedRow>`
    select r.person_id as "personId", r.organisation_id as "organisationId", o.name as "organisationName", o.province,
      r.facts->>'issuerName' as "issuerName", r.asked_at as "askedAt", r.withdrawn_at as "withdrawnAt",
      d.decided_at as "decidedAt", d.granted_sks as "grantedSks", ${creditWithdrawn} as "creditWithdrawn"
    from recognition_request r join organisation o on o.id = r.organisation_id
    left join recognition_decision d on d.person_id = r.person_id and d.request_id = r.id and d.replaced_at is null
    where r.asked_at >= ${from} and r.asked_at < ${until}`.execute(db)
  return rows
}

/** When the first request was asked. */
export async function firstAsked(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(asked_at) as at from recognition_request`.execute(db)
  return rows[0]?.at ?? null
}

/** Keeps an edition once; a second one of the same quarter changes nothing. */
export async function insertEdition(tx: Db, edition: Edition, at: Date): Promise<boolean> {
  const { rows } = await sql`insert into statistics_edition (quarter, content, made_at)
    values (${edition.quarter}, ${JSON.stringify(edition)}::jsonb, ${at}) on conflict do nothing returning quarter`.execute(
    tx,
  )
  return rows.length > 0
}

/** Published editions, newest first. */
export async function editionsPublished(db: Db): Promise<readonly Edition[]> {
  const { rows } = await sql<{
    content: Edition
  }>`select content from statistics_edition order by quarter desc`.execute(db)
  return rows.map(({ content }) => content)
}
