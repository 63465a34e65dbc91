import { recordResults } from '../../src/assessment/index.ts'
import { decideAwards, signPending } from '../../src/credentials/index.ts'
import { findVersion } from '../../src/design/index.ts'
import { createBatch, enrolSelf } from '../../src/enrolment/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import { confirmStudy, linkStudy, programmesOf } from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import { inTransaction } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { type Country, mustBe, past } from './country.ts'
import { nameFrom } from './names.ts'
import type { Published } from './offerings.ts'
import { type Chance, chanceFrom } from './random.ts'

const DAY_MILLISECONDS = 86_400_000
/** Batches of the year of history, and learners in each. */
const YEAR_BATCHES = 20
const YEAR_LEARNERS = 16
const HOUR_MILLISECONDS = 3_600_000
/** Learners who can sign in: they pass, or their story would end. */
const NAMED = ['Wartini', 'Kasdi', 'Pratiwi Anggraini']

/**
 * The people of the story: Wartini has two credentials and a confirmed study, Kasdi is in semester 4, and the open batch
 * of the first definition has seats left.
 */
export async function firstCohort(deps: Deps, country: Country, published: readonly Published[]): Promise<void> {
  const chance = chanceFrom('cohort')
  const [first, second] = published as [Published, Published]
  const wartini = country.people.get('wartini')!
  const kasdi = country.people.get('kasdi')!
  await study(deps, country, wartini, {
    nim: '0421055001',
    semester: '6',
    sksTaken: '104',
    onlineSks: '12',
    outsideSks: '6',
  })
  await study(deps, country, kasdi, {
    nim: '0421055017',
    semester: '4',
    sksTaken: '68',
    onlineSks: '6',
    outsideSks: '0',
  })
  const learners = [wartini, kasdi, ...(await strangers(deps, chance, 10))]
  await teach(deps, country, chance, first, learners, 60)
  await teach(deps, country, chance, second, learners.slice(0, 6), 30)
  const today = dayOf(deps.clock())
  const later = dayOf(new Date(deps.clock().getTime() + 60 * DAY_MILLISECONDS))
  for (const { versionId, organisationId } of published.slice(0, 12)) {
    const owner = country.issuers.get(organisationId)!
    mustBe(
      await createBatch(deps, owner, versionId, {
        name: 'Angkatan terbuka',
        startsOn: today,
        endsOn: later,
        capacity: '40',
      }),
    )
  }
}

/** Somebody studies informatics at a campus, which has confirmed it: Universitas Bukit Samara, where nothing else is said. */
export async function study(
  deps: Deps,
  country: Country,
  person: Actor,
  said: { nim: string; semester: string; sksTaken: string; onlineSks: string; outsideSks: string },
  confirmed: { slug: string; by: Actor } = { slug: 'universitas-bukit-samara', by: country.people.get('tamara')! },
): Promise<void> {
  const campus = country.organisations.get(confirmed.slug) ?? ''
  const programme = (await programmesOf(deps.db, campus)).find(({ code }) => code === '55201')
  const { studyId } = mustBe(
    await linkStudy(deps, person, { programmeId: programme?.id ?? '', onlineCourses: '', ...said }),
  )
  mustBe(await confirmStudy(deps, confirmed.by, campus, studyId))
}

export async function strangers(deps: Deps, chance: Chance, count: number): Promise<readonly Actor[]> {
  const people: Actor[] = []
  for (let at = 0; at < count; at++) {
    const person = mustBe(await registerPerson(deps, { name: nameFrom(chance), language: 'id', invented: true }))
    people.push({ personId: person.id, name: person.name, roles: [] })
  }
  return people
}

/**
 * Runs one batch from its first day to its awards, which ended `daysAgo` days ago, so many hours before the morning. About one learner in nine fails. Answers the
 * credentials that were decided.
 */
export async function teach(
  deps: Deps,
  country: Country,
  chance: Chance,
  course: Published,
  learners: readonly Actor[],
  daysAgo: number,
  hoursEarlier = 0,
): Promise<readonly string[]> {
  const version = await findVersion(deps.db, course.versionId)
  if (version === null) return []
  const begin = past(deps, daysAgo + 45)
  const morning = past(deps, daysAgo)
  const end = { ...morning, clock: () => new Date(morning.clock().getTime() - hoursEarlier * HOUR_MILLISECONDS) }
  const staff = country.issuers.get(course.organisationId)!
  const assessor = country.assessors.get(course.organisationId)!
  const days = { startsOn: dayOf(begin.clock()), endsOn: dayOf(end.clock()) }
  const batch = mustBe(
    await createBatch(begin, staff, course.versionId, {
      name: `Angkatan ${days.startsOn.slice(0, 7)}`,
      capacity: '60',
      ...days,
    }),
  )
  const enrolmentIds: string[] = []
  for (const learner of learners) {
    const enrolment = mustBe(await enrolSelf(begin, learner, batch.id))
    enrolmentIds.push(enrolment.id)
    const fails = !NAMED.some((name) => learner.name.startsWith(name)) && chance.percent(11)
    const results = version.outcomes.map((outcome, at) => ({
      outcomeId: outcome.id,
      score: String(fails && at === 0 ? 41 + chance.whole(15) : 68 + chance.whole(31)),
      method: outcome.assessment.method,
      evidence: '',
      assessedOn: days.endsOn,
    }))
    mustBe(await recordResults(end, assessor, enrolment.id, results))
  }
  // In one transaction, so that the open site's own worker can't sign it first and date it today.
  const { awarded } = await inTransaction(end.db, async (tx) => {
    const then = { ...end, db: tx }
    const decided = mustBe(await decideAwards(then, staff, { versionId: course.versionId, enrolmentIds }))
    await signAll(then)
    return decided
  })
  return awarded.map(({ credentialId }) => credentialId)
}

/** Signs all that is due. */
export async function signAll(deps: Deps): Promise<void> {
  for (;;) {
    const { signed } = await signPending(deps, awardHooks(deps))
    if (signed === 0) return
  }
}

/**
 * A year of batches, each with learners of its own, from a year ago until last month. `done` batches stand already;
 * `onBatch` hears how many stand, so that a broken load goes on where it stopped.
 */
export async function teachYear(
  deps: Deps,
  country: Country,
  published: readonly Published[],
  done: number,
  onBatch: (done: number, of: number) => Promise<void>,
): Promise<void> {
  for (let at = done; at < YEAR_BATCHES; at++) {
    const chance = chanceFrom(`year ${at}`)
    const course = published[2 + ((at * 5) % (published.length - 2))] as Published
    const learners = await strangers(deps, chance, YEAR_LEARNERS)
    // The last batch is decided at half past one at night: one case for those who look for fraud.
    const hoursEarlier = at === YEAR_BATCHES - 1 ? 8.5 : 0
    await teach(deps, country, chance, course, learners, 320 - at * 14, hoursEarlier)
    await onBatch(at + 1, YEAR_BATCHES)
  }
}
