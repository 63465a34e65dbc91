/** Writes the table of a suite's results from the report of mocha's JSON reporter. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readJson } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'

/** What a table says above its rows. */
interface Heading {
  readonly suite: string
  /** The commit of the suite. */
  readonly commit: string
  /** What a reader has to know about this run; empty where there is nothing. */
  readonly note: string
}

/** Titles of hooks that failed stand in the report, too, and count as failed. */
const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

/** The table as Markdown; throws TypeError where the text is no report of mocha. */
export function tableOf(report: string, { suite, commit, note }: Heading): string {
  const read = readJson(report, { maxBytes: 16 * 1024 * 1024, maxDepth: 64 })
  if (!read.ok || !isJsonObject(read.value) || !isJsonObject(read.value.stats))
    throw new TypeError('this is no report of mocha’s JSON reporter')
  const { stats } = read.value
  const skipped = new Set(listOf(read.value.pending).map(({ fullTitle }) => fullTitle))
  const failed = new Map(listOf(read.value.failures).map(({ fullTitle, err }) => [fullTitle, err]))
  const rows = listOf(read.value.tests).map(({ fullTitle }) => {
    const result = failed.has(fullTitle) ? '**fail**' : skipped.has(fullTitle) ? 'skip' : 'pass'
    return `| ${result} | ${inOneLine(String(fullTitle))} |`
  })
  const reasons = [...failed].map(
    ([title, err]) => `- ${inOneLine(String(title))}: ${inOneLine(String(isJsonObject(err) ? err.message : ''))}`,
  )
  return [
    `# ${suite}`,
    '',
    `Commit ${commit} of the suite, run on ${String(stats.start).slice(0, 10)}: **${stats.passes} of ${stats.tests} pass, ${stats.failures} fail, ${stats.pending} are skipped**.`,
    ...(note === '' ? [] : ['', note]),
    ...(reasons.length === 0 ? [] : ['', 'What failed:', '', ...reasons]),
    '',
    '| result | test |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
}

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()

/** `table --report FILE --suite NAME --commit HASH [--note TEXT] --output FILE`. Answers the exit code. */
export function tableCommand(words: readonly string[]): number {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { report: option, suite: option, commit: option, note: option, output: option },
  })
  const { report, suite, commit, note = '', output } = values
  if (report === undefined || suite === undefined || commit === undefined || output === undefined) return 64
  writeFileSync(output, tableOf(readFileSync(report, 'utf8'), { suite, commit, note }))
  return 0
}
