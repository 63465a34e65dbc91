import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { decideAwards, signPending } from '../../src/credentials/index.ts'
import { type DefinitionVersion, findVersion, latestVersionOf } from '../../src/design/index.ts'
import { batchesOf, faultOf, participantsOf, plainName, ROSTER_COLUMNS } from '../../src/enrolment/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { type RejectedRow, readTable, rejectedCsv, type TableRow } from '../../src/platform/table/index.ts'
import { issuerActor, sentenceOf } from '../actor.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** Rows decided at once; what was decided stays, and the same file again goes on from there. */
const ROWS = 200

/** `lumbung issue ROSTER.csv --definition ID`. */
export const issueVerb: Verb = {
  summary: 'award everybody of a list whose stored results pass',
  help: `Use: lumbung issue ROSTER --definition ID [--as PERSON] [--json]

Awards each row of ROSTER (CSV or XLSX with a column for the name and one for the student number or the e-mail) whose
stored results pass every mandatory outcome, and signs the credentials. ID is a definition or one version of it. The
others are written with their reasons to ROSTER.rejected.csv. The same file twice awards nothing twice, and a run that
was broken off is carried on by running it again. --as names the issuer who decides, by e-mail or id.
With --json: {"read", "awarded", "already", "rejected", "signed"}.
Exit: 0 done, 1 the list could not be read or nothing may be issued, 64 wrong use.
`,
  valued: ['definition', 'as'],
  flags: [],
  run: async ({ words: [path, ...rest], options, configuration, json, say, progress }) => {
    const { definition } = options
    if (path === undefined || rest.length > 0 || typeof definition !== 'string')
      throw new UsageError('Give one list and --definition.')
    if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
    const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
    try {
      const { deps } = installation
      const version = (await findVersion(deps.db, definition)) ?? (await latestVersionOf(deps.db, definition))
      if (version === null)
        throw new OperationError(`There is no definition ${definition}.`, 'Give the id that its page in /design shows.')
      const actor = await issuerActor(deps.db, version.organisationId, options.as)
      const read = await readTable(readFileSync(path), ROSTER_COLUMNS)
      if (!read.ok) throw new OperationError(sentenceOf(read.refusals[0]), '')
      const { head, rows } = read.value
      const match = await matcher(deps, version)
      const counts = { read: 0, awarded: 0, already: 0, rejected: 0, signed: 0 }
      const rejected: RejectedRow[] = []
      const decide = async (chunk: readonly TableRow[]) => {
        const matched = chunk.map((row) => ({ row, found: match(row) }))
        const byEnrolment = new Map(
          matched.flatMap(({ row, found }) => (found.id === null ? [] : [[found.id, row] as const])),
        )
        const reject = (
          row: TableRow,
          codes: readonly { code: string; values?: Readonly<Record<string, string | number>> }[],
        ) =>
          rejected.push({
            row: row.row,
            cells: row.cells,
            faults: codes.map((refusal) => faultOf(head, row, refusal)),
          })
        for (const { row, found } of matched) if (found.id === null) reject(row, [{ code: found.code }])
        if (byEnrolment.size > 0) {
          const outcome = await decideAwards(deps, actor, {
            versionId: version.id,
            enrolmentIds: [...byEnrolment.keys()],
          })
          if (!outcome.ok) throw new OperationError(outcome.refusals.map(sentenceOf).join(' '), '')
          counts.awarded += outcome.value.awarded.length
          counts.already += outcome.value.already.length
          for (const { enrolmentId, refusals } of outcome.value.rejected) {
            const row = byEnrolment.get(enrolmentId)
            if (row !== undefined) reject(row, refusals)
          }
        }
        counts.read += chunk.length
        progress(counts.read, null, 'rows decided')
      }
      let chunk: TableRow[] = []
      for await (const row of rows) {
        chunk.push(row)
        if (chunk.length === ROWS) await decide(chunk.splice(0))
      }
      if (chunk.length > 0) await decide(chunk)
      counts.rejected = rejected.length
      if (rejected.length > 0) writeFileSync(`${path}.rejected.csv`, rejectedCsv(head, rejected, 'id'), { mode: 0o600 })
      chunk = []
      counts.signed = await signAll(deps, (done) => progress(done, counts.awarded, 'signed'))
      if (json) say(JSON.stringify(counts))
      else {
        say(
          Object.entries(counts)
            .map(([name, count]) => `${name} ${count}`)
            .join(', '),
        )
        if (rejected.length > 0) say(`The rejected rows stand with their reasons in ${path}.rejected.csv`)
      }
      return EXIT.good
    } finally {
      await installation.close()
    }
  },
}

/** Signs what waits; a running site may be signing the same at that moment, and each is signed once. */
async function signAll(deps: Deps, report: (done: number) => void): Promise<number> {
  let signed = 0
  for (;;) {
    const round = await signPending(deps, awardHooks(deps))
    signed += round.signed
    if (round.signed === 0) return signed // what failed waits for the signer, and the site carries it on
    report(signed)
  }
}

/** Finds the enrolment of a row: by the student number, by address and name, by an address that only one has, by a name that only one has. */
async function matcher(
  deps: Deps,
  version: DefinitionVersion,
): Promise<(row: TableRow) => { id: string; code: '' } | { id: null; code: string }> {
  const batches = await batchesOf(deps.db, { versionId: version.id })
  const participants = (await Promise.all(batches.map(({ id }) => participantsOf(deps.db, id)))).flat()
  const groups = new Map<string, Set<string>>()
  const add = (key: string, id: string) => groups.set(key, (groups.get(key) ?? new Set()).add(id))
  for (const { id, name, email, participantNumber } of participants) {
    if (participantNumber !== null) add(`number ${participantNumber}`, id)
    if (email !== null) add(`email ${email.toLowerCase()}`, id)
    if (email !== null) add(`both ${email.toLowerCase()} ${plainName(name)}`, id)
    add(`name ${plainName(name)}`, id)
  }
  return (row) => {
    const [name, email, number] = [plainName(row.cell('name')), row.cell('email').toLowerCase(), row.cell('number')]
    const keys = [
      number === '' ? '' : `number ${number}`,
      email === '' ? '' : `both ${email} ${name}`,
      email === '' ? '' : `email ${email}`,
      `name ${name}`,
    ]
    for (const key of keys.filter((one) => one !== '')) {
      const found = [...(groups.get(key) ?? [])]
      if (found.length === 1) return { id: found[0] ?? '', code: '' }
      if (found.length > 1) return { id: null, code: 'assessment.learner-ambiguous' }
    }
    return { id: null, code: 'assessment.learner-unknown' }
  }
}
