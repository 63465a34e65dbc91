import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { wholeDraft } from '../../test/support/teaching.ts'
import { designPolicyOn } from './policy.ts'
import { checkDraft, signatureRefusals, signingRefusals, sksFits } from './rules.ts'
import { conformanceOf, conforms } from './rules-conformance.ts'
import type { CheckedDraft, DraftContent } from './types.ts'

interface Cases {
  sks: { hours: number; sks: number; fits: boolean; why: string }[]
  drafts: { why: string; change: Partial<DraftContent>; refused: string[] }[]
}
const cases = JSON.parse(readFileSync(new URL('rules.cases.json', import.meta.url), 'utf8')) as Cases
const policy = designPolicyOn('2026-11-24')
const whole = wholeDraft({ campus: 'campus', company: 'company' })

for (const one of cases.sks) {
  test(`${one.hours} hours and ${one.sks} SKS: ${one.why}`, () => {
    assert.equal(sksFits(one.hours, one.sks, policy.minutesPerSks ?? { min: 0, max: 0 }), one.fits)
  })
}

for (const one of cases.drafts) {
  test(`draft: ${one.why}`, () => {
    const checked = checkDraft({ ...whole, ...one.change }, policy)
    assert.deepEqual(checked.ok ? [] : checked.refusals.map((refusal) => refusal.code), one.refused)
  })
}

test('an empty draft is told everything at once, each at its field', () => {
  const empty = checkDraft(
    {
      ...whole,
      ...Object.fromEntries(
        Object.keys(whole)
          .filter((key) => key !== 'skills' && key !== 'outcomes')
          .map((key) => [key, '']),
      ),
      skills: [],
      outcomes: [],
    },
    policy,
  )
  const codes = empty.ok ? [] : empty.refusals.map((refusal) => refusal.code)
  assert.ok(codes.length >= 20, `${codes.length} reasons`)
  assert.ok(empty.ok || empty.refusals.every((refusal) => refusal.at !== undefined))
})

test('an outcome without its assessment, or all outcomes optional, is no whole draft', () => {
  const [first] = whole.outcomes
  assert.ok(first)
  const bare = checkDraft(
    { ...whole, outcomes: [{ ...first, method: '', descriptionId: '', descriptionEn: '', passMark: '101' }] },
    policy,
  )
  assert.deepEqual(bare.ok ? [] : bare.refusals.map((refusal) => [refusal.code, refusal.at]), [
    ['design.assessment-missing-id', 'outcome-1-descriptionId'],
    ['design.assessment-missing-en', 'outcome-1-descriptionEn'],
    ['design.assessment-method-missing', 'outcome-1-method'],
    ['design.pass-mark-malformed', 'outcome-1-passMark'],
  ])
  const optional = checkDraft({ ...whole, outcomes: [{ ...first, mandatory: false }] }, policy)
  assert.deepEqual(optional.ok ? [] : optional.refusals.map((refusal) => refusal.code), [
    'design.outcome-none-mandatory',
  ])
})

test('both sides must sign, and not one person for both', () => {
  const signature = (side: 'faculty' | 'industry', personId: string) => ({
    versionId: 'v',
    side,
    personId,
    organisationId: 'o',
    note: null,
    signedAt: new Date(0),
    contentMark: 'm',
    voidedAt: null,
  })
  assert.deepEqual(
    signatureRefusals([]).map((refusal) => refusal.code),
    ['design.signature-missing-faculty', 'design.signature-missing-industry'],
  )
  assert.deepEqual(signatureRefusals([signature('faculty', 'a'), signature('industry', 'b')]), [])
  assert.deepEqual(
    signatureRefusals([signature('faculty', 'a'), signature('industry', 'a')]).map((refusal) => refusal.code),
    ['design.same-person-signed'],
  )
})

test('every reason against a signature is told', () => {
  const one = {
    personId: 'a',
    allowedSides: ['faculty'],
    side: 'faculty',
    markRead: 'm',
    contentMark: 'm',
    complete: true,
    standing: [] as { side: 'faculty' | 'industry'; personId: string }[],
  }
  assert.deepEqual(signingRefusals(one), [])
  const codes = (change: Partial<typeof one>) => signingRefusals({ ...one, ...change }).map((refusal) => refusal.code)
  assert.deepEqual(codes({ side: 'industry', complete: false, markRead: 'old' }), [
    'design.side-not-allowed',
    'design.not-complete',
    'design.changed-since-read',
  ])
  assert.deepEqual(codes({ standing: [{ side: 'industry', personId: 'a' }] }), ['design.signed-already'])
  assert.deepEqual(codes({ standing: [{ side: 'faculty', personId: 'b' }] }), ['design.side-signed-already'])
})

const both = [
  { side: 'faculty' as const, personId: 'sutini' },
  { side: 'industry' as const, personId: 'kasdi' },
]
function checkedWhole(): CheckedDraft {
  const checked = checkDraft(whole, policy)
  assert.ok(checked.ok)
  return checked.value
}
const unmet = (checked: CheckedDraft, standing: Parameters<typeof conformanceOf>[0]['standing'] = both) =>
  conformanceOf({ checked, standing, listed: true })
    .filter(({ outcome }) => outcome === 'not-met')
    .map(({ point }) => point)

test('the four points of the common definition: a whole and signed draft meets them, and each can fail by itself', () => {
  const one = checkedWhole()
  const { content, outcomes } = one
  const nothing = { id: '', en: '' }
  assert.deepEqual(unmet(one), [])
  assert.deepEqual(unmet({ ...one, content: { ...content, skills: [] } }), ['a'])
  assert.deepEqual(unmet({ ...one, outcomes: outcomes.map((outcome) => ({ ...outcome, mandatory: false })) }), ['a'])
  assert.deepEqual(unmet({ ...one, content: { ...content, standard: nothing } }), ['b'])
  const [first, ...more] = outcomes
  assert.ok(first !== undefined)
  const unassessed = { ...first, assessment: { ...first.assessment, description: nothing } }
  assert.deepEqual(unmet({ ...one, outcomes: [unassessed, ...more] }), ['b'])
  assert.deepEqual(unmet({ ...one, content: { ...content, title: nothing } }), ['c'])
  assert.deepEqual(unmet(one, both.slice(0, 1)), ['d'])
  assert.deepEqual(
    unmet(
      one,
      both.map((signature) => ({ ...signature, personId: 'kasdi' })),
    ),
    ['d'],
  )
  assert.equal(conforms({ points: conformanceOf({ checked: one, standing: [], listed: true }) }), false)
})
