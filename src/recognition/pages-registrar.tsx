import type { Organisation } from '../organisations/index.ts'
import { formatShortDay } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, EmptyState, Finding, FlowTable, type Html, Instant, type Tone } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Decision, Evaluation, RecognitionRequest, RuleSet } from './types.ts'

/** A row of the queue: who, what, until when, and what the rules find. */
export interface QueueRow {
  readonly request: RecognitionRequest
  readonly name: string
  readonly evaluation: Evaluation
  readonly precedents: number
}

export type QueueSort = 'due' | 'owner' | 'sks'

export interface QueueProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly rows: readonly QueueRow[]
  readonly sort: QueueSort
  /** ISO day. */
  readonly today: string
  readonly studentsWaiting: number
}

/** The registrar's queue: dense, sorted by links, walked with J and K. */
export function QueuePage(
  props: QueueProps & {
    readonly decided: readonly { readonly decision: Decision; readonly name: string; readonly title: string }[]
    readonly rules: RuleSet
  },
): Html {
  const { page, organisation, rows } = props
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.queue.title')} section="registrar" room noindex islands={['queue.js']}>
      <div class="row">
        <h1>
          {t('recognition.queue.title')} <span class="soft num">{rows.length}</span>
        </h1>
        <span class="row end">
          <Button kind="quiet" href={page.href('/registrar/students')}>
            {t('recognition.queue.students', { count: props.studentsWaiting })}
          </Button>
          <Button kind="quiet" href={page.href('/registrar/rules')}>
            {t('recognition.queue.rules')}
          </Button>
          <Button kind="quiet" href={page.href('/registrar/exports')}>
            {t('exports.title')}
          </Button>
        </span>
      </div>
      <p class="small soft">
        {organisation.name} · <kbd>J</kbd> <kbd>K</kbd> {t('recognition.queue.keys')} ·{' '}
        {t('recognition.queue.rule-set')}{' '}
        <a href={page.href(`/rules/${props.rules.id}`)}>{page.say(props.rules.name)}</a>
      </p>
      {rows.length === 0 ? (
        <EmptyState title={t('recognition.queue.empty')}>
          <p>{t('recognition.queue.empty-text')}</p>
        </EmptyState>
      ) : (
        <QueueTable {...props} current={null} />
      )}
      {props.decided.length > 0 && (
        <>
          <h2>{t('recognition.queue.decided')}</h2>
          <FlowTable
            page={page}
            caption={t('recognition.queue.decided')}
            captionHidden
            columns={[
              { label: t('recognition.column.owner'), header: true },
              { label: t('recognition.column.credential'), full: true },
              { label: t('recognition.column.outcome') },
              { label: 'SKS', numeric: true },
              { label: t('recognition.column.decided') },
            ]}
            rows={props.decided.map(({ decision, name, title }) => ({
              cells: [
                <a href={page.href(`/registrar/requests/${decision.requestId}`)}>{name}</a>,
                title,
                t(`recognition.outcome.${decision.outcome}`),
                String(decision.grantedSks),
                <Instant page={page} at={decision.decidedAt} />,
              ],
            }))}
          />
        </>
      )}
    </Layout>
  )
}

/** The table of the queue; `current` is the case that is open beside it. */
export function QueueTable({ page, rows, sort, today, current }: QueueProps & { current: string | null }): Html {
  const t = page.t
  const by = (key: QueueSort) => ({
    href: page.href(`/registrar?sort=${key}`),
    direction: sort === key ? ('ascending' as const) : undefined,
  })
  return (
    <FlowTable
      page={page}
      caption={t('recognition.queue.title')}
      captionHidden
      queue
      columns={[
        { label: t('recognition.column.owner'), header: true, sort: by('owner') },
        { label: t('recognition.column.credential'), full: true },
        { label: 'SKS', numeric: true, sort: by('sks') },
        { label: t('recognition.column.due'), sort: by('due') },
        { label: t('recognition.column.finding') },
      ]}
      rows={rows.map((row) => ({
        id: `r-${row.request.id}`,
        current: row.request.id === current,
        cells: [
          <a href={page.href(`/registrar/requests/${row.request.id}`)}>{row.name}</a>,
          page.say(row.request.facts.title),
          String(row.request.askedSks),
          <>
            <time class="nowrap" datetime={row.request.dueOn}>
              {formatShortDay(page.language, row.request.dueOn)}
            </time>{' '}
            {row.request.dueOn <= today && (
              <Finding tone="warn">
                {t(row.request.dueOn < today ? 'recognition.due.late' : 'recognition.due.today')}
              </Finding>
            )}
          </>,
          <FindingOf page={page} row={row} />,
        ],
      }))}
    />
  )
}

function FindingOf({ page, row }: { page: Page; row: QueueRow }): Html {
  const { evaluation, precedents } = row
  const tones: Record<Evaluation['verdict'], Tone> = {
    allowed: 'pass',
    partly: 'warn',
    refused: 'fail',
    unknown: 'unknown',
  }
  const first = evaluation.refusals[0]?.code.replace('recognition.', '') ?? 'unknown'
  const words = {
    allowed: precedents > 0 ? page.t('recognition.finding.precedent') : page.t('recognition.finding.allowed'),
    partly: page.t('recognition.finding.partly', { sks: evaluation.allowedSks ?? 0 }),
    unknown: page.t(
      evaluation.ways.some(({ code }) => code === 'state-courses')
        ? 'recognition.finding.courses'
        : 'recognition.finding.link',
    ),
    refused: page.t(`recognition.finding.${first}`),
  }
  return <Finding tone={tones[evaluation.verdict]}>{words[evaluation.verdict]}</Finding>
}
