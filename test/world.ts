import { setTimeout as pause } from 'node:timers/promises'
import { type Country, foundCountry, mustBe } from '../db/demo/country.ts'
import { loadDemoCore } from '../db/demo/index.ts'
import { contentOf, importCourses } from '../db/demo/offerings.ts'
import { chanceFrom } from '../db/demo/random.ts'
import { TOPICS } from '../db/demo/topics.ts'
import { recordResults } from '../src/assessment/index.ts'
import { type Credential, credentialsOf, decideAwards, signPending, travelling } from '../src/credentials/index.ts'
import {
  createDraft,
  type DefinitionVersion,
  findVersion,
  publish,
  publishedVersions,
  signOff,
} from '../src/design/index.ts'
import { type Batch, createBatch, type Enrolment, enrolSelf } from '../src/enrolment/index.ts'
import { awardHooks, designHooks } from '../src/hooks.ts'
import { logBegan, sequence } from '../src/log/index.ts'
import { confirmStudy, linkStudy, programmesOf } from '../src/organisations/index.ts'
import { registerPerson } from '../src/people/index.ts'
import { dayOf } from '../src/platform/clock.ts'
import type { Deps } from '../src/platform/deps.ts'
import type { Actor } from '../src/platform/page.ts'
import { findSetting } from '../src/platform/setting.ts'
import { type Share, shareCredential } from '../src/wallet/index.ts'

const DAY_MILLISECONDS = 86_400_000

/** The people of the demo by first name: who signs in as whom stands on the sign-in page. */
export type Named =
  | 'wartini'
  | 'kasdi'
  | 'bagus'
  | 'sekar'
  | 'fransiska'
  | 'marlina'
  | 'tamara'
  | 'yohana'
  | 'rahmadi'
  | 'nurhayati'
  | 'ratna'
  | 'darmi'

/** A small world: the demo's institutions and named people, and what one polytechnic teaches. All invented. */
export interface World {
  readonly deps: Deps
  /** Published by Politeknik Lembah Angin, in the order in which they were made. */
  readonly versions: readonly [DefinitionVersion, DefinitionVersion, ...DefinitionVersion[]]
  /** Somebody of the demo, with the roles they hold. */
  actor(name: Named): Actor
  /** The id of an organisation of the demo. */
  organisation(slug: string): string
}

/**
 * Founds the demo's institutions and people and publishes its first topics as definitions of Politeknik Lembah Angin, each
 * signed by both sides. `courses` also brings the demo's short courses into the catalogue.
 */
export async function smallWorld(deps: Deps, choose: { definitions?: number; courses?: boolean } = {}): Promise<World> {
  const country = await foundCountry(deps)
  const { actor, organisation } = namesOf(country)
  const chance = chanceFrom('small world')
  for (const topic of TOPICS.slice(0, Math.max(2, choose.definitions ?? 2))) {
    const content = contentOf(topic, country, chance)
    const draft = mustBe(await createDraft(deps, actor('bagus'), organisation(POLYTECHNIC), content))
    const signed = { markRead: draft.contentMark, note: '' }
    mustBe(await signOff(deps, actor('sekar'), draft.versionId, { side: 'faculty', ...signed }))
    mustBe(await signOff(deps, actor('fransiska'), draft.versionId, { side: 'industry', ...signed }))
    mustBe(await publish(deps, actor('bagus'), draft.versionId, designHooks(deps)))
  }
  if (choose.courses === true) await importCourses(deps)
  return worldOf(deps, country)
}

/** The whole demo, as it stands when the site opens for the first time. */
export async function demoWorld(deps: Deps): Promise<World> {
  await loadDemoCore(deps)
  type Kept = { organisations: [string, string][]; people: [string, Actor][] }
  const kept = (await findSetting(deps.db, 'demo.core')) as Kept
  return worldOf(deps, { organisations: new Map(kept.organisations), people: new Map(kept.people) })
}

const POLYTECHNIC = 'politeknik-lembah-angin'

type Names = Pick<Country, 'organisations' | 'people'>

function namesOf(country: Names): Pick<World, 'actor' | 'organisation'> {
  return {
    actor: (name) => known(country.people.get(name), name),
    organisation: (slug) => known(country.organisations.get(slug), slug),
  }
}

async function worldOf(deps: Deps, country: Names): Promise<World> {
  const names = namesOf(country)
  const published = await publishedVersions(deps.db, names.organisation(POLYTECHNIC))
  const [first, second, ...more] = TOPICS.flatMap((topic) => published.filter(({ title }) => title.id === topic.id))
  return { deps, versions: [known(first, 'first'), known(second, 'second'), ...more], ...names }
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the small world has no ${name}`)
  return value
}

/** A batch of a definition that runs from today for two months. */
export async function openBatch(
  world: World,
  version: DefinitionVersion,
  name = 'Angkatan Melati',
  capacity = 60,
): Promise<Batch> {
  const now = world.deps.clock()
  const days = { startsOn: dayOf(now), endsOn: dayOf(new Date(now.getTime() + 60 * DAY_MILLISECONDS)) }
  return mustBe(
    await createBatch(world.deps, world.actor('bagus'), version.id, { name, capacity: String(capacity), ...days }),
  )
}

/** Learners without an account, each with a name of one word. */
export async function newcomers(world: World, count: number): Promise<readonly Actor[]> {
  const people: Actor[] = []
  for (let at = 1; at <= count; at++) {
    const person = mustBe(await registerPerson(world.deps, { name: `Peserta${at}`, language: 'id', invented: true }))
    people.push({ personId: person.id, name: person.name, roles: [] })
  }
  return people
}

/** Enrols a learner in a batch and records a result for every outcome; who doesn't pass lacks the first one. */
export async function learn(world: World, batch: Batch, learner: Actor, passes = true): Promise<Enrolment> {
  const { deps } = world
  const version = known((await findVersion(deps.db, batch.definitionVersionId)) ?? undefined, 'version of the batch')
  const enrolment = mustBe(await enrolSelf(deps, learner, batch.id))
  const results = version.outcomes.map((outcome, at) => ({
    outcomeId: outcome.id,
    score: !passes && at === 0 ? '41' : '84',
    method: outcome.assessment.method,
    evidence: '',
    assessedOn: dayOf(deps.clock()),
  }))
  mustBe(await recordResults(deps, world.actor('marlina'), enrolment.id, results))
  return enrolment
}

/** How long a signature may take at most, in milliseconds. */
const SIGNED_MILLISECONDS = 20_000

/**
 * A signed credential in a learner's wallet: enrolled, passed, awarded, signed, and in the public log where that has begun.
 * Answers its id.
 */
export async function credentialFor(world: World, version: DefinitionVersion, learner: Actor): Promise<string> {
  const { deps } = world
  const batch = await openBatch(world, version)
  const enrolment = await learn(world, batch, learner)
  const asked = { versionId: version.id, enrolmentIds: [enrolment.id] }
  mustBe(await decideAwards(deps, world.actor('bagus'), asked))
  const hooks = awardHooks(deps)
  // The site's own workers may be signing it at this moment: then there is nothing to take, and a moment to wait.
  for (const deadline = Date.now() + SIGNED_MILLISECONDS; ; await pause(20)) {
    await signPending(deps, hooks)
    const held = await credentialsOf(deps.db, learner.personId)
    const own = known(
      held.find(({ award }) => award.definitionVersionId === version.id),
      'credential',
    )
    if ((own.document !== null && (await isLogged(deps, own))) || Date.now() > deadline) return own.id
  }
}

/** Whether its proof of the log is there, or none is to come because nothing is logged yet. */
async function isLogged(deps: Deps, { id, personId, document }: Credential): Promise<boolean> {
  if (document === null) return false
  if ((await logBegan(deps.db)) === null || !(await travelling(deps, { id, personId }, document)).isPending) return true
  await sequence(deps)
  return false
}

/** A live share of a credential for 30 days. */
export async function shareOf(world: World, learner: Actor, credentialId: string): Promise<Share> {
  return mustBe(await shareCredential(world.deps, learner, credentialId, { label: '', days: '30' }))
}

/** What a learner states of a study; every figure as typed. */
export interface Said {
  readonly nim: string
  readonly semester: string
  readonly sksTaken: string
  readonly onlineSks: string
  readonly outsideSks: string
}

const SAID: Said = { nim: '0421055001', semester: '6', sksTaken: '104', onlineSks: '12', outsideSks: '6' }

/** A study at Universitas Bukit Samara, stated by the learner and confirmed by its registrar. */
export async function confirmedStudy(world: World, learner: Actor, said: Said = SAID): Promise<void> {
  const { deps } = world
  const campus = world.organisation('universitas-bukit-samara')
  const programme = known(
    (await programmesOf(deps.db, campus)).find(({ code }) => code === '55201'),
    'programme',
  )
  const stated = { programmeId: programme.id, onlineCourses: '', ...said }
  const { studyId } = mustBe(await linkStudy(deps, learner, stated))
  mustBe(await confirmStudy(deps, world.actor('tamara'), campus, studyId))
}
