import { formatShortDay } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, EmptyState, Finding, FlowTable, type Html, type Tone } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { type ApplicationLine, ApplicationStateWord } from './pages-apply.tsx'
import { EndingNote } from './pages-parties.tsx'
import { type ProposalLine, ProposalTable } from './pages-proposal.tsx'
import type { Urgency } from './types.ts'

/** A case of the queue: how long it has waited and how near its deadline is. */
export interface CaseLine extends ApplicationLine {
  readonly ageDays: number
  /** ISO day: of the appeal where there is one. */
  readonly dueOn: string
  readonly urgency: Urgency
}

export interface QueueProps {
  readonly page: Page
  readonly cases: readonly CaseLine[]
}

/** `/review/register`: applications by deadline, changes that wait for a second person, and what was decided last. */
export function QueuePage(
  props: QueueProps & {
    readonly waiting: readonly ProposalLine[]
    readonly decided: readonly ApplicationLine[]
    /** How many agreements end soon. */
    readonly ending: number
  },
): Html {
  const { page, cases } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('register.review.title')}
      section="review"
      room
      noindex
      islands={['queue.js']}
      breadcrumb={[{ href: '/review', label: t('platform.nav.review') }]}
    >
      <div class="row">
        <h1>
          {t('register.review.title')} <span class="soft num">{cases.length}</span>
        </h1>
        <span class="row end">
          <Button kind="quiet" href={page.href('/review/register/parties')}>
            {t('register.parties.title')}
          </Button>
          <Button kind="quiet" href={page.href('/register')}>
            {t('register.review.public')}
          </Button>
          <Button kind="quiet" href={page.href('/register/changes')}>
            {t('trust.changes.title')}
          </Button>
        </span>
      </div>
      {cases.length > 1 && (
        <p class="small soft keys">
          <kbd>J</kbd> <kbd>K</kbd> {t('register.review.keys')}
        </p>
      )}
      <EndingNote page={page} ending={props.ending} />
      {cases.length === 0 ? (
        <EmptyState title={t('register.review.empty')}>
          <p>{t('register.review.empty-text')}</p>
        </EmptyState>
      ) : (
        <CaseTable {...props} current={null} />
      )}
      {props.waiting.length > 0 && (
        <ProposalTable page={page} lines={props.waiting} base="/review/register/proposals" />
      )}
      {props.decided.length > 0 && (
        <>
          <h2>{t('register.review.decided')}</h2>
          <FlowTable
            page={page}
            caption={t('register.review.decided')}
            captionHidden
            columns={[
              { label: t('register.column.organisation'), header: true, full: true },
              { label: t('trust.column.class') },
              { label: t('register.column.state') },
            ]}
            rows={props.decided.map(({ application, organisation, state }) => ({
              cells: [
                <a href={page.href(`/review/register/applications/${application.id}`)}>{organisation}</a>,
                t(`trust.class.${application.class}`),
                <ApplicationStateWord page={page} state={state} />,
              ],
            }))}
          />
        </>
      )}
    </Layout>
  )
}

const TONES: Readonly<Record<Urgency, Tone>> = { calm: 'plain', soon: 'warn', today: 'warn', late: 'fail' }

/** The table of open cases; `current` is the one that is open beside it. */
export function CaseTable({ page, cases, current }: QueueProps & { current: string | null }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('register.review.title')}
      captionHidden
      queue
      columns={[
        { label: t('register.column.organisation'), header: true, full: true },
        { label: t('trust.column.class') },
        { label: t('register.column.age') },
        { label: t('register.column.due') },
        { label: t('register.column.state'), full: true },
      ]}
      rows={cases.map(({ application, organisation, state, ageDays, dueOn, urgency }) => ({
        id: `a-${application.id}`,
        current: application.id === current,
        cells: [
          <a href={page.href(`/review/register/applications/${application.id}`)}>{organisation}</a>,
          t(`trust.class.${application.class}`),
          t('register.review.age', { days: ageDays }),
          <time class="nowrap" datetime={dueOn}>
            {formatShortDay(page.language, dueOn)}
          </time>,
          <>
            <Finding tone={TONES[urgency]}>{t(`register.urgency.${urgency}`)}</Finding>
            {state === 'appealed' && <> · {t('register.state.appealed')}</>}
          </>,
        ],
      }))}
    />
  )
}
