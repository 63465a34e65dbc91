/** Signed notes (C2SP signed-note): a text and lines of signatures under it. */
import { sha256 } from '#crypto'
import { type PublicKey, signatureHolds } from '../keys/key.ts'
import { isValidKey } from '../keys/valid.ts'
import { fromBase64, toBase64 } from './base64.ts'

/** Types of signatures that we know (*Signature types*): of a log, and of a witness with the time. */
export const ED25519 = 0x01
export const COSIGNATURE = 0x04
export type SignatureType = typeof ED25519 | typeof COSIGNATURE

/** Letters of the longest note that is read. */
export const NOTE_LETTERS = 65_536
/** Most signatures of a note that is read; the specification asks for at least 16 (*Format*). */
export const MOST_SIGNATURES = 64

/** A key with its name, as a verifier key (*vkey*) says it. */
export interface NoteKey {
  readonly name: string
  /** The key ID: eight hexadecimal digits. */
  readonly id: string
  readonly type: SignatureType
  readonly key: PublicKey
}

/** A line under a note. `bytes` is what follows the key ID: 64 for Ed25519, 72 for a cosignature. */
export interface NoteSignature {
  readonly name: string
  readonly id: string
  readonly bytes: Uint8Array
  /** The line as it stands, without its end. */
  readonly line: string
}

/** A note as read: nothing of it is checked. */
export interface Note {
  /** The signed text, with its last newline. */
  readonly body: string
  readonly signatures: readonly NoteSignature[]
}

/** Key names are not empty and have no Unicode space and no plus (*Format*); no control letter may stand in a note at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what a name may not have
const KEY_NAME = /^[^\s\p{White_Space}+\u0000-\u001f\p{Surrogate}]+$/u
/** Letters that no note may have: controls but newline, and halves of surrogate pairs, which are no UTF-8 (*Format*). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what a note may not have
const REFUSED = /[\u0000-\u0009\u000b-\u001f\p{Surrogate}]/u
const utf8 = new TextEncoder()

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The key of a public key: its ID is the beginning of SHA-256(name || newline || type || key). Throws RangeError for a bad name or key. */
export function noteKey(name: string, type: SignatureType, bytes: Uint8Array): NoteKey {
  const key: PublicKey = { kind: 'Ed25519', bytes }
  if (!KEY_NAME.test(name) || !isValidKey(key)) throw new RangeError('no name or no key of Ed25519')
  const id = hex(sha256(Uint8Array.from([...utf8.encode(`${name}\n`), type, ...bytes])).slice(0, 4))
  return { name, id, type, key }
}

/** Writes a verifier key: name, key ID, and base64 of type and key (*Verifier keys*). */
export function formatVkey({ name, id, type, key }: NoteKey): string {
  return `${name}+${id}+${toBase64(Uint8Array.from([type, ...key.bytes]))}`
}

/** Reads a verifier key of Ed25519 or of cosignatures; nothing for another type, or an ID that isn't the key's own. */
export function parseVkey(text: string): NoteKey | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text)
  if (match === null) return undefined
  const [, name = '', , typed = ''] = match
  // 44 letters without padding are always 33 bytes.
  const [type, ...bytes] = fromBase64(typed) as Uint8Array
  if (type !== ED25519 && type !== COSIGNATURE) return undefined
  const key = Uint8Array.from(bytes)
  if (!KEY_NAME.test(name) || !isValidKey({ kind: 'Ed25519', bytes: key })) return undefined
  const read = noteKey(name, type, key)
  return formatVkey(read) === text ? read : undefined
}

/** Whether a text may be signed as a note: it ends in a newline and has no control letter (*Format*). */
export function isNoteBody(body: string): boolean {
  return body.endsWith('\n') && body.length > 1 && !REFUSED.test(body)
}

/** The line of a signature: em dash, key name, base64 of key ID and signature. */
export function signatureLine({ name, id }: Pick<NoteKey, 'name' | 'id'>, bytes: Uint8Array): string {
  const prefix = id.match(/../g) as string[]
  return `— ${name} ${toBase64(Uint8Array.from([...prefix.map((pair) => Number.parseInt(pair, 16)), ...bytes]))}`
}

/** Writes a note from its body and its signature lines. */
export function formatNote(body: string, lines: readonly string[]): string {
  return `${body}\n${lines.map((line) => `${line}\n`).join('')}`
}

/**
 * Reads a note; nothing where it is none (*Format*): longer than `NOTE_LETTERS`, a control letter, no empty line before the
 * signatures, no signature or more than 64, a line that isn't one, base64 that isn't canonical.
 */
export function parseNote(text: string): Note | undefined {
  if (text.length > NOTE_LETTERS || !text.endsWith('\n') || REFUSED.test(text)) return undefined
  const split = text.lastIndexOf('\n\n')
  if (split < 1) return undefined
  const lines = text.slice(split + 2, -1).split('\n')
  if (lines.length > MOST_SIGNATURES) return undefined
  const signatures = lines.map(readSignature)
  if (!signatures.every((signature) => signature !== undefined)) return undefined
  return { body: text.slice(0, split + 1), signatures }
}

function readSignature(line: string): NoteSignature | undefined {
  const [dash, name = '', text = '', another] = line.split(' ')
  const bytes = fromBase64(text)
  if (dash !== '—' || another !== undefined || !KEY_NAME.test(name) || bytes === undefined || bytes.length < 5)
    return undefined
  return { name, id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4), line }
}

/** The signatures of a note that name a key: by its name and its ID. */
export function signaturesOf({ signatures }: Note, key: NoteKey): NoteSignature[] {
  return signatures.filter(({ name, id }) => name === key.name && id === key.id)
}

/** Signs a text as a note with a key of a log. The callback answers the 64 bytes of Ed25519. Throws RangeError for a text that is no note. */
export async function signNote(
  body: string,
  key: NoteKey,
  sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<string> {
  if (!isNoteBody(body)) throw new RangeError('the text is no note')
  const signature = await sign(utf8.encode(body))
  if (signature.length !== 64) throw new RangeError(`a signature of ${signature.length} bytes`)
  return formatNote(body, [signatureLine(key, signature)])
}

/** What is known of a note's signature under the key of a log: none names it, one doesn't hold, or all that name it hold. */
export type Signed = 'not-signed' | 'wrong' | 'holds'

/** Whether a note is signed by a key of a log (*Signatures*): one line under its name and ID that doesn't hold spoils the note. */
export async function noteHolds(note: Note, key: NoteKey): Promise<Signed> {
  const own = key.type === ED25519 ? signaturesOf(note, key) : []
  const message = utf8.encode(note.body)
  for (const { bytes } of own) if (!(await signatureHolds(key.key, message, bytes))) return 'wrong'
  return own.length === 0 ? 'not-signed' : 'holds'
}
