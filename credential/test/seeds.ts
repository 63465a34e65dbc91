import { type AchievementInput, achievementCredential, type VerifyContext } from '../src/index.ts'
import type { Chance } from './mutate.ts'
import { context, ISSUER, input, issue, OTHER } from './people.ts'

// Good credentials of many shapes, each by another draw: the ground from which mutants and fuzz are made.

/** A good credential with the circumstances in which it is valid. */
export interface Seed {
  readonly name: string
  readonly text: string
  readonly context: VerifyContext
}

const WORDS = [
  'Panen',
  'Kopi',
  'Keselamatan',
  'Tenun',
  'Données',
  'Ikan',
  'Ñandú',
  'Jaringan',
  'Surya',
  '数据',
  '"kutip"',
  'a\\b',
]

function words(chance: Chance, most: number): string {
  return Array.from({ length: 1 + chance.whole(most) }, () => WORDS[chance.whole(WORDS.length)]).join(' ')
}

/** What one credential says, drawn by chance. */
export function drawnInput(chance: Chance): AchievementInput {
  const coded = (at: number) => ({ framework: 'Lumbung', code: `X-${at}`, name: words(chance, 3) })
  const many = (most: number) => Array.from({ length: chance.whole(most) + 1 }, (_, at) => at)
  const sks = 1 + chance.whole(20)
  return input({
    id: `https://lumbung.example/credentials/${chance.whole(1e9)}`,
    holderName: words(chance, 2),
    title: { id: words(chance, 4), en: words(chance, 4) },
    description: { id: words(chance, 9), en: words(chance, 9) },
    sks,
    hours: sks * 45,
    kkniLevel: 4 + chance.whole(3),
    skills: many(6).map(coded),
    outcomes: many(5).map(() => words(chance, 6)),
    ...(chance.percent(40) ? { standard: coded(90) } : {}),
    ...(chance.percent(40) ? { onBehalfOf: { id: OTHER, name: words(chance, 2) } } : {}),
    ...(chance.percent(50) ? { validUntil: new Date('2029-01-01T00:00:00Z') } : {}),
    ...(chance.percent(30) ? { status: [] } : {}),
  })
}

/** One seed of our own format. */
export async function drawSeed(chance: Chance): Promise<Seed> {
  const credential = achievementCredential(drawnInput(chance))
  return { name: 'eddsa-rdfc-2022', text: await issue(credential, 'issuer', `${ISSUER}#key-1`), context: context() }
}
