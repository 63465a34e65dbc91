import { ASSESSMENT_METHODS, type DefinitionVersion, findVersion } from '../design/index.ts'
import {
  type Batch,
  faultOf,
  findBatch,
  keepUpload,
  type Participant,
  participantsOf,
  type UploadReport,
} from '../enrolment/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import {
  plainHeading,
  type RejectedRow,
  type RowFault,
  readTable,
  type TableHead,
  type TableRow,
} from '../platform/table/index.ts'
import { checkResult, outcomeCode } from './rules.ts'
import { methodOf, RESULT_COLUMNS } from './rules-columns.ts'
import { indexOf, learnerOf, type People } from './rules-learner.ts'
import { mayAssess, type Recording, writeResults } from './service.ts'
import type { CheckedResult } from './types.ts'

const ROWS_AT_ONCE = 500

/** A row that the table reader could not read names nobody. */
const NOBODY = { participant: null, refusals: [], padded: null }

type Given = Pick<Deps, 'db' | 'clock' | 'secrets'>

interface Run {
  readonly actor: Actor
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly head: TableHead
  readonly today: string
  readonly people: People
  /** Learner and outcome to the row that had them first. */
  readonly earlier: Map<string, number>
  readonly faults: RowFault[]
  readonly warnings: RowFault[]
  readonly rejected: RejectedRow[]
  readonly counts: { read: number; created: number; corrected: number; unchanged: number; rejected: number }
}

/**
 * Records the results of a table. A row is taken whole or not at all; a bad one says row, column, reason and what to do,
 * and the others go on. An empty score is *not yet assessed*. The same file again changes nothing; another score for the
 * same outcome is a correction. `onProgress` hears how many rows were read so far.
 *
 * Refusals of the whole file: `assessment.batch-not-found` (also another organisation's), `assessment.no-score-column`,
 * and those of `readTable`.
 */
export async function importResults(
  deps: Given,
  actor: Actor,
  batchId: string,
  bytes: Uint8Array,
  onProgress: (rowsRead: number) => void = () => {},
): Promise<Outcome<{ uploadId: string; report: UploadReport }>> {
  const batch = await findBatch(deps.db, batchId)
  const version =
    batch === null || !mayAssess(actor, batch.organisationId)
      ? null
      : await findVersion(deps.db, batch.definitionVersionId)
  if (batch === null || version === null) return refuse({ code: 'assessment.batch-not-found' })
  const table = await readTable(bytes, RESULT_COLUMNS)
  if (!table.ok) return table
  const { head, rows, notes } = table.value
  const wide = version.outcomes.some((outcome) => head.places.has(outcomeCode(outcome.position)))
  if (!wide && !(head.places.has('outcome') && head.places.has('score')))
    return refuse({ code: 'assessment.no-score-column', values: { codes: codesOf(version) } })
  if (!['number', 'email', 'name'].some((id) => head.places.has(id)))
    return refuse({ code: 'assessment.no-learner-column' })
  const run: Run = {
    actor,
    batch,
    version,
    head,
    today: dayOf(deps.clock()),
    people: indexOf(await participantsOf(deps.db, batchId)),
    earlier: new Map(),
    faults: [],
    warnings: [],
    rejected: [],
    counts: { read: 0, created: 0, corrected: 0, unchanged: 0, rejected: 0 },
  }
  let chunk: Recording[] = []
  for await (const row of rows) {
    const recording = readRow(run, row, wide)
    if (recording !== null) chunk.push(recording)
    if (chunk.length < ROWS_AT_ONCE) continue
    await writeChunk(deps, run, chunk)
    onProgress(run.counts.read)
    chunk = []
  }
  await writeChunk(deps, run, chunk)
  const report: UploadReport = {
    kind: 'results',
    batchId,
    organisationId: batch.organisationId,
    counts: run.counts,
    unknownColumns: [...head.unknown, ...strayCodes(head, version)],
    totals: notes.totals,
    faults: run.faults,
    warnings: run.warnings,
    headings: head.headings,
    rejected: run.rejected,
  }
  const uploadId = await inTransaction(deps.db, async (tx) => {
    await record(tx, {
      at: deps.clock(),
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'result.import',
      subject: batchId,
      detail: { ...run.counts },
    })
    return keepUpload(tx, deps, actor.personId, report)
  })
  return accept({ uploadId, report })
}

const codesOf = (version: DefinitionVersion) =>
  version.outcomes.map((outcome) => outcomeCode(outcome.position)).join(', ')

/** Headings of outcomes that this definition doesn't have. */
function strayCodes(head: TableHead, version: DefinitionVersion): string[] {
  const known = new Set(version.outcomes.map((outcome) => outcomeCode(outcome.position)))
  return [...head.places]
    .filter(([id]) => /^O\d+$/.test(id) && !known.has(id))
    .map(([, place]) => head.headings[place] ?? '')
}

async function writeChunk(deps: Given, run: Run, chunk: readonly Recording[]): Promise<void> {
  if (chunk.length === 0) return
  const recorded = await inTransaction(deps.db, (tx) =>
    writeResults(tx, run.actor, run.batch, merged(chunk), deps.clock()),
  )
  run.counts.created += recorded.created
  run.counts.corrected += recorded.corrected
  run.counts.unchanged += recorded.unchanged
}

/** Rows of the long form belong to one learner each: put together, so that one learner is written once. */
function merged(chunk: readonly Recording[]): Recording[] {
  const byLearner = new Map<string, Recording>()
  for (const one of chunk) {
    const before = byLearner.get(one.enrolment.id)
    byLearner.set(
      one.enrolment.id,
      before === undefined ? one : { ...before, results: [...before.results, ...one.results] },
    )
  }
  return [...byLearner.values()]
}

function readRow(run: Run, row: TableRow, wide: boolean): Recording | null {
  run.counts.read += 1
  const found = row.faults.some((fault) => fault.column === '')
    ? NOBODY
    : learnerOf(run.people, row, run.actor.personId)
  const { participant } = found
  const refusals: Refusal[] = [...found.refusals]
  if (found.padded !== null)
    run.warnings.push(
      faultOf(run.head, row, { code: 'table.zeros-added', at: 'number', values: { number: found.padded } }),
    )
  const scores = participant === null ? [] : scoresOf(run, row, wide, refusals)
  const results: CheckedResult[] = []
  for (const { at, position, text } of scores) {
    const outcome = run.version.outcomes.find((one) => one.position === position)
    const form = {
      outcomeId: outcome?.id ?? '',
      score: text,
      method: methodOf(row.cell('method'), outcome?.assessment.method ?? ''),
      evidence: row.cell('evidence'),
      assessedOn: row.cell('assessedOn') || run.today,
    }
    const checked = checkResult(form, {
      outcome,
      methods: ASSESSMENT_METHODS,
      startsOn: run.batch.startsOn,
      today: run.today,
    })
    if (!checked.ok)
      refusals.push(
        ...checked.refusals.map((refusal) => ({ ...refusal, at: refusal.at === 'score' ? at : (refusal.at ?? at) })),
      )
    else {
      results.push(checked.value)
      if (checked.value.rounded)
        run.warnings.push(
          faultOf(run.head, row, { code: 'assessment.score-rounded', at, values: { score: checked.value.score } }),
        )
    }
  }
  if (participant !== null && scores.length === 0 && refusals.length === 0 && row.faults.length === 0)
    refusals.push({ code: 'assessment.row-without-score' })
  if (participant !== null && refusals.length === 0) twiceRefusals(run, row, participant, scores, refusals)
  if (refusals.length > 0 || row.faults.length > 0 || participant === null) {
    // The date or the method of a row concerns all its outcomes and is told once.
    const once = refusals.filter(
      (refusal, index) =>
        refusals.findIndex((other) => other.code === refusal.code && other.at === refusal.at) === index,
    )
    const faults = [...row.faults, ...once.map((refusal) => faultOf(run.head, row, refusal))]
    run.counts.rejected += 1
    run.faults.push(...faults)
    run.rejected.push({ row: row.row, cells: row.cells, faults })
    return null
  }
  const unsaid = (['method', 'evidence', 'assessedOn'] as const).filter((id) => row.cell(id) === '')
  return { enrolment: participant, results, attempt: null, unsaid }
}

function twiceRefusals(
  run: Run,
  row: TableRow,
  participant: Participant,
  scores: readonly ScoreCell[],
  refusals: Refusal[],
): void {
  const keys = scores.map((score) => `${participant.id} ${score.position}`)
  const earlier = keys.map((key) => run.earlier.get(key)).find((first) => first !== undefined)
  if (earlier !== undefined) refusals.push({ code: 'assessment.row-twice', values: { row: earlier } })
  else for (const key of keys) run.earlier.set(key, row.row)
}

interface ScoreCell {
  /** The column it stands in. */
  readonly at: string
  /** The outcome's number; 0 where the row names one that there isn't. */
  readonly position: number
  readonly text: string
}

function scoresOf(run: Run, row: TableRow, wide: boolean, refusals: Refusal[]): ScoreCell[] {
  if (wide) {
    return run.version.outcomes
      .map((outcome) => ({
        at: outcomeCode(outcome.position),
        position: outcome.position,
        text: row.cell(outcomeCode(outcome.position)),
      }))
      .filter((cell) => cell.text !== '')
  }
  const named = /^(?:o|capaian|cp|outcome)?0?(\d{1,2})$/.exec(plainHeading(row.cell('outcome')))?.[1]
  const outcome = run.version.outcomes.find((one) => one.position === Number(named))
  if (outcome === undefined) {
    refusals.push({ code: 'assessment.outcome-unknown', at: 'outcome', values: { codes: codesOf(run.version) } })
    return []
  }
  const text = row.cell('score')
  return text === '' ? [] : [{ at: 'score', position: outcome.position, text }]
}
