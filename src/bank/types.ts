import type { Bilingual } from '../platform/page.ts'
import type { FlagHooks } from './types-stack.ts'

/**
 * The accounts of one learner's book. `source` is the award that credit comes from, `reserved` the institution for whose
 * decision it waits, `programme` the study programme that counted it. `expired` stands in old books only.
 */
export const ACCOUNTS = ['source', 'learner', 'reserved', 'programme', 'expired'] as const
export type Account = (typeof ACCOUNTS)[number]

export const TRANSACTION_KINDS = [
  'deposit',
  'transfer',
  'correct',
  'reserve',
  'apply',
  'release',
  'expire',
  'reverse',
] as const
export type TransactionKind = (typeof TRANSACTION_KINDS)[number]

/** One side of a movement. `minutes` and `sks` are whole; what an account gives is negative. */
export interface Entry {
  readonly account: Account
  readonly accountId: string
  readonly minutes: number
  readonly sks: number
}

/** What a movement keeps to be read later without asking another room. No personal data. */
export interface MovementReason {
  readonly title?: Bilingual
  readonly issuerOrganisationId?: string
  readonly definitionVersionId?: string
  readonly minutesPerSks?: number
  /** What the award states, by its deposit or its last correction: whole SKS and minutes. */
  readonly statedSks?: number
  readonly statedMinutes?: number
  /** The rule set that converted hours into SKS: of a deposit the credit unit of the day, else that of the decision. */
  readonly ruleSetId?: string
  readonly ruleSetVersion?: string
  /** The reservation that this movement settles. */
  readonly reservationId?: string
  /** ISO instant that the caller's clock said, where it lay before the movement's predecessor. */
  readonly statedAt?: string
  readonly programmeId?: string
  readonly organisationId?: string
  readonly courseId?: string
  readonly requestId?: string
  readonly note?: string
  /** Of a transfer that came in: the posting in the other person's book whose credit it takes over. */
  readonly transferOf?: string
}

export interface Transaction {
  readonly personId: string
  readonly id: string
  readonly kind: TransactionKind
  readonly uniqueKey: string
  readonly credentialId: string
  readonly correctsId: string | null
  readonly reason: MovementReason
  readonly postedBy: string
  readonly postedAt: Date
}

/** A transaction about to be added, with its entries. */
export interface Posting {
  readonly row: Transaction
  readonly entries: readonly Entry[]
}

/** A transaction and what it moved: whole minutes and SKS, summed over its entries. */
export interface MovementRow extends Transaction {
  /** Change of the learner's own account. */
  readonly minutes: number
  readonly sks: number
  /** SKS that it counted in a programme; negative where a use was taken back. */
  readonly usedSks: number
  /** SKS that it reserved for a decision; negative where a reservation ended. */
  readonly reservedSks: number
}

/** A movement as the statement shows it. */
export interface Movement extends MovementRow {
  /** Position in the account, from 1, in the order of posting. */
  readonly number: number
  /** What stands on the learner's own account afterwards. */
  readonly balanceSks: number
}

export interface Balance {
  /** Ready to be asked for. */
  readonly sks: number
  readonly minutes: number
  /** Waiting for a decision. */
  readonly reservedSks: number
  /** Counted in programmes. */
  readonly usedSks: number
  /** Everything that ever came in, less what was taken back. */
  readonly depositedSks: number
}

/** An award that reaches the account. */
export interface Deposit {
  readonly personId: string
  readonly credentialId: string
  readonly definitionVersionId: string
  readonly attempt: number
  /** Whole hours of learning and SKS as published on the definition version. */
  readonly hours: number
  readonly sks: number
  readonly title: Bilingual
  readonly issuerOrganisationId: string
  readonly postedBy: string
  readonly postedAt: Date
}

/** Credit that goes from the book of the person of a list to the book of whoever claimed the credential. */
export interface Transfer {
  readonly fromId: string
  readonly toId: string
  /** As the account keeps it: the first edition. */
  readonly credentialId: string
  readonly postedBy: string
  readonly postedAt: Date
}

/** A wish to hold `sks` units of a credential for a programme until its registrar decided. */
export interface Reserving {
  readonly personId: string
  /** As the account keeps it: the first edition. */
  readonly credentialId: string
  readonly programmeId: string
  readonly organisationId: string
  readonly sks: number
  /** The same key never posts twice: a request's or a decision's id. */
  readonly uniqueKey: string
  readonly requestId: string | null
  /** The rule set under which it is asked or decided. */
  readonly ruleSet?: { readonly id: string; readonly version: string }
  readonly postedBy: string
  readonly postedAt: Date
}

/** A wish to count `sks` units of a credential in a programme. */
export interface Application extends Reserving {
  readonly online: boolean
  readonly outside: boolean
  readonly courseId: string | null
}

/** Units that wait for a decision. `id` is the movement that reserved them. */
export interface Reservation {
  readonly personId: string
  readonly id: string
  readonly credentialId: string
  readonly programmeId: string
  readonly organisationId: string
  readonly requestId: string | null
  readonly sks: number
  readonly reservedAt: Date
  readonly expiresAt: Date
}

export type ReservationEnd = 'applied' | 'released' | 'expired'

/** A change of what an award is worth, after a re-evaluation. */
export interface Correction {
  readonly personId: string
  readonly credentialId: string
  /** Whole hours of learning and SKS as they are now. */
  readonly hours: number
  readonly sks: number
  /** The same key never posts twice: the re-evaluation's id. */
  readonly uniqueKey: string
  readonly postedBy: string
  readonly postedAt: Date
}

/** Where units of a credential were counted. */
export interface Use {
  readonly credentialId: string
  readonly transactionId: string
  readonly programmeId: string
  readonly organisationId: string
  readonly sks: number
  readonly online: boolean
  readonly outside: boolean
  /** `reserved` while a registrar hasn't decided. */
  readonly heldAs: 'reserved' | 'counted'
  readonly usedAt: Date
}

/** What was counted in a programme so far through the bank. */
export interface ProgrammeUsage {
  readonly sks: number
  readonly onlineSks: number
  readonly outsideSks: number
  /** Credentials with at least one online unit: each is one course. */
  readonly onlineCourses: number
}

/** Room under one limit, as the account shows it: `most` and `used` are null where they can't be known. */
export interface RoomShown {
  readonly limit: string
  readonly name: Bilingual
  readonly base: 'sks' | 'courses'
  readonly most: number | null
  readonly used: number | null
  readonly pending: number
  readonly left: number | null
  /** The rule in words, as *40% of 144 SKS*. */
  readonly rule: Bilingual
  readonly provisional: boolean
}

/** What recognition adds to the account page. */
export interface AccountView {
  readonly programme: {
    readonly name: Bilingual
    readonly level: string
    readonly totalSks: number
    readonly organisationName: string
  } | null
  readonly linkState: 'none' | 'stated' | 'refused' | 'confirmed'
  readonly ruleSetName: Bilingual
  readonly ruleSetId: string
  readonly rooms: readonly RoomShown[]
  readonly pending: readonly {
    readonly requestId: string
    readonly credentialId: string
    readonly title: Bilingual
    readonly sks: number
    readonly dueOn: string
    readonly organisationName: string
    readonly askedOn: string
  }[]
}

/** Passed in by `app.ts`: recognition stands after the bank in the list of nouns. */
export interface AccountHooks extends FlagHooks {
  accountView(personId: string): Promise<AccountView>
}

/** A row of the public scoreboard. Where too few people are concerned, figures are null and the last day a month. */
export interface Score {
  readonly organisationId: string
  readonly name: string
  readonly slug: string
  /** ISO day, or ISO month where few people are concerned; null: never posted. */
  readonly last: string | null
  readonly few: boolean
  readonly postings: number | null
  readonly medianDays: number | null
}
