import { findPersonByEmail, findPersonByNik, registerPerson } from '../people/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import {
  findPadded,
  type RejectedRow,
  type RowFault,
  readTable,
  type TableHead,
  type TableRow,
} from '../platform/table/index.ts'
import { plainName, sameName, seatRefusal } from './rules.ts'
import { faultOf, ROSTER_COLUMNS, readRosterRow } from './rules-roster.ts'
import { mayProvide, ownBatch, participantsOf } from './service.ts'
import { keepUpload } from './service-upload.ts'
import { changeSeats, insertEnrolments, lockBatch, type NewEnrolment } from './store.ts'
import type { Batch, Participant, RosterRow, UploadReport } from './types.ts'

/** How many rows stand in one transaction: enough to be quick, few enough that others may take seats in between. */
const ROWS_AT_ONCE = 200

type Given = Pick<Deps, 'db' | 'clock' | 'secrets'>

/** Whom the batch knows already, and what this file said so far. */
interface Known {
  readonly byPerson: Map<string, Participant | null>
  readonly byNumber: Map<string, string>
  readonly byName: Map<string, string[]>
  /** Address and plain name together: an address alone may be a family's. */
  readonly byEmail: Map<string, string>
  readonly names: Map<string, string>
  /** Key of a row (NIK, address, number or name) to the row that had it first. */
  readonly rows: Map<string, number>
}

/**
 * Enrols everybody of a roster. Whoever is unknown is registered by name, with address and NIK where the row has them; a
 * name alone is enough, and a claim code reaches that person later. A row that can't be taken says why and what to do,
 * and the others go on. The same file again enrols nobody twice.
 *
 * Answers the id of the upload's report; `onProgress` hears how many rows were read so far. Refusals of the whole file: `enrolment.batch-not-found` (also another
 * organisation's) and those of `readTable`.
 */
export async function enrolRoster(
  deps: Given,
  actor: Actor,
  batchId: string,
  bytes: Uint8Array,
  onProgress: (rowsRead: number) => void = () => {},
): Promise<Outcome<{ uploadId: string; report: UploadReport }>> {
  const batch = await ownBatch(deps.db, actor, batchId)
  if (batch === null || !mayProvide(actor, batch.organisationId)) return refuse({ code: 'enrolment.batch-not-found' })
  const table = await readTable(bytes, ROSTER_COLUMNS)
  if (!table.ok) return table
  const { head, rows, notes } = table.value
  const known = await knownIn(deps, batchId)
  const run: Run = {
    deps,
    head,
    known,
    faults: [],
    warnings: [],
    rejected: [],
    counts: { read: 0, enrolled: 0, registered: 0, already: 0, rejected: 0 },
  }
  let chunk: TableRow[] = []
  for await (const row of rows) {
    chunk.push(row)
    if (chunk.length < ROWS_AT_ONCE) continue
    await enrolRows(run, batchId, chunk)
    onProgress(run.counts.read)
    chunk = []
  }
  await enrolRows(run, batchId, chunk)
  const report: UploadReport = {
    kind: 'roster',
    batchId,
    organisationId: batch.organisationId,
    counts: run.counts,
    unknownColumns: head.unknown,
    totals: notes.totals,
    faults: run.faults,
    warnings: run.warnings,
    headings: head.headings,
    rejected: run.rejected,
  }
  const at = deps.clock()
  const uploadId = await inTransaction(deps.db, async (tx) => {
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'enrolment.roster',
      subject: batchId,
      detail: { ...run.counts },
    })
    return keepUpload(tx, deps, actor.personId, report)
  })
  return accept({ uploadId, report })
}

interface Run {
  readonly deps: Given
  readonly head: TableHead
  readonly known: Known
  readonly faults: RowFault[]
  readonly warnings: RowFault[]
  readonly rejected: RejectedRow[]
  readonly counts: { read: number; enrolled: number; registered: number; already: number; rejected: number }
}

async function knownIn(deps: Given, batchId: string): Promise<Known> {
  const known: Known = {
    byPerson: new Map(),
    byNumber: new Map(),
    byName: new Map(),
    byEmail: new Map(),
    names: new Map(),
    rows: new Map(),
  }
  for (const participant of await participantsOf(deps.db, batchId, true))
    remember(known, participant.personId, { ...participant, number: participant.participantNumber }, participant)
  return known
}

function remember(
  known: Known,
  personId: string,
  row: Pick<RosterRow, 'name' | 'number' | 'email'>,
  participant: Participant | null,
): void {
  known.byPerson.set(personId, participant)
  known.names.set(personId, row.name)
  if (row.number !== null) known.byNumber.set(row.number, personId)
  const plain = plainName(row.name)
  if (row.email !== null) known.byEmail.set(`${row.email} ${plain}`, personId)
  known.byName.set(plain, [...(known.byName.get(plain) ?? []), personId])
}

async function enrolRows(run: Run, batchId: string, rows: readonly TableRow[]): Promise<void> {
  if (rows.length === 0) return
  await inTransaction(run.deps.db, async (tx) => {
    const batch = await lockBatch(tx, batchId)
    if (batch === null) return
    let seats = batch.seatsTaken
    const taken: NewEnrolment[] = []
    for (const row of rows) {
      run.counts.read += 1
      const { read, refusals } = readRosterRow(row, run.head, run.known.rows)
      if (read === null) {
        reject(run, row, refusals)
        continue
      }
      const person = await personOf({ ...run.deps, db: tx }, run, row, read, { ...batch, seatsTaken: seats })
      if (!person.ok) {
        reject(run, row, person.refusals)
        continue
      }
      if (person.value === null) {
        run.counts.already += 1
        continue
      }
      taken.push({ id: newId(), personId: person.value, participantNumber: read.number })
      seats += 1
      run.counts.enrolled += 1
    }
    await insertEnrolments(tx, batch, 'roster', taken, run.deps.clock())
    await changeSeats(tx, batchId, taken.length)
  })
}

function reject(run: Run, row: TableRow, refusals: readonly Refusal[]): void {
  const faults = refusals.map((refusal) => faultOf(run.head, row, refusal))
  const all = [...row.faults, ...faults]
  run.counts.rejected += 1
  run.faults.push(...all)
  run.rejected.push({ row: row.row, cells: row.cells, faults: all })
}

/**
 * Whose row this is: a person known by NIK, by the number in this batch, by address and name, or by name alone in this
 * batch; else a new one. Answers nothing where that person has a seat already.
 */
async function personOf(
  deps: Given,
  run: Run,
  row: TableRow,
  read: RosterRow,
  batch: Batch,
): Promise<Outcome<string | null>> {
  const found = await findKnown(deps, run, row, read)
  if (!found.ok) return found
  const participant = found.value === null ? undefined : run.known.byPerson.get(found.value)
  if (participant !== undefined && (participant === null || participant.withdrawnAt === null)) return accept(null)
  const refusal = seatRefusal(batch, participant === undefined ? 'none' : 'given-up', dayOf(deps.clock()))
  if (refusal !== null) return refuse(refusal)
  if (found.value !== null) {
    remember(run.known, found.value, read, null)
    return accept(found.value)
  }
  const person = await registerPerson(deps, {
    name: read.name,
    language: 'id',
    ...(read.email === null ? {} : { email: read.email }),
    ...(read.phone === null ? {} : { phone: read.phone }),
    ...(read.nik === null ? {} : { nik: read.nik }),
  })
  if (!person.ok) {
    const [first, ...more] = person.refusals
    return refuse(first, ...more)
  }
  run.counts.registered += 1
  remember(run.known, person.value.id, read, null)
  return accept(person.value.id)
}

async function findKnown(deps: Given, run: Run, row: TableRow, read: RosterRow): Promise<Outcome<string | null>> {
  const { known } = run
  if (read.nik !== null) {
    const person = await findPersonByNik(deps, read.nik)
    if (person !== null) {
      return sameName(person.name, read.name)
        ? accept(person.id)
        : refuse({ code: 'enrolment.nik-other-name', at: 'nik' })
    }
  }
  if (read.number !== null) {
    const match = findPadded(known.byNumber, read.number)
    if (match !== null) {
      if (!sameName(known.names.get(match.value) ?? '', read.name))
        return refuse({ code: 'enrolment.number-other-name', at: 'number' })
      if (match.padded)
        run.warnings.push(
          faultOf(run.head, row, { code: 'table.zeros-added', at: 'number', values: { number: match.number } }),
        )
      return accept(match.value)
    }
  }
  if (read.email !== null) {
    const here = known.byEmail.get(`${read.email} ${plainName(read.name)}`)
    if (here !== undefined) return accept(here)
    const person = await findPersonByEmail(deps.db, read.email)
    if (person !== null && sameName(person.name, read.name)) return accept(person.id)
    // A family may share an address: a number of one's own then tells the two apart.
    if (person !== null && read.number === null && read.nik === null)
      return refuse({ code: 'enrolment.email-other-name', at: 'email' })
  }
  if (read.nik !== null || read.number !== null || read.email !== null) return accept(null)
  const namesakes = known.byName.get(plainName(read.name)) ?? []
  if (namesakes.length > 1) return refuse({ code: 'enrolment.name-ambiguous', at: 'name' })
  return accept(namesakes[0] ?? null)
}
