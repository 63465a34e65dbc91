import { z } from 'zod'
import type { Bilingual } from '../platform/page.ts'

/** What a party is besides its kind, by day: the beginning counts, the end doesn't. `role` is of `data/parties.json`. */
export interface PartyRole {
  readonly organisationId: string
  readonly role: string
  readonly validFrom: string
  readonly validUntil: string | null
  readonly scope: Bilingual | null
  /** Of a foreign platform only courses that somebody chose count (F016). */
  readonly curatedOnly: boolean
  /** How the catalogue calls this platform; its imported courses are known by it. */
  readonly cataloguePlatform?: string | null
  readonly source: Bilingual
}

/** A course that somebody chose of a party of which only chosen ones count. `validUntil` is the first day without it. */
export interface CourseChoice {
  readonly id: string
  readonly organisationId: string
  /** The id of a definition here, or the address of a course elsewhere. */
  readonly subject: string
  readonly validFrom: string
  readonly validUntil: string | null
  readonly source: Bilingual
}

/** What the catalogue holds back on a day: everything of these parties and platforms but the chosen subjects. */
export interface HeldBack {
  readonly organisationIds: readonly string[]
  readonly platforms: readonly string[]
  readonly chosen: readonly string[]
}

/** A party was renamed, merged into `successorId`, or closed (`successorId` names who took over its duties, if anybody). */
export interface PartyEvent {
  readonly id: string
  readonly organisationId: string
  readonly kind: 'rename' | 'merge' | 'close'
  /** ISO day from which it holds. */
  readonly onDay: string
  readonly formerName: string | null
  readonly newName: string | null
  readonly successorId: string | null
  readonly source: Bilingual
}

/** An agreement between parties (F018). `validUntil` is the first day on which it no longer holds. */
export interface Agreement {
  readonly id: string
  readonly kind: string
  readonly title: Bilingual
  /** Empty: every field. */
  readonly fields: readonly string[]
  readonly levelMin: number | null
  readonly levelMax: number | null
  /** Empty: every definition. */
  readonly definitionIds: readonly string[]
  readonly validFrom: string
  readonly validUntil: string
  readonly documentSha256: string
  readonly parties: readonly AgreementParty[]
}

export interface AgreementParty {
  readonly organisationId: string
  readonly signatoryOffice: string
  readonly signedOn: string
}

const bilingual = z.object({ id: z.string().min(1), en: z.string().min(1) })
const coded = z.object({ code: z.string().regex(/^[a-z-]+$/), name: bilingual })

export const partiesSchema = z.object({
  id: z.literal('parties'),
  from: z.iso.date(),
  source: z.string(),
  endingSoonDays: z.object({
    value: z.int().positive(),
    from: z.iso.date(),
    source: z.string(),
    provisional: z.boolean(),
  }),
  roles: z.array(coded),
  agreementKinds: z.array(coded),
})

export const ministrySchema = z.object({
  id: z.string(),
  name: bilingual,
  source: z.string(),
  note: z.string(),
  names: z.array(
    z.object({
      short: z.string(),
      also: z.array(z.string()),
      english: z.array(z.string()),
      from: z.iso.date(),
      until: z.iso.date().nullable(),
      provisional: z.boolean(),
      source: z.string(),
    }),
  ),
})
export type Ministry = z.infer<typeof ministrySchema>
