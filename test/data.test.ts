import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  creditUnitList,
  creditUnitOn,
  fields,
  levels,
  provinces,
  qualificationFrameworks,
  references,
  skillsList,
} from '../src/frameworks/index.ts'
import { ruleSets, workingPractice } from '../src/recognition/index.ts'

// The data files read by frameworks and recognition: each is parsed by its schema, and then held to what a schema can't say.

test('every rule set fits its schema, and exactly one is the default', () => {
  const sets = ruleSets()
  assert.ok(sets.length >= 6)
  assert.equal(new Set(sets.map(({ id }) => id)).size, sets.length)
  assert.deepEqual(
    sets.filter((set) => set.default).map(({ id }) => id),
    ['brief'],
  )
  assert.ok(workingPractice().decisionDays.value > 0)
})

test('a file of a rule set bears its id', () => {
  for (const file of readdirSync('data/recognition-rules')) {
    const { id } = JSON.parse(readFileSync(`data/recognition-rules/${file}`, 'utf8')) as { id: string }
    assert.equal(`${id}.json`, file)
  }
})

test('rule sets of one family follow each other without overlap and without a gap', () => {
  const families = [...new Set(ruleSets().map(({ family }) => family))]
  for (const family of families) {
    const members = ruleSets()
      .filter((one) => one.family === family && one.validFrom !== null)
      .sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1))
    for (const [index, next] of members.entries()) {
      const before = members[index - 1]
      if (before === undefined) continue
      const day = new Date(Date.parse(`${before.validTo}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
      assert.equal(next.validFrom, day, `${before.id} is not followed by ${next.id}`)
    }
  }
})

test('what is not verified is marked provisional wherever a limit rests on it', () => {
  for (const set of ruleSets())
    for (const limit of set.limits) if (limit.confidence === 'U') assert.ok(limit.provisional, `${set.id}: ${limit.id}`)
  for (const row of references()) if (row.confidence === 'U') assert.ok(row.provisional)
})

test('an amendment whose text was not read says so, and its rule set is provisional', () => {
  const amended = ruleSets().filter(({ amendedBy }) => amendedBy.some(({ textChecked }) => !textChecked))
  assert.deepEqual(
    amended.map(({ id }) => id),
    ['sn-2025'],
  )
  assert.ok(amended.every(({ provisional }) => provisional))
})

test('the frameworks have their levels in order, and KKNI has nine', () => {
  for (const framework of qualificationFrameworks())
    assert.deepEqual(
      framework.levels.map(({ level }) => level),
      framework.levels.map((_, index) => index + 1),
      framework.id,
    )
  assert.equal(levels('kkni').length, 9)
  assert.equal(levels('aqrf').length, 8)
})

test('references name levels that exist, and none leads from AQRF to EQF', () => {
  for (const { from, to } of references()) {
    assert.equal(from.framework, 'kkni')
    assert.ok(to.levelMin <= to.levelMax && to.levelMax <= levels(to.framework).length)
  }
})

test('the values of a credit unit do not overlap; one SKS is 45 h 20 min, then 45 h', () => {
  for (const unit of creditUnitList()) {
    for (const [index, value] of unit.values.entries()) assert.ok((unit.values[index - 1]?.to ?? '') < value.from)
  }
  assert.equal(creditUnitOn('2023-08-17')?.minutesMax, 2720)
  assert.equal(creditUnitOn('2023-08-18')?.minutesMax, 2700)
  assert.equal(creditUnitOn('2026-11-24')?.minutesMax, 2700)
  assert.equal(creditUnitOn('2019-01-01'), undefined)
})

test('skills have their own codes, a field that exists, and two languages', () => {
  const skills = skillsList()
  assert.ok(skills.length >= 120)
  assert.equal(new Set(skills.map(({ code }) => code)).size, skills.length)
  const known = new Set(fields().map(({ id }) => id))
  assert.deepEqual(
    skills.filter(({ field }) => !known.has(field)),
    [],
  )
  assert.equal(new Set(skills.map(({ name }) => name.id)).size, skills.length)
})

test('there are 38 provinces, each once', () => {
  assert.equal(provinces().length, 38)
  assert.equal(new Set(provinces().map(({ code }) => code)).size, 38)
})

test('no data file and no text says that a credential equals a degree', () => {
  const forbidden = /setara (dengan )?(ijazah|gelar|sarjana)|equivalent to a degree|equals? a degree(?!\.? *$)/i
  const folders = ['data/recognition-rules', 'data/frameworks', 'data/text/id', 'data/text/en']
  for (const folder of folders) {
    for (const file of readdirSync(folder))
      assert.doesNotMatch(readFileSync(`${folder}/${file}`, 'utf8'), forbidden, `${folder}/${file}`)
  }
})
