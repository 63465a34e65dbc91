import { embedLogProof } from '../../src/index.ts'
import { COSIGNATURE, ED25519, formatProof, parseProof, type ReadProof, signatureLine } from '../../src/log/index.ts'
import { LOG, ORIGIN, type ProofChanges, proofFor, SEEN, signingOf, WITNESSES } from '../log-people.ts'
import { type Bad, type Row, row } from './rows.ts'
import { seed } from './rows-document.ts'
import { good } from './world.ts'

const WORLD = 'issuer in the log'
const other = await good({ id: 'https://lumbung.example/credentials/corpus-log', holderName: 'Suparti' })

async function bad(name: string, changes: ProofChanges): Promise<Bad> {
  return refused(name, embedLogProof(seed, await proofFor(seed, changes)))
}
const refused = (name: string, text: string): Bad => ({
  name,
  text,
  world: WORLD,
  check: 'log',
  code: 'log-proof-wrong',
})

/** The head of another tree under the hashes of this one. */
async function withOtherRoot(): Promise<string> {
  const proof = parseProof(await proofFor(seed)) as ReadProof
  const { note } = parseProof(await proofFor(other)) as ReadProof
  return embedLogProof(seed, formatProof({ ...proof, note }))
}

const proven = embedLogProof(seed, await proofFor(seed))
const [ministry, campus] = WITNESSES
const stranger = signingOf('stranger.example/witness', COSIGNATURE)

/** Bugs in how a proof of a log is taken for what it doesn't prove. */
export const LOG_ROWS: readonly Row[] = [
  row(
    'B26',
    'log-proof-of-something-else',
    ['cosign CVE-2022-36056', 'A proof of the public log was accepted beside a signature of which it says nothing.'],
    proven,
    [
      { name: 'good', text: proven, world: WORLD },
      { name: 'none', text: seed, world: WORLD, check: 'log', code: 'log-proof-missing' },
      refused('of-another-credential', embedLogProof(seed, await proofFor(other))),
      refused('another-root', await withOtherRoot()),
      await bad('another-index', { index: 4 }),
      await bad('of-another-kind', { kind: 'credit' }),
      await bad('another-log', { origin: 'other.example/log' }),
      await bad('key-of-another', { log: signingOf(ORIGIN, ED25519, 'a log of somebody else') }),
      await bad('signature-of-another', { log: { key: LOG.key, sign: stranger.sign } }),
      {
        ...(await bad('one-line-more', { lines: [signatureLine(stranger.key, new Uint8Array(72))] })),
        code: 'log-not-witnessed',
        outcome: 'unknown',
      },
      await bad('witness-twice', {
        cosigned: [
          [ministry, SEEN[0]],
          [ministry, SEEN[0]],
        ],
      }),
      await bad('witness-impersonated', {
        cosigned: [
          [ministry, SEEN[0]],
          [{ key: campus.key, sign: stranger.sign }, SEEN[1]],
        ],
      }),
      {
        name: 'witness-stripped',
        text: embedLogProof(seed, await proofFor(seed, { cosigned: [[ministry, SEEN[0]]] })),
        world: WORLD,
        check: 'log',
        code: 'log-not-witnessed',
        outcome: 'unknown',
      },
    ],
  ),
]
