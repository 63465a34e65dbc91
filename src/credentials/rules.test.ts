import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusPolicy, statusReasons } from './library.ts'
import cases from './rules.cases.json' with { type: 'json' }
import {
  afterAppeal,
  changesAllowed,
  drawPlaces,
  effectiveFrom,
  needsSecond,
  orderState,
  paceOf,
  reasonsAgainstAward,
  reasonsAgainstChange,
  showSame,
  validUntil,
} from './rules.ts'
import { CHANGES, type CredentialState, type IssueJob } from './types.ts'

for (const row of cases.awards) {
  test(`award: ${row.name}`, () => {
    const { name: _name, reasons, ...candidate } = row
    const answer = reasonsAgainstAward({ enrolmentId: 'e', personId: 'p', assessed: 0, ...candidate })
    assert.deepEqual(
      answer.map((refusal) => refusal.code),
      reasons,
    )
  })
}

for (const row of cases.validity) {
  test(`validity: ${row.months} months from ${row.from} end ${row.until}`, () => {
    assert.equal(validUntil(new Date(row.from), row.months)?.toISOString() ?? null, row.until)
  })
}

for (const [state, allowed] of Object.entries<readonly string[]>(cases.changes)) {
  test(`status: what may happen to a credential that is ${state}`, () => {
    assert.deepEqual(changesAllowed(state as CredentialState), allowed)
    for (const change of CHANGES) {
      const reason = statusReasons().find((one) => one.changes.includes(change))?.code ?? ''
      const answer = reasonsAgainstChange(state as CredentialState, change, reason, statusReasons())
      assert.equal(answer.length === 0, allowed.includes(change), `${state} ${change}`)
    }
  })
}

const AT = new Date('2026-11-23T07:05:00Z')

for (const row of cases.orders) {
  test(`order: ${row.name}`, () => {
    assert.equal(needsSecond(row.reason, row.count, row.before, statusPolicy()), row.second)
    const held = effectiveFrom(row.reason, AT, statusPolicy()).getTime() - AT.getTime()
    assert.equal(held / 60_000, row.holdMinutes)
  })
}

for (const row of cases.orderStates) {
  test(`order: ${row.name}`, () => {
    const order = {
      effectiveAt: row.effective === null ? null : AT,
      undoneAt: row.undone ? AT : null,
      finishedAt: row.finished ? AT : null,
    }
    assert.equal(orderState(order, statusPolicy(), new Date(AT.getTime() + row.minutes * 60_000)), row.state)
  })
}

test('the figures of status orders name reasons that exist', () => {
  const { urgentReasons, beforeClaimReasons } = statusPolicy()
  for (const code of [...urgentReasons, ...beforeClaimReasons])
    assert.ok(
      statusReasons().some((reason) => reason.code === code),
      code,
    )
})

test('every change has a reason to choose', () => {
  for (const change of CHANGES) assert.ok(statusReasons().some((reason) => reason.changes.includes(change)))
})

test('drawn places are different, within the list, not taken, and ascending', () => {
  let next = 0
  const sequence = [3, 3, 5, 0, 9, 1, 7]
  const drawn = drawPlaces(4, 10, new Set([5]), () => sequence[next++] ?? 0)
  assert.deepEqual(drawn, [0, 1, 3, 9])
})

test('the pace of a job counts what is signed, rejected or there already', () => {
  const job = {
    total: 100,
    awarded: 40,
    already: 5,
    rejected: 5,
    signed: 30,
    askedAt: new Date(0),
    lastProgressAt: new Date(4_000),
  } as IssueJob
  assert.deepEqual(paceOf(job), { done: 40, toDo: 60, perSecond: 10 })
  assert.equal(paceOf({ ...job, lastProgressAt: null }).perSecond, 0)
})

test('after an appeal an award is revoked, or replaced by one that says more, less or something else', () => {
  const showing = (...ids: string[]) => ({ shown: ids.map((outcomeId) => ({ outcomeId, methods: ['interview'] })) })
  assert.deepEqual(afterAppeal(showing('a', 'b'), null), { change: 'revoke', result: 'nothing', gained: [], lost: [] })
  const resultOf = (...ids: string[]) => {
    const { result, gained, lost } = afterAppeal(showing('a', 'b'), showing(...ids))
    return [result, gained.join(), lost.join()]
  }
  assert.deepEqual(resultOf('a', 'b', 'c'), ['more', 'c', ''])
  assert.deepEqual(resultOf('a'), ['less', '', 'b'])
  assert.deepEqual(resultOf('c', 'a'), ['other', 'c', 'b'])
  assert.equal(showSame(showing('a', 'b').shown, showing('b', 'a').shown), true)
  assert.equal(showSame(showing('a', 'b').shown, showing('b').shown), false)
})
