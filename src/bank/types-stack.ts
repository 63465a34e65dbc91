import type { Db } from '../platform/database.ts'
import type { Bilingual } from '../platform/page.ts'

/** An award by which the account keeps it: to whom it was issued, and the credential id of its first edition. */
export interface StackPart {
  readonly personId: string
  readonly credentialId: string
}

/** A wish to build a larger credential of awards. */
export interface StackWish {
  /** To whom the larger credential is about to be awarded: whoever holds the parts, also where they were issued to another. */
  readonly holderId: string
  readonly parts: readonly StackPart[]
  /** The rule that it is awarded by: its id and edition. */
  readonly stackId: string
  readonly stackVersion: string
  /** Credential id of the larger credential, as it will be awarded: its deposit brings only what its parts didn't. */
  readonly largerId: string
  readonly usedBy: string
  readonly usedAt: Date
}

/** An award that a larger credential is built of. */
export interface StackUse extends StackPart {
  readonly id: string
  readonly stackId: string
  readonly stackVersion: string
  readonly largerId: string
  readonly holderId: string
  /** What the part has brought to the account, with its own parts: whole minutes and SKS; the most it ever did since. */
  readonly minutes: number
  readonly sks: number
  readonly usedAt: Date
}

/** What a movement has to do with a larger credential: it brought a part of one, or the rest of one beside its parts. */
export type StackNote =
  | { readonly as: 'part'; readonly larger: Bilingual | null; readonly day: string }
  | { readonly as: 'larger'; readonly partsSks: number }

export const FLAG_CAUSES = ['revoked', 'corrected'] as const
export type FlagCause = (typeof FLAG_CAUSES)[number]

/** A counted credit that its institution must look at again. */
export interface Flag {
  readonly personId: string
  readonly id: string
  readonly credentialId: string
  /** The use. */
  readonly transactionId: string
  readonly organisationId: string
  readonly programmeId: string
  readonly sks: number
  readonly cause: FlagCause
  readonly raisedAt: Date
  readonly settledAt: Date | null
  readonly settledAs: 'kept' | 'reversed' | null
  readonly reason: string | null
}

/** A flag that its institution just settled. */
export interface SettledFlag {
  readonly flag: Flag
  readonly answer: 'kept' | 'withdrawn'
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** What follows a settled flag, in its transaction: recognition notes it at the decision that counted the credit. */
export interface FlagHooks {
  flagSettled(tx: Db, settled: SettledFlag): Promise<void>
}
