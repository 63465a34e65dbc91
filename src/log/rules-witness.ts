/** What a witness answers to a checkpoint (C2SP tlog-witness, add-checkpoint; signed-note). Pure: its state comes in and goes out. */

import { hash, type KeyObject, verify } from 'node:crypto'
import { consistencyHolds, type Tree } from '../platform/signer/consistency.ts'
import { verifierOf } from './rules-note.ts'

/** Most hashes in a proof (C2SP tlog-witness). */
const MOST_HASHES = 63

/** A log that a witness follows: one of the keys that it trusts for an origin. */
export interface FollowedLog {
  readonly origin: string
  readonly id: string
  readonly key: KeyObject
}

/** What was sent: from which size, with which proof, to which checkpoint. */
interface Submission {
  readonly old: number
  readonly proof: readonly Uint8Array[]
  readonly origin: string
  readonly tree: Tree
  /** The signed text of the checkpoint. */
  readonly body: string
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly bytes: Uint8Array }[]
}

/** The answer to a submission. `signed` is to be stored durably before it is signed and answered; the others change nothing. */
export type WitnessDecision =
  | { readonly status: 200; readonly origin: string; readonly tree: Tree; readonly body: string; readonly note: string }
  /** The checkpoint's size that the witness cosigned last, for `text/x.tlog.size`. */
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422 }

/** The tree of no leaves. */
export const EMPTY_TREE: Tree = { size: 0, root: hash('sha256', '', 'buffer') }

/** Reads the verifier keys of logs; nothing for one that is none. The name of a key is the origin of its log. */
export function followedLog(vkey: string): FollowedLog | null {
  const read = verifierOf(vkey, 'log')
  return read === null ? null : { origin: read.name, id: read.id, key: read.key }
}

/**
 * Decides about the body of a request. `stateOf` answers the tree that was cosigned last for an origin, or nothing where
 * none was. The order is that of the protocol: form 400, origin 404, signature 403, sizes 400, known size 409, proof 422.
 */
export function decideWitness(
  bytes: Uint8Array,
  logs: readonly FollowedLog[],
  stateOf: (origin: string) => Tree | null,
): WitnessDecision {
  const sent = readSubmission(bytes)
  if (sent === null) return { status: 400 }
  const own = logs.filter(({ origin }) => origin === sent.origin)
  if (own.length === 0) return { status: 404 }
  const good = goodSignatures(sent, own)
  if (good === null || good.length === 0) return { status: 403 }
  if (sent.old > sent.tree.size) return { status: 400 }
  const state = stateOf(sent.origin) ?? EMPTY_TREE
  if (sent.old !== state.size) return { status: 409, size: state.size }
  if (sent.tree.size === 0 && !consistencyHolds(EMPTY_TREE, sent.tree, [])) return { status: 422 }
  if (!consistencyHolds(state, sent.tree, sent.proof)) return { status: 422 }
  const { origin, tree, body } = sent
  return { status: 200, origin, tree, body, note: `${body}\n${good.map((line) => `${line}\n`).join('')}` }
}

/** The signature lines by keys of the log, all of which hold; nothing where one of them is wrong. Others are ignored. */
function goodSignatures({ signatures, body }: Submission, logs: readonly FollowedLog[]): string[] | null {
  const good: string[] = []
  for (const { name, id, bytes } of signatures) {
    const log = logs.find((one) => one.origin === name && one.id === id)
    if (log === undefined) continue
    if (!verify(null, Buffer.from(body), log.key, bytes)) return null
    good.push(`— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}`)
  }
  return good
}

/** The bytes of standard base64 as it is written in one way only. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : null
}

function hashOf(text: string): Uint8Array | null {
  const bytes = bytesOf(text)
  return bytes?.length === 32 ? bytes : null
}

function sizeOf(text: string | undefined): number | null {
  if (text === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(text)) return null
  return Number.isSafeInteger(Number(text)) ? Number(text) : null
}

function readSubmission(bytes: Uint8Array): Submission | null {
  const text = textOf(bytes)
  const end = text?.indexOf('\n\n') ?? -1
  if (text === null || end < 0) return null
  const [first = '', ...lines] = text.slice(0, end).split('\n')
  const old = first.startsWith('old ') ? sizeOf(first.slice('old '.length)) : null
  const proof = lines.map(hashOf)
  const checkpoint = readNote(text.slice(end + 2))
  if (old === null || proof.length > MOST_HASHES || checkpoint === null) return null
  if (!proof.every((one) => one !== null)) return null
  return { old, proof, ...checkpoint }
}

/** Reads a signed note of a checkpoint: origin, size, root, lines that only the log understands; then signatures. */
function readNote(note: string): Omit<Submission, 'old' | 'proof'> | null {
  const split = note.lastIndexOf('\n\n')
  if (split < 0) return null
  const body = note.slice(0, split + 1)
  const lines = body.slice(0, -1).split('\n')
  const [origin = '', sizeText, rootText = ''] = lines
  const [size, root] = [sizeOf(sizeText), hashOf(rootText)]
  if (origin === '' || size === null || root === null || lines.some((line) => line === '')) return null
  const signed = note.slice(split + 2)
  if (!signed.endsWith('\n')) return null
  const signatures = signed.slice(0, -1).split('\n').map(readSignature)
  if (!signatures.every((one) => one !== null)) return null
  return { origin, tree: { size, root }, body, signatures }
}

function readSignature(line: string): Submission['signatures'][number] | null {
  const [, name = '', text = ''] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? []
  const bytes = bytesOf(text)
  if (name === '' || bytes === null || bytes.length < 5) return null
  return { name, id: Buffer.from(bytes.subarray(0, 4)).toString('hex'), bytes: bytes.subarray(4) }
}

/** UTF-8 without control characters but the end of a line (C2SP signed-note), or nothing. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a note may not hold
    return /[\x00-\x09\x0b-\x1f]/.test(text) ? null : text
  } catch {
    return null
  }
}
