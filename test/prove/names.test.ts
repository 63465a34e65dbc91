import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign, falseAlarms, hasInstitutions, institutions } from './names.ts'

const skip = hasInstitutions ? false : 'the list of institutions (SHARED_DATA) is not here'

test('spoofs of listed institutions are stopped: all in longer words, four in five in short ones', {
  skip,
}, async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: campaign.full, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  const short = Object.entries(seen).filter(([name]) => name.startsWith('short-'))
  const count = (rows: typeof short) => rows.reduce((sum, [, value]) => sum + value, 0)
  const clear = count(short.filter(([name]) => name.endsWith('.clear')))
  assert.ok(clear / count(short) < 0.2, `${clear} of ${count(short)} spoofs in short words are clear`)
})

test('fewer than one in two hundred institutions are held for one that is another', { skip }, (context) => {
  const { names, repeated } = institutions()
  const seen = falseAlarms(names)
  context.diagnostic(JSON.stringify({ names: names.length, repeated, ...seen }))
  assert.ok(seen['false-alarm'] / names.length < 0.005, `${seen['false-alarm']} of ${names.length}`)
})
