import type { Dice } from './dice.ts'
import { localInstant } from './dice.ts'
import { FIELDS, type Provider } from './providers.ts'
import type { DefinitionFact } from './types.ts'

const HOURS = [16, 20, 24, 30, 32, 40, 40, 45, 60, 60, 80, 90, 90, 120, 160, 180] as const
const WORDS_OF_FIELD = 260
const COMMON = ['menerapkan', 'menganalisis', 'menyusun', 'melaporkan', 'menguji', 'data', 'proyek', 'tim'] as const

/** A word of a field: invented, so that no list of words decides anything. */
function word(field: number, index: number): string {
  return `kata${field}x${index}`
}

/** The words of a definition of a field: mostly its own, and a few that everybody uses. */
function wordsFrom(dice: Dice, field: number, count: number): string[] {
  const own = Array.from({ length: count }, () => word(field, dice.between(0, WORDS_OF_FIELD - 1)))
  return [...new Set([...own, ...dice.some(COMMON, 4)])]
}

/** Some words changed for others of the field. */
export function reworded(dice: Dice, words: readonly string[], changed: number, field = 0): string[] {
  return [
    ...new Set(words.map((one) => (dice.share(changed) ? word(field, dice.between(0, WORDS_OF_FIELD - 1)) : one))),
  ]
}

/** A definition of a provider, published on a day of the world in its working hours. */
export function define(
  dice: Dice,
  provider: Provider,
  day: number,
  given: Partial<Pick<DefinitionFact, 'hours' | 'words' | 'evidenceSource'>> = {},
): DefinitionFact {
  const definition: DefinitionFact = {
    id: dice.id(),
    organisationId: provider.id,
    hours: given.hours ?? dice.one(HOURS),
    evidenceSource: given.evidenceSource ?? (dice.share(0.08) ? dice.one(['work', 'life-experience']) : 'study'),
    words: given.words ?? wordsFrom(dice, provider.field, dice.between(14, 30)),
    publishedAt: localInstant(day, dice.between(provider.works.from, provider.works.to), provider.zone),
  }
  provider.definitions.push(definition)
  return definition
}

/** Courses that build on each other, by the id of each: whoever takes one usually takes the next. */
export type Ladders = ReadonlyMap<string, readonly DefinitionFact[]>

/**
 * What honest providers offer: some courses of their own; here and there a ladder of three to seven courses that build on
 * each other, some of eight hours a step; workshops of a few hours, each of its own; and language schools, which have a
 * dozen courses whose outcomes differ by one word and whose learners don't meet.
 */
export function defineHonest(dice: Dice, providers: readonly Provider[]): Ladders {
  const ladders = new Map<string, readonly DefinitionFact[]>()
  for (const provider of providers) {
    const begins = Math.max(0, (provider.active[0]?.[0] ?? 0) - 30)
    for (let count = dice.between(2, 6); count > 0; count--) define(dice, provider, begins - dice.between(5, 60))
    if (dice.share(0.12)) {
      const words = wordsFrom(dice, provider.field, 24)
      const hours = dice.one([8, 8, 16, 20, 24])
      const steps = Array.from({ length: dice.between(3, 7) }, () =>
        define(dice, provider, begins - dice.between(1, 40), {
          words: reworded(dice, words, 0.2, provider.field),
          hours,
          evidenceSource: 'study',
        }),
      )
      for (const step of steps) ladders.set(step.id, steps)
    }
    if (dice.share(0.06))
      for (let workshop = dice.between(6, 12); workshop > 0; workshop--)
        define(dice, provider, begins - dice.between(1, 40), { hours: dice.between(3, 8), evidenceSource: 'study' })
    if (dice.share(0.03)) {
      const words = wordsFrom(dice, dice.between(0, FIELDS - 1), 20)
      for (let tongue = dice.between(8, 14); tongue > 0; tongue--)
        define(dice, provider, begins - dice.between(1, 40), {
          words: [...words, `bahasa${tongue}`],
          hours: dice.one([24, 30, 40]),
          evidenceSource: 'study',
        })
    }
  }
  return ladders
}
