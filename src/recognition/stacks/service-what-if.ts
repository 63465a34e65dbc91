import { stackPartsOf } from '../../bank/index.ts'
import { type Offering, ownOfferings } from '../../catalogue/index.ts'
import { newestFacts, type VersionFacts, versionFacts } from '../../design/index.ts'
import { findSkill } from '../../frameworks/index.ts'
import { findOrganisations } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Bilingual } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { capitalOf, provinceCode, stackPractice } from './library.ts'
import { isMet, itemOf, placesOf, usableItems } from './rules.ts'
import { chooseAwards } from './rules-choose.ts'
import { costsOf, type Learner } from './rules-costs.ts'
import { type HeldAward, heldAwards } from './service-held.ts'
import { bestWay, type Found, type Question, quickWay, type Stops, stopsOf, unusedHeld } from './service-search.ts'
import type { Solver } from './solver.ts'
import { awardsTo, stacksInForce } from './store.ts'
import {
  AIMS,
  type Aim,
  type Candidate,
  type HeldItem,
  type Placed,
  type StackEdition,
  type Unusable,
} from './types.ts'

/** What somebody asks: what leads from what I hold to this larger credential? */
export interface WhatIfAsked {
  /** The larger credential, by the last part of its definition's address. */
  readonly slug: string
  /** Whose awards count, or the definitions that somebody says they hold, by the last part of their address. */
  readonly holder: { readonly personId: string } | { readonly definitions: readonly string[] }
  /** Code of the province one comes from. */
  readonly province: string | null
  readonly hoursPerWeek: number
  /** The first ways alone, without waiting for the best. */
  readonly isQuick: boolean
}

/** The names of what an answer speaks of. */
export interface Names {
  /** Of definitions, by the last part of their address. */
  readonly definitions: ReadonlyMap<string, Bilingual>
  readonly offerings: ReadonlyMap<string, Offering>
  /** Of skills, by `framework:code`. */
  readonly skills: ReadonlyMap<string, Bilingual>
}

/** `held`: the larger credential is there already. `met`: what is held is enough. `ways`: these ways lead there. `none`: proven that none does. `unknown`: none was found in the time. */
export interface WhatIf {
  readonly edition: StackEdition
  readonly title: Bilingual
  readonly issuer: string
  readonly sks: number
  readonly answer: 'held' | 'met' | 'ways' | 'none' | 'unknown'
  /** What is held, by its key. */
  readonly held: ReadonlyMap<string, Bilingual>
  /** Keys of what would be used where the stack is met, or was used where it is held. */
  readonly used: readonly string[]
  readonly ways: readonly (Found & { readonly answer: 'way' })[]
  /** Only where no way was found. */
  readonly stops: Stops
  /** `larger`: where it is used already, if that is known. */
  readonly unused: readonly { readonly key: string; readonly why: Unusable; readonly larger: Bilingual | null }[]
  /** Each part of the rule, and whether what is held meets it. */
  readonly parts: readonly (Placed & { readonly isMet: boolean })[]
  readonly names: Names
}

/** The stacks in force today, each with the title of its larger credential. */
export async function stacksOnOffer(
  db: Db,
  now: Date,
): Promise<readonly { edition: StackEdition; facts: VersionFacts; issuer: string }[]> {
  const editions = await stacksInForce(db, dayOf(now))
  const newest = await newestFacts(db)
  const issuers = await findOrganisations(db, [...new Set(editions.map(({ organisationId }) => organisationId))])
  const names = new Map([...issuers.values()].map(({ id, name }) => [id, name]))
  return editions.flatMap((edition) => {
    const facts = newest.get(edition.content.definition)
    return facts === undefined ? [] : [{ edition, facts, issuer: names.get(edition.organisationId) ?? '' }]
  })
}

/**
 * The ways from what somebody holds to a larger credential: the cheapest, the fastest, the nearest, each the best there is or with the proven
 * bound to it, within the time of `data/stacks/practice.json`. Where none leads there: which parts of the rule stop.
 *
 * Refusals: `stacks.stack-unknown`, `stacks.definition-unknown` (for each that somebody says they hold and that isn't there).
 */
export async function whatIf(
  deps: Pick<Deps, 'db' | 'clock'>,
  solver: Solver,
  asked: WhatIfAsked,
): Promise<Outcome<WhatIf>> {
  const { db } = deps
  const now = deps.clock()
  const found = (await stacksOnOffer(db, now)).find(({ edition }) => edition.content.definition === asked.slug)
  if (found === undefined) return refuse({ code: 'stacks.stack-unknown', at: 'stack' })
  const newest = await newestFacts(db)
  const own = await heldOf(db, asked, newest, now)
  if (!own.ok) return own
  const { items, titles } = own.value
  const offerings = await ownOfferings(db)
  const day = dayOf(now)
  const stack = found.edition.content
  const candidates = await candidatesOf(db, offerings, asked, new Set(usedDefinitions(items)))
  const question: Question = { stack, held: items, candidates, day }
  const used = chooseAwards(stack, items, day)
  const usable = usableItems(stack, items, day)
  const common = {
    edition: found.edition,
    title: found.facts.title,
    issuer: found.issuer,
    sks: found.facts.sks,
    held: titles,
    unused: unusedHeld(question).map((one) => ({ ...one, larger: largerOf(items, one.key) })),
    parts: placesOf(stack.rule).map((one) => ({ ...one, isMet: isMet(one.part, used ?? usable, items, day) })),
    names: namesOf(newest, offerings, question),
  }
  const nothing = { ways: [], stops: { single: [], unreachable: [] } }
  const before = await usedBefore(db, asked, found.edition.definitionId, items)
  if (before !== null) return accept({ ...common, ...nothing, answer: 'held', used: before })
  if (used !== null) return accept({ ...common, ...nothing, answer: 'met', used: used.map(({ key }) => key) })
  return accept({ ...common, used: [], ...(await searched(solver, question, asked.isQuick)) })
}

/** The title of the larger credential that an award is part of; null where it is in none, or its holder doesn't hold it. */
function largerOf(items: readonly (HeldItem & Partial<HeldAward>)[], key: string): Bilingual | null {
  const largerId = items.find((one) => one.key === key)?.largerId ?? null
  return largerId === null ? null : (items.find(({ accountId }) => accountId === largerId)?.title ?? null)
}

/** What the larger credential used that somebody holds already; null where it isn't held. */
async function usedBefore(
  db: Db,
  { holder, slug }: WhatIfAsked,
  definitionId: string,
  items: readonly (HeldItem & Partial<HeldAward>)[],
): Promise<readonly string[] | null> {
  if (!items.some(({ definition, state }) => definition === slug && state !== 'revoked')) return null
  if (!('personId' in holder)) return []
  const standing = (await awardsTo(db, holder.personId)).filter(
    (one) => one.definitionId === definitionId && one.endedAt === null,
  )
  const parts = await stackPartsOf(
    db,
    standing.map(({ credentialId }) => credentialId),
  )
  return items.filter(({ accountId }) => parts.some((part) => part.credentialId === accountId)).map(({ key }) => key)
}

async function searched(
  solver: Solver,
  question: Question,
  isQuick: boolean,
): Promise<Pick<WhatIf, 'answer' | 'ways' | 'stops'>> {
  const end = performance.now() + stackPractice().searchMilliseconds.value
  const found: Found[] = isQuick
    ? AIMS.map((aim) => quickFound(question, aim))
    : await Promise.all(AIMS.map((aim) => bestWay(solver, question, aim, end - performance.now())))
  const ways = found.flatMap((one) => (one.answer === 'way' ? [one] : []))
  const stops = { single: [], unreachable: [] }
  if (ways.length > 0) return { answer: 'ways', ways, stops }
  const answer = found.every((one) => one.answer === 'none') ? 'none' : 'unknown'
  // A quick question that found nothing has proven nothing; what is missing by itself can be told all the same.
  const left = isQuick ? 0 : Math.max(0, end - performance.now())
  return { answer, ways, stops: await stopsOf(solver, question, left) }
}

function quickFound(question: Question, aim: Aim): Found {
  const way = quickWay(question, aim)
  return way === null ? { answer: 'unknown', trouble: null } : { answer: 'way', way, trouble: null }
}

async function heldOf(
  db: Db,
  { holder }: WhatIfAsked,
  newest: ReadonlyMap<string, VersionFacts>,
  now: Date,
): Promise<Outcome<{ items: readonly HeldItem[]; titles: ReadonlyMap<string, Bilingual> }>> {
  if ('personId' in holder) {
    const items = await heldAwards(db, holder.personId, now)
    return accept({ items, titles: new Map(items.map(({ key, title }) => [key, title])) })
  }
  const refusals: Refusal[] = []
  const items: HeldItem[] = []
  for (const slug of new Set(holder.definitions)) {
    const facts = newest.get(slug)
    if (facts === undefined)
      refusals.push({ code: 'stacks.definition-unknown', at: 'held', values: { definition: slug } })
    else items.push({ ...itemOf(facts, slug, dayOf(now)), state: null })
  }
  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  return accept({
    items,
    titles: new Map(items.map(({ key }) => [key, newest.get(key)?.title ?? { id: key, en: key }])),
  })
}

/** To earn again what another stack uses gives no second use. */
function usedDefinitions(items: readonly HeldItem[]): readonly string[] {
  return items.filter(({ state }) => state === 'used').map(({ definition }) => definition)
}

async function candidatesOf(
  db: Db,
  offerings: readonly Offering[],
  asked: WhatIfAsked,
  except: ReadonlySet<string>,
): Promise<readonly Candidate[]> {
  const facts = await versionFacts(
    db,
    offerings.flatMap(({ definitionVersionId }) => definitionVersionId ?? []),
  )
  const learner: Learner = {
    hoursPerWeek: asked.hoursPerWeek,
    province: asked.province,
    withinProvinceKilometres: stackPractice().withinProvinceKilometres.value,
  }
  return offerings.flatMap((offering) => {
    const version = facts.get(offering.definitionVersionId ?? '')
    if (version === undefined || version.retired || except.has(version.slug)) return []
    const where = { ...offering, province: provinceCode(offering.province) }
    return [{ ...itemOf(version, offering.id, null), costs: costsOf(where, learner, capitalOf) }]
  })
}

function namesOf(
  newest: ReadonlyMap<string, VersionFacts>,
  offerings: readonly Offering[],
  { stack }: Question,
): Names {
  const skills = new Map<string, Bilingual>()
  for (const { part } of placesOf(stack.rule)) {
    if ('of' in part || part.skill === undefined) continue
    const { framework, code } = part.skill
    const plain = `${framework} ${code}`
    skills.set(`${framework}:${code}`, findSkill(code)?.name ?? { id: plain, en: plain })
  }
  return {
    definitions: new Map([...newest.values()].map(({ slug, title }) => [slug, title])),
    offerings: new Map(offerings.map((offering) => [offering.id, offering])),
    skills,
  }
}
