import { currentStudyOf, mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { readTable } from '../platform/table/index.ts'
import { findShare, readCode, shareState } from '../wallet/index.ts'
import { workingPractice } from './library.ts'
import { batchId, checkLines, credentialIn, type GivenLine, linesOf, markOf, partsOf } from './rules-batch.ts'
import { askFor } from './service-ask.ts'
import { assess } from './service-case.ts'
import { openRequestFor } from './store.ts'
import { findBatch, insertBatch, linesOfBatch, noteLine, waitAgain } from './store-batch.ts'
import type { CredentialFacts, CredentialSource } from './types.ts'
import type { BatchLine } from './types-batch.ts'

/** Longest list and table that are read, in bytes: fifty lines need far less. */
const BYTES_MOST = 1_048_576
/** Headings under which a table names its credentials. */
const HEADINGS = ['kredensial', 'credential', 'id kredensial', 'credential id', 'tautan', 'link', 'kode', 'code']

/** What a registrar handed in: a pasted text, or a file (text, CSV, XLSX). */
export type GivenList = { readonly text: string } | { readonly bytes: Uint8Array }

/**
 * Takes a list of ids, links or codes of credentials and asks for each on behalf of its holder. The same list again is the same
 * batch, and every line has its own result: a broken line holds up no other, and a line that was asked for isn't asked again.
 * Answers the id of the batch.
 *
 * Refusals: `recognition.not-allowed`, `batch-empty`, `batch-too-long`, `batch-unreadable`, and those of `readTable`.
 */
export async function takeBatch(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  given: GivenList,
): Promise<Outcome<{ batchId: string }>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const read = 'text' in given ? accept(linesOf(given.text)) : await linesOfFile(given.bytes)
  if (!read.ok) return read
  const checked = checkLines(read.value, workingPractice().batchLines.value)
  if (!checked.ok) return checked
  const lines: Pick<BatchLine, 'line' | 'credentialId' | 'mark'>[] = []
  for (const { line, text } of checked.value)
    lines.push({ line, credentialId: await credentialOf(deps, source, text), mark: markOf(text) })
  const id = batchId(organisationId, checked.value)
  const at = deps.clock()
  await inTransaction(deps.db, async (tx) => {
    const batch = { organisationId, id, lines: lines.length, madeBy: actor.personId, madeAt: at }
    if (!(await insertBatch(tx, batch, lines))) return
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.batch',
      subject: id,
      detail: { lines: lines.length },
    })
  })
  await workOn(deps, source, actor, organisationId, id)
  return accept({ batchId: id })
}

/** Goes on with a batch that was interrupted, and tries its refused lines again. Refusals: `not-allowed`, `batch-unknown`. */
export async function resumeBatch(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  id: string,
): Promise<Outcome<true>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  if ((await findBatch(deps.db, organisationId, id)) === null) return refuse({ code: 'recognition.batch-unknown' })
  await waitAgain(deps.db, organisationId, id)
  await workOn(deps, source, actor, organisationId, id)
  return accept(true as const)
}

/** Works on every line that waits, one transaction each: whenever this stops, what is done is done and the rest still waits. */
async function workOn(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  id: string,
): Promise<void> {
  const lines = await linesOfBatch(deps.db, organisationId, id)
  for (const one of lines) {
    if (one.state !== 'waiting') continue
    const earlier = lines.find(
      ({ line, credentialId }) => line < one.line && credentialId !== null && credentialId === one.credentialId,
    )
    const result =
      earlier === undefined
        ? await askLine(deps, source, actor, organisationId, one.credentialId)
        : refused({ code: 'recognition.batch-line-twice', values: { line: earlier.line } })
    await noteLine(deps.db, organisationId, id, { line: one.line, ...result }, deps.clock())
  }
}

type LineResult = Pick<BatchLine, 'state' | 'requestId' | 'personId' | 'refusals'>

const refused = (...refusals: readonly Refusal[]): LineResult => ({
  state: 'refused',
  requestId: null,
  personId: null,
  refusals,
})

async function askLine(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  credentialId: string | null,
): Promise<LineResult> {
  const facts = credentialId === null ? null : await source.credentialFacts(credentialId)
  const study = facts === null ? null : await currentStudyOf(deps.db, facts.personId)
  if (facts === null || study?.organisationId !== organisationId || study.state !== 'confirmed')
    return refused({ code: 'recognition.batch-line-unknown' })
  const open = () => openRequestFor(deps.db, facts.personId, facts.credentialId, study.programmeId)
  const before = await open()
  if (before !== null) return { state: 'already', requestId: before.id, personId: facts.personId, refusals: [] }
  const sks = await leftOf(deps, facts, organisationId, study.programmeId)
  if (sks < 1) return refused({ code: 'recognition.nothing-left', values: { sks: facts.sks } })
  const asked = await askFor(deps, source, actor, organisationId, [
    { credentialId: facts.credentialId, sks, asPackage: false, courseId: null, note: '' },
  ])
  if (asked.ok)
    return { state: 'asked', requestId: asked.value.requestIds[0] ?? '', personId: facts.personId, refusals: [] }
  // Somebody else asked for it since: their request stands.
  const meanwhile = await open()
  if (meanwhile !== null) return { state: 'already', requestId: meanwhile.id, personId: facts.personId, refusals: [] }
  return refused(...asked.refusals)
}

/** Whole SKS of an award that no campus has counted yet. */
async function leftOf(
  deps: Deps,
  facts: CredentialFacts,
  organisationId: string,
  programmeId: string,
): Promise<number> {
  const assessed = await assess(deps.db, {
    personId: facts.personId,
    organisationId,
    programmeId,
    facts,
    askedSks: 1,
    asPackage: false,
    waiver: null,
    day: dayOf(deps.clock()),
  })
  return assessed === null ? 0 : Math.max(0, assessed.evaluation.worthSks - assessed.asked.award.counted)
}

/** The credential that a line means: by its id, its address, or the link or code of a share that opens now. */
async function credentialOf(deps: Deps, source: CredentialSource, text: string): Promise<string | null> {
  for (const part of partsOf(text)) {
    const named = credentialIn(part, deps.publicUrl)
    const code = named === null ? readCode(part) : null
    const share = code === null ? null : await findShare(deps.db, code)
    if (share !== null && shareState(share, deps.clock()) === 'live') return share.credentialId
    const facts = await source.credentialFacts(named ?? part)
    if (facts !== null) return facts.credentialId
  }
  return null
}

/** A text is taken line by line; a table by the column of its credentials, or line by line where it has no such heading. */
async function linesOfFile(bytes: Uint8Array): Promise<Outcome<readonly GivenLine[]>> {
  const table = await readTable(bytes, [{ id: 'credential', names: HEADINGS, required: true, key: true }], {
    bytes: BYTES_MOST,
  })
  if (table.ok) {
    const lines: GivenLine[] = []
    for await (const row of table.value.rows) lines.push({ line: row.row, text: row.cell('credential') })
    return accept(lines.filter(({ text }) => text !== ''))
  }
  if (bytes.length > BYTES_MOST) return table
  try {
    return accept(linesOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return refuse({ code: 'recognition.batch-unreadable', at: 'file' })
  }
}
