import type { JsonObject } from '../../src/index.ts'
import type { CheckId, CheckOutcome, Verdict } from '../../src/verdict.ts'

/** One file of a bug, under one set of circumstances, and the answer it must get. */
export interface Case {
  /** Name of the file in the bug's folder. */
  readonly file: string
  /** Key of `WORLDS`. */
  readonly world: string
  readonly verdict: Verdict['verdict']
  /** The check that decides, with its answer; none where everything passes. */
  readonly check?: CheckId
  readonly outcome?: CheckOutcome
  readonly code?: string
}

/** A bug that happened somewhere, as `about.json` of its folder tells it. */
export interface About {
  readonly bug: string
  readonly where: string
  readonly whatHappened: string
  readonly cases: readonly Case[]
}

/** A bug with its files, as `make.ts` writes them. */
export interface Row extends Omit<About, 'cases'> {
  readonly folder: string
  readonly files: Readonly<Record<string, string>>
  readonly cases: readonly Case[]
}

/** How a bad file differs from a good one, and what it must be answered. */
export interface Bad {
  readonly name: string
  readonly text: string
  readonly check: CheckId
  readonly code: string
  readonly outcome?: CheckOutcome
  readonly world?: string
}

/** A row of one good seed in ordinary circumstances and bad variants of it. */
export function row(
  bug: string,
  name: string,
  [where, whatHappened]: readonly [string, string],
  good: string | null,
  bads: readonly Bad[],
): Row {
  const files: Record<string, string> = good === null ? {} : { [`good${endingOf(good)}`]: good }
  const cases: Case[] = Object.keys(files).map((file) => ({ file, world: 'ordinary', verdict: 'valid' }))
  for (const { name: variant, text, check, code, outcome = 'fail', world = 'ordinary' } of bads) {
    const same = Object.entries(files).find(([, known]) => known === text)?.[0]
    const file = same ?? `${variant}${endingOf(text)}`
    files[file] = text
    cases.push({ file, world, verdict: outcome === 'fail' ? 'invalid' : 'unconfirmed', check, outcome, code })
  }
  return { folder: `${bug}-${name}`, bug, where, whatHappened, files, cases }
}

function endingOf(text: string): string {
  return text.startsWith('{') ? '.json' : '.txt'
}

/** A copy of a document with a change. */
export function changed(text: string, change: (document: JsonObject) => JsonObject): string {
  return JSON.stringify(change(JSON.parse(text) as JsonObject), null, 1)
}

/** A copy whose value at a path is another. */
export function put(text: string, path: readonly (string | number)[], value: unknown): string {
  return changed(text, (document) => {
    let node = document as Record<string | number, unknown>
    for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>
    node[path.at(-1) as string] = value
    return document
  })
}
