/** Checks derived proofs (Data Integrity ECDSA Cryptosuites 1.0, section 3.5.8 and 3.6.7), and says what they always show. */
import { passingVerifier } from '#crypto'
import type { PublicKey } from '../../../keys/key.ts'
import { signatureHolds } from '../../../keys/key.ts'
import { gapAnswer, type Unsecured } from '../../canonical-form.ts'
import type { Answer } from '../../opened.ts'
import { optionsDigest } from '../hashed.ts'
import type { SuiteProof } from '../suite.ts'
import { isBase } from './begin.ts'
import { baseBytes, readShown } from './shown.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../../../verify.ts'

export { shownPart } from './part.ts'

const DOES_NOT_FIT: Answer = { outcome: 'fail', code: 'proof-does-not-fit' }
const utf8 = new TextEncoder()

/** What the check *proof* answers for a derived proof. A base proof is refused: it is for the holder alone. */
export async function verifyDerived(document: Unsecured, proof: SuiteProof, key: PublicKey): Promise<Answer> {
  if (isBase(proof.value)) return { outcome: 'fail', code: 'proof-not-derived' }
  const { value, canonical, shown } = await readShown(document, proof.value)
  if (value === null) return { outcome: 'fail', code: 'proof-malformed' }
  if (!canonical.ok) return gapAnswer(canonical)
  if (shown === null || shown.optional.length !== value.signatures.length) return DOES_NOT_FIT
  const options = await optionsDigest(document, proof.options, 'sha256')
  if (!(options instanceof Uint8Array)) return gapAnswer(options)
  const { publicKey, baseSignature, signatures } = value
  const holds = passingVerifier(publicKey.bytes)
  if (holds === null) return DOES_NOT_FIT
  if (!(await signatureHolds(key, baseBytes(options, publicKey, shown.mandatory), baseSignature))) return DOES_NOT_FIT
  for (const [at, line] of shown.optional.entries()) {
    if (!(await holds(utf8.encode(line), signatures[at] as Uint8Array))) return DOES_NOT_FIT
  }
  return { outcome: 'pass', code: 'proof-fits' }
}
