import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  PostForm,
  Select,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { Trace } from '../pages-evaluation.tsx'
import { LEARNINGS, MODES, ORIGINS, type RuleSet, USES } from '../types.ts'
import { type CaseForm, type TriedCase, VERDICTS } from './rules-cases.ts'

const passes = ({ tried }: TriedCase): boolean => tried.differs.length === 0

/** How many cases give the expected answer, and how many don't. */
export function CaseCount({ page, cases }: { page: Page; cases: readonly TriedCase[] }): Html {
  const good = cases.filter(passes).length
  return (
    <p>
      <Finding tone="pass">{page.t('policy.cases.pass', { count: good })}</Finding>{' '}
      {good < cases.length && (
        <Finding tone="fail">{page.t('policy.cases.fail', { count: cases.length - good })}</Finding>
      )}
    </p>
  )
}

/** The cases beside a draft: those that fail first, each with its answer and the trace in words. */
export function Cases(props: {
  page: Page
  draftId: string
  revision: number
  rules: RuleSet
  cases: readonly TriedCase[]
  open: boolean
}): Html {
  const { page, draftId, revision, rules, cases, open } = props
  const t = page.t
  const sorted = cases.toSorted((a, b) => Number(passes(a)) - Number(passes(b)) || a.index - b.index)
  return (
    <FlowTable
      page={page}
      caption={t('policy.cases.list')}
      columns={[
        { label: t('recognition.rules.example'), header: true, full: true },
        { label: t('policy.cases.expected') },
        { label: t('policy.cases.now'), full: true },
        { label: t('policy.cases.does'), full: true, labelHidden: true },
      ]}
      rows={sorted.map((one) => ({
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

/** The form for a case of one's own. */
export function CasePage(props: {
  page: Page
  draftId: string
  revision: number
  rules: RuleSet
  form: CaseForm
  refusals: readonly Refusal[]
}): Html {
  const { page, draftId, form, refusals } = props
  const t = page.t
  const line = (name: keyof CaseForm) => (
    <Field page={page} name={name} label={t(`policy.case.${name}`)} value={form[name]} errors={refusals} width="long" />
  )
  const whole = (name: keyof CaseForm, optional = false) => (
    <Field
      page={page}
      name={name}
      label={t(`policy.case.${name}`)}
      value={form[name]}
      errors={refusals}
      width="short"
      inputmode="decimal"
      optional={optional}
    />
  )
  const words = (name: keyof CaseForm) => (
    <Field page={page} name={name} label={t(`policy.case.${name}`)} value={form[name]} errors={refusals} optional />
  )
  const day = (name: keyof CaseForm) => (
    <Field
      page={page}
      name={name}
      type="date"
      label={t(`policy.case.${name}`)}
      value={form[name]}
      errors={refusals}
      optional
    />
  )
  const skills = (name: keyof CaseForm) => (
    <Textarea
      page={page}
      name={name}
      label={t(`policy.case.${name}`)}
      hint={t('policy.hint.required')}
      value={form[name]}
      errors={refusals}
      rows={3}
      optional
    />
  )
  const waivable = props.rules.conditions.filter((one) => one.waivable)
  const list = (name: keyof CaseForm, values: readonly string[], words: string, empty?: string) => (
    <Select
      page={page}
      name={name}
      label={t(`policy.case.${name}`)}
      value={form[name]}
      errors={refusals}
      empty={empty}
      options={values.map((value) => ({ value, label: t(`${words}${value}`) }))}
    />
  )
  return (
    <Layout
      page={page}
      title={t('policy.case.title')}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/rules/drafts', label: t('policy.drafts.title') },
        { href: `/rules/drafts/${draftId}`, label: page.say(props.rules.name) },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('policy.case.title')}</h1>
      <p>{t('policy.case.lead')}</p>
      <PostForm page={page} action={`/rules/drafts/${draftId}/cases`}>
        <input type="hidden" name="revision" value={String(props.revision)} />
        <fieldset>
          <legend>{t('policy.case.about')}</legend>
          {line('nameId')}
          {line('nameEn')}
          {line('source')}
        </fieldset>
        <fieldset>
          <legend>{t('policy.case.student')}</legend>
          <div class="grid">
            {list('level', PROGRAMME_LEVELS, 'recognition.level.')}
            {whole('totalSks')}
            {whole('semester', true)}
            {whole('online')}
            {whole('outside')}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('policy.case.award')}</legend>
          <div class="grid">
            {whole('hours')}
            {whole('sks')}
            {list('mode', MODES, 'recognition.mode.')}
            {list('origin', ORIGINS, 'policy.origin.')}
            {whole('asks')}
          </div>
          <Choice
            page={page}
            type="checkbox"
            name="package"
            label={t('recognition.ask.package')}
            values={form.package === 'yes' ? ['yes'] : []}
            options={[{ value: 'yes', label: t('recognition.ask.package-yes') }]}
          />
        </fieldset>
        <details open={refusals.length > 0 ? true : undefined}>
          <summary>{t('policy.case.more')}</summary>
          <div class="grid">
            {whole('totalCourses', true)}
            {whole('onlineCourses', true)}
            {whole('priorLearning', true)}
            {whole('term', true)}
            {whole('programmeLevel', true)}
            {whole('awardLevel', true)}
            {list('learning', LEARNINGS, 'policy.learning.', t('policy.none'))}
            {whole('grade', true)}
            {list('standsFor', USES, 'recognition.use.', t('policy.none'))}
            {whole('counted', true)}
            {day('issuedOn')}
            {day('expiresOn')}
            {words('kind')}
            {words('packageReason')}
            <Select
              page={page}
              name="waived"
              label={t('policy.case.waived')}
              value={form.waived}
              errors={refusals}
              empty={t('policy.none')}
              options={waivable.map(({ id, name }) => ({ value: id, label: page.say(name) }))}
            />
            {words('waivedReason')}
            {skills('awardSkills')}
            {skills('courseSkills')}
          </div>
        </details>
        <fieldset>
          <legend>{t('policy.case.answer')}</legend>
          <div class="grid">
            {list('verdict', VERDICTS, 'policy.verdict.', t('policy.case.choose'))}
            {whole('answerSks', true)}
          </div>
        </fieldset>
        <Button>{t('policy.case.send')}</Button>
      </PostForm>
    </Layout>
  )
}
