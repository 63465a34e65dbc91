import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import { capital } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, ErrorSummary, type FieldGiven, Fields, type Html, PostForm } from '../../platform/html/pieces.tsx'
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

/** Letters of a name, a source or a reason. */
const WORDS_MOST = 1_000

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
  const given = (name: keyof CaseForm) => ({ name, label: t(`policy.case.${name}`), value: form[name] })
  const words = (name: keyof CaseForm): FieldGiven => ({ as: 'line', ...given(name), most: WORDS_MOST, optional: true })
  const line = (name: keyof CaseForm): FieldGiven => ({ ...words(name), optional: false })
  const whole = (name: keyof CaseForm, optional = false): FieldGiven => ({ as: 'figure', ...given(name), optional })
  const day = (name: keyof CaseForm): FieldGiven => ({ as: 'day', ...given(name), optional: true })
  const skills = (name: keyof CaseForm): FieldGiven => ({
    as: 'text',
    ...given(name),
    hint: t('policy.hint.required'),
    rows: 3,
    optional: true,
  })
  const list = (name: keyof CaseForm, values: readonly string[], words: string, empty?: string): FieldGiven => ({
    as: 'list',
    ...given(name),
    empty,
    options: values.map((value) => ({ value, label: capital(page.language, t(`${words}${value}`)) })),
  })
  const waivable = props.rules.conditions.filter((one) => one.waivable)
  const fields = (...all: readonly FieldGiven[]) => <Fields page={page} errors={refusals} fields={all} />
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
          {fields(line('nameId'), line('nameEn'), line('source'))}
        </fieldset>
        <fieldset class="group">
          <legend>{t('policy.case.student')}</legend>
          <div class="grid">
            {fields(
              list('level', PROGRAMME_LEVELS, 'recognition.level.'),
              whole('totalSks'),
              whole('semester', true),
              whole('online'),
              whole('outside'),
            )}
          </div>
        </fieldset>
        <fieldset class="group">
          <legend>{t('policy.case.award')}</legend>
          <div class="grid">
            {fields(
              whole('hours'),
              whole('sks'),
              list('mode', MODES, 'recognition.mode.'),
              list('origin', ORIGINS, 'policy.origin.'),
              whole('asks'),
            )}
          </div>
          {fields({
            as: 'yes',
            name: 'package',
            label: t('recognition.ask.package'),
            value: form.package,
            words: t('recognition.ask.package-yes'),
          })}
        </fieldset>
        <details open={MORE.some((name) => form[name] !== '' || refusals.some(({ at }) => at === name)) || undefined}>
          <summary>{t('policy.case.more')}</summary>
          <div class="grid">
            {fields(
              whole('totalCourses', true),
              whole('onlineCourses', true),
              whole('priorLearning', true),
              whole('term', true),
              whole('programmeLevel', true),
              whole('awardLevel', true),
              list('learning', LEARNINGS, 'policy.learning.', t('policy.none')),
              whole('grade', true),
              list('standsFor', USES, 'recognition.use.', t('policy.none')),
              whole('counted', true),
              day('issuedOn'),
              day('expiresOn'),
              words('kind'),
              words('packageReason'),
              {
                as: 'list',
                ...given('waived'),
                empty: t('policy.none'),
                options: waivable.map(({ id, name }) => ({ value: id, label: page.say(name) })),
              },
              words('waivedReason'),
              skills('awardSkills'),
              skills('courseSkills'),
            )}
          </div>
        </details>
        <fieldset class="group">
          <legend>{t('policy.case.answer')}</legend>
          <div class="grid">
            {fields(list('verdict', VERDICTS, 'policy.verdict.', t('policy.case.choose')), whole('answerSks', true))}
          </div>
        </fieldset>
        <Button>{t('policy.case.send')}</Button>
      </PostForm>
    </Layout>
  )
}
