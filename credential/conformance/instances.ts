/** What the adapter issues with: one instance for each suite and key, each under a path of its own. */
import type { SigningSuite } from '../src/envelope/suites/index.ts'
import type { ConformanceKind } from './keys.ts'

export interface Instance {
  /** The part of the path: `/issuers/<name>/credentials/issue`. */
  readonly name: string
  readonly kind: ConformanceKind
  /** How it secures: a suite of Data Integrity, or a JWT in an envelope. */
  readonly secures: SigningSuite | 'ecdsa-sd-2023' | 'vc-jose'
  /** Whether it adds a place in its status list to what it issues. */
  readonly addsStatus?: true
}

export const INSTANCES: readonly Instance[] = [
  { name: 'eddsa-rdfc-2022', kind: 'Ed25519', secures: 'eddsa-rdfc-2022' },
  { name: 'eddsa-jcs-2022', kind: 'Ed25519', secures: 'eddsa-jcs-2022' },
  { name: 'ecdsa-rdfc-2019-p256', kind: 'P-256', secures: 'ecdsa-rdfc-2019' },
  { name: 'ecdsa-rdfc-2019-p384', kind: 'P-384', secures: 'ecdsa-rdfc-2019' },
  { name: 'ecdsa-jcs-2019-p256', kind: 'P-256', secures: 'ecdsa-jcs-2019' },
  { name: 'ecdsa-jcs-2019-p384', kind: 'P-384', secures: 'ecdsa-jcs-2019' },
  { name: 'ecdsa-sd-2023', kind: 'P-256', secures: 'ecdsa-sd-2023' },
  { name: 'vc-jose', kind: 'P-256', secures: 'vc-jose' },
  { name: 'bitstring-status-list', kind: 'Ed25519', secures: 'eddsa-rdfc-2022', addsStatus: true },
]
