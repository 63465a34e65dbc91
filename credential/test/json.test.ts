import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from '../src/index.ts'

const refusals: readonly (readonly [string | Uint8Array, string, string])[] = [
  ['{"a":1,"a":2}', 'json-duplicate-key', '/a'],
  ['{"a":{"b":[0,{"c":1,"\\u0063":2}]}}', 'json-duplicate-key', '/a/b/1/c'],
  ['["\\ud800"]', 'json-lone-surrogate', '/0'],
  ['["\ud800"]', 'json-lone-surrogate', '/0'],
  ['[9007199254740993]', 'json-unsafe-number', '/0'],
  ['[1e400]', 'json-unsafe-number', '/0'],
  ['[0.1000000000000000055511151231257827]', 'json-unsafe-number', '/0'],
  ['[-0]', 'json-unsafe-number', '/0'],
  ['[1e-400]', 'json-unsafe-number', '/0'],
  ['\ufeff{}', 'json-byte-order-mark', ''],
  [Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d), 'json-byte-order-mark', ''],
  [Uint8Array.of(0x22, 0xff, 0x22), 'json-not-utf8', ''],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'json-too-deep', ''],
  [`"${'x'.repeat(262_144)}"`, 'json-too-large', ''],
  [`"${'é'.repeat(131_072)}"`, 'json-too-large', ''],
  ['{"a":1,}', 'json-syntax', ''],
  ['[1 2]', 'json-syntax', ''],
  ['01', 'json-syntax', ''],
  ['"a\nb"', 'json-syntax', ''],
  ['"\\x"', 'json-syntax', ''],
  ['nul', 'json-syntax', ''],
  ['', 'json-syntax', ''],
  ['{} {}', 'json-syntax', ''],
  ["{'a':1}", 'json-syntax', ''],
]
for (const [text, code, at] of refusals) {
  test(`refused as ${code}: ${String(text).slice(0, 40)}`, () => {
    const read = readJson(text)
    assert.equal(read.ok, false)
    assert.equal(read.ok ? '' : read.code, code)
    if (at !== '') assert.equal(read.ok ? '' : read.at, at)
  })
}

test('a hundred thousand brackets are refused, not run out of stack', () => {
  const read = readJson('['.repeat(100_000))
  assert.equal(read.ok ? '' : read.code, 'json-too-deep')
})

test('__proto__ is a key like any other', () => {
  const read = readJson('{"__proto__":{"polluted":true},"constructor":1}')
  assert.ok(read.ok)
  assert.deepEqual(Object.keys(read.value as object), ['__proto__', 'constructor'])
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('what JSON.stringify writes is read as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      const read = readJson(text)
      if (!read.ok) assert.ok(['json-lone-surrogate', 'json-unsafe-number'].includes(read.code), read.code)
      else assert.equal(JSON.stringify(read.value), text)
    }),
  )
})

test('__proto__ and a key that differs by its escape only are told apart', () => {
  assert.deepEqual(readJson('{"__proto__":1,"__proto__":2}'), {
    ok: false,
    code: 'json-duplicate-key',
    at: '/__proto__',
    position: 15,
  })
  assert.equal(readJson('{"a":1,"\\u0061":2}').ok, false)
  assert.equal(readJson('{"a":"é","b":-12,"c":0.5,"d":[1e3,true]}').ok, true)
})

test('it accepts only what JSON.parse accepts', () => {
  const nearJson = fc.array(fc.constantFrom(...'{}[]":,0123456789.-+eEtrufalsn\\ \n\t"'), { maxLength: 24 })
  fc.assert(
    fc.property(nearJson, (letters) => {
      const text = letters.join('')
      if (readJson(text).ok) assert.doesNotThrow(() => JSON.parse(text))
    }),
    { numRuns: 3000 },
  )
})
