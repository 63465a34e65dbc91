import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { JsonObject } from '@lumbung/credential'
import type { Deps } from '../../src/platform/deps.ts'
import { OperationError, wordsOf } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { allRuleSets, replayAll, rerun, ruleSets, ruleSetsWith } from '../../src/recognition/index.ts'
import { EXIT, UsageError, type Verb, type VerbInput } from '../verb.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** `lumbung rules`. */
export const rulesVerb: Verb = {
  summary: 'read the recognition rules, replay every decision, or ask old cases of other rules',
  help: `Use: lumbung rules check [FILE...] [--json]
     lumbung rules replay [--json]
     lumbung rules rerun SET [--organisation ID] [--from DAY] [--until DAY] [--json]

check reads data/recognition-rules and says every fault in words: two sets of one family in force on one day, an unknown
skill, a figure that is negative or no whole number, equivalences in a circle. With files, these are read as if they stood there
too; one of the same name takes the place of that of the data. Nothing is written.
replay asks every stored decision again, of the rule set that made it and with the inputs it kept.
rerun asks the cases that stand of another rule set and tells who would change, by request id; nothing is written.
--from and --until are days of decision; --until is not among them.
With --json: {"sets"}; {"total", "same", "different", "lost"}; {"total", "moves", "sksBefore", "sksAfter", "changed", "cases"}.
Exit: 0 all is well, 1 a decision comes out differently or its rules are lost, 64 wrong use.
`,
  valued: ['organisation', 'from', 'until'],
  flags: [],
  run: async (input) => {
    const [what, set, ...rest] = input.words
    if (what === 'check') return check(input, input.words.slice(1))
    if (rest.length > 0) throw new UsageError('That is one word too many.')
    if (what === 'replay' && set === undefined) return withDeps(input, (deps) => replayEvery(input, deps))
    if (what === 'rerun' && set !== undefined) return withDeps(input, (deps) => rerunUnder(input, deps, set))
    throw new UsageError('Say check, replay, or rerun and a rule set.')
  },
}

async function withDeps({ configuration }: VerbInput, work: (deps: Deps) => Promise<number>): Promise<number> {
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  try {
    return await work(installation.deps)
  } finally {
    await installation.close()
  }
}

function check({ json, say }: VerbInput, paths: readonly string[]): number {
  const files = new Map(paths.map((path) => [basename(path), contentOf(path)]))
  const sets = (paths.length === 0 ? ruleSets() : ruleSetsWith(files)).map(
    ({ id, version, validFrom, validTo, provisional }) => ({
      id,
      version,
      validFrom,
      validTo,
      provisional,
    }),
  )
  if (json) say(JSON.stringify({ sets }))
  else {
    for (const { id, version, validFrom, validTo, provisional } of sets)
      say(
        `${id.padEnd(12)} ${version}  ${validFrom ?? 'no day'} to ${validTo ?? 'now'}${provisional ? '  provisional' : ''}`,
      )
    say('The recognition rules fit together.')
  }
  return EXIT.good
}

function contentOf(path: string): JsonObject {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JsonObject
  } catch (error) {
    throw new OperationError(`${path} can't be read as JSON: ${wordsOf(error)}.`, 'Nothing was checked; mend the file.')
  }
}

async function replayEvery({ json, say, progress }: VerbInput, { db }: Deps): Promise<number> {
  const found = await replayAll(db, (done) => progress(done, null, 'decisions'))
  if (json) say(JSON.stringify(found))
  else {
    for (const id of found.different) say(`Request ${id}: the decision comes out differently.`)
    for (const id of found.lost) say(`Request ${id}: the rule set that decided is kept nowhere.`)
    say(`${found.same} of ${found.total} decisions give the same answer again.`)
  }
  return found.same === found.total ? EXIT.good : EXIT.bad
}

async function rerunUnder({ options, json, say }: VerbInput, { db }: Deps, set: string): Promise<number> {
  const sets = await allRuleSets(db)
  const rules = sets.find(({ id }) => id === set)
  if (rules === undefined)
    throw new UsageError(`There is no rule set ${set}. There are ${sets.map(({ id }) => id).join(', ')}.`)
  const { organisation } = options
  const found = await rerun(db, rules, {
    ...(typeof organisation === 'string' ? { organisationId: organisation } : {}),
    from: dayGiven(options.from),
    until: dayGiven(options.until),
  })
  if (json) say(JSON.stringify(found))
  else {
    for (const { requestId, ruleSetId, before, after } of found.cases)
      say(`${requestId}  ${ruleSetId} ${before.allowedSks ?? '?'} SKS, ${set} ${after.allowedSks ?? '?'} SKS`)
    const { moves, total, changed, sksBefore, sksAfter } = found
    if (changed > found.cases.length) say(`... and ${changed - found.cases.length} more.`)
    say(
      `${total} cases: ${moves.same} the same, ${moves.more} more SKS, ${moves.less} fewer, ${moves['other-reasons']} for other reasons, ${moves['not-known']} not known.`,
    )
    say(`Allowed before: ${sksBefore} SKS. Allowed under ${set}: ${sksAfter} SKS.`)
  }
  return EXIT.good
}

function dayGiven(value: string | true | undefined): Date | undefined {
  if (value === undefined) return undefined
  if (value === true || !DAY.test(value) || Number.isNaN(Date.parse(value)))
    throw new UsageError('Give a day as 2026-11-23.')
  return new Date(`${value}T00:00:00Z`)
}
