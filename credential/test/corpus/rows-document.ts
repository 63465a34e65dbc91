import { achievementCredential, type JsonObject } from '../../src/index.ts'
import { type Bad, put, type Row, row } from './rows.ts'
import { didKeyOf, good, ISSUER, input, issueAs, OTHER } from './world.ts'

const seed = await good()
const parsed = () => JSON.parse(seed) as JsonObject
const proof = () => parsed().proof as JsonObject
const context = () => parsed()['@context'] as string[]
const gap = (name: string, text: string): Bad => ({ name, text, check: 'proof', code: 'proof-leaves-gap' })
const changedProof = (name: string, code: string, change: (proof: JsonObject) => unknown): Bad => ({
  name,
  text: put(seed, ['proof'], change(proof())),
  check: 'proof',
  code,
})

/** Bugs in what reaches the signed bytes, who signed, and what a document may look like. */
export const DOCUMENT_ROWS: readonly Row[] = [
  row(
    'B01',
    'id-not-a-url',
    [
      'verifier-plus #135, 2024',
      'An id that was no URL made the statements about its thing vanish; an edited name still verified.',
    ],
    seed,
    [
      gap('relative-id', put(seed, ['id'], 'corpus-1')),
      gap('relative-id-and-name', put(seed, ['id'], 'corpus-1').replace('Wartini', 'Wartono')),
      gap('empty-id', put(seed, ['id'], '')),
      gap('id-with-space', put(seed, ['id'], 'urn:a b')),
      gap('id-that-injects', put(seed, ['id'], 'urn:x> <urn:p> <urn:o> .\n<urn:y')),
      gap('subject-id-relative', put(seed, ['credentialSubject', 'id'], 'wartini')),
      gap('achievement-id-relative', put(seed, ['credentialSubject', 'achievement', 'id'], '../1')),
      {
        name: 'subject-id-gone',
        text: put(seed, ['credentialSubject', 'id'], undefined),
        check: 'proof',
        code: 'proof-does-not-fit',
      },
    ],
  ),
  row(
    'B02',
    'undefined-terms',
    ['aries-framework-go #3096, 2021', 'Terms that no context defines were dropped, so a changed credential verified.'],
    seed,
    [
      gap('at-the-top', put(seed, ['honours'], 'summa cum laude')),
      gap('in-the-subject', put(seed, ['credentialSubject', 'grade'], 'A')),
      gap('in-the-achievement', put(seed, ['credentialSubject', 'achievement', 'note'], 'x')),
      gap('undefined-type', put(seed, ['type', 2], 'DoctorateCredential')),
      gap('null', put(seed, ['honours'], null)),
      gap('null-for-a-known-term', put(seed, ['name'], null)),
      gap('empty-list', put(seed, ['evidence'], [])),
    ],
  ),
  row(
    'B03',
    'safe-mode-off',
    [
      'credebl agent-controller #358, 2026',
      'Safe mode was switched off to make issuance work; what JSON-LD drops was then signed by nobody.',
    ],
    seed,
    [
      // Signed without the two terms, as a signer without safe mode would: they are in the file and not in the signature.
      gap('signed-without-what-was-dropped', put(seed, ['grade'], 'A')),
      gap('relative-type', put(seed, ['type', 2], 'relative/type')),
    ],
  ),
  row(
    'B04',
    'context-swapped',
    ['vc-data-integrity #272, 2024', 'Another @context gave the same signed statements another meaning in JSON.'],
    seed,
    contextVariants(),
  ),
  row(
    'B06',
    'signer-is-not-the-issuer',
    ['vp-toolkit GHSA-p94w-42g3-f7h4', 'Nobody compared the signer with the issuer: a holder could sign again.'],
    seed,
    [
      {
        name: 'key-of-another-listed-issuer',
        text: await issueAs('other', achievementCredential(input())),
        check: 'issuer',
        code: 'issuer-key-of-another',
      },
      {
        name: 'another-key-under-the-issuers-name',
        text: await issueAs('other', achievementCredential(input()), `${ISSUER}#key-1`),
        check: 'proof',
        code: 'proof-does-not-fit',
      },
      {
        name: 'did-key-of-a-stranger',
        text: await issueAs('stranger', achievementCredential(input())),
        check: 'issuer',
        code: 'issuer-key-of-another',
      },
      {
        name: 'a-key-the-register-does-not-know',
        text: await issueAs('issuer', achievementCredential(input()), `${ISSUER}#key-9`),
        check: 'issuer',
        code: 'issuer-key-of-another',
      },
      {
        name: 'a-stranger-who-says-so',
        text: await issueAs(
          'stranger',
          achievementCredential(
            input({
              issuer: { id: didKeyOf('stranger'), name: 'Politeknik Lembah Angin' },
              creator: { id: didKeyOf('stranger'), name: 'Politeknik Lembah Angin' },
              onBehalfOf: { id: didKeyOf('stranger'), name: 'Politeknik Lembah Angin' },
            }),
          ),
        ),
        check: 'issuer',
        code: 'issuer-not-listed',
        outcome: 'unknown',
      },
      {
        name: 'issuer-renamed-to-another',
        text: put(seed, ['issuer', 'id'], OTHER),
        check: 'proof',
        code: 'proof-does-not-fit',
      },
    ],
  ),
  row(
    'B13',
    'no-proof-accepted',
    ['beckn-onix #885, 2026', 'requireProof=false and an empty method meant that nothing was checked at all.'],
    seed,
    [
      { name: 'none', text: put(seed, ['proof'], undefined), check: 'proof', code: 'proof-missing' },
      changedProof('null', 'proof-missing', () => null),
      changedProof('empty-list', 'proof-missing', () => []),
      changedProof('empty-object', 'proof-malformed', () => ({})),
      changedProof('a-text', 'proof-malformed', () => 'signed'),
      changedProof('true', 'proof-malformed', () => true),
      changedProof('without-value', 'proof-malformed', ({ proofValue: _, ...rest }) => rest),
      changedProof('without-method', 'proof-malformed', ({ verificationMethod: _, ...rest }) => rest),
      changedProof('empty-method', 'proof-malformed', (made) => ({ ...made, verificationMethod: '' })),
      changedProof('without-purpose', 'proof-malformed', ({ proofPurpose: _, ...rest }) => rest),
      changedProof('another-purpose', 'proof-purpose-wrong', (made) => ({ ...made, proofPurpose: 'authentication' })),
      changedProof('empty-value', 'proof-malformed', (made) => ({ ...made, proofValue: '' })),
      changedProof('only-the-letter-z', 'proof-malformed', (made) => ({ ...made, proofValue: 'z' })),
      {
        ...changedProof('a-type-of-nobody', 'proof-not-supported', (made) => ({ ...made, type: 'NoProof' })),
        outcome: 'unknown',
      },
    ],
  ),
  row(
    'B15',
    'junk-in-the-signature',
    ['jsrsasign CVE-2022-25898', 'Junk letters inside an encoded signature were skipped, and it verified.'],
    seed,
    ['=', ' ', '\n', '!', '0', 'é', '.'].map((letter, at) =>
      changedProof(`letter-${at}`, 'proof-malformed', (made) => ({
        ...made,
        proofValue: `${String(made.proofValue).slice(0, 20)}${letter}${String(made.proofValue).slice(20)}`,
      })),
    ),
  ),
  row(
    'B20',
    'remote-context',
    [
      'json-ld-syntax #421, jsonld.js #581',
      'The loader fetched whatever address a document named, inside the network too.',
    ],
    seed,
    [
      'http://127.0.0.1:9/context',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'https://evil.example/v2',
    ].map((url, at) => ({
      name: `address-${at}`,
      text: put(seed, ['@context'], [...context(), url]),
      check: 'format' as const,
      code: 'format-context-not-known',
      outcome: 'unknown' as const,
    })),
  ),
  row(
    'B25',
    'sets-and-chains',
    [
      'VC Data Integrity 1.0, section 2.1.2',
      'A second proof beside a good one, or a chain without its beginning, was taken for proof.',
    ],
    seed,
    [
      changedProof('twice-the-same', 'proof-several', (made) => [made, made]),
      changedProof('chain-without-a-beginning', 'proof-chain-broken', (made) => ({
        ...made,
        previousProof: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      })),
      {
        name: 'a-good-proof-of-another-document',
        text: put(seed, ['proof'], JSON.parse(await good({ sks: 20 })).proof),
        check: 'proof',
        code: 'proof-does-not-fit',
      },
      {
        name: 'beside-one-of-another-document',
        text: put(seed, ['proof'], [proof(), JSON.parse(await good({ sks: 20 })).proof]),
        check: 'proof',
        code: 'proof-does-not-fit',
      },
      {
        name: 'beside-one-of-a-stranger',
        text: put(
          seed,
          ['proof'],
          [proof(), JSON.parse(await issueAs('stranger', achievementCredential(input()))).proof],
        ),
        check: 'issuer',
        code: 'issuer-cosigner-not-listed',
        outcome: 'unknown',
      },
    ],
  ),
]

function contextVariants(): Bad[] {
  const [data = '', badge = ''] = context()
  const notAllowed = [
    ['reordered', [badge, data]],
    ['repeated', [data, badge, badge]],
    ['only-the-badge', [badge]],
    ['a-text', data],
    ['empty', []],
    ['an-object', { '@vocab': 'urn:x:' }],
    ['null', [data, badge, null]],
  ] as const
  const notKnown = [
    ['inline-vocabulary', [data, badge, { '@vocab': 'urn:x:' }]],
    ['inline-term', [data, badge, { honours: 'urn:x:honours' }]],
    ['redefined-term', [data, badge, { name: 'https://schema.org/alternateName' }]],
    ['base', [data, badge, { '@base': 'https://evil.example/' }]],
    ['import', [data, badge, { '@import': badge }]],
    ['another-address', [data, 'https://evil.example/context-3.0.3.json']],
    ['another-scheme', [data.replace('https', 'http'), badge]],
  ] as const
  return [
    ...notAllowed.map(([name, value]) => ({
      name,
      text: put(seed, ['@context'], value),
      check: 'format' as const,
      code: 'format-context-not-allowed',
    })),
    ...notKnown.map(([name, value]) => ({
      name,
      text: put(seed, ['@context'], value),
      check: 'format' as const,
      code: 'format-context-not-known',
      outcome: 'unknown' as const,
    })),
    gap('inside-the-subject', put(seed, ['credentialSubject', '@context'], { name: 'urn:x:name' })),
  ]
}

export { seed }
