import type { RequestState } from '../../credentials/index.ts'
import type { Organisation, StudyProgramme } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  EmptyState,
  ErrorSummary,
  Fields,
  Finding,
  FlowTable,
  type Html,
  Note,
  PostForm,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { StateWord } from './pages-words.tsx'
import { ACCREDITATIONS, type Application, type Handover, type Host, type State } from './types.ts'

/** A case for the queue of who runs it. */
export interface PriorRow {
  readonly application: Application
  readonly applicant: string
  readonly aim: Bilingual
  /** ISO day: the appeal's, where there is one. */
  readonly dueOn: string
  readonly state: State
}

/** A micro-credential that the issuer is asked to award. */
export interface HandoverRow {
  readonly handover: Handover
  readonly applicant: string
  readonly title: Bilingual
  readonly state: RequestState
}

/** `/registrar/rpl`: cases by deadline, programmes that take prior learning, micro-credentials to be awarded. */
export function PriorQueuePage(props: {
  page: Page
  open: readonly PriorRow[]
  done: readonly PriorRow[]
  handovers: readonly HandoverRow[]
  /** ISO days: today, and until when a deadline is near. */
  today: string
  soon: string
  campus: boolean
}): Html {
  const { page, open, done, handovers } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('rpl.queue.title')}
      section="registrar"
      room
      noindex
      breadcrumb={QUEUE_CRUMBS(page).slice(0, 1)}
    >
      <div class="row">
        <h1>
          {t('rpl.queue.title')} <span class="soft num">{open.length}</span>
        </h1>
        {props.campus && (
          <span class="row end">
            <Button kind="quiet" href={page.href('/registrar/rpl/programmes')}>
              {t('rpl.queue.programmes')}
            </Button>
          </span>
        )}
      </div>
      <p class="small soft">{t('rpl.queue.lead')}</p>
      {open.length === 0 ? (
        <EmptyState title={t('rpl.queue.empty')}>
          <p>{t('rpl.queue.empty-text')}</p>
        </EmptyState>
      ) : (
        <Rows {...props} caption={t('rpl.queue.title')} rows={open} />
      )}
      {handovers.length > 0 && (
        <>
          <h2>{t('rpl.handover.queue')}</h2>
          <p>
            {t('rpl.handover.how')} <a href={page.href('/provider/issue/requests')}>{t('rpl.issue.work.link')}</a>
          </p>
          <FlowTable
            page={page}
            caption={t('rpl.handover.queue')}
            captionHidden
            columns={[
              { label: t('rpl.facts.applicant'), header: true },
              { label: t('rpl.facts.aim'), full: true },
              { label: t('rpl.column.state') },
            ]}
            rows={handovers.map(({ handover, applicant, title, state }) => ({
              cells: [
                <a href={page.href(`/registrar/rpl/${handover.applicationId}`)}>{applicant}</a>,
                page.say(title),
                <Finding tone={state === 'approved' ? 'pass' : state === 'waiting' ? 'unknown' : 'plain'}>
                  {t(`credentials.requests.state.${state}`)}
                </Finding>,
              ],
            }))}
          />
        </>
      )}
      {done.length > 0 && (
        <>
          <h2>{t('rpl.queue.done')}</h2>
          <Rows {...props} caption={t('rpl.queue.done')} rows={done} />
        </>
      )}
    </Layout>
  )
}

/** The way to a case. */
export const QUEUE_CRUMBS = (page: Page) => [
  { href: '/registrar', label: page.t('recognition.queue.title') },
  { href: '/registrar/rpl', label: page.t('rpl.queue.title') },
]

function Rows({
  page,
  caption,
  rows,
  today,
  soon,
}: {
  page: Page
  caption: string
  rows: readonly PriorRow[]
  today: string
  soon: string
}): Html {
  const t = page.t
  const near = (row: PriorRow) => row.state !== 'decided' && row.state !== 'closed'
  return (
    <FlowTable
      page={page}
      caption={caption}
      captionHidden
      columns={[
        { label: t('rpl.facts.applicant'), header: true },
        { label: t('rpl.facts.aim'), full: true },
        { label: t('rpl.facts.route') },
        { label: t('rpl.column.state') },
        { label: t('rpl.facts.due') },
      ]}
      rows={rows.map((row) => ({
        cells: [
          <a href={page.href(`/registrar/rpl/${row.application.id}`)}>{row.applicant}</a>,
          page.say(row.aim),
          t(`rpl.route.${row.application.route}`),
          <StateWord page={page} state={row.state} />,
          <>
            <Day page={page} day={row.dueOn} />{' '}
            {near(row) && row.dueOn < today && <Finding tone="fail">{t('rpl.queue.late')}</Finding>}
            {near(row) && row.dueOn >= today && row.dueOn <= soon && (
              <Finding tone="warn">{t('rpl.queue.soon')}</Finding>
            )}
          </>,
        ],
      }))}
    />
  )
}

/** The form of a programme, as typed. */
export interface HostValues {
  readonly programmeId: string
  readonly accreditation: string
  readonly number: string
  readonly validUntil: string
  readonly shownAs: string
  readonly open: boolean
}

/** `/registrar/rpl/programmes`: which programmes take prior learning, and the statement of one. */
export function HostsPage(props: {
  page: Page
  organisation: Organisation
  hosts: readonly Host[]
  programmes: readonly StudyProgramme[]
  values: HostValues
  errors: readonly Refusal[]
  saved: boolean
}): Html {
  const { page, hosts, programmes, values, errors } = props
  const t = page.t
  const nameOf = (id: string) => {
    const programme = programmes.find((one) => one.id === id)
    return programme === undefined ? id : `${page.say(programme.name)} (${programme.level})`
  }
  return (
    <Layout
      page={page}
      title={t('rpl.hosts.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={QUEUE_CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('rpl.hosts.title')}</h1>
      <p>{t('rpl.hosts.lead')}</p>
      {props.saved && errors.length === 0 && <Note tone="pass" title={t('rpl.saved')} />}
      {hosts.length > 0 && (
        <FlowTable
          page={page}
          caption={t('rpl.hosts.title')}
          captionHidden
          columns={[
            { label: t('rpl.hosts.programme'), header: true, full: true },
            { label: t('rpl.hosts.accreditation') },
            { label: t('rpl.hosts.until') },
            { label: t('rpl.column.state') },
          ]}
          rows={hosts.map((host) => ({
            cells: [
              nameOf(host.programmeId),
              t(`rpl.accreditation.${host.accreditation}`),
              <Day page={page} day={host.validUntil} />,
              <Finding tone={host.open ? 'pass' : 'plain'}>
                {t(host.open ? 'rpl.hosts.open' : 'rpl.hosts.shut')}
              </Finding>,
            ],
          }))}
        />
      )}
      <PostForm page={page} action="/registrar/rpl/programmes">
        <h2>{t('rpl.hosts.state')}</h2>
        <input type="hidden" name="organisation" value={props.organisation.id} />
        <Fields
          page={page}
          errors={errors}
          fields={[
            {
              as: 'list',
              name: 'programme',
              label: t('rpl.hosts.programme'),
              value: values.programmeId,
              empty: t('rpl.choose'),
              options: programmes.map(({ id }) => ({ value: id, label: nameOf(id) })),
            },
            {
              as: 'list',
              name: 'accreditation',
              label: t('rpl.hosts.accreditation'),
              value: values.accreditation,
              empty: t('rpl.choose'),
              options: ACCREDITATIONS.map((one) => ({ value: one, label: t(`rpl.accreditation.${one}`) })),
            },
            { as: 'line', name: 'number', label: t('rpl.hosts.number'), value: values.number },
            { as: 'day', name: 'validUntil', label: t('rpl.hosts.until'), value: values.validUntil },
            {
              as: 'one',
              name: 'shownAs',
              label: t('rpl.hosts.shown'),
              hint: t('rpl.hosts.shown.hint'),
              value: values.shownAs,
              options: ['grade', 'pass'].map((one) => ({ value: one, label: t(`rpl.shown.${one}`) })),
            },
          ]}
        />
        <Choice
          page={page}
          type="checkbox"
          name="open"
          label={t('rpl.hosts.takes')}
          values={values.open ? ['yes'] : []}
          options={[{ value: 'yes', label: t('rpl.hosts.takes-yes') }]}
        />
        <Button>{t('rpl.save')}</Button>
      </PostForm>
    </Layout>
  )
}
