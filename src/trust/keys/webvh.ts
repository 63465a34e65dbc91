import { isDeepStrictEqual } from 'node:util'
import { continueLog, type JsonObject, type LogLine, type Signer as LogSigner, startLog } from '@lumbung/credential'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { wholeSecond } from '../service-ask.ts'
import { lockOrganisation } from '../store.ts'
import type { IssuerKey, RegisterEntry } from '../types.ts'
import { findLogLines, insertLogLine } from './store.ts'

const SECOND_MILLISECONDS = 1_000

/**
 * The log of an issuer's `did:webvh` (did:webvh 1.0), brought up to date: a line is added where the keys of the register are not
 * those of the last line. The `did:web` stands in it as another name of the same issuer. Entries are proved by a key that the
 * signer keeps for this alone. With a signer that is away, the lines that stand are answered. Nothing for an issuer without keys
 * or on a host that did:webvh doesn't know (`localhost`).
 */
export async function didLog(
  deps: Pick<Deps, 'db' | 'clock' | 'signer'>,
  entry: Pick<RegisterEntry, 'organisationId' | 'slug' | 'did' | 'keys'>,
): Promise<string | null> {
  const place = entry.did.slice('did:web:'.length)
  if (entry.keys.length === 0 || !/^[^:]+\.[^:]+/.test(place)) return null
  const brought = inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, entry.organisationId)
    const lines = await findLogLines(tx, entry.did)
    const last = lines.at(-1)
    const now = wholeSecond(deps.clock())
    const written = last === undefined ? null : (JSON.parse(last.line) as { state: JsonObject; versionTime: string })
    if (last !== undefined && isDeepStrictEqual(written?.state, documentOf(last.did, entry))) return lines
    // Each version is later than the one before, also where both fall into one second.
    const after = written === null ? 0 : Date.parse(written.versionTime) + SECOND_MILLISECONDS
    const versionTime = `${new Date(Math.max(now.getTime(), after)).toISOString().slice(0, 19)}Z`
    const signer = await logSigner(deps, entry.slug)
    const next =
      last === undefined
        ? await startLog(
            place,
            (did) => documentOf(did, entry),
            { updateKeys: [signer.publicKeyMultibase] },
            versionTime,
            signer,
          )
        : await continueLog(last, documentOf(last.did, entry), {}, versionTime, signer)
    await insertLogLine(tx, entry.did, lines.length + 1, next, deps.clock())
    return [...lines, next]
  })
  const lines = await brought.catch((error: unknown) => {
    if (error instanceof Error && error.name === 'SignerError') return findLogLines(deps.db, entry.did)
    throw error
  })
  return lines.length === 0 ? null : lines.map(({ line }: LogLine) => `${line}\n`).join('')
}

/** The key that proves the entries of a log, made in the signer when it is first needed. */
async function logSigner({ signer }: Pick<Deps, 'signer'>, slug: string): Promise<LogSigner> {
  const name = `issuer-${slug}/log`
  return {
    publicKeyMultibase: await signer.createKey(name),
    sign: async (bytes) => {
      const [signature] = await signer.sign(name, [bytes])
      if (signature === undefined) throw new RangeError('the signer answered no signature')
      return signature
    },
  }
}

/** The document of a version: the keys that were ever bound, those that may assert apart, and the did:web beside. */
function documentOf(did: string, entry: { readonly did: string; readonly keys: readonly IssuerKey[] }): JsonObject {
  const idOf = ({ publicKeyMultibase }: IssuerKey) => `${did}#${publicKeyMultibase}`
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    alsoKnownAs: [entry.did],
    verificationMethod: entry.keys.map((key) => ({
      id: idOf(key),
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.publicKeyMultibase,
    })),
    assertionMethod: entry.keys.filter((key) => key.compromisedAt === null).map(idOf),
  }
}
