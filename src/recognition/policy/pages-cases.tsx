import { Button, Finding, FlowTable, FormToken, type Html } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { Trace } from '../pages-evaluation.tsx'
import type { RuleSet } from '../types.ts'
import type { TriedCase } from './rules-cases.ts'

const passes = ({ tried }: TriedCase): boolean => tried.differs.length === 0

/** How many cases give the expected answer, and how many don't. */
export function CaseCount({ page, cases }: { page: Page; cases: readonly TriedCase[] }): Html {
  const good = cases.filter(passes).length
  return (
    <p class="row">
      <Finding tone="pass">{page.t('policy.cases.pass', { count: good })}</Finding>
      {good < cases.length && (
        <Finding tone="fail">{page.t('policy.cases.fail', { count: cases.length - good })}</Finding>
      )}
    </p>
  )
}

interface CasesProps {
  readonly page: Page
  readonly draftId: string
  readonly revision: number
  readonly rules: RuleSet
  readonly cases: readonly TriedCase[]
  readonly open: boolean
}

/** The cases beside a draft, each with its answer and the trace in words: those that fail, and folded away those that fit. */
export function Cases(props: CasesProps): Html {
  const { page, cases } = props
  const t = page.t
  const [fitting, failing] = [cases.filter(passes), cases.filter((one) => !passes(one))]
  return (
    <>
      {failing.length > 0 && <CaseTable {...props} cases={failing} caption={t('policy.cases.list-failing')} />}
      {fitting.length > 0 && (
        <details>
          <summary>{t('policy.cases.show', { count: fitting.length })}</summary>
          <CaseTable {...props} cases={fitting} caption={t('policy.cases.list')} />
        </details>
      )}
    </>
  )
}

function CaseTable(props: CasesProps & { readonly caption: string }): Html {
  const { page, draftId, revision, rules, cases, open } = props
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={props.caption}
      columns={[
        { label: t('recognition.rules.example'), header: true, full: true },
        { label: t('policy.cases.expected') },
        { label: t('policy.cases.now'), full: true },
        { label: t('policy.cases.does'), full: true, labelHidden: true },
      ]}
      rows={cases.map((one) => ({
        id: `case-${one.index}`,
        cells: [
          page.say(one.example.name),
          <>
            {answerWords(page, one.example.asks, one.example.answer.verdict, one.example.answer.sks)}
            <p class="small soft">{one.example.source}</p>
          </>,
          <>
            <Finding tone={passes(one) ? 'pass' : 'fail'}>
              {answerWords(page, one.example.asks, one.tried.evaluation.verdict, one.tried.evaluation.allowedSks)}
            </Finding>
            {one.tried.differs.length > 0 && (
              <p class="small">
                {t('policy.cases.differs', {
                  what: one.tried.differs.map((what) => t(`policy.differs.${what}`)).join(', '),
                })}
              </p>
            )}
            <Trace page={page} rules={rules} evaluation={one.tried.evaluation} />
          </>,
          open ? (
            <form method="post" action={page.href(`/rules/drafts/${draftId}/cases/${one.index}`)}>
              <FormToken page={page} />
              <input type="hidden" name="revision" value={String(revision)} />
              {!passes(one) && (
                <Button kind="quiet" name="act" value="expect">
                  {t('policy.cases.expect')}
                  <span class="vh"> {page.say(one.example.name)}</span>
                </Button>
              )}{' '}
              <Button kind="link" name="act" value="remove">
                {t('policy.cases.remove')}
                <span class="vh"> {page.say(one.example.name)}</span>
              </Button>
            </form>
          ) : (
            ''
          ),
        ],
      }))}
    />
  )
}

/** The cases in short, beside the form of a figure. */
export function CasesBeside({ page, cases }: { page: Page; cases: readonly TriedCase[] }): Html {
  const failing = cases.filter((one) => !passes(one))
  return (
    <aside aria-labelledby="beside-title">
      <h2 id="beside-title">{page.t('policy.cases.title')}</h2>
      <CaseCount page={page} cases={cases} />
      <ul class="small">
        {[...failing, ...cases.filter(passes)].slice(0, 12).map((one) => (
          <li>
            <Finding tone={passes(one) ? 'pass' : 'fail'}>{page.say(one.example.name)}</Finding>
          </li>
        ))}
      </ul>
      {cases.length > 12 && <p class="small soft">{page.t('policy.cases.more', { count: cases.length - 12 })}</p>}
      <p class="small soft">{page.t('policy.cases.on-save')}</p>
    </aside>
  )
}

function answerWords(page: Page, asked: number, verdict: string, sks: number | null): string {
  return page.t(`recognition.answer.${verdict}`, { asked, allowed: sks ?? 0 })
}
