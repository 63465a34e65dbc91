import { dayOf } from '../../platform/clock.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { policyPractice } from './library.ts'
import { type CaseForm, expecting, readCase, tryCases } from './rules-cases.ts'
import { changeDraft, type Needs, rulesOfDraft } from './service.ts'
import type { Draft } from './types.ts'

/** Which case of which draft, as it was shown. */
export interface CaseAsked {
  readonly id: string
  readonly revision: number
  readonly index: number
}

/** Puts a case beside a draft. Refusals as `changeDraft` and `readCase`, and `policy.cases-full`. */
export function addCase(
  deps: Needs,
  actor: Actor,
  asked: Omit<CaseAsked, 'index'>,
  form: CaseForm,
): Promise<Outcome<Draft>> {
  return changeDraft(deps, actor, asked, 'rule-draft.case-add', (draft) => {
    const most = policyPractice().mostCases.value
    if (draft.examples.length >= most) return refuse({ code: 'policy.cases-full', values: { most } })
    const { example, refusals } = readCase(form, rulesOfDraft(draft).validFrom ?? dayOf(deps.clock()))
    const [first, ...more] = refusals
    if (first !== undefined || example === null) return refuse(first ?? { code: 'policy.case-missing' }, ...more)
    return accept({ examples: [...draft.examples, example] })
  })
}

/** Says that what comes out of a case now is right: the case expects it from here on. Refusals as `changeDraft`, and `policy.case-unknown`. */
export function expectAnswer(deps: Needs, actor: Actor, asked: CaseAsked): Promise<Outcome<Draft>> {
  return changeDraft(deps, actor, asked, 'rule-draft.case-answer', (draft) => {
    const found = tryCases(rulesOfDraft(draft), draft.examples).find(({ index }) => index === asked.index)
    if (found === undefined) return refuse({ code: 'policy.case-unknown' })
    const examples = draft.examples.map((one, index) => (index === asked.index ? expecting(one, found.tried) : one))
    return accept({ examples })
  })
}

/** Takes a case away. Refusals as `changeDraft`, and `policy.case-unknown`. */
export function removeCase(deps: Needs, actor: Actor, asked: CaseAsked): Promise<Outcome<Draft>> {
  return changeDraft(deps, actor, asked, 'rule-draft.case-remove', (draft) =>
    asked.index in draft.examples
      ? accept({ examples: draft.examples.filter((_, index) => index !== asked.index) })
      : refuse({ code: 'policy.case-unknown' }),
  )
}
