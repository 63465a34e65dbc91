import { achievementCredential, type JsonObject, type PresentationOptions, signPresentation } from '../../src/index.ts'
import { type Bad, put, type Request, type Row, row, type Twin } from './rows.ts'
import { didKeyOf, good, input, issueAs, KEYS } from './world.ts'

const HOLDER = didKeyOf('holder')
const REQUEST: Request = { challenge: 'lamaran-17-b1d3c0f2', domain: 'kerja.example' }
const seed = await good({ subjectId: HOLDER })

const keyOf = (who: 'holder' | 'stranger') => `${didKeyOf(who)}#${KEYS[who].publicKeyMultibase}`

/** What a holder's program makes; the pieces that differ are given. */
const shown = (changes: Partial<PresentationOptions> = {}): Promise<string> =>
  signPresentation({
    credentials: [seed],
    holder: HOLDER,
    ...REQUEST,
    verificationMethod: keyOf('holder'),
    created: '2026-11-23T07:00:00Z',
    sign: KEYS.holder.sign,
    ...changes,
  })

const presentation = await shown()
const parsed = () => JSON.parse(presentation) as JsonObject
const byStranger = { verificationMethod: keyOf('stranger'), sign: KEYS.stranger.sign }

const fails = (name: string, text: string, check: Bad['check'], code: string, asked = REQUEST): Bad => ({
  name,
  text,
  check,
  code,
  presentation: asked,
})

/** A poison graph (RDF Dataset Canonicalization 1.0, section 7.1): equal blank nodes by the dozen, each of which could be any other. */
const fan = (count: number): JsonObject[] => Array.from({ length: count }, () => ({ type: ['Alignment'] }))
const base = JSON.parse(await good()) as JsonObject
const poisoned = (changes: JsonObject): string =>
  put(JSON.stringify(base), ['credentialSubject'], { ...(base.credentialSubject as JsonObject), ...changes })
const poison = (name: string, changes: JsonObject): Bad => ({
  name,
  text: poisoned(changes),
  check: 'proof',
  code: 'proof-not-canonicalisable',
})
const results = (count: number, inside: number): JsonObject[] =>
  Array.from({ length: count }, () => ({ type: ['Result'], alignment: fan(inside) }))

/** Bugs of presentations, and of graphs that nobody could put in order. */
export const PRESENTATION_ROWS: readonly Row[] = [
  row(
    'B19',
    'graph-that-never-ends',
    ['rdf-canonize before 4.0', 'A small document kept a verifier busy for years: its blank nodes were all alike.'],
    await good(),
    [
      poison('two-dozen', { result: results(2, 12) }),
      poison('a-hundred', { result: results(4, 25) }),
      poison('many-of-few', { result: results(40, 6) }),
      // Alike, but only one of them hangs on each branch: that has an order, and costs little.
      { ...poison('one-fan', { result: results(1, 200) }), code: 'proof-does-not-fit' },
    ],
  ),
  row(
    'B23',
    'shown-by-another',
    ['OpenID4VCI #742, 2026', 'A presentation made for one verifier or by one holder was taken for another’s.'],
    null,
    [
      { name: 'good', text: presentation, presentation: REQUEST } satisfies Twin,
      fails('good', presentation, 'audience', 'presentation-challenge-wrong', { ...REQUEST, challenge: 'lamaran-18' }),
      fails('good', presentation, 'audience', 'presentation-challenge-wrong', { ...REQUEST, challenge: '' }),
      fails('good', presentation, 'audience', 'presentation-domain-wrong', { ...REQUEST, domain: 'pinjol.example' }),
      fails(
        'domain-changed',
        put(presentation, ['proof', 'domain'], 'pinjol.example'),
        'proof',
        'presentation-proof-does-not-fit',
        {
          ...REQUEST,
          domain: 'pinjol.example',
        },
      ),
      fails(
        'challenge-changed',
        put(presentation, ['proof', 'challenge'], 'x'),
        'proof',
        'presentation-proof-does-not-fit',
        {
          ...REQUEST,
          challenge: 'x',
        },
      ),
      fails(
        'without-challenge',
        put(presentation, ['proof', 'challenge'], undefined),
        'proof',
        'presentation-proof-does-not-fit',
      ),
      fails(
        'holder-changed',
        put(presentation, ['holder'], didKeyOf('stranger')),
        'proof',
        'presentation-proof-does-not-fit',
      ),
      fails('in-the-name-of-another', await shown(byStranger), 'holder', 'presentation-holder-another'),
      fails('without-holder', await withoutHolder(), 'holder', 'presentation-holder-missing'),
      fails('without-proof', put(presentation, ['proof'], undefined), 'proof', 'presentation-proof-missing'),
      fails(
        'for-another-purpose',
        put(presentation, ['proof', 'proofPurpose'], 'assertionMethod'),
        'proof',
        'presentation-purpose-wrong',
      ),
      fails(
        'credential-swapped',
        put(presentation, ['verifiableCredential'], [JSON.parse(await good())]),
        'proof',
        'presentation-proof-does-not-fit',
      ),
      fails(
        'credential-changed',
        await shown({ credentials: [put(seed, ['credentialSubject', 'creditsEarned'], 20)] }),
        'credentials',
        'presentation-credential-invalid',
      ),
      fails(
        'credential-signed-by-its-holder',
        await shown({ credentials: [await issueAs('stranger', achievementCredential(input({ subjectId: HOLDER })))] }),
        'credentials',
        'presentation-credential-invalid',
      ),
      fails('a-credential-is-no-presentation', seed, 'form', 'presentation-not-readable'),
      fails(
        'proof-of-a-credential',
        JSON.stringify({ ...parsed(), proof: (JSON.parse(seed) as JsonObject).proof as JsonObject }),
        'proof',
        'presentation-purpose-wrong',
      ),
    ],
  ),
]

/** A presentation that names nobody, signed over exactly what it says. */
async function withoutHolder(): Promise<string> {
  const { holder: _holder, ...rest } = parsed()
  const { proofInput, proofWith } = await import('../../src/envelope/data-integrity-sign.ts')
  const { proof: _proof, ...document } = rest as JsonObject
  const options = {
    ...REQUEST,
    verificationMethod: keyOf('holder'),
    created: '2026-11-23T07:00:00Z',
    suite: 'eddsa-jcs-2022',
    purpose: 'authentication',
  } as const
  const proof = proofWith(document, options, await KEYS.holder.sign(await proofInput(document, options)))
  return JSON.stringify({ ...document, proof })
}
