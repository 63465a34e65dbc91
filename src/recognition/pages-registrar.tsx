import type { Organisation } from '../organisations/index.ts'
import { formatShortDay } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, EmptyState, Finding, FlowTable, type Html, Instant, type Tone } from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Appeal, CredentialFacts, Decision, Evaluation, RecognitionRequest, RuleSet } from './types.ts'

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
  /** Everything that waits, also what isn't among the rows. */
  readonly waiting: number
}

/** An appeal that waits. */
export interface AppealRow {
  readonly appeal: Appeal
  readonly facts: CredentialFacts
  readonly name: string
}

/** The case that was decided a moment ago. */
export interface JustDecided {
  readonly id: string
  readonly title: Bilingual
}

/** The registrar's queue: dense, sorted by links, walked with J and K. */
export function QueuePage(
  props: QueueProps & {
    readonly decided: readonly { readonly decision: Decision; readonly name: string; readonly title: string }[]
    readonly rules: RuleSet
    readonly justDecided: JustDecided | null
    readonly appeals: readonly AppealRow[]
    /** Counted credit that must be looked at again. */
    readonly flagsWaiting: number
  },
): Html {
  const { page, organisation, rows } = props
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.queue.title')} section="registrar" room noindex islands={['queue.js']}>
      <h1>
        {t('recognition.queue.title')} <span class="soft num">{props.waiting}</span>
      </h1>
      <p class="small soft">
        {organisation.name} · {t('recognition.queue.rule-set')}{' '}
        <a href={page.href(`/rules/${props.rules.id}`)}>{page.say(props.rules.name)}</a>
      </p>
      <p class="row">
        {rows[0] !== undefined && (
          <Button href={page.href(`/registrar/requests/${rows[0].request.id}`)} shortcut="b">
            {t('recognition.queue.begin')}
          </Button>
        )}
        <Button kind="quiet" href={page.href('/registrar/batch')}>
          {t('recognition.queue.batch')}
        </Button>
      </p>
      <Desk {...props} />
      <Keys page={page} keys={['j', 'k', 'b']} />
      <DecidedNote page={page} decided={props.justDecided} />
      {rows.length === 0 ? (
        <EmptyState title={t('recognition.queue.empty')}>
          <p>{t('recognition.queue.empty-text')}</p>
        </EmptyState>
      ) : (
        <QueueTable {...props} current={null} />
      )}
      {props.appeals.length > 0 && <AppealTable page={page} rows={props.appeals} today={props.today} />}
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

/** The other things on a registrar's desk, with what waits there. */
function Desk({ page, studentsWaiting, flagsWaiting }: QueueProps & { readonly flagsWaiting: number }): Html {
  const t = page.t
  const rooms = [
    ['students', t('recognition.queue.students', { count: studentsWaiting })],
    ['flags', t('recognition.queue.flags', { count: flagsWaiting })],
    ['rpl', t('rpl.queue.link')],
    ['equivalences', t('recognition.queue.equivalences')],
    ['courses', t('courses.title')],
    ['rules', t('recognition.queue.rules')],
    ['exports', t('exports.title')],
    ['developers', t('tenants.title')],
  ] as const
  return (
    <nav aria-label={t('recognition.queue.desk')}>
      <ul class="plain row small">
        {rooms.map(([name, label]) => (
          <li>
            <a href={page.href(`/registrar/${name}`)}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Which keys do what, and the button that turns them off: a single letter may be spoken or hit by accident (WCAG 2.1.4). */
export function Keys({ page, keys }: { page: Page; keys: readonly string[] }): Html {
  const t = page.t
  return (
    <p class="small soft">
      {keys.map((key, index) => (
        <>
          {index > 0 && ' · '}
          <kbd>{key.toUpperCase()}</kbd> {t(`recognition.key.${key}`)}
        </>
      ))}{' '}
      <button
        type="button"
        class="linklike"
        hidden
        data-keys-toggle
        data-on={t('recognition.keys.on')}
        data-off={t('recognition.keys.off')}
      >
        {t('recognition.keys.off')}
      </button>
    </p>
  )
}

/** Says which case was decided a moment ago, with the way back to it. */
export function DecidedNote({ page, decided }: { page: Page; decided: JustDecided | null }): Html | null {
  if (decided === null) return null
  return (
    <p class="small" role="status">
      <Finding tone="pass">{page.t('recognition.just-decided', { title: page.say(decided.title) })}</Finding>{' '}
      <a href={page.href(`/registrar/requests/${decided.id}`)}>{page.t('recognition.just-decided.see')}</a>
    </p>
  )
}

function AppealTable({ page, rows, today }: { page: Page; rows: readonly AppealRow[]; today: string }): Html {
  const t = page.t
  return (
    <>
      <h2>
        {t('recognition.appeals.title')} <span class="soft num">{rows.length}</span>
      </h2>
      <FlowTable
        page={page}
        caption={t('recognition.appeals.title')}
        captionHidden
        queue
        columns={[
          { label: t('recognition.column.owner'), header: true },
          { label: t('recognition.column.credential'), full: true },
          { label: t('recognition.column.due') },
        ]}
        rows={rows.map(({ appeal, facts, name }) => ({
          cells: [
            <a href={page.href(`/registrar/requests/${appeal.requestId}`)}>{name}</a>,
            page.say(facts.title),
            <Due page={page} day={appeal.dueOn} today={today} />,
          ],
        }))}
      />
    </>
  )
}

function Due({ page, day, today }: { page: Page; day: string; today: string }): Html {
  return (
    <>
      <time class="nowrap" datetime={day}>
        {formatShortDay(page.language, day)}
      </time>{' '}
      {day <= today && (
        <Finding tone="warn">{page.t(day < today ? 'recognition.due.late' : 'recognition.due.today')}</Finding>
      )}
    </>
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
          <Due page={page} day={row.request.dueOn} today={today} />,
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
        : evaluation.ways.some(({ code }) => code === 'state-fact')
          ? 'recognition.finding.fact'
          : 'recognition.finding.link',
    ),
    refused: page.t(`recognition.finding.${first}`),
  }
  return <Finding tone={tones[evaluation.verdict]}>{words[evaluation.verdict]}</Finding>
}
