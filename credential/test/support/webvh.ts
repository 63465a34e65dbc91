import {
  continueLog,
  didDocument,
  generateKey,
  hashOfKey,
  type JsonObject,
  type KeyPair,
  type LogChange,
  type LogLine,
  readMultikey,
  resolveKey,
  startLog,
} from '../../src/index.ts'
import type { Signer } from '../../src/keys/webvh-proof.ts'

/** Keys, documents and lines of logs for the tests of did:webvh. Three keys of the controller, and one of somebody else. */
export const [a, b, c, stranger] = (await Promise.all([1, 2, 3, 4].map(() => generateKey()))) as [
  KeyPair,
  KeyPair,
  KeyPair,
  KeyPair,
]
export const witnesses = (await Promise.all([1, 2, 3].map(() => generateKey()))) as [KeyPair, KeyPair, KeyPair]
export const PLACE = 'lumbung.example:issuers:politeknik'
export const day = (month: number, at = 1): string => `2026-0${month}-0${at}T00:00:00Z`
export const NOW = Date.parse('2026-11-23T00:00:00Z')
export const documentOf =
  (pair: KeyPair) =>
  (did: string): JsonObject =>
    didDocument(did, [{ id: `${did}#key-1`, publicKeyMultibase: pair.publicKeyMultibase }])
export const byKeys = (...pairs: KeyPair[]): { updateKeys: string[] } => ({
  updateKeys: pairs.map((pair) => pair.publicKeyMultibase),
})
export const promised = (...pairs: KeyPair[]): { nextKeyHashes: string[] } => ({
  nextKeyHashes: pairs.map((pair) => hashOfKey(pair.publicKeyMultibase)),
})
export const panel = (threshold: number, ...pairs: KeyPair[]) => ({
  witness: { threshold, witnesses: pairs.map((pair) => ({ id: `did:key:${pair.publicKeyMultibase}` })) },
})
export const start = (change: LogChange & { portable?: boolean } = {}, signer: Signer = a): Promise<LogLine> =>
  startLog(PLACE, documentOf(a), { ...byKeys(a), ...change }, day(1), signer)
export const next = (
  last: LogLine,
  change: LogChange = {},
  signer: Signer = a,
  pair = b,
  time = day(2),
): Promise<LogLine> => continueLog(last, documentOf(pair)(last.did), change, time, signer)
export const logOf = (...lines: LogLine[]): string => lines.map(({ line }) => `${line}\n`).join('')

/** What a verifier finds at an instant, where a log and perhaps a file of witnesses are served. */
export async function found(did: string, at: string | null, log: string, proofs?: unknown): Promise<string> {
  const load = async (url: string): Promise<string | null> =>
    url.endsWith('/did.jsonl') ? log : proofs === undefined ? null : JSON.stringify(proofs)
  const answer = await resolveKey(
    `${did}#key-1`,
    'assertionMethod',
    at === null ? null : new Date(at),
    load,
    new Date(NOW),
  )
  if (!answer.ok) return answer.reason
  const pair = [a, b, c].find(({ publicKeyMultibase: text }) =>
    Buffer.from(readMultikey(text)?.bytes ?? []).equals(Buffer.from(answer.key.bytes)),
  )
  return pair === a ? 'a' : pair === b ? 'b' : pair === c ? 'c' : 'another'
}
