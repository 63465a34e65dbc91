import type { Db } from '../platform/database.ts'

/** A wish to build a larger credential of awards. */
export interface StackWish {
  readonly personId: string
  /** The credential ids under which the account keeps the parts: their first editions. */
  readonly credentialIds: readonly string[]
  readonly stackId: string
  readonly stackVersion: string
  /** Definition version of the larger credential: its deposit brings only what its parts didn't. */
  readonly definitionVersionId: string
  readonly usedBy: string
  readonly usedAt: Date
}

/** An award that a larger credential is built of. */
export interface StackUse {
  readonly personId: string
  readonly id: string
  readonly credentialId: string
  readonly stackId: string
  readonly stackVersion: string
  readonly definitionVersionId: string
  /** What the part had brought to the account: whole minutes and SKS. */
  readonly minutes: number
  readonly sks: number
  readonly usedAt: Date
}

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
