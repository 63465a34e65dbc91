import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../../frameworks/index.ts'

export const SKS_MOST = 999
export const MONTHS_MOST = 600
/** Parts of one group. */
export const PARTS_MOST = 40
/** Deeper than anybody could read. */
export const DEPTH_MOST = 8

/** Which awards a part of a rule speaks of: all that is named must hold; what is left out doesn't matter. */
const filter = {
  /** A definition by the last part of its address, in whatever version. */
  definition: z.string().min(1).max(120).optional(),
  /** An offering of the catalogue that ends in an award. */
  offering: z.string().min(1).max(60).optional(),
  skill: z.strictObject({ framework: z.string().min(1).max(60), code: z.string().min(1).max(60) }).optional(),
  /** KKNI level, at least. */
  leastLevel: z.int().min(1).max(9).optional(),
  /** Awarded at most so many months before the day of asking. */
  withinMonths: z.int().min(1).max(MONTHS_MOST).optional(),
}

/** Which awards a part speaks of. */
export interface Filter {
  readonly definition?: string | undefined
  readonly offering?: string | undefined
  readonly skill?: { readonly framework: string; readonly code: string } | undefined
  readonly leastLevel?: number | undefined
  readonly withinMonths?: number | undefined
}

/**
 * One part of a rule. `award`: one of the awards used fits. `sks`: the SKS of those used that fit reach the least. `never`: nothing
 * that the person holds, used or not, fits. `all`, `any`, `least` and `not` put parts together. Everything but `never` speaks
 * of what the stack uses, so that `not` keeps two awards of the same matter from being used together.
 */
export type Part =
  | ({ readonly kind: 'award' } & Filter)
  | ({ readonly kind: 'sks'; readonly least: number } & Filter)
  | ({ readonly kind: 'never' } & Filter)
  | { readonly kind: 'all'; readonly of: readonly Part[] }
  | { readonly kind: 'any'; readonly of: readonly Part[] }
  | { readonly kind: 'least'; readonly count: number; readonly of: readonly Part[] }
  | { readonly kind: 'not'; readonly of: Part }

const part: z.ZodType<Part> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('award'), ...filter }),
    z.strictObject({ kind: z.literal('sks'), least: z.int().min(1).max(SKS_MOST), ...filter }),
    z.strictObject({ kind: z.literal('never'), ...filter }),
    z.strictObject({ kind: z.literal('all'), of: parts }),
    z.strictObject({ kind: z.literal('any'), of: parts }),
    z.strictObject({ kind: z.literal('least'), count: z.int().min(1).max(PARTS_MOST), of: parts }),
    z.strictObject({ kind: z.literal('not'), of: part }),
  ]),
)
const parts = z.lazy(() => z.array(part).min(1).max(PARTS_MOST))

/** How deep a rule goes; read without recursion, so that a hostile one is measured and not followed. */
function depthOf(value: unknown): number {
  let depth = 0
  for (let level: unknown[] = [value]; level.length > 0 && depth <= DEPTH_MOST; depth++)
    level = level.flatMap((one) => {
      const of = (one as { of?: unknown } | null)?.of
      return Array.isArray(of) ? of : of === undefined ? [] : [of]
    })
  return depth
}

/** The rule of a stack as it is written down: dated, sourced, in both languages. */
export const stackSchema = z.strictObject({
  /** The larger credential: a definition by the last part of its address. */
  definition: z.string().min(1).max(120),
  name: bilingual,
  validFrom: isoDay,
  /** The last day; null: until another follows. */
  validTo: isoDay.nullable(),
  source: z.string().min(1).max(500),
  clause: z.string().max(200).nullable(),
  confidence,
  note: bilingual.nullable(),
  /** What every award that is used must be; null where it doesn't matter. */
  every: z.strictObject({
    leastLevel: z.int().min(1).max(9).nullable(),
    withinMonths: z.int().min(1).max(MONTHS_MOST).nullable(),
  }),
  rule: z
    .unknown()
    .superRefine((value, context) => {
      if (depthOf(value) > DEPTH_MOST) context.addIssue({ code: 'custom', message: 'too deep' })
    })
    .pipe(part),
})
export type Stack = Readonly<z.infer<typeof stackSchema>>

/** What an award is to a rule: one that is held, or one that an offering would bring. */
export interface Item {
  /** Unique among the items of a question: a credential's id, or an offering's. */
  readonly key: string
  readonly definition: string
  readonly offering: string
  /** `framework:code`. */
  readonly skills: readonly string[]
  readonly sks: number
  readonly level: number
  /** The ISO day of the award; null where it is still to be earned. */
  readonly awardedOn: string | null
}

/** Why an award that is held can't be used. */
export const UNUSABLE = [
  'used',
  'expired',
  'suspended',
  'revoked',
  'unsigned',
  'too-old',
  'level-low',
  'itself',
] as const
export type Unusable = (typeof UNUSABLE)[number]

/** An award that somebody holds. `state` is null where it may be used. */
export interface HeldItem extends Item {
  readonly state: Unusable | null
}

export const AIMS = ['cheapest', 'fastest', 'nearest'] as const
/** What a way is judged by: rupiah, tenths of a week, kilometres. */
export type Aim = (typeof AIMS)[number]

/** What somebody could take: whole figures, null where nobody said. */
export interface Candidate extends Item {
  readonly costs: Readonly<Record<Aim, number | null>>
}

/** Whether an answer is the best there is. `bounded`: within the time only so much was proven. `first`: a quick answer that nobody proved. */
export type Proof = 'optimal' | 'bounded' | 'first'

/** One way to the larger credential. */
export interface Way {
  readonly aim: Aim
  readonly proof: Proof
  /** Keys of what is to be taken, and of what is held and would be used. */
  readonly take: readonly string[]
  readonly use: readonly string[]
  /** In the unit of the aim. */
  readonly cost: number
  /** No way can cost less than this, as far as was proven. */
  readonly bound: number | null
  /** Offerings on the way whose figure isn't known; each counts as nothing in `cost`. */
  readonly unknown: number
}

/** A part of a rule by its place: `1.2` is the second part of the first of the root, an empty text the root. */
export interface Placed {
  readonly place: string
  readonly part: Part
}

/** A stack as it was proposed, and what became of it. */
export interface StackEdition {
  readonly id: string
  readonly definitionId: string
  readonly organisationId: string
  readonly number: number
  readonly content: Stack
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly approvedBy: string | null
  readonly approvedAt: Date | null
  readonly endedAt: Date | null
}

/** A larger credential that a stack awarded. */
export interface StackAward {
  readonly personId: string
  readonly id: string
  readonly editionId: string
  readonly definitionId: string
  readonly organisationId: string
  readonly credentialId: string
  readonly awardedAt: Date
  readonly endedAt: Date | null
}

/** A part of a larger credential that was revoked: its issuer has to say what follows. */
export interface StackCase {
  readonly personId: string
  readonly id: string
  readonly stackAwardId: string
  readonly organisationId: string
  /** The larger credential, and the part. */
  readonly credentialId: string
  readonly partId: string
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly outcome: 'kept' | 'revoked' | null
  readonly note: string | null
}
