import type { JsonReading } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { Version } from './webvh.ts'
import { keyOfProof, proofHolds } from './webvh-proof.ts'

/**
 * Whether every version that needs witnesses has enough of them (did:webvh 1.0, section *Verifying Witness Proofs During
 * Resolution*). A proof counts for its version and all before it, once for each witness; one that doesn't hold, is nobody's
 * of the list, or is of a version that isn't in the log counts for nothing.
 */
export async function isWitnessed(versions: readonly Version[], read: JsonReading): Promise<boolean> {
  if (!read.ok || !Array.isArray(read.value)) return false
  const listed = new Set(versions.flatMap(({ witness }) => witness?.ids ?? []))
  /** The newest version that a witness approved, counted from 0. */
  const approved = new Map<string, number>()
  for (const { at, proof, id } of claims(versions, read.value)) {
    if (!listed.has(id) || at <= (approved.get(id) ?? -1)) continue
    const document: JsonObject = { versionId: (versions[at] as Version).versionId }
    if (await proofHolds(document, proof, id.slice('did:key:'.length))) approved.set(id, at)
  }
  return versions.every(
    ({ witness }, at) =>
      witness === null || witness.ids.filter((id) => (approved.get(id) ?? -1) >= at).length >= witness.threshold,
  )
}

/** What the file says, before it is checked: who claims to have approved which version of the log. */
function* claims(
  versions: readonly Version[],
  entries: readonly Json[],
): Generator<{ readonly at: number; readonly proof: JsonObject; readonly id: string }> {
  for (const entry of entries) {
    if (!isJsonObject(entry) || !Array.isArray(entry.proof)) continue
    const at = versions.findIndex(({ versionId }) => versionId === entry.versionId)
    for (const proof of at < 0 ? [] : entry.proof) {
      const key = keyOfProof(proof)
      if (key !== undefined) yield { at, proof: proof as JsonObject, id: `did:key:${key}` }
    }
  }
}
