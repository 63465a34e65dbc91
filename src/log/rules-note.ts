/** Signed notes: the log's checkpoints and how they name their keys (C2SP signed-note, tlog-checkpoint). Pure. */

import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import {
  COSIGNATURE,
  cosignatureMessage,
  ED25519,
  formatCheckpoint,
  formatVkey,
  noteKey,
  parseVkey,
} from '@lumbung/credential/log'

/** The verifier key of a log: `<name>+<hash>+<kind and key>`. Throws RangeError for a bad name or key. */
export function vkeyOf(name: string, key: Uint8Array): string {
  return formatVkey(noteKey(name, ED25519, key))
}

/** The verifier key of a witness: the same with the kind of a cosignature (C2SP tlog-cosignature). */
export function witnessVkeyOf(name: string, key: Uint8Array): string {
  return formatVkey(noteKey(name, COSIGNATURE, key))
}

/** The name, the four bytes in hexadecimal and the key of a verifier key of a log or a witness; nothing where it is none. */
export function verifierOf(
  vkey: string,
  whose: 'log' | 'witness',
): { readonly name: string; readonly id: string; readonly key: KeyObject } | null {
  const read = parseVkey(vkey)
  if (read?.type !== (whose === 'log' ? ED25519 : COSIGNATURE)) return null
  const x = Buffer.from(read.key.bytes).toString('base64url')
  return {
    name: read.name,
    id: read.id,
    key: createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }),
  }
}

/** The line of a cosignature by a witness over the body of a checkpoint at an instant, in whole seconds. */
export function cosignatureLine(
  vkey: string,
  body: string,
  at: Date,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  const [name = '', id = ''] = vkey.split('+')
  const seconds = Math.max(1, Math.floor(at.getTime() / 1000))
  const stamp = Buffer.alloc(8)
  stamp.writeBigUInt64BE(BigInt(seconds))
  const signature = sign(cosignatureMessage(body, seconds))
  return `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), stamp, signature]).toString('base64')}`
}

/** The text of a checkpoint, before its signatures. */
export function checkpointBody(origin: string, size: number, root: Uint8Array): string {
  return formatCheckpoint({ origin, size, root })
}

/** The signed note of a checkpoint by the key of a verifier key. */
export function signedNote(body: string, vkey: string, signature: Uint8Array): string {
  const [name = '', id = ''] = vkey.split('+')
  const bytes = Buffer.concat([Buffer.from(id, 'hex'), signature])
  return `${body}\n— ${name} ${bytes.toString('base64')}\n`
}

/** A cosignature that was checked. */
export interface CheckedCosignature {
  /** The line of the signed note, without its end. */
  readonly line: string
  /** When the witness signed, by its own clock. */
  readonly seenAt: Date
}

/** The last second that a date of ECMAScript can hold. */
const LAST_SECOND = 8_640_000_000_000

/**
 * Finds and checks the cosignature of a witness among the lines that it answered (C2SP tlog-cosignature, version 1): the
 * witness signed the body of the checkpoint and the time. Nothing where there is none that holds.
 */
export function cosignatureAmong(lines: readonly string[], vkey: string, body: string): CheckedCosignature | null {
  const witness = verifierOf(vkey, 'witness')
  if (witness === null) return null
  const { name, id, key } = witness
  for (const line of lines) {
    const [, signer, text = ''] = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    const bytes = Buffer.from(text, 'base64')
    if (signer !== name || bytes.length !== 76 || bytes.subarray(0, 4).toString('hex') !== id) continue
    const seconds = bytes.readBigUInt64BE(4)
    if (seconds > BigInt(LAST_SECOND)) continue
    if (verify(null, cosignatureMessage(body, Number(seconds)), key, bytes.subarray(12)))
      return { line, seenAt: new Date(Number(seconds) * 1000) }
  }
  return null
}

/** A signed note with further signature lines. */
export function cosignedNote(note: string, lines: readonly string[]): string {
  return note + lines.map((line) => `${line}\n`).join('')
}

/** The text of a proof of inclusion (C2SP tlog-proof, version 1). */
export function proofText(extra: Uint8Array, index: number, hashes: readonly Uint8Array[], note: string): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const lines = ['c2sp.org/tlog-proof@v1', `extra ${base64(extra)}`, `index ${index}`, ...hashes.map(base64)]
  return `${lines.join('\n')}\n\n${note}`
}

/** What a signed note of a checkpoint says. */
export interface ReadCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** The signed text. */
  readonly body: string
  /** The signature lines. */
  readonly lines: readonly string[]
}

/** Reads a checkpoint without asking whose it is; nothing where the text is none (C2SP tlog-checkpoint). */
export function readCheckpoint(note: string): ReadCheckpoint | null {
  const match = /^(\S+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n\n((?:— \S+ \S+\n)+)$/.exec(note)
  if (match === null) return null
  const [, origin = '', size = '', root = '', lines = ''] = match
  return {
    origin,
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    body: note.slice(0, note.indexOf('\n\n') + 1),
    lines: lines.split('\n').slice(0, -1),
  }
}

/** Whether a note carries a signature of the log's key that holds. */
export function noteHolds(note: string, vkey: string): boolean {
  const log = verifierOf(vkey, 'log')
  if (log === null) return false
  const { name, id, key } = log
  const checkpoint = readCheckpoint(note)
  return (checkpoint?.lines ?? []).some((line) => {
    const [, signer, text = ''] = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    const bytes = Buffer.from(text, 'base64')
    if (
      signer !== name ||
      bytes.length !== 68 ||
      bytes.toString('base64') !== text ||
      bytes.subarray(0, 4).toString('hex') !== id
    )
      return false
    return verify(null, Buffer.from(checkpoint?.body ?? ''), key, bytes.subarray(4))
  })
}
