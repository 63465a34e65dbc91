import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KNOWN_KINDS } from '../fraud-world/types.ts'
import { SMALL } from '../fraud-world/world.ts'
import { askWorld, figuresOf } from './fraud.ts'

test('in two small worlds the planted frauds are found, and few honest awards are named', () => {
  const worlds = ['small 1', 'small 2'].map((seed) => askWorld(seed, SMALL))
  const seen: Record<string, number> = {}
  for (const world of worlds) for (const [name, value] of Object.entries(world)) seen[name] = (seen[name] ?? 0) + value
  const figures = figuresOf(seen)
  // 80 frauds: one more or less is more than a percent, so the bar is lower here than in the proof.
  assert.ok(figures.recall >= 0.9, `recall ${figures.recall}`)
  assert.ok(figures.falseAlarms < 0.03, `false alarms ${figures.falseAlarms}`)
  for (const kind of KNOWN_KINDS) assert.ok((figures.kinds[kind]?.recallOfItsDetector ?? 0) > 0, kind)
})
