import { achievementCredential, issueCredential, type JsonObject } from '../../src/index.ts'
import { fromBase58, toBase58 } from '../../src/keys/encoding.ts'
import { type Bad, put, type Row, row } from './rows.ts'
import { EC_KEY, good, ISSUER, input } from './world.ts'

/** The order of the group of Ed25519 (RFC 8032, section 5.1) and of P-256 (FIPS 186-5 by SP 800-186, section 3.2.1.3). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const seed = await good()
const ecSeed = await issueCredential(achievementCredential(input()), {
  verificationMethod: `${ISSUER}#ec`,
  created: '2026-10-12T00:00:00Z',
  suite: 'ecdsa-rdfc-2019',
  keyKind: 'P-256',
  sign: EC_KEY.sign,
})

const signatureOf = (text: string): Uint8Array => {
  const { proofValue } = (JSON.parse(text) as JsonObject).proof as JsonObject
  return fromBase58(String(proofValue).slice(1)) as Uint8Array
}
const withSignature = (text: string, bytes: Uint8Array): string =>
  put(text, ['proof', 'proofValue'], `z${toBase58(bytes)}`)

/** A whole number in so many bytes; the last come first where `little`. */
function bytesOf(number: bigint, little = false): Uint8Array {
  const bytes = Buffer.from(number.toString(16).padStart(64, '0'), 'hex')
  return new Uint8Array(little ? bytes.reverse() : bytes)
}
function numberOf(bytes: Uint8Array, little = false): bigint {
  const copy = Buffer.from(bytes)
  return BigInt(`0x${(little ? copy.reverse() : copy).toString('hex')}`)
}
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const signature = signatureOf(seed)
const [point, scalar] = [signature.slice(0, 32), numberOf(signature.slice(32), true)]
const ec = signatureOf(ecSeed)
const [r, s] = [numberOf(ec.slice(0, 32)), numberOf(ec.slice(32))]

const bad = (name: string, text: string, code = 'proof-does-not-fit'): Bad => ({ name, text, check: 'proof', code })
const edwards = (name: string, bytes: Uint8Array, code?: string): Bad => bad(name, withSignature(seed, bytes), code)
const nist = (name: string, one: bigint, two: bigint): Bad =>
  bad(name, withSignature(ecSeed, joined(bytesOf(one), bytesOf(two))))

/** The DER of a signature (RFC 3279, section 2.2.3), as other programs write it. */
function der(...numbers: readonly bigint[]): Uint8Array {
  const parts = numbers.map((number) => {
    const bytes = bytesOf(number)
    const content = (bytes[0] as number) >= 0x80 ? joined(Uint8Array.of(0), bytes) : bytes
    return joined(Uint8Array.of(0x02, content.length), content)
  })
  const content = joined(...parts)
  return joined(Uint8Array.of(0x30, content.length), content)
}

/** Second forms of one signature. The high s of ECDSA is no second form: the standards take both, so a signature is never a name. */
export const SIGNATURE_ROWS: readonly Row[] = [
  row(
    'B16',
    'second-form-of-a-signature',
    [
      'elliptic CVE-2024-48949, CVE-2024-42459, CVE-2024-42460',
      'Numbers of a signature were taken out of their range or in another encoding: the same signature had many forms.',
    ],
    seed,
    [
      edwards('ed25519-s-and-the-order', joined(point, bytesOf(scalar + L, true))),
      edwards('ed25519-s-and-twice-the-order', joined(point, bytesOf(scalar + 2n * L, true))),
      edwards('ed25519-s-is-the-order', joined(point, bytesOf(L, true))),
      edwards('ed25519-s-negated', joined(point, bytesOf(L - scalar, true))),
      edwards('ed25519-zeros', new Uint8Array(64)),
      edwards('ed25519-neutral-point', joined(bytesOf(1n, true), bytesOf(0n, true))),
      edwards(
        'ed25519-sign-of-the-point',
        joined(
          point.map((byte, at) => (at === 31 ? byte ^ 0x80 : byte)),
          signature.slice(32),
        ),
      ),
      edwards('ed25519-one-byte-more', joined(signature, Uint8Array.of(0)), 'proof-malformed'),
      edwards('ed25519-one-byte-less', signature.slice(0, 63), 'proof-malformed'),
      { name: 'p-256', text: ecSeed },
      { name: 'p-256-high-s', text: withSignature(ecSeed, joined(bytesOf(r), bytesOf(N - s))) },
      nist('p-256-r-is-zero', 0n, s),
      nist('p-256-s-is-zero', r, 0n),
      nist('p-256-both-zero', 0n, 0n),
      nist('p-256-r-is-the-order', N, s),
      nist('p-256-s-is-the-order', r, N),
      nist('p-256-all-ones', 2n ** 256n - 1n, 2n ** 256n - 1n),
      nist('p-256-swapped', s, r),
      nist('p-256-r-negated', N - r, s),
      bad('p-256-der', withSignature(ecSeed, der(r, s)), 'proof-malformed'),
      bad('p-256-with-a-zero-before', withSignature(ecSeed, joined(Uint8Array.of(0), ec)), 'proof-malformed'),
    ],
  ),
]
