/** Makes logs of did:webvh 1.0: pure functions from a document to a line. Where the lines are kept is the caller's. */
import { canonicalJson } from '../json/jcs.ts'
import type { JsonObject } from '../types.ts'
import { METHOD } from './webvh-parameters.ts'
import { makeProof, multihash, type Signer } from './webvh-proof.ts'

/** What an entry says: who may sign the next one, and what else changes. `{}` of `witness` ends witnessing. */
export interface LogChange {
  readonly updateKeys?: readonly string[]
  /** Hashes of the keys of the next entry, by `hashOfKey`; an empty list takes the promise back. */
  readonly nextKeyHashes?: readonly string[]
  readonly witness?: { readonly threshold: number; readonly witnesses: readonly { readonly id: string }[] } | object
  readonly deactivated?: boolean
}

/** A line of the log and what the next one needs. */
export interface LogLine {
  readonly did: string
  readonly versionId: string
  /** JSON in one line, without the line feed. */
  readonly line: string
}

/** The hash by which a key (Multikey) is promised (section *Pre-Rotation Key Hash Generation*). */
export function hashOfKey(publicKeyMultibase: string): string {
  return multihash(publicKeyMultibase)
}

/**
 * Starts a log (section *Create*). `place` is host and path as they stand in the DID (`lumbung.example:issuers:a`);
 * `document` writes the DID document for the DID it is given. `versionTime` is an instant in UTC. The signer's key must be one of `updateKeys`.
 */
export async function startLog(
  place: string,
  document: (did: string) => JsonObject,
  change: LogChange & { readonly updateKeys: readonly string[]; readonly portable?: boolean },
  versionTime: string,
  signer: Signer,
): Promise<LogLine> {
  const draft = {
    versionId: '{SCID}',
    versionTime,
    parameters: { method: METHOD, scid: '{SCID}', ...change },
    state: document(`did:webvh:{SCID}:${place}`),
  } as unknown as JsonObject
  const text = canonicalJson(draft)
  const scid = multihash(text)
  const entry = JSON.parse(text.replaceAll('{SCID}', scid)) as JsonObject
  return finished(entry, `did:webvh:${scid}:${place}`, `1-${multihash(canonicalJson(entry))}`, versionTime, signer)
}

/**
 * Adds to a log (section *Update*). The signer's key must be one of the `updateKeys` before this entry; where keys were
 * promised, one of those in it.
 */
export async function continueLog(
  last: LogLine,
  document: JsonObject,
  change: LogChange,
  versionTime: string,
  signer: Signer,
): Promise<LogLine> {
  const entry = { versionId: last.versionId, versionTime, parameters: change, state: document } as unknown as JsonObject
  const number = Number.parseInt(last.versionId, 10) + 1
  const did = String(document.id)
  return finished(entry, did, `${number}-${multihash(canonicalJson(entry))}`, versionTime, signer)
}

async function finished(
  entry: JsonObject,
  did: string,
  versionId: string,
  versionTime: string,
  signer: Signer,
): Promise<LogLine> {
  const unsigned = { ...entry, versionId }
  const proof = await makeProof(unsigned, versionTime, signer)
  return { did, versionId, line: JSON.stringify({ ...unsigned, proof: [proof] }) }
}

/** A witness's approval of a version, to be put into `did-witness.json` under its `versionId`. */
export function approve(versionId: string, created: string, witness: Signer): Promise<JsonObject> {
  return makeProof({ versionId }, created, witness)
}
