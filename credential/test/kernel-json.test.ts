import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJson } from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { readQuickly } from '../src/json/quick.ts'
import { type JsonReading, pointerOf } from '../src/json/read.ts'

const refused = (code: string, at: string, position: number): JsonReading =>
  ({ ok: false, code, at, position }) as JsonReading

test('a refusal says what, where in the value and where in the text', () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['{"a":1,"a":2}', 'json-duplicate-key', '/a', 7],
    [' {"b" : [ 1 , {"a~/b":01} ] }', 'json-syntax', '/b/1', 23],
    ['{"b":["\\ud800"]}', 'json-lone-surrogate', '/b/0', 6],
    ['[1,2,x]', 'json-syntax', '/2', 5],
    ['[1 2]', 'json-syntax', '', 3],
    ['{"a" 1}', 'json-syntax', '/a', 5],
    ['{"a":1 "b"}', 'json-syntax', '', 7],
    ['{a:1}', 'json-syntax', '', 1],
    ['[1] x', 'json-syntax', '', 4],
    ['["a', 'json-syntax', '/0', 1],
    ['["\\u12g4"]', 'json-syntax', '/0', 1],
    ['["\\q"]', 'json-syntax', '/0', 1],
    ['[1.5, 1e999]', 'json-unsafe-number', '/1', 6],
    ['[[0]]', 'json-too-deep', '/0', 1],
    ['', 'json-syntax', '', 0],
    ['{', 'json-syntax', '', 1],
    ['[', 'json-syntax', '/0', 1],
  ]
  for (const [text, code, at, position] of cases) {
    const maxDepth = code === 'json-too-deep' ? 1 : 32
    assert.deepEqual(readJson(text, { maxDepth }), refused(code, at, position), text)
  }
  assert.deepEqual(readJson('\ufeff1'), refused('json-byte-order-mark', '', 0))
  assert.deepEqual(readJson(Uint8Array.of(0x22, 0xff, 0x22)), refused('json-not-utf8', '', 0))
  assert.deepEqual(readJson('"abc"', { maxBytes: 4 }), refused('json-too-large', '', 0))
  assert.deepEqual(readJson(new TextEncoder().encode('"abc"'), { maxBytes: 4 }), refused('json-too-large', '', 0))
})

test('limits include their last byte, counted as UTF-8, and their last level', () => {
  for (const [text, bytes] of [
    ['"abc"', 5],
    ['"\u007f"', 3],
    ['"\u0080"', 4],
    ['"\u07ff"', 4],
    ['"\u0800"', 5],
    ['"\ud7ff"', 5],
    ['"\ue000"', 5],
    ['"\u{10000}"', 6],
    ['"\u{10ffff}"', 6],
  ] as const) {
    assert.equal(new TextEncoder().encode(text).length, bytes)
    assert.deepEqual(readJson(text, { maxBytes: bytes }), { ok: true, value: JSON.parse(text) })
    assert.deepEqual(readJson(text, { maxBytes: bytes - 1 }), refused('json-too-large', '', 0))
    const coded = new TextEncoder().encode(text)
    assert.equal(readJson(coded, { maxBytes: bytes }).ok, true)
    assert.equal(readJson(coded, { maxBytes: bytes - 1 }).ok, false)
  }
  assert.equal(readJson('[[{"a\\n":1}]]', { maxDepth: 3 }).ok, true)
  assert.equal(readJson('[[{"a\\n":1}]]', { maxDepth: 2 }).ok, false)
  for (const text of ['[[[1.5]]]', '{"a":{"b":{"c":1.5}}}', '[{"a":[1.5]}]']) {
    assert.equal(readJson(text, { maxDepth: 3 }).ok, true, text)
    assert.equal(readJson(text, { maxDepth: 2 }).ok, false, text)
  }
  assert.deepEqual(readQuickly('[[],{"a":[]}]', 3), [[], { a: [] }])
  assert.equal(readQuickly('[[],{"a":[]}]', 2), undefined)
  // Levels that were closed count no more.
  assert.deepEqual(readQuickly('[[],[],{},{}]', 2), [[], [], {}, {}])
})

test('the slow way reads what JSON.parse reads: white space, escapes, words, numbers', () => {
  for (const text of [
    ' \t\r\n[ \t\r\n1.5 \t\r\n, \t\r\n2 \t\r\n] \t\r\n',
    '{"\\n":{} , "b" : [ ] , "c":[{}]}',
    ' { "\\t" : true , "b" : false , "c" : null } ',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
    '"a\\u0041\\u00e9\\u20AC\\ud83d\\ude00z"',
    '["\\\\", "\\\\\\\\", "\\\\\\"", "x\\\\y"]',
    '["\ud83d\ude00", "a\ud83d\ude00b", "\u2028"]',
    '[0.5, 5e-1, 50e-2, 0.50, 1e0, 1E+2, 1.25e2, -0.5, -7.5e3, 100.0, 0.0, 0e5, 123456789012345678e0]'.replace(
      ', 123456789012345678e0',
      '',
    ),
    '[9007199254740991, -9007199254740991, 1e15, 4.35, 1e-7, 123e-20, 5e-324, 0.1]',
    '1.5',
    'true',
    'false',
    'null',
    '{"__proto__":{"a\\n":1}}',
  ])
    assert.deepEqual(readJson(text), { ok: true, value: JSON.parse(text) }, text)
  const read = readJson('{"__proto__":"\\n"}')
  assert.ok(read.ok)
  assert.deepEqual(Object.getOwnPropertyDescriptor(read.value, '__proto__'), {
    value: '\n',
    enumerable: true,
    writable: true,
    configurable: true,
  })
  assert.deepEqual(Object.getPrototypeOf(read.value), Object.prototype)
})

test('what is no JSON, or no number that a double holds, is refused', () => {
  for (const text of [
    'tru',
    'fals',
    'nul',
    'truex',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{,}',
    '1.',
    '.5',
    '+1',
    '1e',
    '1e+',
    '-',
  ])
    assert.equal(readJson(text).ok, false, text)
  for (const text of [
    '[1.5,]',
    '{"\\n":1,}',
    '{"\\n"}',
    '{"\\n":}',
    '{"\\n" "a"}',
    '["\\n"',
    '"\\',
    '"\\u',
    '"\\u00',
    '"\\u004',
    '"\\n\u001f"',
  ])
    assert.equal(readJson(text).ok, false, text)
  for (const text of [
    '9007199254740992',
    '-9007199254740992',
    '1e16',
    '-0',
    '-0.0',
    '1e-999',
    '0.00000001e-400',
    '1e999',
    '0.10000000000000001',
    '1.00000000000000000001',
  ])
    assert.equal(readJson(`[${text}]`).ok, false, text)
  for (const text of ['"\\ud83d"', '"\\ude00"', '"\\ude00\\ud83d"', '"\ud83dx"', '"x\ude00"', '"\ud83d\ud83d\ude00"'])
    assert.deepEqual(readJson(text), refused('json-lone-surrogate', '', 0), text)
  for (const text of ['1 2', '{} []', '"a" "b"', '["a"]]']) assert.equal(readJson(text).ok, false, text)
})

test('the quick way takes what needs no closer look, and only that', () => {
  for (const text of [
    '{"a":1,"b":[{"c":":"},"d:e",0,9,90,-1,-90]}',
    '[123456789012345,-123456789012345]',
    '{"a":{"b":{}},"c":[]}',
    'null',
    '" "',
  ])
    assert.deepEqual(readQuickly(text, 32), JSON.parse(text), text)
  for (const text of [
    '[1234567890123456]',
    '[-0]',
    '[01]',
    '[-01]',
    '[1.0]',
    '[1e1]',
    '[1E1]',
    '[1+1]',
    '[1-1]',
    '[9.5]',
    '["\\n"]',
    '["\ud83d\ude00"]',
    '["a',
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":2}}',
    '[{"a":1,"a":2}]',
    '{"a":1',
  ])
    assert.equal(readQuickly(text, 32), undefined, text)
})

test('a pointer escapes its two letters everywhere, and canonical text has one form', () => {
  assert.equal(pointerOf([]), '')
  assert.equal(pointerOf(['a~b~c/d/e', 0, '']), '/a~0b~0c~1d~1e/0/')
  assert.equal(
    canonicalJson({ b: [1, 'x', null, true, { d: [], c: {} }], a: '\u0007"\\', '': 1e21 }),
    '{"":1e+21,"a":"\\u0007\\"\\\\","b":[1,"x",null,true,{"c":{},"d":[]}]}',
  )
  assert.equal(canonicalJson([]), '[]')
  assert.equal(canonicalJson({}), '{}')
})
