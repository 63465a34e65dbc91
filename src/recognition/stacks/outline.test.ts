import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { boxesOf } from '../../../test/support/boxes.ts'
import type { Page } from '../../platform/page.ts'
import { loadTexts } from '../../platform/text.ts'
import { Outline } from './pages-outline.tsx'
import { numbersOf } from './pages-rule.tsx'
import { placesOf } from './rules.ts'
import {
  boxOf,
  CONDITION_KINDS,
  CONDITION_TEXTS,
  EMPTY_CONDITION,
  EMPTY_GROUP,
  EMPTY_OUTLINE,
  GROUP_KINDS,
  type GroupLine,
  LINES_MOST,
  type Line,
  outlined,
  outlineOf,
  rowsOf,
} from './rules-outline.ts'
import { acted, type Find, type Findable } from './rules-outline-act.ts'
import { readOutline } from './rules-outline-form.ts'
import { pointerOf, readStack } from './rules-publish.ts'
import { DEPTH_MOST, type Part } from './types.ts'

// A rule as an outline: whatever the format can say the form says as well, and comes back to the same; buttons lose nothing that was typed.

const page: Page = {
  language: 'id',
  path: '/',
  query: '',
  nonce: '',
  formToken: '',
  actor: null,
  waiting: {},
  demo: false,
  t: (key, values) => loadTexts().t('id', key, values),
  say: (text) => text.id,
  href: (target) => target,
}
const plain = (text: string) => ({ id: text, en: text })
const drawn = (outline: GroupLine, more: { goOn?: string } = {}): string =>
  String(
    Outline({
      page,
      rows: rowsOf(outline),
      found: new Map(),
      added: [],
      goOn: more.goOn ?? null,
      refusals: [],
      naming: { definition: plain, offering: plain, skill: plain },
      giverOf: () => '',
    }),
  )
const readAgain = (outline: GroupLine): GroupLine => {
  const boxes = boxesOf(drawn(outline))
  return readOutline((name) => (boxes[name] ?? '').trim())
}
const nothing: Find<Findable> = () => []
const press = (outline: GroupLine, deed: string, to = '', find = nothing) =>
  acted(outline, { deed, to }, find, 'larger')

/** Objects as JSON makes them. */
const OWN = { noNullPrototype: true } as const

/** As the schema has it: nothing that is left out stands there as undefined. */
const named = fc.record(
  {
    definition: fc.constantFrom('padi', 'kopi', 'a"<b>&\''),
    offering: fc.constantFrom('tawar-1', 'tawar-2'),
    skill: fc.record(
      { framework: fc.constantFrom('lumbung-skills', 'skkni'), code: fc.constantFrom('AGR-04', 'X:1') },
      OWN,
    ),
    leastLevel: fc.integer({ min: 1, max: 9 }),
    withinMonths: fc.integer({ min: 1, max: 600 }),
  },
  { requiredKeys: [], ...OWN },
)
const single: fc.Arbitrary<Part> = fc.oneof(
  named.map((filter): Part => ({ kind: 'award', ...filter })),
  named.map((filter): Part => ({ kind: 'never', ...filter })),
  fc.tuple(named, fc.integer({ min: 1, max: 999 })).map(([filter, least]): Part => ({ kind: 'sks', least, ...filter })),
)

/** Every rule that the format allows, down to a depth. */
function rules(depth: number): fc.Arbitrary<Part> {
  if (depth === 1) return single
  const inside = rules(depth - 1)
  const of = fc.array(inside, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 2, arbitrary: single },
    { weight: 1, arbitrary: inside.map((one): Part => ({ kind: 'not', of: one })) },
    { weight: 1, arbitrary: of.map((parts): Part => ({ kind: 'all', of: parts })) },
    { weight: 1, arbitrary: of.map((parts): Part => ({ kind: 'any', of: parts })) },
    {
      weight: 1,
      arbitrary: of.chain((parts) =>
        fc.integer({ min: 1, max: parts.length }).map((count): Part => ({ kind: 'least', count, of: parts })),
      ),
    },
  )
}

/** As deep as a rule may go, with a *not* among its storeys. */
const DEEPEST = [2, 3, 4, 5, 6, 7, 8].reduce<Part>(
  (inside, depth) => (depth % 3 === 0 ? { kind: 'not', of: inside } : { kind: 'any', of: [inside, { kind: 'award' }] }),
  { kind: 'award', definition: 'padi' },
)

test('whatever rule the format allows, the form shows it and comes back to the very same, each place at a box that is there', () => {
  let deepest = 0
  fc.assert(
    fc.property(rules(8), (rule) => {
      const outline = outlineOf(rule)
      if (outline === null) return
      const again = outlined(readAgain(outline))
      assert.ok('rule' in again, JSON.stringify(again))
      assert.deepEqual(again.rule, rule)
      assert.deepEqual(
        [...numbersOf(rule).values()].filter((number) => number !== ''),
        rowsOf(outline)
          .slice(1)
          .map(({ place }) => place),
        'a line has the same number where it is written and where it is read',
      )
      const html = drawn(outline)
      for (const { place } of placesOf(rule)) {
        deepest = Math.max(deepest, place === '' ? 1 : place.split('.').length + 1)
        assert.ok(html.includes(`id="${again.boxAt(pointerOf(place))}"`), `${place} leads nowhere`)
      }
    }),
    { numRuns: 60, examples: [[DEEPEST]] },
  )
  assert.equal(deepest, DEPTH_MOST)
})

test('a *not* of every shape, alone and around one or several, comes back to itself', () => {
  const a: Part = { kind: 'award', definition: 'padi' }
  const b: Part = { kind: 'never', definition: 'kopi' }
  const insides: Part[] = [
    a,
    b,
    { kind: 'sks', least: 3 },
    { kind: 'not', of: a },
    { kind: 'all', of: [a] },
    { kind: 'all', of: [a, b] },
    { kind: 'any', of: [a] },
    { kind: 'any', of: [a, b] },
    { kind: 'least', count: 1, of: [a, b] },
    { kind: 'least', count: 2, of: [a, b] },
  ]
  for (const inside of insides) {
    const rule: Part = { kind: 'not', of: inside }
    for (const one of [rule, { kind: 'all', of: [rule] } as const, { kind: 'any', of: [rule, a] } as const]) {
      const outline = outlineOf(one)
      assert.ok(outline !== null)
      const again = outlined(outline)
      assert.deepEqual('rule' in again ? again.rule : again, one)
    }
  }
})

test('a rule of more lines than the form holds is left to JSON, one of as many is shown', () => {
  const of = Array.from({ length: LINES_MOST / 5 }, (_none, at): Part => ({ kind: 'award', definition: `d${at}` }))
  const group: Part = { kind: 'any', of: of.slice(1) }
  const five = [group, group, group, group, group]
  const shown = outlineOf({ kind: 'all', of: five })
  assert.equal(shown === null ? 0 : rowsOf(shown).length - 1, LINES_MOST)
  assert.equal(outlineOf({ kind: 'all', of: [...five, of[0] as Part] }), null)
})

const text = fc
  .string({ unit: fc.constantFrom('a', '7', '"', '<', '&', ' ', 'é'), maxLength: 6 })
  .map((one) => one.trim())
const finding = { what: fc.constantFrom('definition', 'offering', 'skill'), find: text } as const
const condition = fc.record(
  {
    ...(Object.fromEntries(CONDITION_TEXTS.map((name) => [name, text])) as Record<
      (typeof CONDITION_TEXTS)[number],
      typeof text
    >),
    ...finding,
    asks: fc.constantFrom(...CONDITION_KINDS),
    level: fc.constantFrom('', '1', '9'),
  },
  OWN,
)
const line = fc.letrec<{ line: Line }>((tie) => ({
  line: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record(
      {
        ...finding,
        what: fc.constantFrom('definition', 'offering', 'skill', 'sum', 'any'),
        asks: fc.constantFrom(...GROUP_KINDS),
        count: text,
        of: fc.array(tie('line'), { maxLength: 4 }),
      },
      OWN,
    ),
  ),
})).line
const outlines: fc.Arbitrary<GroupLine> = fc
  .tuple(fc.array(line, { maxLength: 4 }), text)
  .map(([of, find]) => ({ ...EMPTY_OUTLINE, of, find }))
  .filter((outline) => rowsOf(outline).length <= LINES_MOST)

test('whatever is typed is kept when the form is drawn again', () => {
  fc.assert(
    fc.property(outlines, (outline) => assert.deepEqual(readAgain(outline), outline)),
    { numRuns: 60 },
  )
})

test('what an outline says is said by the outline of its rule as well', () => {
  fc.assert(
    fc.property(rules(5), fc.array(fc.nat(30), { maxLength: 4 }), (rule, wraps) => {
      let outline = outlineOf(rule) ?? EMPTY_OUTLINE
      for (const at of wraps) outline = press(outline, `wrap-${at}`).outline
      const said = outlined(outline)
      if ('faults' in said) return
      const again = outlined(outlineOf(said.rule) ?? EMPTY_OUTLINE)
      assert.deepEqual('rule' in again ? again.rule : again, said.rule)
    }),
    { numRuns: 100 },
  )
})

/** All conditions of an outline, whatever their order. */
const conditionsOf = (outline: GroupLine): readonly string[] =>
  rowsOf(outline)
    .flatMap(({ line: one }) => ('of' in one ? [] : [JSON.stringify(one)]))
    .toSorted()

test('moving loses nothing and doubles nothing; what moved is where somebody goes on; removing takes a line with what is inside', () => {
  const verbs = ['up', 'down', 'out', 'wrap', 'group', 'move', 'remove', 'anything'] as const
  fc.assert(
    fc.property(outlines, fc.constantFrom(...verbs), fc.nat(12), fc.nat(12), (outline, verb, at, to) => {
      const bare = JSON.parse(JSON.stringify(outline), (key, value) => (key === 'find' ? '' : value)) as GroupLine
      const before = rowsOf(bare)
      const row = before[at]
      const done = press(bare, `${verb}-${at}`, String(to))
      const after = rowsOf(done.outline)
      if (verb === 'remove' && row !== undefined && at > 0) {
        assert.equal(after.length, before.length - row.size)
        return
      }
      assert.deepEqual(conditionsOf(done.outline), conditionsOf(bare))
      const isGrown = (verb === 'wrap' && at > 0) || (verb === 'group' && row !== undefined && 'of' in row.line)
      assert.equal(after.length - before.length, Number(isGrown && row !== undefined))
      if (verb === 'move' && done.faults.length === 0 && row !== undefined) {
        const number = Number(/^l(\d+)$/.exec(done.goOn ?? '')?.[1])
        assert.deepEqual(after[number]?.line, row.line)
        assert.deepEqual(JSON.parse(JSON.stringify(after[after[number]?.within ?? -1]?.line)).of.at(-1), row.line)
      }
    }),
    { numRuns: 400 },
  )
})

const award = (definition: string): Line => ({ ...EMPTY_CONDITION, definition })
const group = (...of: Line[]): GroupLine => ({ ...EMPTY_GROUP, of })
const tree = (outline: GroupLine): unknown =>
  outline.of.map((one) => ('of' in one ? [one.asks, ...(tree(one) as unknown[])] : one.definition || one.skill))

test('a line moves up, down, out and into a group; a group not into itself', () => {
  const outline: GroupLine = { ...EMPTY_OUTLINE, of: [award('a'), group(award('b'), group(award('c'))), award('d')] }
  // 1 a, 2 group, 3 b, 4 group, 5 c, 6 d
  assert.deepEqual(tree(press(outline, 'down-1').outline), [['any', 'b', ['any', 'c']], 'a', 'd'])
  assert.deepEqual(tree(press(outline, 'up-6').outline), ['a', 'd', ['any', 'b', ['any', 'c']]])
  assert.deepEqual(tree(press(outline, 'up-1').outline), tree(outline))
  assert.deepEqual(tree(press(outline, 'down-6').outline), tree(outline))
  assert.deepEqual(tree(press(outline, 'out-5').outline), ['a', ['any', 'b', ['any'], 'c'], 'd'])
  assert.deepEqual(tree(press(outline, 'out-3').outline), ['a', ['any', ['any', 'c']], 'b', 'd'])
  assert.deepEqual(tree(press(outline, 'out-1').outline), tree(outline))
  assert.deepEqual(tree(press(outline, 'move-1', '4').outline), [['any', 'b', ['any', 'c', 'a']], 'd'])
  assert.deepEqual(tree(press(outline, 'move-4', '0').outline), ['a', ['any', 'b'], 'd', ['any', 'c']])
  assert.deepEqual(tree(press(outline, 'wrap-6').outline), ['a', ['any', 'b', ['any', 'c']], ['any', 'd']])
  for (const to of ['2', '4', '1', '99', 'x', ''])
    assert.deepEqual(
      press(outline, 'move-2', to).faults.map(({ code, at }) => `${code} ${at}`),
      ['stacks.move-nowhere l2-to'],
      to,
    )
  assert.deepEqual(tree(press(outline, 'remove-2').outline), ['a', 'd'])
  for (const deed of ['remove-0', 'up-0', 'wrap-0', 'out-0', 'remove-99', 'clear-1-asks', 'take-1-skill-x'])
    assert.deepEqual(tree(press(outline, deed).outline), tree(outline), deed)
})

test('what is looked for at several places at once is added at each, and somebody goes on at the first', () => {
  const known: Findable[] = ['satu', 'dua', 'tiga', 'tiga puluh'].map((value) => ({
    what: 'definition',
    value,
    title: plain(value),
  }))
  const find: Find<Findable> = (_what, typed) => known.filter(({ value }) => value.startsWith(typed))
  const outline: GroupLine = {
    ...EMPTY_OUTLINE,
    find: 'satu',
    of: [
      { ...group(award('a')), find: 'dua' },
      { ...group(award('b')), find: 'tiga' },
      { ...group(), find: 'tidak ada' },
    ],
  }
  const done = press(outline, 'look', '', find)
  assert.deepEqual(tree(done.outline), [['any', 'a', 'dua'], ['any', 'b'], ['any'], 'satu'])
  assert.deepEqual(
    [...done.found].map(([at, all]) => [at, all.length]),
    [[4, 2]],
  )
  assert.deepEqual(
    done.faults.map(({ code, at }) => `${code} ${at}`),
    ['stacks.find-nothing l6-find'],
  )
  assert.equal(done.goOn, 'l0-find')
  assert.deepEqual(done.added, [7, 3])
  assert.deepEqual(done.looked, ['l0-find', 'l1-find', 'l4-find', 'l6-find'])
  const [four] = done.found.keys()
  assert.deepEqual(tree(press(done.outline, `take-${four}-definition-tiga`, '', find).outline), [
    ['any', 'a', 'dua'],
    ['any', 'b', 'tiga'],
    ['any'],
    'satu',
  ])
})

test('an outline never grows beyond what a form holds, and says so at the line', () => {
  const full: GroupLine = {
    ...EMPTY_OUTLINE,
    of: Array.from({ length: 5 }, () => group(...Array.from({ length: 39 }, (_none, at) => award(`d${at}`)))),
  }
  assert.equal(rowsOf(full).length - 1, LINES_MOST)
  for (const deed of ['group-0', 'wrap-3', 'group-1'])
    assert.deepEqual(
      press(full, deed).faults.map(({ code }) => code),
      ['stacks.lines-full'],
      deed,
    )
  const forty: GroupLine = {
    ...EMPTY_OUTLINE,
    of: [award('x'), group(...Array.from({ length: 40 }, () => award('y')))],
  }
  for (const deed of ['group-2', 'move-1'])
    assert.deepEqual(
      press(forty, deed, '2').faults.map(({ code }) => code),
      ['stacks.group-full'],
      deed,
    )
})

test('what is wrong is told at its box, all of it', () => {
  const codes = (...of: Line[]) => {
    const said = outlined({ ...EMPTY_OUTLINE, of })
    return 'faults' in said ? said.faults.map(({ code, at }) => `${code} ${at}`) : []
  }
  assert.deepEqual(codes(), ['stacks.rule-empty l0-find'])
  assert.deepEqual(
    codes(
      group(),
      { ...group(award('a')), asks: 'least', count: '2' },
      { ...group(award('a')), asks: 'most', count: '1' },
      { ...group(award('a')), asks: 'apart' },
      { ...group(award('a')), asks: 'least', count: 'dua' },
      { ...EMPTY_CONDITION, asks: 'sks', level: '10', months: '0' },
      { ...award('a'), find: 'kopi' },
    ),
    [
      'stacks.group-empty l1-find',
      'stacks.count-too-high l2-count',
      'stacks.most-too-high l4-count',
      'stacks.apart-too-few l6-find',
      'stacks.count-missing l8-count',
      'stacks.sum-missing l10-least',
      'stacks.level-out-of-range l10-level',
      'stacks.months-out-of-range l10-months',
      'stacks.find-open l11-find',
    ],
  )
  let deep: Line = award('a')
  for (let storey = 0; storey < 8; storey++) deep = { ...group(deep, award('b')), asks: 'all' }
  assert.deepEqual(codes(deep), ['stacks.too-deep l9'])
  const inside = 'of' in deep ? (deep.of[0] as Line) : deep
  const said = outlined({ ...EMPTY_OUTLINE, of: [inside] })
  const content = 'rule' in said ? said.rule : null
  const stack = { definition: 'x', name: plain('x'), validFrom: '2026-01-01', validTo: null, source: 'x', clause: null }
  const more = { confidence: 'H', note: null, every: { leastLevel: null, withinMonths: null } }
  assert.ok('stack' in readStack({ ...stack, ...more, rule: content }), 'as deep as the format goes')
})

test('boxes that no form of ours sends are read as the nearest outline that can be', () => {
  const read = (boxes: Readonly<Record<string, string>>) => tree(readOutline((name) => boxes[name] ?? ''))
  assert.deepEqual(read({}), [])
  assert.deepEqual(
    read({
      'l1-asks': 'any',
      'l1-storey': '7',
      'l3-asks': 'award',
      'l3-storey': '9',
      'l3-definition': 'a',
      'l4-asks': 'hapus',
      'l4-storey': '-1',
      'l4-definition': 'b',
      'l5-asks': 'never',
      'l5-storey': '2',
      'l5-definition': 'c',
      'l6-asks': 'sks',
      'l6-storey': '0',
      'l6-definition': 'd',
      [boxOf(LINES_MOST + 1, 'asks')]: 'award',
    }),
    [['any', 'a'], 'b', 'c', 'd'],
  )
})
