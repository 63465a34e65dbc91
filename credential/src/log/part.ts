/** Takes the proof of the log out of a credential: all that reading one needs, so that nothing else is loaded with it. */
import { isJsonObject, type Json, type JsonObject } from '../types.ts'

/** `type` of the member. Its `proofText` is the text of `formatProof`, and it has no other member. */
export const LOG_PROOF_TYPE = 'TransparencyLogProof'

export const isLogProof = (proof: Json): proof is JsonObject => isJsonObject(proof) && proof.type === LOG_PROOF_TYPE

/** The signatures of a document without its proof of the log, and that proof. */
export interface Parted {
  /** `proof` as it stands without it: one signature alone, or a list. */
  readonly proof: Json
  /** Its text; empty where it has another form than ours, or stands there twice. */
  readonly logProof: string
}

/** Takes the proof of the log out of the value of `proof`; nothing where there is none. */
export function partLogProof(proof: Json | undefined): Parted | undefined {
  if (proof === undefined || !(Array.isArray(proof) || isLogProof(proof))) return undefined
  const all = [proof].flat()
  const own = all.filter(isLogProof)
  if (own.length === 0) return undefined
  const others = all.filter((one) => !isLogProof(one))
  const [only, another] = own as [JsonObject, JsonObject?]
  const { proofText } = only
  const isPlain = another === undefined && Object.keys(only).length === 2 && typeof proofText === 'string'
  return { proof: others.length === 1 ? (others[0] as Json) : others, logProof: isPlain ? proofText : '' }
}
