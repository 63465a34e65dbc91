import { z } from 'zod'
import { bilingual, isoDay } from '../../frameworks/index.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Case, DecisionOutcome, Evaluation, Warning } from '../types.ts'

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
export const limitsSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  requestsPerMinute: setting,
  keyDays: setting,
  rotationHours: setting,
  retryHours: setting,
})
export type Limits = Readonly<z.infer<typeof limitsSchema>>

/** `sandbox` reaches invented learners alone, `live` the university's own requests. */
export const KEY_MODES = ['sandbox', 'live'] as const
export type KeyMode = (typeof KEY_MODES)[number]
/** `read`: see requests. `decide`: decide them, as the registrar who made the key. */
export const SCOPES = ['read', 'decide'] as const
export type Scope = (typeof SCOPES)[number]

export interface ApiKey {
  readonly id: string
  readonly organisationId: string
  readonly name: string
  readonly mode: KeyMode
  readonly ending: string
  readonly scopes: readonly Scope[]
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  /** The minute of the last call; null where there was none. */
  readonly lastUsedAt: Date | null
}

export const EVENTS = [
  'recognition.request.asked',
  'recognition.request.decided',
  'recognition.request.reopened',
  'recognition.request.reviewed',
  'test',
] as const
export type Event = (typeof EVENTS)[number]

export interface Webhook {
  readonly id: string
  readonly organisationId: string
  readonly mode: KeyMode
  readonly url: string
  readonly secretVersion: number
  readonly secretChangedAt: Date | null
  readonly createdAt: Date
}

export interface Delivery {
  readonly id: string
  readonly webhookId: string
  readonly event: Event
  /** `{type, timestamp, data}`: ids only. */
  readonly payload: object
  readonly createdAt: Date
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly tries: number
  readonly lastStatus: number | null
  readonly lastReason: string | null
}

/** How a decision stands in the API, live and in the sandbox alike. */
export interface ToldDecision {
  readonly outcome: DecisionOutcome
  readonly grantedSks: number
  readonly courseId: string | null
  readonly reason: string
  readonly decidedAt: string
  /** What was said of it since its award was revoked or corrected; null where nothing was. */
  readonly review: { readonly answer: 'kept' | 'withdrawn'; readonly reason: string; readonly decidedAt: string } | null
}

/** An invented request of the sandbox. */
export interface SandboxRequest {
  readonly organisationId: string
  readonly id: string
  readonly nim: string
  readonly inputs: Case
  readonly title: Bilingual
  readonly issuerName: string
  readonly askedSks: number
  readonly askedAt: Date
  readonly dueOn: string
  readonly decision: ToldDecision | null
}

/** A request as the API tells it. No name: the university knows its students by NIM. */
export interface ToldRequest {
  readonly id: string
  readonly mode: KeyMode
  readonly state: 'open' | 'decided' | 'withdrawn'
  readonly student: { readonly nim: string }
  readonly credential: {
    readonly title: Bilingual
    readonly issuer: string
    readonly sks: number
    readonly hours: number
    readonly mode: string
  }
  readonly askedSks: number
  readonly askedAt: string
  readonly dueOn: string
  readonly answer: {
    readonly verdict: Evaluation['verdict']
    readonly allowedSks: number | null
    readonly reasons: readonly Refusal[]
  } | null
  /** What whoever counts it should know first; of a decided one, what was known. */
  readonly warnings: readonly Warning[]
  readonly decision: ToldDecision | null
}
