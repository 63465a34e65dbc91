import { ownCredentials } from '../../src/hooks.ts'
import { recordNik } from '../../src/people/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import { type Db, inTransaction } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { ask, decide, publishStatistics, quarterDue } from '../../src/recognition/index.ts'
import { type Country, mustBe, past } from './country.ts'
import { strangers, study, teach } from './learners.ts'
import type { Published } from './offerings.ts'
import { chanceFrom } from './random.ts'

// The requests of the last quarter whose figures are due: enough at one university, of either provider and of either sex to stand
// for themselves; at two other institutions fewer, which the statistics put together. All invented.

const DAY_MILLISECONDS = 86_400_000
/** Requests by campus in the order of the learners: how many were counted, and how many refused. */
const CAMPUSES = [
  { slug: 'universitas-bukit-samara', registrar: 'tamara', counted: 24, refused: 24 },
  { slug: 'universitas-tanjung-merapu', registrar: 'yohana', counted: 16, refused: 0 },
  { slug: 'politeknik-lembah-angin', registrar: 'dewanto', counted: 4, refused: 0 },
] as const
/** About one learner in nine fails: so many begin. */
const LEARNERS = 84
/** Half of them learn this, and half that. */
const TOPICS = [7, 9] as const
/** Days after the first of the quarter on which the first request is sent, and over how many days they are spread. */
const FIRST_DAY = 20
const SPREAD_DAYS = 45

/** One request of the quarter. */
interface Wish {
  readonly slug: string
  readonly actor: Actor
  readonly credentialId: string
  readonly counts: boolean
  readonly at: number
}

/**
 * Asks and decides the requests of that quarter and publishes it, all in one transaction: nobody sees it half done, and the
 * site's own worker can't publish it before it is whole.
 */
export function fillQuarter(
  deps: Deps,
  country: Country,
  published: readonly Published[],
  done: (tx: Db) => Promise<unknown>,
): Promise<void> {
  return inTransaction(deps.db, async (tx) => {
    const then = { ...deps, db: tx }
    const begun = daysSince(then, quarterDue(dayOf(deps.clock())).from) - FIRST_DAY
    const registrars = new Map<string, Actor>(CAMPUSES.map((one) => [one.slug, country.people.get(one.registrar)!]))
    const wishes = await wishesOf(then, country, published, begun, registrars)
    for (const wish of wishes) {
      const asking = past(then, begun - Math.floor((wish.at * SPREAD_DAYS) / wishes.length))
      const deciding = past(then, begun - Math.floor((wish.at * SPREAD_DAYS) / wishes.length) - 3 - (wish.at % 9))
      const asked = { credentialId: wish.credentialId, sks: 2, asPackage: false, courseId: null, note: '' }
      const { requestId } = mustBe(await ask(asking, ownCredentials(asking), wish.actor, asked))
      const campus = country.organisations.get(wish.slug) ?? ''
      mustBe(
        await decide(deciding, ownCredentials(deciding), registrars.get(wish.slug)!, campus, requestId, {
          outcome: wish.counts ? 'elective-block' : 'none',
          grantedSks: wish.counts ? String(1 + (Math.floor(wish.at / 2) % 2)) : '0',
          courseId: '',
          reason: wish.counts ? 'Capaian sesuai dengan mata kuliah pilihan.' : 'Isi program sudah ada di semester 3.',
          waiverReason: '',
          seen: true,
        }),
      )
    }
    await publishStatistics(then)
    await done(tx)
  })
}

function daysSince({ clock }: Deps, day: string): number {
  return Math.floor((clock().getTime() - Date.parse(`${day}T00:00:00Z`)) / DAY_MILLISECONDS)
}

/** Learners who study at their campus and hold a credential from before the quarter. */
async function wishesOf(
  deps: Deps,
  country: Country,
  published: readonly Published[],
  begun: number,
  registrars: ReadonlyMap<string, Actor>,
): Promise<readonly Wish[]> {
  const chance = chanceFrom('quarter')
  const learners = await strangers(deps, chance, LEARNERS)
  const credentialIds: string[] = []
  for (const [half, topic] of TOPICS.entries()) {
    const own = learners.filter((_, at) => at % TOPICS.length === half)
    credentialIds.push(...(await teach(deps, country, chance, published[topic]!, own, begun + 10)))
  }
  const held = new Map<string, string>()
  for (const credentialId of credentialIds) {
    const facts = await ownCredentials(deps).credentialFacts(credentialId)
    held.set(facts?.personId ?? '', credentialId)
  }
  const passed = learners.filter(({ personId }) => held.has(personId))
  const places = CAMPUSES.flatMap(({ slug, counted, refused }) =>
    Array.from({ length: counted + refused }, (_, place) => ({ slug, counts: place < counted })),
  )
  if (passed.length < places.length) throw new Error('the demo has too few learners for its quarter')
  const wishes: Wish[] = []
  for (const [at, place] of places.entries()) {
    const actor = passed[at]!
    await enter(deps, country, actor, { slug: place.slug, by: registrars.get(place.slug)! }, at)
    wishes.push({ ...place, actor, credentialId: held.get(actor.personId) ?? '', at })
  }
  return wishes
}

/** A student with an identity number of a district that doesn't exist: nobody bears it. Two of every four are women's, from either provider. */
async function enter(
  deps: Deps,
  country: Country,
  actor: Actor,
  confirmed: { slug: string; by: Actor },
  at: number,
): Promise<void> {
  const said = { nim: `0421${String(at + 100).padStart(6, '0')}`, semester: '5', sksTaken: '84' }
  await study(deps, country, actor, { ...said, onlineSks: '4', outsideSks: '2' }, confirmed)
  const day = String((at % 28) + 1 + (Math.floor(at / 2) % 2) * 40).padStart(2, '0')
  mustBe(await recordNik(deps, actor.personId, `339999${day}0104${String(at + 1).padStart(4, '0')}`))
}
