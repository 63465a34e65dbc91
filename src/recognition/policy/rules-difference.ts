import type { Condition, Limit, RuleSet } from '../types.ts'

type Figure = RuleSet['figures'][number]
type Equivalence = RuleSet['skillEquivalences'][number]
/** What of it is another: what it says, its name, or what it rests on. */
export type Aspect = 'says' | 'name' | 'source' | 'day' | 'confidence' | 'note'

/** One difference between two rule sets: added where `before` is null, removed where `after` is. */
export type Change = { readonly aspects: readonly Aspect[] } & (
  | Pair<'limit', Limit>
  | Pair<'condition', Condition>
  | Pair<'figure', Figure>
  | Pair<'equivalence', Equivalence>
  | Pair<'sks', RuleSet['sksMinutes']>
  | Pair<'package', NonNullable<RuleSet['packageSks']>>
  | Pair<'head', RuleSet>
)
interface Pair<What extends string, T> {
  readonly what: What
  readonly before: T | null
  readonly after: T | null
}

const RESTS_ON: Readonly<Record<Exclude<Aspect, 'says'>, readonly string[]>> = {
  name: ['name'],
  source: ['source', 'clause'],
  day: ['from'],
  confidence: ['confidence', 'provisional'],
  note: ['note'],
}

/** Every difference, in the order in which a reader meets the parts. The last day is none where a successor set it. */
export function changesBetween(before: RuleSet, after: RuleSet): readonly Change[] {
  const head = headAspects(before, after)
  return [
    ...(head.length === 0 ? [] : [{ what: 'head', before, after, aspects: head } as const]),
    ...single('sks', before.sksMinutes, after.sksMinutes),
    ...single('package', before.packageSks, after.packageSks),
    ...paired('limit', before.limits, after.limits, ({ id }) => id),
    ...paired('condition', before.conditions, after.conditions, ({ id }) => id),
    ...paired('figure', before.figures, after.figures, ({ id }) => id),
    ...paired('equivalence', before.skillEquivalences, after.skillEquivalences, ({ skill, countsAs }) =>
      [skill.framework, skill.code, countsAs.framework, countsAs.code].join(' '),
    ),
  ] as readonly Change[]
}

function single<T extends object>(what: string, before: T | null, after: T | null) {
  if (before === null && after === null) return []
  const aspects = before === null || after === null ? [] : aspectsOf(before, after)
  return before !== null && after !== null && aspects.length === 0 ? [] : [{ what, before, after, aspects }]
}

function paired<T extends object>(what: string, before: readonly T[], after: readonly T[], keyOf: (one: T) => string) {
  const keys = [...new Set([...before, ...after].map(keyOf))]
  return keys.flatMap((key) => {
    const same = (one: T) => keyOf(one) === key
    return single(what, before.find(same) ?? null, after.find(same) ?? null)
  })
}

function aspectsOf(before: object, after: object): readonly Aspect[] {
  const [one, other] = [before as Record<string, unknown>, after as Record<string, unknown>]
  const differs = (key: string) => canonical(one[key]) !== canonical(other[key])
  const resting = (Object.keys(RESTS_ON) as Exclude<Aspect, 'says'>[]).filter((aspect) =>
    RESTS_ON[aspect].some(differs),
  )
  const known = Object.values(RESTS_ON).flat()
  const says = [...new Set([...Object.keys(one), ...Object.keys(other)])].some(
    (key) => !known.includes(key) && differs(key),
  )
  return says ? ['says', ...resting] : resting
}

function headAspects(before: RuleSet, after: RuleSet): readonly Aspect[] {
  const differs = (...keys: readonly (keyof RuleSet)[]) =>
    keys.some((key) => canonical(before[key]) !== canonical(after[key]))
  const aspects: Aspect[] = []
  if (differs('summary')) aspects.push('says')
  if (differs('name')) aspects.push('name')
  if (differs('source', 'clause', 'amendedBy', 'textChecked')) aspects.push('source')
  if (differs('validFrom')) aspects.push('day')
  if (differs('confidence', 'provisional')) aspects.push('confidence')
  if (differs('notes')) aspects.push('note')
  return aspects
}

/** Null and left out are the same; the order of fields says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
