/** Cosignatures of witnesses (C2SP tlog-cosignature, version 1): Ed25519 over the time and the body of a checkpoint. */
import { signatureHolds } from '../keys/key.ts'
import { COSIGNATURE, type Note, type NoteKey, signatureLine, signaturesOf } from './note.ts'

const utf8 = new TextEncoder()
/** The last second that a date of ECMAScript can hold. */
const LAST_SECOND = 8_640_000_000_000
const TIMESTAMP_BYTES = 8
const SIGNATURE_BYTES = 64

/** What a witness signs (*Ed25519 signed message*): `cosignature/v1`, the seconds since 1970, the body of the checkpoint. */
export function cosignatureMessage(body: string, seconds: number): Uint8Array {
  return utf8.encode(`cosignature/v1\ntime ${seconds}\n${body}`)
}

/** Cosigns the body of a checkpoint at a time in whole seconds; answers the signature line. RangeError for time 0, which the protocol refuses. */
export async function cosign(
  body: string,
  key: NoteKey,
  seconds: number,
  sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<string> {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LAST_SECOND) throw new RangeError(`the second ${seconds}`)
  if (key.type !== COSIGNATURE) throw new RangeError('the key is none of a witness')
  const signature = await sign(cosignatureMessage(body, seconds))
  if (signature.length !== SIGNATURE_BYTES) throw new RangeError(`a signature of ${signature.length} bytes`)
  const bytes = new Uint8Array(TIMESTAMP_BYTES + SIGNATURE_BYTES)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds))
  bytes.set(signature, TIMESTAMP_BYTES)
  return signatureLine(key, bytes)
}

/** What a witness says about a checkpoint: nothing, something that doesn't hold, or since when it knows it. */
export type Cosigned = 'not-signed' | 'wrong' | { readonly seconds: number }

/**
 * Whether a witness cosigned a checkpoint, and when by its own clock. Wrong: a line under its name and ID that doesn't hold,
 * is of another length, has no time or one that no date can hold, or a second line.
 */
export async function cosignatureOf(note: Note, key: NoteKey): Promise<Cosigned> {
  const [signature, another] = key.type === COSIGNATURE ? signaturesOf(note, key) : []
  if (signature === undefined) return 'not-signed'
  const { bytes } = signature
  if (another !== undefined || bytes.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return 'wrong'
  const seconds = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
  if (seconds < 1 || seconds > LAST_SECOND) return 'wrong'
  const holds = await signatureHolds(key.key, cosignatureMessage(note.body, seconds), bytes.slice(TIMESTAMP_BYTES))
  return holds ? { seconds } : 'wrong'
}
