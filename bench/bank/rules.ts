import { exampleRuleSet, ruleExamples, ruleSets } from '../../src/recognition/library.ts'
import { evaluate } from '../../src/recognition/rules.ts'
import { caseOf, tryExample } from '../../src/recognition/rules-example.ts'
import type { Figure } from '../figure.ts'

const ROUNDS = 7
const DECISIONS = 60_000

/**
 * Rule decisions a second in this process, each with its full trace: every case of `rules.cases.json` in turn, under the rule
 * set of its day, among them the rule set that uses every kind of condition. The median of the rounds.
 */
export async function* ruleFigures(): AsyncGenerator<Figure> {
  const sets = [...ruleSets(), exampleRuleSet()]
  const asked = ruleExamples().flatMap((example) => {
    const tried = tryExample(sets, example)
    return tried === null ? [] : [{ rules: tried.rules, case: caseOf(example), expected: example.answer.sks }]
  })
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    let granted = 0
    let expected = 0
    const started = performance.now()
    for (let turn = 0; turn < DECISIONS; turn++) {
      const one = asked[turn % asked.length]
      if (one === undefined) continue
      granted += evaluate(one.rules, one.case).allowedSks ?? 0
      expected += one.expected ?? 0
    }
    rates.push((DECISIONS * 1000) / (performance.now() - started))
    if (granted !== expected) throw new Error(`${granted} SKS came out where ${expected} are expected`)
  }
  const [value = 0] = rates.toSorted((a, b) => a - b).slice(ROUNDS >> 1)
  yield { name: 'rules.decide', value, unit: 'decisions/s' }
}
