import { asPage, attachment, pdf, png, savedAgain, svg } from './makers.ts'
import { type Bad, put, type Row, row, type Twin } from './rows.ts'
import { good, input } from './world.ts'

const seed = await good()
const TITLE = 'Analisis Data Pertanian'
const carried = { png: await png(seed), svg: await svg(seed), pdf: pdf(`${TITLE}, 2 SKS`, seed) }
const twenty = put(seed, ['credentialSubject', 'creditsEarned'], 20)
const another = await good({ title: { id: 'Doktor Pertanian', en: 'Doctor of Farming' } })
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const ambiguous = (name: string, text: Uint8Array | string): Bad => ({
  name,
  text,
  check: 'format',
  code: 'format-not-readable',
})
const changed = (name: string, text: Uint8Array, more: Partial<Bad> = {}): Bad => ({
  name,
  text,
  check: 'proof',
  code: 'proof-does-not-fit',
  ...more,
})
const shows = (name: string, text: Uint8Array, notes: Twin['notes'] = []): Twin => ({ name, text, title: TITLE, notes })

/** Every carrier under one set of circumstances. */
const everyCarrier = (world: string, expected: Pick<Bad, 'check' | 'code' | 'outcome'>): Bad[] =>
  [seed, ...Object.values(carried)].map((text) => ({ name: 'good', text, world, ...expected }))

/** Texts that a page or a program may take for more than text. */
const MARKUP: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script>',
  attribute: `" autofocus onfocus="alert(1)" x='`,
  image: '<img src=x onerror=alert(1)>',
  closing: '</title></textarea></script><svg/onload=alert(1)>',
  polyglot: `jaVasCript:/*-/*\`/*\\\`/*'/*"/**/(/* */oNcliCk=alert() )//%0D%0A//</stYle/--!>\\x3csVg/<sVg/oNloAd=alert()//>`,
  template: '{{constructor.constructor("alert(1)")()}} #{alert(1)} <%= 1 %>',
  entity: '&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e;',
  direction: 'Analisis \u202edragnitrev\u202c Data',
  terminal: 'Analisis \u001b[2J\u001b[31m Data\u0007',
  formula: '=HYPERLINK("https://evil.example","klik")',
  invisible: 'Ana\u200blisis\ufeff Data\u00ad',
}

async function marked(name: string, words: string): Promise<Twin> {
  const both = { id: words, en: words }
  const coded = { framework: words, code: words, name: words }
  const issuer = { ...input().issuer, name: words }
  const text = await good({
    issuer,
    creator: issuer,
    onBehalfOf: issuer,
    holderName: words,
    title: both,
    description: both,
    criteria: words,
    skills: [coded],
    outcomes: [words],
    assessment: coded,
    identityAssurance: coded,
    qualityStatus: coded,
    evidenceSource: coded,
    mode: coded,
    definitionVersion: words,
  })
  return { name, text, title: words }
}

/** Bugs in what carries a credential, and in what is shown of it. */
export const CARRIER_ROWS: readonly Row[] = [
  row(
    'B12',
    'one-credential-two-verdicts',
    ['inji-wallet #2430, 2026', 'The same credential was good from a PDF and bad from a QR symbol of the app.'],
    seed,
    [
      ...Object.values(carried).map((text) => shows('good', text)),
      ...everyCarrier('revoked', { check: 'status', code: 'status-revoked' }),
      ...everyCarrier('lists not to be had', {
        check: 'status',
        code: 'status-list-not-available',
        outcome: 'unknown',
      }),
      ...everyCarrier('issuer not listed', { check: 'proof', code: 'proof-key-not-known', outcome: 'unknown' }),
      ...[encode(twenty), await png(twenty), await svg(twenty), pdf('20 SKS', twenty)].map((text) =>
        changed('changed', text),
      ),
    ],
  ),
  row(
    'B21',
    'markup-in-every-text',
    [
      'Moodle GHSA-hwjv-mc78-cccj, Skuul',
      'The words of a badge were put into a page as they stood, and a picture of it ran as a script.',
    ],
    seed,
    [
      ...(await Promise.all(Object.entries(MARKUP).map(([name, words]) => marked(name, words)))),
      {
        name: 'address-that-is-a-script',
        text: await good({ definitionUrl: 'javascript:alert(1)' }),
        title: TITLE,
      },
      changed('put-in-later', encode(put(seed, ['name'], MARKUP.script))),
      shows(
        'drawing-with-a-script',
        await svg(seed, encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>\n')),
        ['picture-with-script'],
      ),
    ],
  ),
  row(
    'B22',
    'edited-pdf',
    [
      'PDF signature attacks, 2019 and 2021',
      'A PDF was saved again with other words on the page, and its reader still showed a good signature.',
    ],
    null,
    [
      shows('good', carried.pdf),
      shows('other-words-on-the-page', pdf('Doktor Pertanian, 20 SKS', seed)),
      shows('saved-again-with-other-words', savedAgain(carried.pdf, asPage('Doktor Pertanian, 20 SKS')), [
        'saved-again',
      ]),
      shows('saved-again-with-nothing', savedAgain(carried.pdf), ['saved-again']),
      shows('something-after-its-end', encode(`${new TextDecoder().decode(carried.pdf)}<</Type /Page>>`), [
        'saved-again',
      ]),
      ambiguous('second-attachment', pdf(TITLE, seed, another)),
      ambiguous('the-same-twice', pdf(TITLE, seed, seed)),
      ambiguous('saved-again-with-another', savedAgain(carried.pdf, attachment(another))),
      ambiguous('without-an-attachment', pdf(TITLE)),
      changed('attachment-changed', pdf('20 SKS', twenty)),
      changed(
        'attachment-edited-in-place',
        encode(new TextDecoder().decode(carried.pdf).replaceAll('Wartini', 'Wartono')),
      ),
    ],
  ),
]
