import { type TrustSnapshot, type VerifyContext, verify } from '@lumbung/credential'
import { findCredential, logProofOf, statusListDocument, travelling } from '../credentials/index.ts'
import type { LeafProof } from '../log/index.ts'
import type { Deps } from '../platform/deps.ts'
import { platformIssuer, trustList } from '../trust/index.ts'
import { sandboxList } from './service-sandbox-lists.ts'
import { sandboxProof } from './service-sandbox-proof.ts'
import type { Report } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log' | 'logWitnesses'>

/**
 * Checks a credential as of now, with the register and the status lists of this installation: the one function behind
 * `/v/<code>`, the upload form, the API and `lumbung verify`. Lists of other sites are not fetched: what they would say
 * is unknown. Never throws for bad input.
 */
export async function verifyDocument(deps: Needs, input: string | Uint8Array): Promise<Report> {
  const checkedAt = deps.clock()
  const verdict = await verify(input, await contextOf(deps, checkedAt))
  return { ...verdict, checkedAt }
}

/** Where a credential of the sandbox is served; also its id. */
export function sandboxUrl(publicUrl: string, name: string): string {
  return `${publicUrl}/api/v1/sandbox/${name}.json`
}

/**
 * Checks one of our own credentials by its id, as its holder's file would be: with the proof of the log that it travels with.
 * Nothing where there is none or it isn't signed yet.
 */
export async function verifyCredential(deps: Needs, credentialId: string): Promise<Report | null> {
  const credential = await findCredential(deps.db, credentialId)
  if (credential?.document == null) return null
  return verifyDocument(deps, (await travelling(deps, credential, credential.document)).text)
}

/** The register as of now. Before the first status list was signed it lacks the platform's key, which is then made first. */
async function registerOf(deps: Needs, now: Date): Promise<TrustSnapshot | null> {
  try {
    const trust = await trustList(deps, now)
    if (trust.issuers.some(({ did, keys }) => trust.statusAuthorities.includes(did) && keys.length > 0)) return trust
    await platformIssuer(deps)
    return await trustList(deps, now)
  } catch (error) {
    deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'the register could not be read')
    return null
  }
}

async function contextOf(deps: Needs, now: Date): Promise<VerifyContext> {
  const trust = await registerOf(deps, now)
  return {
    now,
    trust,
    statusList: (url) => ownList(deps, url),
    logProof: (asked) => ownLogProof(deps, asked),
    replacedBy: async (credentialUrl) => {
      if (credentialUrl === sandboxUrl(deps.publicUrl, 'replaced')) return sandboxUrl(deps.publicUrl, 'valid')
      const id = idBelow(deps.publicUrl, '/credentials/', credentialUrl)
      const change = id === null ? null : ((await findCredential(deps.db, id))?.change ?? null)
      return change?.replacedBy == null ? null : `${deps.publicUrl}/credentials/${change.replacedBy}`
    },
  }
}

/**
 * The proof that our log holds a signature of one of our issuers. What it doesn't hold wasn't signed here: its leaf would stand
 * in the transaction of its document.
 */
async function ownLogProof(
  deps: Needs,
  { id: url, signatureDigest }: { readonly id: string; readonly signatureDigest: string },
): Promise<string | 'pending' | null> {
  const example = /\/([^/]+)\.json$/.exec(url)?.[1] ?? ''
  if (url === sandboxUrl(deps.publicUrl, example)) return textOf(await sandboxProof(deps, example))
  const id = idBelow(deps.publicUrl, '/credentials/', url)
  const credential = id === null ? null : await findCredential(deps.db, id)
  return credential === null ? null : textOf(await logProofOf(deps, credential, signatureDigest))
}

const textOf = (proof: LeafProof | 'pending' | null): string | 'pending' | null =>
  proof === null || proof === 'pending' ? proof : proof.text

/** The text of a list of this site; any other address is answered by nothing, without a request. */
async function ownList(deps: Needs, url: string): Promise<string | null> {
  const sandbox = idBelow(deps.publicUrl, '/api/v1/sandbox/lists/', url)
  if (sandbox !== null) return sandboxList(deps, sandbox)
  const id = idBelow(deps.publicUrl, '/status/lists/', url)
  if (id === null) return null
  const answered = await statusListDocument(deps, id)
  return answered.ok ? answered.value : null
}

function idBelow(publicUrl: string, folder: string, url: string): string | null {
  const start = `${publicUrl}${folder}`
  const id = url.startsWith(start) ? url.slice(start.length) : ''
  return /^[0-9A-Za-z-]{1,64}$/.test(id) ? id : null
}
