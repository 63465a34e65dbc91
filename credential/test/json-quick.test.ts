import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from '../src/index.ts'
import { readQuickly } from '../src/json/quick.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the quick way answers as the slow one does, or leaves it to it', () => {
  const texts = [
    '{"a":1,"a":2}',
    '{"a":1,"a" :2}',
    '{"a":1,"b":{"c":1,"c":2}}',
    '{"a":"x\\":y","a":2}',
    '{"a\\\\":1,"a\\\\":2}',
    '{"a":"\\ud800"}',
    '{"\\u0061":1,"a":2}',
    '{"a":9007199254740993}',
    '{"a":9007199254740991}',
    '{"a":1e400}',
    '{"a":1e-400}',
    '{"a":-0}',
    '{"a":0}',
    '{"a":0.1}',
    '{"a":0.10000000000000000555}',
    '{"a":1.0}',
    '{"__proto__":{"b":1}}',
    '{"__proto__":1,"__proto__":2}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
    `${'['.repeat(33)}${']'.repeat(33)}`,
    '[1,"a",null,true,{"b":[]}]',
    '"a"',
    ' {"a" : 1 } ',
    '{"a":1}x',
    '{"a":"\t"}',
    '{"a":1,}',
    '',
    'null',
  ]
  for (const text of texts) assert.deepEqual(withoutPlace(readJson(bytes(text))), withoutPlace(readJson(text)), text)
  assert.deepEqual(readQuickly('{"a":[1,{"b":"c"}]}', 32), { a: [1, { b: 'c' }] })
  assert.equal(readQuickly('{"a":1,"a":2}', 32), undefined)
})

const withoutPlace = (reading: ReturnType<typeof readJson>) => (reading.ok ? reading.value : reading.code)

test('10,000 values and breaks of them, both ways', () => {
  const piece = fc.constantFrom(
    '"a":1,',
    '"a" :1,',
    '\\',
    '"',
    ':',
    ',',
    '{',
    '}',
    '[',
    ']',
    '0',
    '-',
    'e9',
    '.5',
    '\\u0061',
    '"a":',
    ' ',
  )
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(), piece, fc.boolean(), (value, at, put, isBroken) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      const given = isBroken ? text.slice(0, place) + put + text.slice(place) : text
      assert.deepEqual(withoutPlace(readJson(bytes(given))), withoutPlace(readJson(given)))
    }),
    { numRuns: 10_000, seed: 20_261_126 },
  )
})
