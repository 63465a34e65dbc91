import type { Db } from '../../platform/database.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { FactKind, RegisterClass } from '../types.ts'

/** What an application says, every field as typed. Lists are codes of the closed lists. */
export interface ApplicationContent {
  readonly legalName: string
  readonly legalForm: string
  /** Number of the deed, decision or licence. */
  readonly legalNumber: string
  /** ISO day. */
  readonly legalSince: string
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: string
  readonly levelMax: string
  readonly statement: string
  /** The domain of its site, as typed; drafts from before it was asked for have none. */
  readonly domain?: string
}

/** An application of an organisation to be listed in a class. Unchangeable once it is submitted. */
export interface Application {
  readonly id: string
  readonly organisationId: string
  readonly class: RegisterClass
  readonly checklistId: string
  readonly content: ApplicationContent
  /** Counts the changes of a draft, so that two windows don't overwrite each other. */
  readonly revision: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly submittedBy: string | null
  readonly submittedAt: Date | null
  /** ISO day by which it is to be decided. */
  readonly dueOn: string | null
}

/** What is kept of a document beside its bytes. */
export interface ApplicationDocument {
  readonly id: string
  readonly applicationId: string
  /** Code of the checklist's point. */
  readonly item: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** SHA-256 of the content in lower-case hexadecimal. */
  readonly sha256: string
  readonly uploadedBy: string
  readonly uploadedAt: Date
}

/** What a reviewer found for a point of the checklist. */
export interface Finding {
  readonly applicationId: string
  readonly item: string
  readonly met: boolean
  readonly note: string
  readonly foundBy: string
  readonly foundAt: Date
}

/** An appeal against a refusal. */
export interface Appeal {
  readonly applicationId: string
  readonly grounds: string
  readonly appealedBy: string
  readonly appealedAt: Date
  /** ISO day. */
  readonly dueOn: string
}

/** Changes that take two people. */
export const ACTS = [
  'list',
  'refuse',
  'authorise',
  'end-authorisation',
  'end-listing',
  'suspend',
  'resume',
  'attest',
  'end-attestation',
  'correct',
  'rotate-key',
  'compromise-key',
  'rename',
  'merge',
  'close',
  'role',
  'end-role',
  'agreement',
  'choose',
] as const
export type Act = (typeof ACTS)[number]

/** Acts about a party as such, whether or not it stands in the register as anything. */
export const PARTY_ACTS = ['rename', 'merge', 'close', 'role', 'end-role', 'agreement', 'choose'] as const
export type PartyAct = (typeof PARTY_ACTS)[number]

/** Acts of which a registered body is the source: its own people may propose and confirm them. */
export const BODY_ACTS: readonly Act[] = ['attest', 'end-attestation']

/** What each act says. Days are ISO days in Jakarta; a last day is included. */
export interface ActContent {
  readonly list: { readonly class: RegisterClass; readonly authorisations: readonly Scope[] }
  readonly refuse: { readonly reasons: readonly string[]; readonly note: string }
  readonly authorise: Scope & { readonly from: string; readonly note: string }
  readonly 'end-authorisation': { readonly factId: string; readonly lastDay: string; readonly note: string }
  readonly 'end-listing': { readonly class: RegisterClass; readonly reason: string; readonly note: string }
  readonly suspend: { readonly reason: string; readonly note: string }
  readonly resume: { readonly reason: string; readonly note: string }
  readonly attest: {
    readonly bodyId: string
    readonly scheme: string
    readonly level: string
    readonly number: string
    readonly from: string
    readonly lastDay: string
  }
  readonly 'end-attestation': {
    readonly bodyId: string
    readonly factId: string
    readonly lastDay: string
    readonly note: string
  }
  readonly correct: {
    readonly kind: FactKind
    readonly factId: string
    readonly from: string
    /** Empty: without an end. The day before `from`: the fact is taken back. */
    readonly lastDay: string
    readonly note: string
  }
  readonly 'rotate-key': { readonly reason: string; readonly note: string }
  readonly 'compromise-key': {
    /** The verification method of the key. */
    readonly factId: string
    /** From this moment in Jakarta on nothing it signed is believed, as `2026-11-24T09:30`. */
    readonly since: string
    readonly reason: string
    readonly note: string
  }
  readonly rename: Grounds & { readonly onDay: string; readonly newName: string }
  readonly merge: Grounds & { readonly onDay: string; readonly successorId: string }
  /** `successorId` is empty where nobody took over. */
  readonly close: Grounds & { readonly onDay: string; readonly successorId: string }
  readonly role: Grounds & {
    readonly role: string
    readonly from: string
    readonly lastDay: string
    readonly scope: string
    readonly curatedOnly: boolean
    readonly cataloguePlatform: string
  }
  /** `factId` is the code of the role and the day on which it began, as `platform/2026-01-05`. */
  readonly 'end-role': Grounds & { readonly factId: string; readonly lastDay: string }
  readonly agreement: Grounds & {
    readonly kind: string
    readonly title: string
    readonly fields: readonly string[]
    /** Empty: every level. */
    readonly levelMin: string
    readonly levelMax: string
    readonly from: string
    readonly lastDay: string
    readonly documentSha256: string
    readonly parties: readonly { readonly organisationId: string; readonly office: string; readonly signedOn: string }[]
  }
  readonly choose: Grounds & { readonly subjects: readonly string[]; readonly from: string; readonly lastDay: string }
}

/** Where it says so (a deed, a decree, minutes), and why it is recorded. */
export interface Grounds {
  readonly source: string
  readonly note: string
}

/** What may be issued, with the last day on which it may; an empty last day is no end. */
export interface Scope {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
  readonly lastDay: string
}

/** An act together with what it says. */
export type ActGiven = { readonly [A in Act]: { readonly act: A; readonly content: ActContent[A] } }[Act]

/** The same for the acts about a party. */
export type PartyActGiven = { readonly [A in PartyAct]: { readonly act: A; readonly content: ActContent[A] } }[PartyAct]

/** What a later noun wants to be told of confirmed changes, inside their transaction. */
export interface RegisterHooks {
  /** Which courses of a party count may have changed. */
  curationChanged?(tx: Db): Promise<void>
}

/** How the second person decided. */
export interface Decision {
  readonly outcome: 'confirmed' | 'declined'
  readonly note: string
  readonly decidedBy: string
  readonly decidedAt: Date
}

/** A change that somebody proposed, with what the second person decided once there is that. */
export type Proposal = ActGiven & {
  readonly id: string
  readonly organisationId: string
  readonly applicationId: string | null
  /** Whole days by which it would take effect before it was proposed. */
  readonly backdatedDays: number
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly decision: Decision | null
}

/** Where an application stands. */
export type ApplicationState = 'draft' | 'submitted' | 'refused' | 'appealed' | 'listed' | 'refused-finally'

/** How near a deadline is: the word and colour of the queue. */
export type Urgency = 'calm' | 'soon' | 'today' | 'late'

/** Names of codes, for pages and for the words of the register. */
export type NameOf = (code: string) => Bilingual
