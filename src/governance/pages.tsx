import { dayOf } from '../platform/clock.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Day, EmptyState, Finding, FlowTable, type Html, type Tone } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { stateOf } from './rules-case.ts'
import type { Detector } from './types.ts'
import type { Appeal, CaseState, FraudCase } from './types-case.ts'

const TONES: Readonly<Record<CaseState, Tone>> = {
  waiting: 'warn',
  'looked-after': 'unknown',
  decided: 'plain',
  appealed: 'warn',
  overturned: 'plain',
}

/** A line of the queue. */
export interface QueueLine {
  readonly case: FraudCase
  readonly appeal: Appeal | null
  /** How many things the case rests on. */
  readonly evidence: number
  readonly provider: string
  readonly detector: Detector | undefined
}

/** Where a case stands, in a word, with the day it is late by. */
export function StateWord({
  page,
  line,
  today,
}: {
  page: Page
  line: Omit<QueueLine, 'evidence' | 'provider' | 'detector'>
  today: string
}): Html {
  const state = stateOf(line)
  const late = line.case.outcome === null && line.case.dueOn < today
  const word = page.t(`governance.state.${state}`)
  return (
    <Finding tone={late ? 'fail' : TONES[state]}>{late ? `${word}, ${page.t('governance.state.late')}` : word}</Finding>
  )
}

/** The cases: for oversight all, the open ones first; for a provider those decided against it. */
export function QueuePage({
  page,
  lines,
  today,
  oversees,
}: {
  page: Page
  lines: readonly QueueLine[]
  /** ISO day. */
  today: string
  oversees: boolean
}): Html {
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('governance.queue.title')}
      section="review"
      room
      noindex
      islands={['queue.js']}
      breadcrumb={oversees ? [{ href: '/review', label: t('platform.nav.review') }] : undefined}
    >
      <h1>
        {t('governance.queue.title')} <span class="soft num">{lines.length}</span>
      </h1>
      <p class="small soft">
        {t(oversees ? 'governance.queue.lead' : 'governance.queue.lead-provider')}
        {lines.length > 1 && (
          <span class="keys">
            {' '}
            <kbd>J</kbd> <kbd>K</kbd> {t('governance.queue.keys')}
          </span>
        )}
      </p>
      {lines.length === 0 ? (
        <EmptyState title={t('governance.queue.empty')}>
          <p>{t(oversees ? 'governance.queue.empty-text' : 'governance.queue.empty-provider')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('governance.queue.title')}
          captionHidden
          queue
          columns={[
            { label: t('governance.column.provider'), header: true },
            { label: t('governance.column.detector'), full: true },
            { label: t('governance.column.state') },
            { label: t('governance.column.due') },
            { label: t('governance.column.things'), numeric: true },
            { label: t('governance.column.opened'), wideOnly: true },
          ]}
          rows={lines.map((line) => ({
            cells: [
              <a href={page.href(`/review/fraud/${line.case.id}`)}>{line.provider}</a>,
              line.detector === undefined ? line.case.detector : page.say(line.detector.name),
              <StateWord page={page} line={line} today={today} />,
              <Day page={page} day={line.appeal?.dueOn ?? line.case.dueOn} />,
              String(line.evidence),
              <Day page={page} day={dayOf(line.case.openedAt)} />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}
