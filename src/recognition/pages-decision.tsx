import type { Course } from '../organisations/index.ts'
import { formatDay, formatSks } from '../platform/format.ts'
import { Button, Choice, Field, type Html, Note, PostForm, Select, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type DecisionForm, type Evaluation, OUTCOMES, type RecognitionRequest, type Warning } from './types.ts'

export interface DecisionFieldsProps {
  readonly page: Page
  readonly request: RecognitionRequest
  readonly name: string
  readonly evaluation: Evaluation
  readonly courses: readonly Course[]
  readonly form: DecisionForm
  readonly refusals: readonly Refusal[]
  readonly warnings: readonly Warning[]
  /** There is only a picture of the certificate: it counts with a written reason. */
  readonly unproven: boolean
  /** The form answers an appeal: a new decision in place of the old one, or the old one upheld. */
  readonly answers?: boolean
}

/** The decision as a form that the keyboard walks from top to bottom: outcome, course, SKS, reason, button. */
export function DecisionFields(props: DecisionFieldsProps): Html {
  const { page, request, form, refusals, evaluation, answers = false } = props
  const t = page.t
  const path = `/registrar/requests/${request.id}/${answers ? 'appeal/answer' : 'decision'}`
  return (
    <PostForm page={page} action={path}>
      {answers && <h2>{t('recognition.appeal.answer')}</h2>}
      <Choice
        page={page}
        name="outcome"
        label={t('recognition.form.outcome')}
        value={form.outcome}
        errors={refusals}
        options={OUTCOMES.filter((one) => one !== 'none').map((one, index) => ({
          value: one,
          label: t(`recognition.outcome.${one}`),
          hint: t(`recognition.outcome.${one}.hint`),
          shortcut: String(index + 1),
          leadsTo: one === 'course-equivalence' && props.courses.length > 0 ? 'courseId' : undefined,
        }))}
      />
      {props.courses.length > 0 && (
        <Select
          page={page}
          name="courseId"
          label={t('recognition.form.course')}
          value={form.courseId}
          errors={refusals}
          empty={t('recognition.form.no-course')}
          optional
          shortcut="c"
          options={props.courses.map((course) => ({
            value: course.id,
            label: `${course.code} ${page.say(course.name)} (${formatSks(page.language, course.sks)})`,
          }))}
        />
      )}
      <Field
        page={page}
        name="grantedSks"
        label={t('recognition.form.sks')}
        hint={answers ? undefined : t('recognition.form.sks-hint', { allowed: evaluation.allowedSks ?? 0 })}
        value={form.grantedSks}
        errors={refusals}
        width="short"
        inputmode="numeric"
        shortcut="s"
      />
      {(props.unproven || needsWaiver(request, evaluation) || form.waiverReason !== '') && (
        <Textarea
          page={page}
          name="waiverReason"
          label={t('recognition.form.waiver')}
          hint={t(props.unproven ? 'recognition.outside.unproven' : 'recognition.form.waiver-hint')}
          value={form.waiverReason}
          errors={refusals}
          rows={2}
          optional={!props.unproven}
        />
      )}
      {props.warnings.length > 0 && <Confirm {...props} />}
      <Textarea
        page={page}
        name="reason"
        label={t('recognition.form.reason', { name: props.name })}
        value={form.reason}
        errors={refusals}
        rows={3}
        maxlength={1000}
        shortcut="r"
      />
      <p class="row">
        <Button name="act" value="decide" shortcut="t">
          {t(answers ? 'recognition.appeal.replace' : 'recognition.form.decide')}
        </Button>
        {answers ? (
          <Button kind="quiet" name="act" value="uphold" shortcut="u">
            {t('recognition.appeal.uphold')}
          </Button>
        ) : (
          <Button kind="bad" name="act" value="refuse" shortcut="x">
            {t('recognition.form.refuse')}
          </Button>
        )}
        <span class="small soft">{t(answers ? 'recognition.appeal.final' : 'recognition.form.undo')}</span>
      </p>
    </PostForm>
  )
}

/** The rules say of this case that a written reason would let it pass. */
function needsWaiver(request: RecognitionRequest, { refusals, ways }: Evaluation): boolean {
  return (
    (request.asPackage && refusals.some(({ code }) => code === 'recognition.no-package')) ||
    ways.some(({ code }) => code === 'waive-condition')
  )
}

function Confirm({ page, warnings, form, refusals }: DecisionFieldsProps): Html {
  return (
    <>
      <Warnings page={page} warnings={warnings} />
      <Choice
        page={page}
        type="checkbox"
        name="seen"
        label={page.t('recognition.warning.confirm')}
        errors={refusals}
        values={form.seen === true ? ['yes'] : []}
        options={[{ value: 'yes', label: page.t('recognition.warning.seen'), shortcut: 'w', leadsTo: 'reason' }]}
      />
    </>
  )
}

/** What a registrar should know before counting; `known` where it was decided with this knowledge. */
export function Warnings({
  page,
  warnings,
  known,
}: {
  page: Page
  warnings: readonly Warning[]
  known?: boolean
}): Html | null {
  if (warnings.length === 0) return null
  return (
    <Note tone="warn" small title={page.t(known ? 'recognition.warning.known' : 'recognition.warning.title')}>
      <ul>
        {warnings.map(({ code, values }) => (
          <li>
            {page.t(`recognition.warning.${code}`, {
              ...values,
              day: formatDay(page.language, String(values.day ?? '')),
            })}
          </li>
        ))}
      </ul>
    </Note>
  )
}

/** A course by its code and name. */
export function courseName(page: Page, courses: readonly Course[], id: string | null): string | null {
  const course = courses.find((one) => one.id === id)
  return course === undefined ? null : `${course.code} ${page.say(course.name)}`
}

/** The other requests that were sent together with this one. */
export function Together({ page, together }: { page: Page; together: readonly RecognitionRequest[] }): Html | null {
  if (together.length === 0) return null
  return (
    <p class="small">
      {page.t('recognition.case.together')}{' '}
      {together.map((one, index) => (
        <>
          {index > 0 && ', '}
          <a href={page.href(`/registrar/requests/${one.id}`)}>{page.say(one.facts.title)}</a>
          {one.closedAt !== null && ' ✓'}
        </>
      ))}
    </p>
  )
}
