import type { Course, Organisation } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Field,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostForm,
  refusalText,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { FeederRuns } from './pages-feeder-runs.tsx'
import { mapsMarks } from './rules-scale.ts'
import type { ExportPlan, FeederRun, FileLine, GradeScale } from './types.ts'

export interface FeederPageProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly plan: ExportPlan
  /** Names of students and courses of their programmes, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly courses: ReadonlyMap<string, readonly Course[]>
  readonly lines: readonly FileLine[]
  readonly runs: readonly FeederRun[]
  readonly scale: GradeScale | null
  readonly configured: boolean
  readonly refusals: readonly Refusal[]
  readonly form: { readonly semester: string; readonly sourceKind: string; readonly activityKind: string }
}

/** Export for PDDikti: what would be written, what is held back and why, what was written and how far it came. */
export function FeederPage(props: FeederPageProps): Html {
  const { page, organisation, scale, lines } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('exports.feeder.title')}
      section="registrar"
      room
      noindex
      failed={props.refusals.length > 0}
      breadcrumb={[
        { href: '/registrar', label: t('recognition.queue.title') },
        { href: '/registrar/exports', label: t('exports.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <h1>{t('exports.feeder.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('exports.feeder.lead')}</p>
      <h2>{t('exports.feeder.scale')}</h2>
      {scale === null ? (
        <Note tone="warn" title={t('exports.feeder.no-scale')}>
          <p class="small">{t('exports.feeder.no-scale-text')}</p>
        </Note>
      ) : (
        <p>
          {t('exports.feeder.scale-says', {
            letter: scale.passLetter ?? 'none',
            marks: mapsMarks(scale) ? 'yes' : 'no',
            bands: scale.bands.map(({ letter }) => letter).join(', '),
          })}{' '}
          <Day page={page} day={scale.validFrom} />
        </p>
      )}
      <Button kind="quiet" href={page.href(`/registrar/exports/grades?organisation=${organisation.id}`)}>
        {t('exports.feeder.scale-open')}
      </Button>
      <Ready {...props} />
      <HeldBackLines {...props} />
      <h2>{t('exports.feeder.lines')}</h2>
      {lines.length === 0 ? <p class="soft">{t('exports.feeder.lines-empty')}</p> : <Lines {...props} />}
      <FeederRuns
        page={page}
        organisation={organisation}
        runs={props.runs}
        configured={props.configured}
        any={lines.length > 0}
      />
    </Layout>
  )
}

function Ready({ page, organisation, plan, names, courses, form, refusals }: FeederPageProps): Html {
  const t = page.t
  const code = (programmeId: string, courseId: string) =>
    courses.get(programmeId)?.find(({ id }) => id === courseId)?.code ?? ''
  return (
    <>
      <h2>
        {t('exports.feeder.ready')} <span class="soft num">{plan.lines.length}</span>
      </h2>
      {plan.lines.length === 0 ? (
        <p class="soft">{t('exports.feeder.ready-none')}</p>
      ) : (
        <>
          <FlowTable
            page={page}
            caption={t('exports.feeder.ready')}
            captionHidden
            columns={[
              { label: t('recognition.column.owner'), header: true },
              { label: t('recognition.column.credential'), full: true },
              { label: t('exports.column.course') },
              { label: 'SKS', numeric: true },
              { label: t('exports.column.letter') },
            ]}
            rows={plan.lines.map((line) => ({
              cells: [
                names.get(line.personId) ?? '',
                <span lang="id">{line.title}</span>,
                code(line.programmeId, line.courseId),
                String(line.sks),
                line.band.letter,
              ],
            }))}
          />
          <PostForm page={page} action="/registrar/exports/feeder">
            <input type="hidden" name="organisation" value={organisation.id} />
            <Field
              page={page}
              name="semester"
              label={t('exports.feeder.semester')}
              hint={t('exports.feeder.semester-hint')}
              value={form.semester}
              width="short"
              inputmode="numeric"
              maxlength={5}
              errors={refusals}
            />
            <Select
              page={page}
              name="sourceKind"
              label={t('exports.feeder.kind')}
              value={form.sourceKind}
              options={['transfer', 'conversion'].map((kind) => ({ value: kind, label: t(`exports.kind.${kind}`) }))}
            />
            <Field
              page={page}
              name="activityKind"
              label={t('exports.feeder.activity')}
              hint={t('exports.feeder.activity-hint')}
              value={form.activityKind}
              width="short"
              inputmode="numeric"
              maxlength={3}
              errors={refusals}
              optional
            />
            <Button>{t('exports.feeder.make', { count: plan.lines.length })}</Button>
          </PostForm>
        </>
      )}
    </>
  )
}

function HeldBackLines({ page, organisation, plan, names, courses, refusals }: FeederPageProps): Html | null {
  const t = page.t
  if (plan.held.length === 0) return null
  return (
    <>
      <h2>
        {t('exports.feeder.held')} <span class="soft num">{plan.held.length}</span>
      </h2>
      <FlowTable
        page={page}
        caption={t('exports.feeder.held')}
        captionHidden
        columns={[
          { label: t('recognition.column.owner'), header: true },
          { label: t('recognition.column.credential'), full: true },
          { label: t('exports.column.why'), full: true },
          { label: t('exports.column.do'), full: true },
        ]}
        rows={plan.held.map(({ counted, refusal }) => {
          const words = refusalText(page, refusal)
          return {
            cells: [
              <a href={page.href(`/registrar/requests/${counted.requestId}`)}>{names.get(counted.personId) ?? ''}</a>,
              page.say(counted.facts.title),
              words.message,
              refusal.code === 'exports.feeder-no-course' ? (
                <PostForm page={page} action="/registrar/exports/feeder/course" class="row">
                  <input type="hidden" name="organisation" value={organisation.id} />
                  <input type="hidden" name="decision" value={counted.decisionId} />
                  <Select
                    page={page}
                    name={`courseId-${counted.decisionId}`}
                    label={t('exports.feeder.pack')}
                    errors={refusals}
                    empty={t('exports.feeder.pack-choose')}
                    options={(courses.get(counted.programmeId) ?? []).map((course) => ({
                      value: course.id,
                      label: `${course.code} ${page.say(course.name)} (${course.sks} SKS)`,
                    }))}
                  />
                  <Button kind="quiet">{t('exports.feeder.pack-send')}</Button>
                </PostForm>
              ) : (
                words.next
              ),
            ],
          }
        })}
      />
    </>
  )
}

function Lines({ page, organisation, lines, names }: FeederPageProps): Html {
  const t = page.t
  const file = (end: string) => page.href(`/registrar/exports/feeder/lines.${end}?organisation=${organisation.id}`)
  return (
    <>
      <p class="row">
        {['json', 'csv', 'xlsx'].map((end) => (
          <Button kind="quiet" href={file(end)}>
            {t('exports.save', { format: end.toUpperCase() })}
          </Button>
        ))}
      </p>
      <FlowTable
        page={page}
        caption={t('exports.feeder.lines')}
        captionHidden
        columns={[
          { label: t('recognition.column.owner'), header: true },
          { label: t('exports.column.course') },
          { label: 'SKS', numeric: true },
          { label: t('exports.column.letter') },
          { label: t('exports.column.kind') },
          { label: t('exports.column.state'), full: true },
        ]}
        rows={lines.map((line) => ({
          cells: [
            <>
              {names.get(line.personId) ?? ''} <span class="num soft">{line.nim}</span>
              <br />
              <small class="soft">
                {t('exports.feeder.key')} <span class="code">{line.key}</span>
              </small>
            </>,
            line.courseCode,
            String(line.sks),
            line.letter,
            t(`exports.kind.${line.sourceKind}`),
            <>
              {t(`exports.state.${line.state}`)}
              {line.sentAt !== null && line.state === 'sent' && (
                <>
                  {' '}
                  <Instant page={page} at={line.sentAt} />
                </>
              )}
              {line.checked !== null && <>. {t(`exports.checked.${line.checked}`)}</>}
              {line.refusal !== null && (
                <p class="small">
                  {refusalText(page, line.refusal).message} {refusalText(page, line.refusal).next}
                </p>
              )}
            </>,
          ],
        }))}
      />
    </>
  )
}
