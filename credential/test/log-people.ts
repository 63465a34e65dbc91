import { createHash, createPrivateKey, createPublicKey, sign as signWith } from 'node:crypto'
import type { TrustedLog, TrustSnapshot } from '../src/index.ts'
import {
  COSIGNATURE,
  commitmentOf,
  cosign,
  ED25519,
  entryOfLeaf,
  extraOf,
  formatCheckpoint,
  formatNote,
  formatProof,
  formatVkey,
  growTree,
  hashesInTiles,
  inclusionProof,
  type LeafKind,
  leafHash,
  type NoteKey,
  noteKey,
  recordDigest,
  type SignatureType,
  signatureLine,
  signedTextIn,
  type TileAddress,
  tilePath,
} from '../src/log/index.ts'
import { ISSUER } from './people.ts'

// A small log for the tests: its operator, three witnesses, and a few awards before and after the one that is asked about.
// Keys come from sentences, so that files of the corpus can be made again.

export interface Signing {
  readonly key: NoteKey
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** The key of a log or a witness that a sentence gives. */
export function signingOf(name: string, type: SignatureType, sentence = name): Signing {
  const seed = createHash('sha256').update(`lumbung log: ${sentence}`).digest()
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const privateKey = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const bytes = new Uint8Array(Buffer.from(x, 'base64url'))
  return { key: noteKey(name, type, bytes), sign: (message) => new Uint8Array(signWith(null, message, privateKey)) }
}

export const ORIGIN = 'lumbung.example/log'
export const LOG = signingOf(ORIGIN, ED25519)
export const WITNESSES = ['ministry', 'campus', 'library'].map((name) =>
  signingOf(`${name}.example/witness`, COSIGNATURE),
) as [Signing, Signing, Signing]

/** When the three witnesses saw the checkpoint, in the order of `WITNESSES`. */
export const SEEN = ['2026-10-12T00:02:00Z', '2026-10-12T00:01:00Z', '2026-10-12T00:05:00Z'].map(
  (instant) => Date.parse(instant) / 1_000,
) as [number, number, number]

/** As the register names the log. Two of three witnesses are asked for. */
export const TRUSTED_LOG: TrustedLog = {
  origin: ORIGIN,
  vkey: formatVkey(LOG.key),
  began: '2026-10-01T00:00:00Z',
  witnesses: WITNESSES.map(({ key }) => ({ name: key.name, vkey: formatVkey(key) })),
  quorum: 2,
  graceHours: 24,
}

/** A register whose issuer has its awards in the log. */
export function logged(snapshot: TrustSnapshot, loggedFrom = '2026-10-01T00:00:00Z'): TrustSnapshot {
  return {
    ...snapshot,
    log: TRUSTED_LOG,
    issuers: snapshot.issuers.map((entry) => (entry.did === ISSUER ? { ...entry, loggedFrom } : entry)),
  }
}

/** How a proof differs from the ordinary one. */
export interface ProofChanges {
  readonly kind?: LeafKind
  readonly log?: Signing
  readonly origin?: string
  /** Which witnesses cosigned, and when. */
  readonly cosigned?: readonly (readonly [Signing, number])[]
  readonly lines?: readonly string[]
  readonly index?: number
  /** Leaves before and after. */
  readonly before?: number
  readonly after?: number
}

const OPENING = { salt: new Uint8Array(32).fill(7), recordDigest: recordDigest({ award: 1 }) }

/** The text of a proof that something signed is in the log. */
export async function proofOf(signed: string, changes: ProofChanges = {}): Promise<string> {
  const { kind = 'award', log = LOG, origin = ORIGIN, before = 5, after = 3, lines = [] } = changes
  const { cosigned = WITNESSES.map((witness, at) => [witness, SEEN[at] as number] as const) } = changes
  const own = leafHash(entryOfLeaf(kind, commitmentOf(OPENING, signed)))
  const other = (at: number) => leafHash(entryOfLeaf('award', commitmentOf(OPENING, `other ${at}`)))
  const leaves = [
    ...Array.from({ length: before }, (_, at) => other(at)),
    own,
    ...Array.from({ length: after }, (_, at) => other(before + at)),
  ]
  const { size, root, tiles } = growTree(0, () => undefined, leaves)
  const files = new Map(tiles.map((tile) => [tilePath({ ...tile, width: 256 }), tile.hashes]))
  const read = hashesInTiles((tile: TileAddress) => files.get(tilePath({ ...tile, width: 256 })))
  const body = formatCheckpoint({ origin, size, root })
  const line = signatureLine(log.key, log.sign(new TextEncoder().encode(body)))
  const cosignatures = []
  for (const [{ key, sign }, seconds] of cosigned) cosignatures.push(await cosign(body, key, seconds, sign))
  return formatProof({
    extra: extraOf(OPENING),
    index: changes.index ?? before,
    hashes: inclusionProof(before, size, read),
    note: formatNote(body, [line, ...cosignatures, ...lines]),
  })
}

/** The same for a signed JSON credential. */
export function proofFor(document: string, changes: ProofChanges = {}): Promise<string> {
  return proofOf(signedTextIn(document) as string, changes)
}
