import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import { degreeClaims, levels, qualificationFrameworks, references } from './library.ts'
import { aqrfTest, passesAqrf } from './rules-aqrf.ts'
import { convertCredit, readAmount, referenceLevel, weakest } from './rules-conversion.ts'
import { degreeClaimIn, spokenIn } from './rules-wording.ts'
import { creditConversion, levelReference, unitsOn } from './service.ts'
import { AQRF_POINTS, type AqrfFacts } from './types-aqrf.ts'
import type { UnitOnDay } from './types-conversion.ts'

interface Named {
  readonly name: { readonly id: string; readonly en: string }
  readonly source: string
  readonly refusals?: readonly string[]
}
interface CreditCase extends Named {
  readonly amount: string
  readonly unit: string
  readonly to: string
  readonly day: string
  readonly answer?: { sure: string; most: string; whole: number; minutes: number; provisional: boolean }
}
interface LevelCase extends Named {
  readonly framework: string
  readonly level: number
  readonly to: string
  readonly answer?: Readonly<Record<string, string | number | boolean>>
}
const cases = JSON.parse(readFileSync(new URL('./rules.cases.json', import.meta.url), 'utf8')) as {
  credit: readonly CreditCase[]
  levels: readonly LevelCase[]
  aqrf: readonly { readonly name: Named['name']; readonly facts: AqrfFacts; readonly notMet: readonly string[] }[]
  wording: readonly { readonly text: string; readonly claims: string | null }[]
}

/** Every refusal has what happened and what to do, in both languages. */
function refusalsOf(found: ReturnType<typeof creditConversion> | ReturnType<typeof levelReference>): string[] {
  if (found.ok) return []
  for (const refusal of found.refusals)
    for (const key of [refusalTextKey(refusal), `${refusalTextKey(refusal)}.next`])
      for (const said of Object.values(loadTexts().both(key, refusal.values))) assert.doesNotMatch(said, /[{}]/)
  return found.refusals.map(({ code }) => code)
}

for (const one of cases.credit) {
  test(`credit: ${one.name.en}`, () => {
    const found = creditConversion(one)
    if (one.answer === undefined) return assert.deepEqual(refusalsOf(found), one.refusals)
    assert.ok(found.ok, JSON.stringify(found))
    const { sureHundredths, mostHundredths, whole, minutes, provisional } = found.value
    const answer = { sure: String(sureHundredths / 100), most: String(mostHundredths / 100) }
    assert.deepEqual({ ...answer, whole, minutes: minutes.least, provisional }, one.answer)
  })
}

for (const one of cases.levels) {
  test(`level: ${one.name.en}`, () => {
    const found = levelReference(one)
    if (one.answer === undefined) return assert.deepEqual(refusalsOf(found), one.refusals)
    assert.ok(found.ok, JSON.stringify(found))
    const { to, level, way, confidence, provisional } = found.value
    const { levelMin, levelMax } = to
    assert.deepEqual({ levelMin, levelMax, level, way, confidence, provisional }, one.answer)
  })
}

const DAYS = ['2020-01-28', '2023-08-17', '2023-08-18', '2025-09-02', '2026-11-24']
const day = fc.constantFrom(...DAYS)
const hundredths = fc.integer({ min: 1, max: 999_999 })
const pick = fc.nat()

test('going there and back never gains credit, along any chain of units and days', () => {
  fc.assert(
    fc.property(hundredths, fc.array(fc.tuple(pick, day), { minLength: 2, maxLength: 6 }), (start, stops) => {
      const unit = ([at, on]: readonly [number, string]): UnitOnDay => {
        const units = unitsOn(on)
        return units[at % units.length] ?? assert.fail()
      }
      // The same unit on one day at both ends; whatever lies between.
      const way = [...stops.map(unit), unit(stops[0] ?? assert.fail())]
      let amount = start
      for (const [at, to] of way.slice(1).entries()) {
        const from = way[at] ?? assert.fail()
        if (amount === 0) return
        // A unit that changed its length between two days isn't converted into itself: it goes by the minutes.
        if (from.id === to.id && from.value.minutesMin !== to.value.minutesMin) return
        amount = convertCredit(amount, from, to).sureHundredths
      }
      assert.ok(amount <= start, `${start} became ${amount}`)
    }),
    { numRuns: 2000 },
  )
})

test('every answer is rounded down, and what is sure never exceeds what is possible or the minutes', () => {
  fc.assert(
    fc.property(hundredths, pick, pick, day, (amount, a, b, on) => {
      const units = unitsOn(on)
      const [from, to] = [units[a % units.length] ?? assert.fail(), units[b % units.length] ?? assert.fail()]
      const made = convertCredit(amount, from, to)
      const { sure, most } = made.exact
      // Exact shares, compared by whole numbers of any size.
      const product = (x: number, y: number) => BigInt(x) * BigInt(y)
      assert.ok(product(made.sureHundredths, sure.denominator) <= product(100, sure.numerator))
      assert.ok(product(made.sureHundredths + 1, sure.denominator) > product(100, sure.numerator))
      assert.ok(product(made.mostHundredths, most.denominator) <= product(100, most.numerator))
      assert.ok(made.whole * 100 <= made.sureHundredths && made.sureHundredths < (made.whole + 1) * 100)
      assert.ok(made.sureHundredths <= made.mostHundredths)
      if (from.id === to.id) assert.equal(made.sureHundredths, amount)
      else assert.ok(product(made.sureHundredths, to.value.minutesMax) <= product(amount, from.value.minutesMin))
      assert.ok(Number.isSafeInteger(made.minutes.least) && made.minutes.least * 100 <= amount * from.value.minutesMin)
      assert.equal(made.provisional, from.value.provisional || to.value.provisional)
    }),
    { numRuns: 2000 },
  )
})

test('a level never rises by going to another framework and back', () => {
  for (const { id: framework, levels: own } of qualificationFrameworks())
    for (const { level } of own)
      for (const { id: to } of qualificationFrameworks()) {
        const there = levelReference({ framework, level, to })
        if (!there.ok) continue
        const back = levelReference({ framework: to, level: there.value.level, to: framework })
        assert.ok(back.ok, `${framework} ${level} leads to ${to} and nothing leads back`)
        assert.ok(back.value.level <= level, `${framework} ${level} became ${back.value.level} by ${to}`)
      }
})

test('whatever touches AQRF is provisional and unverified, and nothing joins AQRF, MQF, PQF and EQF to each other', () => {
  const ids = qualificationFrameworks().map(({ id }) => id)
  for (const framework of ids)
    for (const { level } of levels(framework))
      for (const to of ids) {
        const found = levelReference({ framework, level, to })
        if (!found.ok) continue
        assert.ok([framework, to].includes('kkni'), `${framework} to ${to}`)
        if ([framework, to].includes('aqrf')) assert.ok(found.value.provisional && found.value.confidence === 'U')
      }
})

test('a row that would join AQRF to EQF is refused by the rule as long as it isn’t in the table', () => {
  const asked = { framework: 'aqrf', level: 6, to: 'eqf' }
  assert.ok(!referenceLevel(qualificationFrameworks(), references(), asked).ok)
  const row = {
    from: { framework: 'aqrf', level: 6 },
    to: { framework: 'eqf', levelMin: 6, levelMax: 6 },
    provisional: true,
    confidence: 'U' as const,
    note: { id: 'Rekaan', en: 'Invented' },
  }
  assert.ok(referenceLevel(qualificationFrameworks(), [...references(), row], asked).ok)
})

test('amounts are read as people type them', () => {
  const read = (typed: string) => {
    const found = readAmount(typed)
    return found.ok ? found.value : null
  }
  assert.deepEqual(['4', '4,5', '4.25', ' 0,01 ', '9999,99'].map(read), [400, 450, 425, 1, 999_999])
  for (const typed of ['', '0', '0,00', '-1', '1,234', '10000', '1e3', '4,', ',5', 'NaN', '٤', '1 000'])
    assert.equal(read(typed), null, typed)
  assert.throws(() =>
    convertCredit(0.5, unitsOn('2026-11-24')[0] ?? assert.fail(), unitsOn('2026-11-24')[0] ?? assert.fail()),
  )
  assert.equal(weakest(['H', 'L', 'M']), 'L')
  assert.equal(weakest([]), 'U')
})

test('every level of every framework is described in both languages, in words of our own, and says so', () => {
  for (const framework of qualificationFrameworks()) {
    assert.match(framework.descriptors.note.id, /kalimat Lumbung sendiri/)
    assert.match(framework.descriptors.note.en, /our own words/)
    for (const { descriptor } of framework.levels)
      for (const said of Object.values(descriptor)) assert.ok(said.length > 20, framework.id)
    for (const language of ['id', 'en'] as const)
      assert.equal(
        new Set(framework.levels.map(({ descriptor }) => descriptor[language])).size,
        framework.levels.length,
      )
  }
})

for (const { name, facts, notMet } of cases.aqrf) {
  test(`AQRF: ${name.en}`, () => {
    const answer = aqrfTest(facts)
    assert.deepEqual(
      answer.points.map(({ point }) => point),
      AQRF_POINTS,
    )
    assert.deepEqual(
      answer.points.filter(({ outcome }) => outcome === 'not-met').map(({ point }) => point),
      notMet,
    )
    assert.equal(passesAqrf(answer), notMet.length === 0)
    for (const { point, facts: decided } of answer.points)
      for (const said of Object.values(loadTexts().both(`frameworks.aqrf.point.${point}.facts`, decided)))
        assert.doesNotMatch(said, /[{}]|undefined/)
  })
}

for (const { text, claims } of cases.wording) {
  test(`wording: ${JSON.stringify(text)} ${claims === null ? 'claims nothing' : 'likens it to a degree'}`, () => {
    assert.equal(degreeClaimIn(text, degreeClaims()), claims)
  })
}

test('every pair of a likening word and a degree of the list is found, in its language', () => {
  for (const { likens, degrees } of degreeClaims().languages)
    for (const liken of likens)
      for (const degree of degrees) assert.notEqual(degreeClaimIn(`Ini ${liken} ${degree}.`, degreeClaims()), null)
  for (const phrase of degreeClaims().phrases) assert.equal(degreeClaimIn(phrase, degreeClaims()), phrase)
  for (const denial of degreeClaims().denials) assert.equal(degreeClaimIn(denial, degreeClaims()), null)
})

test('a page is read as people hear it: marks within a line join, cells and paragraphs part, attributes speak', () => {
  const claimOn = (html: string) => degreeClaimIn(spokenIn(html), degreeClaims())
  assert.equal(claimOn('<p>Setara <b>S1</b></p>'), 'setara s1')
  assert.equal(claimOn('<p>setara&nbsp;<span class="x">ijazah</span></p>'), 'setara ijazah')
  assert.equal(claimOn('<p>equivalent to a&#32;degree</p>'), 'equivalent to a degree')
  assert.equal(claimOn('<meta name="description" content="Setara gelar sarjana">'), 'setara gelar')
  assert.equal(claimOn('<tr><td>Setara</td><td>S1</td></tr>'), null)
  assert.equal(claimOn('<script>"setara S1"</script><p>Satu SKS</p>'), null)
})
