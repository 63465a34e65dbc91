/** What an application must show, where it stands, and who may decide about it. Figures and lists are handed in. */

import type { Refusal } from '../../platform/refusal.ts'
import type { Checklist, RegisterPractice } from '../library.ts'
import { asciiDomain } from '../names/index.ts'
import type { RegisterClass } from '../types.ts'
import type {
  Appeal,
  Application,
  ApplicationContent,
  ApplicationDocument,
  ApplicationState,
  Finding,
  Proposal,
  Scope,
  Urgency,
} from './types.ts'

const DAY_MILLISECONDS = 86_400_000
const DAY = /^\d{4}-\d{2}-\d{2}$/
const TEXT_MOST = 5_000

export const EMPTY_CONTENT: ApplicationContent = {
  legalName: '',
  legalForm: '',
  legalNumber: '',
  legalSince: '',
  kinds: [],
  fields: [],
  levelMin: '',
  levelMax: '',
  statement: '',
  domain: '',
}

/** The beginning of an ISO day in Jakarta; nothing for a text that is no day of the calendar. */
export function startOfDay(day: string): Date | null {
  if (!DAY.test(day)) return null
  const instant = new Date(`${day}T00:00:00+07:00`)
  if (Number.isNaN(instant.getTime())) return null
  // 31 February would otherwise be a day in March.
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? instant : null
}

/** The end of a period whose last day this is: the beginning of the day after it. */
export function endOfDay(day: string): Date | null {
  const start = startOfDay(day)
  return start === null ? null : new Date(start.getTime() + DAY_MILLISECONDS)
}

/** An ISO day some days later. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** Whole days from one ISO day to another; negative where the other lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MILLISECONDS)
}

/** The closed lists that contents are held to. */
export interface Lists {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
}

/**
 * Everything that an application lacks before it can be submitted: each missing paper by name, each field that is empty or
 * malformed. `values.item` is the checklist's code; pages put its name there.
 */
export function checkApplication(
  { content, class: registerClass }: { readonly content: ApplicationContent; readonly class: RegisterClass },
  documents: readonly Pick<ApplicationDocument, 'item'>[],
  checklist: Checklist,
  lists: Lists,
  today: string,
): Refusal[] {
  const refusals: Refusal[] = []
  if (content.legalName === '') refusals.push({ code: 'register.legal-name-missing', at: 'legalName' })
  if (content.legalForm === '') refusals.push({ code: 'register.legal-form-missing', at: 'legalForm' })
  if (content.legalNumber === '') refusals.push({ code: 'register.legal-number-missing', at: 'legalNumber' })
  if (startOfDay(content.legalSince) === null)
    refusals.push({ code: 'register.legal-since-malformed', at: 'legalSince' })
  else if (content.legalSince > today) refusals.push({ code: 'register.legal-since-ahead', at: 'legalSince' })
  if (registerClass === 'issuer') refusals.push(...checkScope(content, lists))
  if ((content.domain ?? '') !== '' && asciiDomain(content.domain ?? '') === null)
    refusals.push({ code: 'register.domain-malformed', at: 'domain' })
  if (content.statement.length > TEXT_MOST) refusals.push({ code: 'register.text-too-long', at: 'statement' })
  for (const item of checklist.items) {
    if (item.document === 'required' && !documents.some((one) => one.item === item.code))
      refusals.push({ code: 'register.document-missing', at: `document-${item.code}`, values: { item: item.code } })
  }
  return refusals
}

/** What is wrong with kinds, fields and levels as typed. */
export function checkScope(
  { kinds, fields, levelMin, levelMax }: Pick<ApplicationContent, 'kinds' | 'fields' | 'levelMin' | 'levelMax'>,
  lists: Lists,
): Refusal[] {
  const refusals: Refusal[] = []
  if (kinds.length === 0 || kinds.some((kind) => !lists.kinds.includes(kind)))
    refusals.push({ code: 'register.kinds-missing', at: 'kinds' })
  if (fields.some((field) => !lists.fields.includes(field)))
    refusals.push({ code: 'register.field-unknown', at: 'fields' })
  const [lowest, highest] = [levelOf(levelMin), levelOf(levelMax)]
  if (lowest === null) refusals.push({ code: 'register.level-malformed', at: 'levelMin' })
  if (highest === null) refusals.push({ code: 'register.level-malformed', at: 'levelMax' })
  if (lowest !== null && highest !== null && lowest > highest)
    refusals.push({ code: 'register.levels-reversed', at: 'levelMax', values: { from: lowest, to: highest } })
  return refusals
}

function levelOf(text: string): number | null {
  return /^[1-9]$/.test(text) ? Number(text) : null
}

/** The scope that an application asks for; its content has passed `checkScope`. */
export function scopeOf(content: Pick<ApplicationContent, 'kinds' | 'fields' | 'levelMin' | 'levelMax'>): Scope {
  const { kinds, fields, levelMin, levelMax } = content
  return { kinds, fields, levelMin: Number(levelMin), levelMax: Number(levelMax), lastDay: '' }
}

const SIGNATURES: readonly {
  readonly type: RegisterPractice['documents']['types'][number]
  readonly bytes: readonly number[]
}[] = [
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
]

/** What a file is by its first bytes; its name and what a browser says of it tell nothing reliable. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  return SIGNATURES.find((one) => one.bytes.every((byte, at) => bytes[at] === byte))?.type ?? null
}

/** Why a file can't be taken: too large, or no PDF, PNG or JPEG. */
export function checkDocument(bytes: Uint8Array, at: string, limits: RegisterPractice['documents']): Refusal[] {
  const type = mediaTypeOf(bytes)
  const refusals: Refusal[] = []
  if (bytes.length > limits.bytesMost)
    refusals.push({ code: 'register.document-too-large', at, values: { megabytes: limits.bytesMost / 1_000_000 } })
  if (type === null || !limits.types.some((one) => one === type)) refusals.push({ code: 'register.document-type', at })
  return refusals
}

/** The decisions about an application in their order: confirmed proposals to list or to refuse. */
export function decisionsOf(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals
    .filter(({ act, decision }) => (act === 'list' || act === 'refuse') && decision?.outcome === 'confirmed')
    .toSorted((a, b) => Number(a.decision?.decidedAt) - Number(b.decision?.decidedAt))
}

/** Where an application stands. */
export function stateOf(
  application: Pick<Application, 'submittedAt'>,
  proposals: readonly Proposal[],
  appeal: Appeal | null,
): ApplicationState {
  if (application.submittedAt === null) return 'draft'
  const decisions = decisionsOf(proposals)
  const last = decisions.at(-1)
  if (last === undefined) return 'submitted'
  if (last.act === 'list') return 'listed'
  if (appeal === null) return 'refused'
  return decisions.length === 1 ? 'appealed' : 'refused-finally'
}

/** Who took part in the decisions about an application: an appeal is decided by others. */
export function decidersOf(proposals: readonly Proposal[]): ReadonlySet<string> {
  return new Set(decisionsOf(proposals).flatMap(({ proposedBy, decision }) => [proposedBy, decision?.decidedBy ?? '']))
}

/** The newest finding for each point of a checklist. */
export function newestFindings(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const inOrder = findings.toSorted((a, b) => a.foundAt.getTime() - b.foundAt.getTime())
  return new Map(inOrder.map((one) => [one.item, one]))
}

/** The required points that no reviewer has found met; those that show legal standing under a code of their own (F010). */
export function openPoints(checklist: Checklist, findings: readonly Finding[]): Refusal[] {
  const newest = newestFindings(findings)
  return checklist.items
    .filter((item) => item.document === 'required' && newest.get(item.code)?.met !== true)
    .map((item) => ({
      code: item.legalStanding ? 'register.legal-standing-not-met' : 'register.point-not-met',
      at: `met-${item.code}`,
      values: { item: item.code },
    }))
}

/** How near a deadline is. `warningDays` before it the queue warns. */
export function urgencyOf(dueOn: string, today: string, warningDays: number): Urgency {
  const left = daysBetween(today, dueOn)
  return left < 0 ? 'late' : left === 0 ? 'today' : left <= warningDays ? 'soon' : 'calm'
}

/** What is known of somebody who wants to propose or to decide. */
export interface Standing {
  readonly personId: string
  /** Keeps the register, or acts for the body whose attestation it is. */
  readonly entitled: boolean
  /** Holds any role in the organisation concerned. */
  readonly ofOrganisation: boolean
  /** Declared a conflict of interest with it. */
  readonly inConflict: boolean
  /** Says for this very change that there is none. */
  readonly deniesConflict: boolean
}

/** Why somebody may not take part in a change: every reason. */
export function reasonsAgainstPerson(person: Standing): Refusal[] {
  if (!person.entitled) return [{ code: 'register.not-allowed' }]
  const refusals: Refusal[] = []
  if (person.ofOrganisation) refusals.push({ code: 'register.own-organisation' })
  if (person.inConflict) refusals.push({ code: 'register.conflict-declared' })
  if (!person.deniesConflict) refusals.push({ code: 'register.conflict-not-answered', at: 'noConflict' })
  return refusals
}

/** The same for the second person: also not the first one, nor (in an appeal) one who decided before. */
export function reasonsAgainstSecond(
  person: Standing,
  proposal: Pick<Proposal, 'proposedBy' | 'decision'>,
  decidedBefore: ReadonlySet<string>,
): Refusal[] {
  const refusals = reasonsAgainstPerson(person)
  if (refusals[0]?.code === 'register.not-allowed') return refusals
  if (proposal.decision !== null) refusals.push({ code: 'register.decided-already' })
  if (proposal.proposedBy === person.personId) refusals.push({ code: 'register.second-person-needed' })
  if (decidedBefore.has(person.personId)) refusals.push({ code: 'register.decided-before' })
  return refusals
}
