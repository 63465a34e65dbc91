import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { checkAgainst, type ListedName, nameIndex } from '../../src/trust/names/index.ts'
import type { Campaign } from '../support/campaign.ts'
import reviewed from './names-same.json' with { type: 'json' }
import { randomFrom, SPOOF_KINDS, spoofOf } from './names-spoofs.ts'

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
 * Each name against all others. `held` counts what waits for a person; of those, `same` resembles only names that were read
 * to be the same institution, and `false-alarm` all else. `duplicate` is apart.
 */
export function falseAlarms(
  names: readonly string[],
): Readonly<Record<'held' | 'same' | 'false-alarm' | 'duplicate', number>> {
  const index = nameIndex(listedOf(names))
  const seen = { held: 0, same: 0, 'false-alarm': 0, duplicate: 0 }
  for (const name of names) {
    const { outcome, findings } = checkAgainst(index, name, name)
    if (outcome === 'duplicate') seen.duplicate++
    if (outcome !== 'held') continue
    seen.held++
    const known = findings.every(({ resembles }) => resembles !== null && same.has(pairKey(name, resembles.name)))
    seen[known ? 'same' : 'false-alarm']++
  }
  return seen
}

/** Spoofs of listed institutions, each checked against all 9,900: none is clear. */
export const campaign: Campaign = {
  name: 'names',
  claim: 'No spoof of a listed institution is cleared: each is held for a person or is a duplicate.',
  full: 2_000,
  stride: 2_000,
  conclude: () => {
    const { names, rows, repeated } = institutions()
    const seen = falseAlarms(names)
    return {
      institutions: { rows, distinct: names.length, repeatedRows: repeated, duplicates: seen.duplicate },
      heldAmongDistinct: seen.held,
      heldAsSameInstitutionByReview: seen.same,
      falseAlarms: seen['false-alarm'],
      falseAlarmShare: Number((seen['false-alarm'] / names.length).toFixed(5)),
      heldShare: Number((seen.held / names.length).toFixed(5)),
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
      if (outcome === 'clear')
        throw new Error(`trial ${trial} of seed ${seed}: ${kind} of «${name}» is clear: «${spoof}»`)
      seen[`${kind}.${outcome}`] = (seen[`${kind}.${outcome}`] ?? 0) + 1
      report(trial - from + 1)
    }
    seen['most-microseconds-a-check'] = Math.ceil(((performance.now() - started) * 1000) / count)
    return seen
  },
}

/** A spoof that differs from its name: a draw that has no place for its kind is made again. */
function plant(names: readonly string[], kind: (typeof SPOOF_KINDS)[number], random: () => number) {
  for (;;) {
    const name = names[Math.floor(random() * names.length)] ?? ''
    const spoof = spoofOf(name, kind, random)
    if (spoof !== null && spoof !== name) return { name, spoof }
  }
}
