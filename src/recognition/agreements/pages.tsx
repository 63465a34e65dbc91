import type { Organisation, TaughtCourse } from '../../organisations/index.ts'
import { formatSks } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  type FieldGiven,
  Fields,
  Finding,
  FlowTable,
  type Html,
  PostButton,
  PostForm,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { courseLine } from '../courses/index.ts'
import type { Equivalence } from './types.ts'

/** A line with the names of what it is about. */
export interface EquivalenceRow {
  readonly line: Equivalence
  readonly title: Bilingual | null
  readonly target: Bilingual | string | null
  /** The study programme of the course, where it counts as one. */
  readonly programme: Bilingual | null
  readonly state: 'waiting' | 'in-force' | 'later' | 'over'
  readonly proposerName: string
  /** Whoever looks proposed it. */
  readonly own: boolean
}

/** The form as it was typed. */
export interface EquivalenceForm {
  readonly version: string
  /** A course by code, name or the line that was suggested. */
  readonly course: string
  /** The id of the course that was chosen among those that fit the text. */
  readonly chosen: string
  readonly asVersion: string
  readonly sks: string
  readonly from: string
  readonly until: string
  readonly basis: string
}

export interface EquivalencesProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly rows: readonly EquivalenceRow[]
  /** Courses that fit the text of the form where it names none outright, and how many there are in all. */
  readonly among: { readonly courses: readonly TaughtCourse[]; readonly total: number }
  readonly form: EquivalenceForm
  readonly refusals: readonly Refusal[]
}

/** What a university agreed to count definitions as: the lines, and the form that proposes one. */
export function EquivalencesPage(props: EquivalencesProps): Html {
  const { page, organisation, rows, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.equivalence.title')}
      section="registrar"
      room
      noindex
      failed={refusals.length > 0}
      islands={['suggest.js']}
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.equivalence.title')}</h1>
      <p>{t('recognition.equivalence.lead', { organisation: organisation.name })}</p>
      {rows.length === 0 ? (
        <EmptyState title={t('recognition.equivalence.empty')}>
          <p>{t('recognition.equivalence.empty-text')}</p>
        </EmptyState>
      ) : (
        <Lines page={page} organisation={organisation} rows={rows} />
      )}
      <ProposeForm {...props} />
    </Layout>
  )
}

function Lines({ page, organisation, rows }: Pick<EquivalencesProps, 'page' | 'organisation' | 'rows'>): Html {
  const t = page.t
  const tones = { waiting: 'warn', 'in-force': 'pass', later: 'unknown', over: 'unknown' } as const
  return (
    <FlowTable
      page={page}
      caption={t('recognition.equivalence.title')}
      captionHidden
      columns={[
        { label: t('recognition.equivalence.version'), header: true, full: true },
        { label: t('recognition.equivalence.target'), full: true },
        { label: 'SKS', numeric: true },
        { label: t('recognition.equivalence.days') },
        { label: t('recognition.column.state') },
        { label: t('recognition.equivalence.actions'), labelHidden: true, full: true },
      ]}
      rows={rows.map(({ line, title, target, programme, state, proposerName, own }) => ({
        cells: [
          <>
            {title === null ? line.definitionVersionId : page.say(title)}
            <br />
            <span class="small soft">{line.basis}</span>
          </>,
          target === null ? null : (
            <>
              {typeof target === 'string' ? target : page.say(target)}
              {programme !== null && (
                <>
                  <br />
                  <span class="small soft">{page.say(programme)}</span>
                </>
              )}
            </>
          ),
          line.sks === null ? null : String(line.sks),
          <>
            <Day page={page} day={line.validFrom} />
            {line.validUntil !== null && (
              <>
                {' '}
                {t('recognition.equivalence.before')} <Day page={page} day={line.validUntil} />
              </>
            )}
          </>,
          <>
            <Finding tone={tones[state]}>{t(`recognition.equivalence.state.${state}`, { name: proposerName })}</Finding>
            {state === 'waiting' && own && <p class="small">{t('recognition.equivalence.ask-second')}</p>}
          </>,
          <Actions page={page} organisation={organisation} line={line} state={state} own={own} />,
        ],
      }))}
    />
  )
}

function Actions({
  page,
  organisation,
  line,
  state,
  own,
}: {
  page: Page
  organisation: Organisation
  line: Equivalence
  state: EquivalenceRow['state']
  own: boolean
}): Html | null {
  const t = page.t
  if (state === 'over') return null
  const path = `/registrar/equivalences/${line.id}`
  const fields = { organisation: organisation.id }
  return (
    <span class="row nowrap">
      {state === 'waiting' && !own && (
        <PostButton page={page} action={`${path}/confirmation`} kind="quiet" fields={fields}>
          {t('recognition.equivalence.confirm')}
        </PostButton>
      )}
      <PostButton page={page} action={`${path}/end`} kind="link" fields={fields}>
        {t(state === 'waiting' ? 'recognition.equivalence.withdraw' : 'recognition.equivalence.end')}
      </PostButton>
    </span>
  )
}

function ProposeForm(props: EquivalencesProps): Html {
  const { page, organisation, form, refusals } = props
  const t = page.t
  return (
    <>
      <h2>{t('recognition.equivalence.propose')}</h2>
      <PostForm page={page} action="/registrar/equivalences">
        <input type="hidden" name="organisation" value={organisation.id} />
        <Fields
          page={page}
          errors={refusals}
          fields={[
            {
              as: 'line',
              name: 'version',
              label: t('recognition.equivalence.version-field'),
              hint: t('recognition.equivalence.version-hint'),
              value: form.version,
              most: 500,
            },
            ...courseFields(props),
            { as: 'count', name: 'sks', label: 'SKS', value: form.sks, optional: true },
            {
              as: 'line',
              name: 'asVersion',
              label: t('recognition.equivalence.as-version'),
              hint: t('recognition.equivalence.as-version-hint'),
              value: form.asVersion,
              most: 500,
              optional: true,
            },
            { as: 'day', name: 'from', label: t('recognition.equivalence.from'), value: form.from },
            { as: 'day', name: 'until', label: t('recognition.equivalence.until'), value: form.until, optional: true },
            {
              as: 'line',
              name: 'basis',
              label: t('recognition.equivalence.basis'),
              hint: t('recognition.equivalence.basis-hint'),
              value: form.basis,
              most: 300,
            },
          ]}
        />
        <Button>{t('recognition.equivalence.send')}</Button>
      </PostForm>
    </>
  )
}

/** The course as it is typed, and below it those among which to choose, where the text names none outright. */
function courseFields({ page, organisation, form, among }: EquivalencesProps): FieldGiven[] {
  const t = page.t
  const { courses, total } = among
  const typed: FieldGiven = {
    as: 'line',
    name: 'course',
    label: t('recognition.equivalence.course'),
    hint: t('recognition.equivalence.course-hint'),
    value: form.course,
    suggestions: `/registrar/equivalences/courses/${organisation.id}`,
    optional: true,
  }
  if (courses.length === 0) return [typed]
  return [
    typed,
    {
      as: 'one',
      name: 'chosen',
      label: t('recognition.equivalence.chosen'),
      ...(total > courses.length
        ? { hint: t('recognition.equivalence.chosen-more', { shown: courses.length, total }) }
        : {}),
      value: total === 1 ? (courses[0]?.id ?? '') : form.chosen,
      options: courses.map((course) => ({
        value: course.id,
        label: courseLine(course, page.language),
        hint: formatSks(page.language, course.sks),
      })),
    },
  ]
}
