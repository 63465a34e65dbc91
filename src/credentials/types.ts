import type { JsonObject } from '@lumbung/credential'
import type { AqrfTest } from '../frameworks/index.ts'
import type { Bilingual } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

/** The decision to award: stored before anything is signed, and the truth from then on. */
export interface Award {
  readonly id: string
  readonly personId: string
  readonly definitionVersionId: string
  readonly attempt: number
  /** 1, or more for a replacement of an earlier edition. */
  readonly edition: number
  readonly organisationId: string
  readonly enrolmentId: string | null
  /** The last part of the credential's own address. */
  readonly credentialId: string
  /** The holder as this one credential names them: a random URN, so that two credentials can't be put together. */
  readonly subjectId: string
  readonly statusListId: string
  readonly statusIndex: number
  readonly decidedBy: string
  readonly decidedAt: Date
  readonly validUntil: Date | null
  readonly issueJobId: string | null
  readonly replacesCredentialId: string | null
  /** The AQRF test as it came out at the first edition (F066); none for awards from before it was asked. */
  readonly aqrf: AqrfTest | null
}

/**
 * What an award is worth now. `pending` is decided and not yet signed; `held` is not signed while its issuer may sign nothing;
 * `refused` won't be signed unless its issuer, allowed again, asks for it.
 */
export type CredentialState =
  | 'pending'
  | 'held'
  | 'refused'
  | 'in-force'
  | 'suspended'
  | 'revoked'
  | 'replaced'
  | 'expired'

/** How far an award is that several organisations issue together. `signing`: all approved. */
export type TogetherState = 'approving' | 'signing' | 'issued' | 'refused' | 'expired' | 'withdrawn'

/** One organisation of such an award; position 0 is the issuer, which has no role beside that. */
export interface TogetherPart {
  readonly position: number
  readonly organisationId: string
  readonly role: string | null
  readonly isApproved: boolean
  /** Its signature, once it is made. */
  readonly proof: JsonObject | null
}

/** An award that several organisations issue together (F062): nothing is issued before all have signed. */
export interface Together {
  readonly personId: string
  readonly credentialId: string
  readonly state: TogetherState
  /** Until when it can be approved. */
  readonly dueAt: Date
  /** The unsigned document that all sign, once the first has. */
  readonly content: string | null
  readonly settledAt: Date | null
  readonly parts: readonly TogetherPart[]
}

export const TOGETHER_DECISIONS = ['approve', 'take-back', 'refuse'] as const

/** What a co-issuer decided about an award. */
export interface TogetherDecision {
  readonly id: string
  readonly personId: string
  readonly credentialId: string
  readonly organisationId: string
  readonly decision: (typeof TOGETHER_DECISIONS)[number]
  readonly reasonCode: string | null
  readonly note: string | null
  readonly decidedBy: string
  readonly decidedAt: Date
}

/** Figures and closed lists of issuing together, from `data/co-issue.json`. */
export interface TogetherPolicy {
  readonly answerDays: number
  readonly reasons: readonly { readonly code: string; readonly name: Bilingual }[]
}

export const CHANGES = ['suspend', 'resume', 'revoke', 'replace'] as const
export type Change = (typeof CHANGES)[number]

/** A change in a credential's life, with who, when and why. */
export interface StatusChange {
  readonly id: string
  readonly credentialId: string
  readonly personId: string
  readonly number: number
  readonly change: Change
  readonly reasonCode: string
  readonly note: string | null
  readonly replacedBy: string | null
  readonly changedBy: string
  /** The co-issuer whose change it was; none where it was the issuer's. */
  readonly byOrganisationId: string | null
  readonly changedAt: Date
}

/** Why an award isn't signed. */
export interface SignatureStop {
  /** Refused for good; else put aside, and signed by itself when the reasons are gone. */
  readonly final: boolean
  readonly refusals: readonly Refusal[]
  readonly at: Date
}

/** An award with its signed document, if it has one yet, and its last change of status, if there was one. */
export interface Credential {
  /** The credential's id, as in `/credentials/<id>`. */
  readonly id: string
  /** To whom it was issued: its rows live there. */
  readonly personId: string
  /** Who holds it now: another person where a claim passed it on. */
  readonly holderId: string
  readonly award: Award
  /** The signed text, byte for byte, by the newest key where it was signed anew; none until it is signed. */
  readonly document: string | null
  readonly signedAt: Date | null
  /** Set only where it isn't signed. */
  readonly stop: SignatureStop | null
  readonly change: StatusChange | null
}

/** An award that a claim passed from the person of a list to somebody with an account of their own. */
export interface Passed {
  readonly credentialId: string
  readonly issuedTo: string
  readonly holderId: string
  readonly at: Date
}

/** What somebody asks to be changed. `note` is for the organisation's own file and isn't published. */
export interface ChangeAsked {
  readonly change: Change
  readonly reason: string
  readonly note?: string
  /** The corrected name of the holder, where one credential is replaced for that. */
  readonly holderName?: string
}

/** A credential as far as a change of its status needs it: without its text. */
export interface Standing extends Omit<Credential, 'document' | 'signedAt'> {
  readonly signed: boolean
}

/** Figures of status orders, from `data/status-policy`. */
export interface StatusPolicy {
  readonly id: string
  readonly from: string
  /** Minutes in which an order can be undone and nothing outside shows it. */
  readonly holdMinutes: number
  /** From so many credentials on (of one person within a day) an order needs a second person. */
  readonly secondPersonFrom: number
  /** An order so many hours late isn't carried out before somebody confirms it again. */
  readonly staleHours: number
  /** Reasons for which two people act and the change takes effect at once. */
  readonly urgentReasons: readonly string[]
  /** Reasons that only count as long as nobody claimed the credential. */
  readonly beforeClaimReasons: readonly string[]
}

/** An order to change the status of one credential or many. */
export interface StatusOrder {
  readonly id: string
  readonly organisationId: string
  readonly change: Change
  readonly reasonCode: string
  readonly note: string | null
  readonly digest: string
  readonly policyId: string
  readonly urgent: boolean
  readonly secondNeeded: boolean
  readonly total: number
  readonly changed: number
  readonly refused: number
  readonly askedBy: string
  readonly askedAt: Date
  readonly confirmedBy: string | null
  readonly confirmedAt: Date | null
  /** When it takes effect; none until the second person confirmed. */
  readonly effectiveAt: Date | null
  readonly undoneBy: string | null
  readonly undoneAt: Date | null
  readonly finishedAt: Date | null
}

/** `unconfirmed` waits for the second person, `held` can still be undone, `overdue` is too late to run unasked. */
export type OrderState = 'unconfirmed' | 'held' | 'running' | 'overdue' | 'undone' | 'finished'

/** One credential of an order; `personId` is absent where the organisation issued no such credential. */
export interface OrderRow {
  readonly position: number
  readonly personId: string | null
  readonly credentialId: string
  readonly holderName: string | null
  readonly state: 'waiting' | 'changed' | 'refused'
  readonly refusals: readonly Refusal[] | null
}

/** Why a status may change: a closed list in `data/status-reasons`. */
export interface StatusReason {
  readonly code: string
  readonly changes: readonly Change[]
  /** Given by the platform for what it does by rule, and by nobody else. */
  readonly automatic: boolean
  readonly name: Bilingual
}

/** One enrolment that was not awarded, with every reason. */
export interface Rejection {
  readonly enrolmentId: string
  readonly refusals: readonly [Refusal, ...Refusal[]]
}

/** What became of a request to award. */
export interface Decisions {
  readonly awarded: readonly Award[]
  /** Awards that stood already: a repeat changes nothing and answers them. */
  readonly already: readonly Award[]
  readonly rejected: readonly Rejection[]
}

/** An award about to be stored: everything but its place in a status list. */
export type NewAward = Omit<Award, 'statusListId' | 'statusIndex'>

/** What a rule needs to know of an enrolment to decide. */
export interface Candidate {
  readonly enrolmentId: string
  readonly personId: string
  readonly withdrawn: boolean
  readonly passed: boolean
  readonly attempt: number
  /** Positions (1, 2 ...) of the mandatory outcomes that are missing or failed. */
  readonly missing: readonly number[]
  /** How many mandatory outcomes somebody else than the learner assessed and passed in this attempt. */
  readonly assessed: number
}

/** A bulk award and how far it has come. `awarded + already + rejected` rows are decided; `signed` of the awarded are signed. */
export interface IssueJob {
  readonly id: string
  readonly organisationId: string
  readonly definitionVersionId: string
  readonly batchId: string
  readonly askedBy: string
  readonly askedAt: Date
  readonly total: number
  readonly awarded: number
  readonly already: number
  readonly rejected: number
  readonly signed: number
  readonly lastProgressAt: Date | null
  readonly finishedAt: Date | null
}

export interface IssueJobRow {
  readonly position: number
  readonly personId: string
  readonly enrolmentId: string
  readonly refusals: readonly Refusal[] | null
}

export const PURPOSES = ['revocation', 'suspension'] as const
/** What a status list says of a place (Bitstring Status List 1.0, section 3.1). */
export type Purpose = (typeof PURPOSES)[number]

/** How a list is served: a Bitstring Status List for each purpose, or both as a Token Status List. */
export type ListForm = Purpose | 'token'

/** The places of a list that are set, at one version of it. */
export interface PlacesSet {
  readonly version: number
  readonly revoked: readonly number[]
  readonly suspended: readonly number[]
}

/** A signed status list as it is stored. */
export interface StatusListDocument {
  readonly version: number
  readonly document: string
  readonly signedAt: Date
  readonly validUntil: Date
}
