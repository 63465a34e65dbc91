import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { titleKey, urlKey } from './rules-keys.ts'
import { courseOf, foldRows } from './rules-merge.ts'
import { addressOf, cursorOf, inOtherWords, nearestWord, offsetOf, readQuery, termsOf } from './rules-query.ts'
import { transformed } from './rules-transforms.ts'
import type { CourseFacts, SourceRecord } from './types.ts'

test('titles that differ by chance are one; signs that tell courses apart stay', () => {
  const same = [
    ' Anklung for Everyone - Play Together',
    'Anklung for everyone – play together!',
    '“Anklung” for  Everyone:\u00a0Play Together',
  ]
  assert.deepEqual([...new Set(same.map(titleKey))], ['anklung for everyone play together'])
  assert.equal(titleKey('ＡＢＣ①'), 'abc1')
  assert.equal(new Set(['C', 'C#', 'C++'].map(titleKey)).size, 3)
  assert.equal(titleKey('20世纪西方音乐'), '20世纪西方音乐')
})

test('addresses that differ by chance are one', () => {
  const same = [
    'https://www.udemy.com/course/rice/',
    'http://udemy.com/rice',
    'https://www.udemy.com/course/Rice/?ref=x#top',
  ]
  assert.deepEqual([...new Set(same.map(urlKey))], ['udemy.com/rice'])
})

const cases: readonly (readonly [Parameters<typeof transformed>[1][number], string, unknown])[] = [
  ['count', '2,93,864', 293864],
  ['count', '24,42,271', 2442271],
  ['count', '133.4k', 133400],
  ['count', '1.2K reviews', 1200],
  ['count', '(284,237)', 284237],
  ['count', '1.234', 1234],
  ['count', '5 r', 5],
  ['count', 'none', null],
  ['count', '99999999999999', null],
  ['number', '4.763390314226825', 4.763390314226825],
  ['number', '4,7', 4.7],
  ['number', 'x', null],
  ['hours', '27 total hours\n398 lectures', 27],
  ['hours', '6.5 hours', 7],
  ['hours', '39.0', 39],
  ['hours', '0.68', 1],
  ['hours', '45 mins', 1],
  ['hours', 'LESS_THAN_TWO_HOURS', 2],
  ['hours', '300 questions', null],
  ['hours', '3 - 6 Months', null],
  ['hours', '90 jam', 90],
  ['weeks', ' 3 - 6 Months', { min: 13, max: 26 }],
  ['weeks', 'ONE_TO_FOUR_WEEKS', { min: 1, max: 4 }],
  ['weeks', ' 24 meses.', { min: 104, max: 104 }],
  ['weeks', ' 1.5 – 3 years', { min: 78, max: 156 }],
  ['weeks', ' 18 a 24 meses', { min: 78, max: 104 }],
  ['weeks', '15+ hours of study', null],
  ['weeks', '24 to 60 months', { min: 104, max: 260 }],
  ['effort', '2–4 hours per week\n7 Weeks', 21],
  ['level', 'Expert Level', 'advanced'],
  ['level', 'Beginner · Course', 'beginner'],
  ['level', 'All Levels', 'mixed'],
  ['level', 'Degree', null],
  ['list', `['a', "b's", 'c, d']`, ['a', "b's", 'c, d']],
  ['list', '{" x"," y","x"}', ['x', 'y']],
  ['list', 'a, b (c, d), A', ['a', 'b (c, d)']],
  ['free', 'FREE-Add a Verified Certificate for $49 USD', true],
  ['free', 'Current price\n$19.99', false],
  ['free', 'Error loading price', null],
  ['free', 'Rp 0', true],
  ['language', 'Español', 'es'],
  ['language', 'Bahasa Indonesia', 'id'],
  ['language', 'Klingon', null],
  [{ absoluteUrl: 'https://www.coursera.org' }, '/learn/x', 'https://www.coursera.org/learn/x'],
  [{ absoluteUrl: 'https://www.udemy.com' }, 'www.udemy.com/course/x/', 'https://www.udemy.com/course/x/'],
  [{ absoluteUrl: 'https://www.udemy.com' }, 'javascript:alert(1)', null],
]
for (const [transform, cell, expected] of cases) {
  test(`${JSON.stringify(transform)} reads ${JSON.stringify(cell)}`, () =>
    assert.deepEqual(transformed(cell, [transform]), expected))
}

const text = fc.option(fc.string({ maxLength: 3 }), { nil: null })
const number = fc.option(fc.nat(3), { nil: null })
const facts: fc.Arbitrary<CourseFacts> = fc.record(
  {
    platform: fc.constant('p'),
    title: fc.string({ maxLength: 2 }),
    provider: text,
    description: text,
    url: text,
    language: text,
    level: fc.constantFrom('beginner' as const, null),
    mode: text,
    field: text,
    hours: number,
    weeks: fc.option(fc.record({ min: fc.nat(2), max: fc.nat(2) }, { noNullPrototype: true }), { nil: null }),
    isFree: fc.option(fc.boolean(), { nil: null }),
    skills: fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
    ratingHundredths: number,
    ratingCount: number,
  },
  { noNullPrototype: true },
)

test('rows of one source fold to the same facts in any order and grouping', () => {
  fc.assert(
    fc.property(facts, facts, facts, (a, b, c) => {
      assert.deepEqual(foldRows(a, b), foldRows(b, a))
      assert.deepEqual(foldRows(foldRows(a, b), c), foldRows(a, foldRows(b, c)))
      assert.deepEqual(foldRows(a, a), a)
    }),
  )
})

test('a course is the same whatever the order of its records', () => {
  const record: fc.Arbitrary<SourceRecord> = fc.record({
    sourceId: fc.constantFrom('a', 'b'),
    asOf: fc.constantFrom(2020, 2026),
    recordKey: fc.constantFrom('x', 'y'),
    facts,
  })
  fc.assert(
    fc.property(
      fc
        .array(record, { minLength: 1, maxLength: 5 })
        .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        assert.deepEqual(courseOf(shuffled), courseOf(list))
      },
    ),
  )
})

test('an address of a search reads back as the same search; nonsense is passed over', () => {
  const address = '/catalogue?q=data+panen&kkni=5&kkni=6&price=free&sort=title&page=3'
  const query = readQuery(new URL(address, 'http://x').searchParams)
  assert.deepEqual(query, {
    text: 'data panen',
    filters: { kkni: ['5', '6'], price: ['free'] },
    sort: 'title',
    page: 3,
    pageSize: 20,
  })
  assert.equal(
    new URL(addressOf(query), 'http://x').searchParams.toString().split('&').sort().join('&'),
    'kkni=5&kkni=6&page=3&price=free&q=data+panen&sort=title',
  )
  const odd = readQuery(new URLSearchParams('page=-4&sort=drop&q=%00%ud800a&unknown=1'))
  assert.deepEqual([odd.page, odd.sort, odd.filters], [1, 'relevance', {}])
})

test('what is ruled out, what it is called otherwise, what was meant', () => {
  assert.deepEqual(termsOf('data -excel "mesin belajar" -'), {
    wanted: 'data "mesin belajar" -',
    otherwise: null,
    unwanted: ['excel'],
  })
  const words = new Map([
    ['manajemen', 'management'],
    ['pembelajaran mesin', 'machine learning'],
  ])
  assert.equal(inOtherWords('Manajemen pembelajaran mesin', words), 'management machine learning')
  assert.equal(inOtherWords('sawah', words), null)
  const candidates = [
    { word: 'python', offerings: 800 },
    { word: 'pythons', offerings: 1 },
    { word: 'photon', offerings: 3 },
  ]
  assert.equal(nearestWord('pyhton', candidates), 'python')
  assert.equal(nearestWord('zzzz', candidates), null)
  assert.equal(offsetOf(cursorOf(40)), 40)
  assert.equal(offsetOf('nonsense'), null)
})
