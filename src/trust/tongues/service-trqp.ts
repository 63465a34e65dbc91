import type { Deps } from '../../platform/deps.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../../platform/text.ts'
import { covers, reasonsAgainst } from '../rules.ts'
import { platformDid } from '../rules-did.ts'
import { registerEntryBySlug } from '../service-ask.ts'
import { CLASSES, type RegisterEntry } from '../types.ts'
import { readInstant, readResource, slugOfDid } from './rules.ts'
import type { RegistryAnswer, RegistryQuestion } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl'>

/**
 * Reads a question of TRQP 2.0: `{authority_id, entity_id, action, resource, context?: {time}}`. Unknown members of the context
 * are ignored; a blank `time` means now, as its schema says. Refusals: `trust.question-not-readable`, `trust.time-not-readable`.
 */
export function readQuestion(value: unknown): Outcome<RegistryQuestion> {
  const asked = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const { authority_id: authorityId, entity_id: entityId, action, resource, context } = asked
  const faults: Refusal[] = []
  for (const name of ['authority_id', 'entity_id', 'action', 'resource'])
    if (!isShortText(asked[name])) faults.push({ code: 'trust.question-not-readable', at: `/${name}` })
  const isContext = typeof context === 'object' && context !== null && !Array.isArray(context)
  if (context !== undefined && !isContext) faults.push({ code: 'trust.question-not-readable', at: '/context' })
  const { time: told } = isContext ? (context as { time?: unknown }) : {}
  const given = told === '' ? undefined : told
  const time = given === undefined ? null : readInstant(given)
  if (given !== undefined && time === null) faults.push({ code: 'trust.time-not-readable', at: '/context/time' })
  const [first, ...more] = faults
  if (first !== undefined) return refuse(first, ...more)
  return accept({ authorityId, entityId, action, resource, time } as RegistryQuestion)
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= 2_000
}

/**
 * *May this entity issue that?* (TRQP 2.0, authorization query). The resource is `kind?field=...&level=...`, the action `issue`.
 * Refusals: `trust.authority-unknown`, `trust.entity-unknown`, `trust.action-unknown`, `trust.resource-not-readable`.
 */
export async function authorization(deps: Needs, question: RegistryQuestion): Promise<Outcome<RegistryAnswer>> {
  const asked = readResource(question.resource)
  const found = await askedEntry(deps, question, 'issue', asked !== null)
  if (!found.ok || asked === null) return found as Outcome<never>
  const now = deps.clock()
  const reasons = reasonsAgainst(found.value, asked, question.time ?? now)
  return accept({ ...repeated(question, now), authorized: reasons.length === 0, message: message(reasons) })
}

/**
 * *Does the register hold this entity in that class?* (TRQP 2.0, recognition query). The resource is a class of the register, the
 * action `recognize`. Refusals as above.
 */
export async function recognition(deps: Needs, question: RegistryQuestion): Promise<Outcome<RegistryAnswer>> {
  const wanted = CLASSES.find((one) => one === question.resource)
  const found = await askedEntry(deps, question, 'recognize', wanted !== undefined)
  if (!found.ok) return found
  const now = deps.clock()
  const time = question.time ?? now
  const { listings, standings } = found.value
  const held = [...listings, ...standings].find((one) => one.class === wanted && covers(one, time))
  const texts = loadTexts()
  const text = held === undefined ? texts.both('trust.refusal.not-listed').en : held.reason.en
  return accept({ ...repeated(question, now), recognized: held !== undefined, message: text })
}

async function askedEntry(
  deps: Needs,
  { authorityId, entityId, action }: RegistryQuestion,
  known: string,
  isResourceRead: boolean,
): Promise<Outcome<RegisterEntry>> {
  const platform = platformDid(deps.publicUrl)
  const faults: Refusal[] = []
  if (action !== known) faults.push({ code: 'trust.action-unknown', at: '/action' })
  if (!isResourceRead) faults.push({ code: 'trust.resource-not-readable', at: '/resource' })
  if (authorityId !== platform) faults.push({ code: 'trust.authority-unknown', at: '/authority_id' })
  const entry = await entryOfDid(deps, entityId)
  if (entry === null) faults.push({ code: 'trust.entity-unknown', at: '/entity_id' })
  const [first, ...more] = faults
  if (first !== undefined) return refuse(first, ...more)
  return accept(entry as RegisterEntry)
}

/** The register's entry of a DID, in whatever class; nothing where it has none. */
export async function entryOfDid(deps: Pick<Deps, 'db' | 'publicUrl'>, did: string): Promise<RegisterEntry | null> {
  const slug = slugOfDid(did, platformDid(deps.publicUrl))
  const entry = slug === null ? null : await registerEntryBySlug(deps.db, slug)
  return entry?.did === did ? entry : null
}

/** What an answer repeats of its question. `time_evaluated` is when it was worked out, not the day that it is about. */
function repeated({ authorityId, entityId, action, resource, time }: RegistryQuestion, evaluated: Date) {
  return {
    authority_id: authorityId,
    entity_id: entityId,
    action,
    resource,
    ...(time === null ? {} : { time_requested: time.toISOString(), context: { time: time.toISOString() } }),
    time_evaluated: evaluated.toISOString(),
  }
}

function message(reasons: readonly Refusal[]): string {
  const texts = loadTexts()
  if (reasons.length === 0) return 'Authorised.'
  return `${reasons.map((reason) => texts.both(refusalTextKey(reason), reason.values).en).join('. ')}.`
}
