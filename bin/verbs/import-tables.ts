import { readFileSync } from 'node:fs'
import { importResults } from '../../src/assessment/index.ts'
import { enrolRoster, findBatch, type UploadReport } from '../../src/enrolment/index.ts'
import type { Role } from '../../src/organisations/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import type { Actor } from '../../src/platform/page.ts'
import type { Outcome } from '../../src/platform/refusal.ts'
import { actorWithRole, sayRefused } from '../actor.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'
import { type ImportSummary, nothingImported, sayImported, toldOf } from './import-report.ts'

/** A kind of table that belongs to one batch. */
interface TableKind {
  /** Who may bring it in. */
  readonly roles: readonly [Role, ...Role[]]
  /** What the counts of its report are called in the summary. */
  readonly counts: Readonly<Record<string, 'created' | 'updated' | 'unchanged'>>
  readonly bring: (
    deps: Deps,
    actor: Actor,
    batchId: string,
    bytes: Uint8Array,
    onProgress: (rowsRead: number) => void,
  ) => Promise<Outcome<{ report: UploadReport }>>
}

const ROSTER: TableKind = {
  roles: ['issuer', 'owner'],
  counts: { enrolled: 'created', already: 'unchanged' },
  bring: enrolRoster,
}

const RESULTS: TableKind = {
  roles: ['assessor'],
  counts: { created: 'created', corrected: 'updated', unchanged: 'unchanged' },
  bring: importResults,
}

/** `lumbung import roster FILE... --batch ID`. */
export const importRosterFiles = (paths: readonly string[], input: VerbInput) => importTables(ROSTER, paths, input)

/** `lumbung import results FILE... --batch ID`. */
export const importResultFiles = (paths: readonly string[], input: VerbInput) => importTables(RESULTS, paths, input)

async function importTables(kind: TableKind, paths: readonly string[], input: VerbInput): Promise<number> {
  const { options, configuration, progress } = input
  const batchId = options.batch
  if (typeof batchId !== 'string') throw new UsageError('Name the batch with --batch ID.')
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  try {
    const { deps } = installation
    const batch = await findBatch(deps.db, batchId)
    if (batch === null)
      throw new OperationError(
        `There is no batch ${batchId}.`,
        'Nothing was imported; give the id that stands in the address of its page in /provider.',
      )
    const actor = await actorWithRole(deps.db, batch.organisationId, options.as, kind.roles)
    const summary = nothingImported()
    const told: string[] = []
    let refused = false
    for (const path of paths) {
      const before = summary.read
      const answer = await kind.bring(deps, actor, batch.id, readFileSync(path), (rows) =>
        progress(before + rows, null, 'rows'),
      )
      if (!answer.ok) {
        refused = true
        for (const refusal of answer.refusals) sayRefused(path, refusal)
        continue
      }
      const { report } = answer.value
      add(summary, kind, report)
      told.push(...toldOf(path, report))
    }
    sayImported(summary, told, input)
    return refused ? EXIT.bad : EXIT.good
  } finally {
    await installation.close()
  }
}

function add(summary: ImportSummary, kind: TableKind, report: UploadReport): void {
  summary.read += report.counts.read ?? 0
  for (const [name, as] of Object.entries(kind.counts)) summary[as] += report.counts[name] ?? 0
  summary.rejected += report.rejected.length
  summary.duplicates += report.rejected.filter(({ faults }) =>
    faults.some(({ refusal }) => refusal.code.endsWith('.row-twice')),
  ).length
}
