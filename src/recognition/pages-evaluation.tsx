import { Finding, Headroom, type Html, Note, Tag } from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import { namedValues, reasonText } from './pages-names.ts'
import type { Evaluation, Limit, RuleSet, Step } from './types.ts'

/** A limit in words, made by the service from the rule set. */
export type LimitWords = (limit: Limit) => Bilingual

/** Room under each limit with this wish in it: counted solid, wished hatched, over the limit red. */
export function Rooms({
  page,
  rules,
  evaluation,
  words,
}: {
  page: Page
  rules: RuleSet
  evaluation: Evaluation
  words: LimitWords
}): Html {
  return (
    <div>
      {evaluation.headroom.map((room) => {
        const limit = rules.limits.find(({ id }) => id === room.limit)
        if (limit === undefined) return null
        const rule = page.say(words(limit))
        if (room.most === null || room.used === null) {
          return (
            <p class="small">
              <b>{page.say(limit.name)}:</b> <Finding tone="unknown">{page.t('recognition.room.unknown')}</Finding>{' '}
              <span class="soft">({rule})</span>
            </p>
          )
        }
        const figures = { used: room.used, asked: room.asked, most: room.most, over: room.over }
        if (room.base === 'courses') {
          return (
            <p class="small num">
              <b>{page.say(limit.name)}:</b> {page.t('recognition.room.courses', figures)}{' '}
              {room.over > 0 && <Finding tone="fail">{page.t('recognition.room.over', { over: room.over })}</Finding>}{' '}
              <span class="soft">({rule})</span>
            </p>
          )
        }
        return (
          <Headroom
            page={page}
            title={page.say(limit.name)}
            counted={room.used}
            reserved={room.asked}
            limit={room.most}
            rule={rule}
          />
        )
      })}
    </div>
  )
}

/** The answer in one line. */
export function Answer({ page, evaluation, asked }: { page: Page; evaluation: Evaluation; asked: number }): Html {
  const tone = { allowed: 'pass', partly: 'warn', refused: 'fail', unknown: 'unknown' } as const
  return (
    <p class="h3">
      <Finding tone={tone[evaluation.verdict]}>
        {page.t(`recognition.answer.${evaluation.verdict}`, { asked, allowed: evaluation.allowedSks ?? 0 })}
      </Finding>
    </p>
  )
}

/** Every reason for a no, and then what would make it a yes: never the first without the second. */
export function Reasons({
  page,
  evaluation,
  asked,
}: {
  page: Page
  evaluation: Pick<Evaluation, 'refusals' | 'ways'>
  asked: number
}): Html {
  return (
    <>
      {evaluation.refusals.length > 0 && (
        <Note tone="fail" title={page.t('recognition.no.title', { asked })}>
          <ol class="small">
            {evaluation.refusals.map((refusal) => {
              const { message, next } = reasonText(page, refusal)
              return (
                <li>
                  {message}. <span class="soft">{next}</span>
                </li>
              )
            })}
          </ol>
        </Note>
      )}
      {evaluation.ways.length > 0 && (
        <Note tone="pass" dashed title={page.t('recognition.way.title')}>
          <ul class="small">
            {evaluation.ways.map(({ code, values }) => (
              <li>{page.t(`recognition.way.${code}`, namedValues(page, values))}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  )
}

/** How the answer came about, step by step, folded away until somebody asks. */
export function Trace({
  page,
  rules,
  evaluation,
}: {
  page: Page
  rules: RuleSet | null
  evaluation: Evaluation
}): Html {
  return (
    <details class="trace">
      <summary>{page.t('recognition.trace.title')}</summary>
      <ol class="small num">
        {evaluation.steps.map((step) => (
          <li>
            <Finding tone={step.outcome}>
              {page.t(`recognition.step.${stepWords(step)}`, { ...step.values, name: nameOfStep(page, rules, step) })}
            </Finding>
            {step.waived !== undefined && <span class="soft"> ({step.waived})</span>}
          </li>
        ))}
      </ol>
      <p class="small soft">
        {page.t('recognition.trace.rules', {
          set: rules === null ? evaluation.ruleSetId : page.say(rules.name),
          version: evaluation.ruleSetVersion,
          day: evaluation.day,
        })}
      </p>
    </details>
  )
}

function stepWords({ code, outcome, waived }: Step): string {
  if (waived !== undefined) return `${code}-waived`
  return (code === 'limit' || code === 'condition') && outcome === 'unknown' ? `${code}-unknown` : code
}

function nameOfStep(page: Page, rules: RuleSet | null, { limit, condition }: Step): string {
  const found = rules?.limits.find(({ id }) => id === limit) ?? rules?.conditions.find(({ id }) => id === condition)
  return found === undefined ? (condition ?? limit ?? '') : page.say(found.name)
}

/** *Provisional*, where a figure isn't confirmed. */
export function Provisional({ page, provisional }: { page: Page; provisional: boolean }): Html | null {
  return provisional ? <Tag tone="outline">{page.t('recognition.provisional')}</Tag> : null
}
