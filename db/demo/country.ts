import { addCourse, addMembership, addOrganisation, addProgramme, type Role } from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import { inTransaction } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { type DemoPerson, demoAccounts } from './accounts.ts'
import { COURSES, ORGANISATIONS, PROGRAMMES } from './institutions.ts'
import { nameFrom } from './names.ts'
import { leaveParties, nameParties } from './parties.ts'
import { chanceFrom } from './random.ts'
import { fillRegister, leaveTraces } from './register.ts'

/** The demo's people and places as the rest of the demo needs them. */
export interface Country {
  /** Ids of organisations by slug. */
  readonly organisations: ReadonlyMap<string, string>
  /** The named people by their first name in lower case, as actors. */
  readonly people: ReadonlyMap<string, Actor>
  /** By organisation id: who designs and issues there. */
  readonly issuers: ReadonlyMap<string, Actor>
  /** By organisation id: who assesses there. */
  readonly assessors: ReadonlyMap<string, Actor>
}

/** The day on which the register of the demo began. */
const BEGINNING = new Date('2024-01-08T02:00:00Z')

/** Value of an answer that the demo's own data can't make fail; a refusal names the fault in that data. */
export function mustBe<T>(
  outcome: { ok: true; value: T } | { ok: false; refusals: readonly { code: string; at?: string }[] },
): T {
  if (outcome.ok) return outcome.value
  throw new Error(`the demo was refused: ${outcome.refusals.map(({ code, at }) => `${code} ${at ?? ''}`).join(', ')}`)
}

const DAY_MILLISECONDS = 86_400_000

/** Ten in the morning in Jakarta, noon in Ambon, as milliseconds after midnight UTC. */
const MORNING_MILLISECONDS = 3 * 3_600_000

/**
 * Deps whose clock stands `daysAgo` days back, or one more where that was a Sunday, on a morning: whatever the hour at which
 * the demo is loaded, its institutions worked when people work.
 */
export function past(deps: Deps, daysAgo: number): Deps {
  const now = deps.clock().getTime()
  const day = Math.floor(now / DAY_MILLISECONDS) - daysAgo
  const sunday = new Date(day * DAY_MILLISECONDS).getUTCDay() === 0
  const back = now - ((sunday ? day - 1 : day) * DAY_MILLISECONDS + MORNING_MILLISECONDS)
  return { ...deps, clock: () => new Date(deps.clock().getTime() - back) }
}

/** Founds the institutions, their programmes and courses, the register, and the named people with their roles. */
export async function foundCountry(deps: Deps): Promise<Country> {
  const chance = chanceFrom('country')
  const organisations = new Map(ORGANISATIONS.map(({ slug }) => [slug, chance.id()]))
  await inTransaction(deps.db, async (tx) => {
    for (const { slug, name, foundedAs = name, kind, city, province } of ORGANISATIONS) {
      const id = organisations.get(slug) ?? ''
      await addOrganisation(tx, {
        id,
        slug,
        name: foundedAs,
        kind,
        city,
        province,
        createdAt: BEGINNING,
        invented: true,
      })
      if (kind !== 'university' && kind !== 'polytechnic') continue
      for (const programme of PROGRAMMES) {
        const programmeId = chance.id()
        const { code, level, kkni, sks, courses } = programme
        await addProgramme(tx, {
          id: programmeId,
          organisationId: id,
          code,
          name: { id: programme.id, en: programme.en },
          level,
          kkniLevel: kkni,
          totalSks: sks,
          totalCourses: courses,
        })
        for (const course of COURSES) {
          await addCourse(tx, {
            id: chance.id(),
            programmeId,
            code: course.code,
            name: { id: course.id, en: course.en },
            sks: course.sks,
            standsFor: 'standsFor' in course ? course.standsFor : 'course',
            semester: 'semester' in course ? course.semester : null,
            skills: 'skills' in course ? course.skills.map((code) => ({ framework: 'lumbung-skills', code })) : null,
            outcomes: 'outcomes' in course ? course.outcomes : [],
          })
        }
      }
    }
  })
  await fillRegister({ ...deps, clock: () => BEGINNING }, organisations)
  const idOf = (slug: string): string => organisations.get(slug) ?? ''
  await nameParties(deps, idOf, chance)
  const people = new Map<string, Actor>()
  for (const account of demoAccounts) people.set(firstName(account), await settle(deps, account, organisations))
  const issuers = new Map<string, Actor>()
  const assessors = new Map<string, Actor>()
  for (const { slug, levels, closed } of ORGANISATIONS) {
    if (levels === undefined || closed === true) continue
    const id = organisations.get(slug) ?? ''
    const isNamed = slug === 'politeknik-lembah-angin'
    const hire = (...roles: string[]) =>
      settle(deps, { name: nameFrom(chance), holds: { [slug]: roles } }, organisations)
    issuers.set(id, isNamed ? people.get('bagus')! : await hire('designer', 'issuer', 'owner'))
    assessors.set(id, isNamed ? people.get('marlina')! : await hire('assessor'))
  }
  await leaveTraces(deps, organisations, {
    applicant: await settle(deps, { name: nameFrom(chance), holds: { 'rs-harapan-teduh': ['owner'] } }, organisations),
    assessor: people.get('ratna')!,
    colleague: await settle(
      deps,
      { name: nameFrom(chance), holds: { 'lembaga-mutu-cermat': ['owner'] } },
      organisations,
    ),
    keepers: [people.get('rahmadi')!, people.get('nurhayati')!],
  })
  await leaveParties(deps, idOf, [people.get('rahmadi')!, people.get('nurhayati')!])
  return { organisations, people, issuers, assessors }
}

function firstName({ name }: DemoPerson): string {
  return (name.split(' ')[0] ?? name).toLowerCase()
}

/** Somebody of the demo, with their roles. */
export async function settle(
  deps: Deps,
  account: Pick<DemoPerson, 'name' | 'holds'> & Partial<DemoPerson>,
  organisations: ReadonlyMap<string, string>,
): Promise<Actor> {
  const { name, email, password } = account
  const person = mustBe(await registerPerson(deps, { name, email, password, language: 'id', invented: true }))
  const roles: { organisationId: string; role: string }[] = []
  for (const [slug, held] of Object.entries(account.holds)) {
    for (const role of held) {
      const organisationId = organisations.get(slug) ?? ''
      await addMembership(deps.db, {
        id: `${person.id}-${slug}-${role}`.slice(0, 80),
        organisationId,
        personId: person.id,
        role: role as Role,
        grantedBy: null,
        validFrom: BEGINNING,
      })
      roles.push({ organisationId, role })
    }
  }
  return { personId: person.id, name: person.name, roles }
}
