import type { Course, Organisation, StudyProgramme } from '../../organisations/index.ts'
import { formatSks } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  type Html,
  PostButton,
  PostForm,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
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
  readonly course: string
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
  readonly programmes: readonly { readonly programme: StudyProgramme; readonly courses: readonly Course[] }[]
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
    <span class="row">
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

function ProposeForm({ page, organisation, programmes, form, refusals }: EquivalencesProps): Html {
  const t = page.t
  return (
    <>
      <h2>{t('recognition.equivalence.propose')}</h2>
      <PostForm page={page} action="/registrar/equivalences">
        <input type="hidden" name="organisation" value={organisation.id} />
        <Field
          page={page}
          name="version"
          label={t('recognition.equivalence.version-field')}
          hint={t('recognition.equivalence.version-hint')}
          value={form.version}
          errors={refusals}
        />
        <Select
          page={page}
          name="course"
          label={t('recognition.equivalence.course')}
          value={form.course}
          errors={refusals}
          empty={t('recognition.equivalence.no-course')}
          optional
          options={programmes.flatMap(({ programme, courses }) =>
            courses.map(({ id, code, name, sks }) => ({
              value: id,
              label: `${page.say(programme.name)}: ${code} ${page.say(name)} (${formatSks(page.language, sks)})`,
            })),
          )}
        />
        <Field
          page={page}
          name="sks"
          label="SKS"
          value={form.sks}
          errors={refusals}
          width="short"
          inputmode="numeric"
          optional
        />
        <Field
          page={page}
          name="asVersion"
          label={t('recognition.equivalence.as-version')}
          hint={t('recognition.equivalence.as-version-hint')}
          value={form.asVersion}
          errors={refusals}
          optional
        />
        <Field
          page={page}
          name="from"
          type="date"
          label={t('recognition.equivalence.from')}
          value={form.from}
          errors={refusals}
          width="medium"
        />
        <Field
          page={page}
          name="until"
          type="date"
          label={t('recognition.equivalence.until')}
          value={form.until}
          errors={refusals}
          width="medium"
          optional
        />
        <Field
          page={page}
          name="basis"
          label={t('recognition.equivalence.basis')}
          hint={t('recognition.equivalence.basis-hint')}
          value={form.basis}
          errors={refusals}
          maxlength={300}
        />
        <Button>{t('recognition.equivalence.send')}</Button>
      </PostForm>
    </>
  )
}
