import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import { capital } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Field,
  type Html,
  PostForm,
  Select,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { LEARNINGS, MODES, ORIGINS, type RuleSet, USES } from '../types.ts'
import { type CaseForm, VERDICTS } from './rules-cases.ts'

/** The fields of a case that few cases need: folded away until one of them is filled in, or refused. */
const MORE = [
  'totalCourses',
  'onlineCourses',
  'priorLearning',
  'term',
  'programmeLevel',
  'awardLevel',
  'learning',
  'grade',
  'standsFor',
  'counted',
  'issuedOn',
  'expiresOn',
  'kind',
  'packageReason',
  'waived',
  'waivedReason',
  'awardSkills',
  'courseSkills',
] as const satisfies readonly (keyof CaseForm)[]

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
      options={values.map((value) => ({ value, label: capital(page.language, t(`${words}${value}`)) }))}
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
      <ErrorSummary
        page={page}
        refusals={refusals}
        labelOf={(name) => (name in form ? t(`policy.case.${name}`) : null)}
      />
      <h1>{t('policy.case.title')}</h1>
      <p>{t('policy.case.lead')}</p>
      <PostForm page={page} action={`/rules/drafts/${draftId}/cases`}>
        <input type="hidden" name="revision" value={String(props.revision)} />
        <fieldset class="group">
          <legend>{t('policy.case.about')}</legend>
          {line('nameId')}
          {line('nameEn')}
          {line('source')}
        </fieldset>
        <fieldset class="group">
          <legend>{t('policy.case.student')}</legend>
          <div class="grid">
            {list('level', PROGRAMME_LEVELS, 'recognition.level.')}
            {whole('totalSks')}
            {whole('semester', true)}
            {whole('online')}
            {whole('outside')}
          </div>
        </fieldset>
        <fieldset class="group">
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
        <details open={MORE.some((name) => form[name] !== '' || refusals.some(({ at }) => at === name)) || undefined}>
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
        <fieldset class="group">
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
