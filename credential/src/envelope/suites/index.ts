import { CRYPTOSUITES } from '../../algorithms.ts'
import { onDemand } from '../../on-demand.ts'
import type { JsonObject } from '../../types.ts'
import { readValue } from './ecdsa-sd/begin.ts'
import { jsonSuite, onlyRead, rdfSuite } from './hashed.ts'
import type { Suite } from './suite.ts'

const type = 'DataIntegrityProof'

/** Suites that `issueCredential`, `addProof` and `signPresentation` write, by the name of the suite. */
export const SIGNING_SUITES = {
  'eddsa-rdfc-2022': rdfSuite({ name: 'eddsa-rdfc-2022', type, keys: CRYPTOSUITES['eddsa-rdfc-2022'] }),
  'eddsa-jcs-2022': jsonSuite({ name: 'eddsa-jcs-2022', type, keys: CRYPTOSUITES['eddsa-jcs-2022'] }),
  'ecdsa-rdfc-2019': rdfSuite({ name: 'ecdsa-rdfc-2019', type, keys: CRYPTOSUITES['ecdsa-rdfc-2019'] }),
  'ecdsa-jcs-2019': jsonSuite({ name: 'ecdsa-jcs-2019', type, keys: CRYPTOSUITES['ecdsa-jcs-2019'] }),
} as const
export type SigningSuite = keyof typeof SIGNING_SUITES

/** The check of derived proofs. */
export const loadDerived = onDemand(() => import('./ecdsa-sd/verify.ts'))

/**
 * Selective disclosure. Its proofs are made by `issueCredential` and `deriveCredential` in a way of their own; the check is
 * loaded on demand, so that nobody waits for it who doesn't meet one.
 */
export const SELECTIVE: Suite = {
  name: 'ecdsa-sd-2023',
  type,
  keys: CRYPTOSUITES['ecdsa-sd-2023'],
  covers: 'statements',
  readValue,
  verify: async (document, proof, key) => (await loadDerived()).verifyDerived(document, proof, key),
}

/** Every suite that is read, one row each. Another suite is one file and one row more. */
const SUITES: readonly Suite[] = [
  ...Object.values(SIGNING_SUITES),
  SELECTIVE,
  // Of the time of VC 1.1: read, since much that people hold is signed so, and never written.
  onlyRead(rdfSuite({ name: 'Ed25519Signature2020', type: 'Ed25519Signature2020', keys: ['Ed25519'] })),
]

const BY_NAME: ReadonlyMap<unknown, Suite> = new Map(SUITES.map((suite) => [suite.name, suite]))

/** The suite of a proof: by `cryptosuite` for a `DataIntegrityProof`, by `type` for the older ones. */
export function suiteOf(proof: JsonObject): Suite | undefined {
  const name = proof.type === type ? proof.cryptosuite : proof.type
  const suite = BY_NAME.get(name)
  return suite?.type === proof.type ? suite : undefined
}
