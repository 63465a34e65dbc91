/** did:webvh 1.0: a did:web with a history that proves itself. The whole log is read and checked, each entry of it. */
import { canonicalJson } from '../json/jcs.ts'
import { readJson } from '../json/read.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { decodedPath } from './did.ts'
import { type Parameters, parametersAfter, type Witnesses } from './webvh-parameters.ts'
import { keyOfProof, multihash, proofHolds } from './webvh-proof.ts'
import { isWitnessed } from './webvh-witness.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** Most bytes of a log or of its file of witnesses, and most proofs of an entry. */
const LOG_BYTES = 2 * 1024 * 1024
const MOST_PROOFS = 16
/** Labels with a dot between them, the last of them no number. */
const hostName = /^(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/
/** How far ahead of the reader's clock an entry may be (section *Read (Resolve)*). */
const AHEAD_MILLISECONDS = 5 * 60_000

/** One checked version: its document, since when it holds, and who had to approve it. */
export interface Version {
  readonly versionId: string
  readonly from: number
  readonly document: JsonObject
  readonly deactivated: boolean
  readonly witness: Witnesses | null
}

/** What is read of an identifier: the SCID, and where the log stands. */
export interface DidWebvh {
  readonly scid: string
  /** The URL of `did.jsonl`. The witnesses' proofs stand beside it, in `did-witness.json`. */
  readonly logUrl: string
}

/** Reads a did:webvh (section *Method-Specific Identifier*); null where it is none, or leads to no host of the public kind. */
export function parseDidWebvh(did: string): DidWebvh | null {
  const [, scid = '', domain = '', rest = ''] =
    /^did:webvh:(Qm[1-9A-HJ-NP-Za-km-z]{44}):((?:[A-Za-z0-9.-]|%[0-9A-Fa-f]{2})+)((?::(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+)*)$/.exec(
      did,
    ) ?? []
  const [, name = '', port] = /^(.*?)(?:%3[Aa]([0-9]{1,5}))?$/.exec(domain) as RegExpExecArray
  const decoded = decodedPath([name, ...rest.split(':').slice(1)])
  if (scid === '' || decoded === null) return null
  const [host, ...path] = decoded as [string, ...string[]]
  const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : null
  // Nothing but a host may have come out, with a dot in it, and no address: those end in a number or stand in brackets.
  if (url === null || url.href !== `https://${url.hostname}/` || !hostName.test(url.hostname)) return null
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return null
  const place = path.length === 0 ? '.well-known' : path.map(encodeURIComponent).join('/')
  return { scid, logUrl: `https://${url.hostname}${port === undefined ? '' : `:${Number(port)}`}/${place}/did.jsonl` }
}

/**
 * Reads a log: every version in order, or null where anything in it doesn't hold (section *Read (Resolve)*): the SCID, the
 * chain of hashes, the proofs by the keys that were entitled, promised keys, times that go forward and not past `now`
 * (milliseconds; where it isn't known that is not asked), the identifier in every entry, nothing after a deactivation.
 */
export async function readLog(text: string, did: string, now: number): Promise<readonly Version[] | null> {
  const identifier = parseDidWebvh(did)
  if (identifier === null || text.length > LOG_BYTES) return null
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  if (lines.at(-1) === '') lines.pop()
  const versions: Version[] = []
  let parameters: Parameters | null = null
  for (const line of lines) {
    const read = readJson(line)
    if (!read.ok || !isJsonObject(read.value)) return null
    const next = await nextVersion(read.value, versions, parameters, identifier.scid)
    if (next === null || next.version.from > now + AHEAD_MILLISECONDS) return null
    versions.push(next.version)
    parameters = next.parameters
  }
  return versions.some(({ document }) => document.id === did) ? versions : null
}

async function nextVersion(
  entry: JsonObject,
  versions: readonly Version[],
  before: Parameters | null,
  scid: string,
): Promise<{ readonly version: Version; readonly parameters: Parameters } | null> {
  const { proof, ...unsigned } = entry
  const { versionId, versionTime, state } = unsigned
  const last = versions.at(-1)
  const parameters = parametersAfter(before, unsigned.parameters)
  if (Object.keys(entry).length !== 5 || !isJsonObject(state) || typeof versionId !== 'string') return null
  if (parameters === null || parameters.scid !== scid || last?.deactivated === true) return null
  const from = instantOf(versionTime)
  if (Number.isNaN(from) || (last !== undefined && from <= last.from)) return null
  const hash = multihash(canonicalJson({ ...unsigned, versionId: last?.versionId ?? scid }))
  if (versionId !== `${versions.length + 1}-${hash}`) return null
  if (last === undefined && !isScidOf(unsigned, scid)) return null
  if (!isSameIdentity(state, last?.document, parameters)) return null
  const entitled = entitledKeys(before, parameters)
  if (entitled === null || !(await areProofsOf(unsigned, proof, entitled))) return null
  // Witnesses that an entry names count from the next one on, unless there were none before.
  const witness = before?.witness ?? parameters.witness
  return { version: { versionId, from, document: state, deactivated: parameters.deactivated, witness }, parameters }
}

/** An instant in UTC (ISO 8601) in milliseconds; not a number where it is none, or says another zone. */
function instantOf(text: unknown): number {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)$/.test(text))
    return Number.NaN
  const instant = Date.parse(text)
  // A day or an hour that doesn't exist comes out as another one.
  return Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 19) !== text.slice(0, 19)
    ? Number.NaN
    : instant
}

/** Whether the SCID is the hash of the first entry with a placeholder in its place (section *Verify SCID*). */
function isScidOf(unsigned: JsonObject, scid: string): boolean {
  const preliminary = canonicalJson({ ...unsigned, versionId: '{SCID}' }).replaceAll(scid, '{SCID}')
  return multihash(preliminary) === scid
}

/** Whether a document is of this DID: its SCID never changes, its place only where the first entry allowed that, and then it names the old one. */
function isSameIdentity(state: JsonObject, before: JsonObject | undefined, { scid, portable }: Parameters): boolean {
  if (typeof state.id !== 'string' || parseDidWebvh(state.id)?.scid !== scid) return false
  if (before === undefined || before.id === state.id) return true
  return portable && Array.isArray(state.alsoKnownAs) && state.alsoKnownAs.includes(before.id as string)
}

/** Who may sign an entry (section *Authorized Keys*); null where a key wasn't promised by the entry before. */
function entitledKeys(before: Parameters | null, now: Parameters): readonly string[] | null {
  if (before === null) return now.updateKeys
  if (before.nextKeyHashes.length === 0) return before.updateKeys
  return now.updateKeys.every((key) => before.nextKeyHashes.includes(multihash(key))) ? now.updateKeys : null
}

async function areProofsOf(document: JsonObject, proofs: unknown, entitled: readonly string[]): Promise<boolean> {
  if (!Array.isArray(proofs) || proofs.length === 0 || proofs.length > MOST_PROOFS) return false
  for (const proof of proofs) {
    const key = keyOfProof(proof)
    if (key === undefined || !entitled.includes(key) || !(await proofHolds(document, proof, key))) return false
  }
  return true
}

/** What a log says of an instant. */
export type LogAnswer =
  | { readonly ok: true; readonly document: JsonObject }
  | { readonly ok: false; readonly reason: 'not-found' | 'not-available' | 'malformed' }

/**
 * The document of a did:webvh in force at an instant (milliseconds; the newest where it is not a number), out of a log and,
 * where the log asks for witnesses, their proofs. `load` answers the text behind a URL or nothing. A deactivated DID has no
 * document from then on.
 */
export async function documentAt(
  did: string,
  instant: number,
  now: number,
  load: (url: string) => Promise<string | null>,
): Promise<LogAnswer> {
  const identifier = parseDidWebvh(did)
  if (identifier === null) return { ok: false, reason: 'malformed' }
  const text = await load(identifier.logUrl)
  if (text === null) return { ok: false, reason: 'not-available' }
  const versions = await readLog(text, did, now)
  if (versions === null) return { ok: false, reason: 'malformed' }
  if (versions.some(({ witness }) => witness !== null)) {
    const proofs = await load(identifier.logUrl.replace(/did\.jsonl$/, 'did-witness.json'))
    if (proofs === null) return { ok: false, reason: 'not-available' }
    if (!(await isWitnessed(versions, readJson(proofs, { maxBytes: LOG_BYTES }))))
      return { ok: false, reason: 'malformed' }
  }
  const version = versions.findLast(({ from }) => !(instant < from))
  if (version === undefined || version.deactivated || version.document.id !== did)
    return { ok: false, reason: 'not-found' }
  return { ok: true, document: version.document }
}
