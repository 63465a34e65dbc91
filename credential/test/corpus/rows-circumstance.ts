import { type Bad, put, type Row, row } from './rows.ts'
import { seed } from './rows-document.ts'

const under = (world: string, check: Bad['check'], code: string, outcome: Bad['outcome'] = 'fail'): Bad => ({
  name: 'good',
  text: seed,
  world,
  check,
  code,
  outcome,
})

const unknownLists = [
  under('lists not to be had', 'status', 'status-list-not-available', 'unknown'),
  under('list times out', 'status', 'status-list-not-available', 'unknown'),
  under('list truncated', 'status', 'status-list-not-readable', 'unknown'),
  under('list for another purpose', 'status', 'status-list-wrong-purpose', 'unknown'),
  under('list by another issuer', 'status', 'status-list-wrong-issuer', 'unknown'),
  under('list signed by another', 'status', 'status-list-wrong-issuer', 'unknown'),
  under('list too short', 'status', 'status-list-too-short', 'unknown'),
  under('list of yesterday', 'status', 'status-list-stale', 'unknown'),
]

const nested = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
const beforeTheEnd = (text: string, more: string): string => `${text.slice(0, -1)},${more}}`
const unreadable = (name: string, text: string): Bad => ({ name, text, check: 'format', code: 'format-not-readable' })

/** Bugs in what surrounds a good document: lists, registers, keys; and in reading it at all. */
export const CIRCUMSTANCE_ROWS: readonly Row[] = [
  row(
    'B05',
    'a-failed-check-not-counted',
    ['ACA-Py CVE-2024-21669', 'A presentation was checked, found false, and the answer left out of the whole.'],
    seed,
    [
      { name: 'format', text: put(seed, ['@context'], []), check: 'format', code: 'format-context-not-allowed' },
      { name: 'proof', text: put(seed, ['name', 0, '@value'], 'X'), check: 'proof', code: 'proof-does-not-fit' },
      under('key stolen before', 'issuer', 'issuer-key-compromised'),
      under('authorised for another field', 'authority', 'authority-not-held'),
      under('revoked', 'status', 'status-revoked'),
    ],
  ),
  row(
    'B09',
    'list-not-to-be-had-read-as-good',
    [
      'Learner Credential Wallet #642, verifier-plus #138',
      'With the status list out of reach it said "has not been revoked".',
    ],
    seed,
    unknownLists,
  ),
  row(
    'B10',
    'status-mixed-up',
    ['Learner Credential Wallet #188, #335', 'No status was shown as revoked; a valid one from a QR code, too.'],
    seed,
    [under('revoked', 'status', 'status-revoked'), under('suspended', 'status', 'status-suspended')],
  ),
  row(
    'B11',
    'one-message-for-every-failure',
    ['verifier-plus #136', 'Whatever was wrong, people read the same sentence.'],
    seed,
    [
      under('revoked', 'status', 'status-revoked'),
      under('suspended', 'status', 'status-suspended'),
      under('issuer not listed', 'proof', 'proof-key-not-known', 'unknown'),
      under('register not to be had', 'proof', 'proof-key-not-known', 'unknown'),
      under('key stolen before', 'issuer', 'issuer-key-compromised'),
      under('key retired before', 'issuer', 'issuer-key-not-valid-then'),
      under('authorised for another field', 'authority', 'authority-not-held'),
      under('lists not to be had', 'status', 'status-list-not-available', 'unknown'),
    ],
  ),
  row(
    'B14',
    'revoked-key-still-good',
    ['MOSIP-41252', 'Something that had been revoked still opened the door.'],
    seed,
    [
      under('key stolen before', 'issuer', 'issuer-key-compromised'),
      under('key retired before', 'issuer', 'issuer-key-not-valid-then'),
    ],
  ),
  row('B18', 'status-list-bomb', ['vc-bitstring-status-list #208', 'A list of 100 KB unpacks to 100 MB.'], seed, [
    under('list that is a bomb', 'status', 'status-list-not-readable', 'unknown'),
  ]),
  row(
    'B24',
    'json-that-parsers-read-differently',
    [
      'ASVS 5.0 V1.5.3, V15.3.6',
      'Duplicate keys, prototype keys, large numbers and half letters: one parser shows what another did not check.',
    ],
    seed,
    [
      unreadable('duplicate-key', beforeTheEnd(seed, '"name":"Gelar Doktor"')),
      unreadable('duplicate-key-escaped', beforeTheEnd(seed, '"n\\u0061me":"Gelar Doktor"')),
      unreadable('byte-order-mark', `\ufeff${seed}`),
      unreadable('lone-surrogate', seed.replace('Wartini', 'Wart\\ud800ini')),
      unreadable('number-too-large', seed.replace('"creditsEarned":2', '"creditsEarned":9007199254740993')),
      unreadable('minus-zero', seed.replace('"creditsEarned":2', '"creditsEarned":-0')),
      unreadable('too-deep', nested(40)),
      unreadable('hundred-thousand-deep', nested(100_000)),
      unreadable('something-after-the-end', `${seed}{}`),
      unreadable('comment', `/* */${seed}`),
      {
        name: 'prototype-key',
        text: beforeTheEnd(seed, '"__proto__":{"verified":true}'),
        check: 'proof',
        code: 'proof-leaves-gap',
      },
      {
        name: 'constructor-key',
        text: beforeTheEnd(seed, '"constructor":{"prototype":{"verified":true}}'),
        check: 'proof',
        code: 'proof-leaves-gap',
      },
    ],
  ),
]
