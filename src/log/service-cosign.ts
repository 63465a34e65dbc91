import { consistencySpans } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'
import type { Deps, LogWitness, LogWitnesses } from '../platform/deps.ts'
import { cosignatureAmong } from './rules-note.ts'
import { proofHashes } from './service-checkpoint.ts'
import { insertCosignature, keepWitness, lastCheckpoint, withCosignatures, witnessStates } from './store-checkpoint.ts'
import type { Checkpoint } from './types.ts'

/** Longest time that a witness may take to answer, and the longest answer of one. */
const LIMIT_MILLISECONDS = 10_000
const ANSWER_BYTES = 65_536
/** The content type of a witness's answer that names the size it knows (C2SP tlog-witness). */
const SIZE_TYPE = 'text/x.tlog.size'

type Needs = Pick<Deps, 'db' | 'clock' | 'log' | 'logWitnesses'>

export const NO_WITNESSES: LogWitnesses = { witnesses: [], quorum: 0 }

/**
 * Sends the newest checkpoint to a witness that hasn't cosigned it yet (C2SP tlog-witness, add-checkpoint) and keeps its
 * cosignature. A witness that is away or answers nonsense costs nothing but its own signature: it is asked again next
 * time. Answers whether it has cosigned the newest checkpoint.
 */
export async function cosign(deps: Needs, witness: LogWitness): Promise<boolean> {
  const newest = await lastCheckpoint(deps.db)
  if (newest === null || newest.size === 0) return true
  const { cosignatures } = await withCosignatures(deps.db, newest, { vkeys: [witness.vkey], quorum: 0 })
  if (cosignatures.length > 0) return true
  const [state] = await witnessStates(deps.db, [witness.vkey])
  const fault = await askWitness(deps, witness, newest, state?.size ?? 0)
  if (fault !== null) deps.log.warn({ witness: witness.name, fault }, 'a witness has not cosigned')
  return fault === null
}

/** Asks one witness. Answers nothing when it cosigned, else a code of what was wrong. */
async function askWitness(
  deps: Needs,
  witness: LogWitness,
  checkpoint: Checkpoint,
  known: number,
): Promise<string | null> {
  const keep = (size: number, fault: string | null) =>
    keepWitness(deps.db, { witness: witness.vkey, size, askedAt: deps.clock(), fault })
  const start = known <= checkpoint.size ? known : 0
  let answer = await send(deps.db, witness, checkpoint, start)
  const told = answer.kind === 'size' ? answer.size : null
  if (told !== null && told <= checkpoint.size && told !== start)
    answer = await send(deps.db, witness, checkpoint, told)
  if (answer.kind === 'size' && answer.size > checkpoint.size) return aheadOf(deps, witness, answer.size)
  if (answer.kind !== 'lines') {
    const fault = answer.kind === 'size' ? 'conflict' : answer.code
    await keep(told ?? known, fault)
    return fault
  }
  const found = cosignatureAmong(answer.lines, witness.vkey, bodyOf(checkpoint.note))
  if (found === null) {
    await keep(told ?? known, 'signature-wrong')
    return 'signature-wrong'
  }
  const cosignature = { size: checkpoint.size, witness: witness.vkey, line: found.line, seenAt: found.seenAt }
  await insertCosignature(deps.db, cosignature, deps.clock())
  await keep(checkpoint.size, null)
  return null
}

/** A witness has cosigned a larger tree than we hold: an old copy of the database stands here, or the witness lies. */
async function aheadOf(deps: Needs, witness: LogWitness, size: number): Promise<string> {
  // Another server may have had the larger tree cosigned while we asked: then the database knows it by now.
  const newest = await lastCheckpoint(deps.db)
  const fault = newest !== null && newest.size >= size ? 'moved' : 'witness-ahead'
  await keepWitness(deps.db, { witness: witness.vkey, size, askedAt: deps.clock(), fault })
  return fault
}

type Answered =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'fault'; readonly code: string }

async function send(db: Db, witness: LogWitness, checkpoint: Checkpoint, from: number): Promise<Answered> {
  const proof = await proofHashes(db, consistencySpans(from, checkpoint.size))
  const hashes = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')
  try {
    const response = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: `old ${from}\n${hashes}\n${checkpoint.note}`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
    })
    const text = await textOf(response)
    if (response.status === 200 && text !== null) return { kind: 'lines', lines: text.split('\n') }
    const isSize = response.headers.get('content-type')?.split(';')[0] === SIZE_TYPE && /^\d{1,15}\n?$/.test(text ?? '')
    if (response.status === 409 && isSize) return { kind: 'size', size: Number(text) }
    return { kind: 'fault', code: `status-${response.status}` }
  } catch (error) {
    return { kind: 'fault', code: error instanceof Error && error.name === 'TimeoutError' ? 'too-slow' : 'away' }
  }
}

/** The text of an answer, or nothing where it is longer than any witness has to say. */
export async function textOf(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > ANSWER_BYTES) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** The signed text of a note: everything before the empty line. */
export function bodyOf(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1)
}
