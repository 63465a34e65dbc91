import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import {
  checkAgainst,
  type ListedName,
  type NameIndex,
  nameIndex,
  type ShortWords,
} from '../../src/trust/names/index.ts'
import type { Campaign } from '../support/campaign.ts'
import reviewed from './names-same.json' with { type: 'json' }
import { randomFrom, SPOOF_KINDS, type SpoofKind, spoofOf } from './names-spoofs.ts'

const FILE = join(process.env.SHARED_DATA ?? '../shared/data', 'institutions', 'perguruan_tinggi_pddikti.csv')

/** Whether the list of institutions is at hand: it isn't part of the repository. */
export const hasInstitutions = existsSync(FILE)

/** Distinct names of the list, without regard to case and blanks, and how many rows repeat one. */
export function institutions(): {
  readonly names: readonly string[]
  readonly rows: number
  readonly repeated: number
} {
  const rows = parse(readFileSync(FILE), { columns: true }) as readonly { nama_pt: string }[]
  const names = rows.map(({ nama_pt }) => nama_pt.normalize('NFC').replace(/\s+/gu, ' ').trim()).filter(Boolean)
  const distinct = new Map(names.map((name) => [name.toLowerCase(), name]))
  return { names: [...distinct.values()], rows: rows.length, repeated: names.length - distinct.size }
}

const listedOf = (names: readonly string[]): ListedName[] =>
  names.map((name) => ({ organisationId: name, name, domain: null }))
const pairKey = (a: string, b: string): string => [a, b].toSorted().join('\n')
const same = new Set(reviewed.same.map(([a = '', b = '']) => pairKey(a, b)))

/**
 * Each name of `names` against all others of `among`. `held` counts what waits for a person; of those, `same` resembles only
 * names that were read to be the same institution, and `false-alarm` all else. `duplicate` is apart.
 */
export function falseAlarms(
  names: readonly string[],
  index: NameIndex = nameIndex(listedOf(names)),
  short?: ShortWords,
): Readonly<Record<'held' | 'same' | 'false-alarm' | 'duplicate', number>> {
  const seen = { held: 0, same: 0, 'false-alarm': 0, duplicate: 0 }
  for (const name of names) {
    const { outcome, findings } = checkAgainst(index, name, name, short)
    if (outcome === 'duplicate') seen.duplicate++
    if (outcome !== 'held') continue
    seen.held++
    const known = findings.every(({ resembles }) => resembles !== null && same.has(pairKey(name, resembles.name)))
    seen[known ? 'same' : 'false-alarm']++
  }
  return seen
}

/** The half that a name belongs to, by its hash: thresholds are chosen on the one and reported on the other too. */
export function halves(names: readonly string[]): Readonly<Record<'tuning' | 'heldOut', readonly string[]>> {
  const isTuning = (name: string) => ((createHash('sha256').update(name.toLowerCase()).digest()[0] ?? 0) & 1) === 0
  return { tuning: names.filter(isTuning), heldOut: names.filter((name) => !isTuning(name)) }
}

const SHORT_KINDS: readonly SpoofKind[] = SPOOF_KINDS.filter((kind) => kind.startsWith('short-'))
const SHORT_TRIALS = 2_000
const share = (part: number, whole: number): number => Number((part / whole).toFixed(5))

/** How many spoofs in short words are not clear, of `names`, under a rule. */
function shortStopped(names: readonly string[], index: NameIndex, rule: ShortWords, seed: number): number {
  let stopped = 0
  for (let trial = 0; trial < SHORT_TRIALS; trial++) {
    const kind = SHORT_KINDS[trial % SHORT_KINDS.length] ?? 'short-changed'
    const { spoof } = plant(names, kind, randomFrom(seed * 7_919 + trial))
    if (checkAgainst(index, spoof, null, rule).outcome !== 'clear') stopped++
  }
  return stopped
}

/**
 * The three rules for short words, each on both halves: the share of institutions that it holds for nothing, within the half
 * alone and against the whole list, and the share of 2,000 spoofs in words of three to six letters that it stops.
 */
export function operatingPoints(names: readonly string[], seed: number) {
  const whole = nameIndex(listedOf(names))
  const parts = { ...halves(names), whole: names }
  return (['none', 'native', 'all'] as const).map((rule) => ({
    rule,
    ...Object.fromEntries(
      Object.entries(parts).map(([part, own]) => [
        part,
        {
          names: own.length,
          falseAlarmShareWithin: share(falseAlarms(own, nameIndex(listedOf(own)), rule)['false-alarm'], own.length),
          falseAlarmShare: share(falseAlarms(own, whole, rule)['false-alarm'], own.length),
          shortSpoofsStopped: share(shortStopped(own, whole, rule, seed), SHORT_TRIALS),
        },
      ]),
    ),
  }))
}

/** Spoofs of listed institutions, each checked against all 9,900: of those in words of seven letters and more none is clear. */
export const campaign: Campaign = {
  name: 'names',
  claim:
    'No spoof of a listed institution is cleared, but for letters changed in words of three to six: of those the share that is stopped is reported, for three rules, on names the rule was tuned on and on others.',
  full: 3_200,
  stride: 3_200,
  conclude: () => {
    const { names, rows, repeated } = institutions()
    const seen = falseAlarms(names)
    return {
      institutions: { rows, distinct: names.length, repeatedRows: repeated, duplicates: seen.duplicate },
      heldAmongDistinct: seen.held,
      heldAsSameInstitutionByReview: seen.same,
      falseAlarms: seen['false-alarm'],
      falseAlarmShare: share(seen['false-alarm'], names.length),
      heldShare: share(seen.held, names.length),
      rule: 'native',
      shortWords: operatingPoints(names, 1),
    }
  },
  run: async ({ seed, from, count, report }) => {
    const { names } = institutions()
    const index = nameIndex(listedOf(names))
    const seen: Record<string, number> = {}
    const started = performance.now()
    for (let trial = from; trial < from + count; trial++) {
      const kind = SPOOF_KINDS[trial % SPOOF_KINDS.length] ?? 'homoglyph'
      const { name, spoof } = plant(names, kind, randomFrom(seed * 100_003 + trial))
      const { outcome } = checkAgainst(index, spoof)
      if (outcome === 'clear' && !SHORT_KINDS.includes(kind))
        throw new Error(`trial ${trial} of seed ${seed}: ${kind} of «${name}» is clear: «${spoof}»`)
      seen[`${kind}.${outcome}`] = (seen[`${kind}.${outcome}`] ?? 0) + 1
      report(trial - from + 1)
    }
    seen['most-microseconds-a-check'] = Math.ceil(((performance.now() - started) * 1000) / count)
    return seen
  },
}

/** A spoof that differs from its name: a draw that has no place for its kind is made again. */
function plant(names: readonly string[], kind: SpoofKind, random: () => number) {
  for (;;) {
    const name = names[Math.floor(random() * names.length)] ?? ''
    const spoof = spoofOf(name, kind, random)
    if (spoof !== null && spoof !== name) return { name, spoof }
  }
}
