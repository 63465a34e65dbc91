import type { DefinitionVersion } from '../design/index.ts'
import { type Batch, Run } from '../enrolment/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Bar, EmptyState, Finding, FlowTable, type Html, Paper } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { BatchProgress, Standing } from './types.ts'

/** How far a batch is assessed, in words and as a bar: also for other rooms to show. */
export function AssessmentProgress({ page, progress }: { page: Page; progress: BatchProgress }): Html {
  const label = page.t('assessment.progress', {
    assessed: progress.assessed,
    total: progress.participants,
    passed: progress.passed,
  })
  return (
    <>
      <span class="small num">{label}</span>
      <Bar
        tone="harvest"
        parts={[
          { kind: 'counted', amount: progress.passed },
          { kind: 'reserved', amount: progress.assessed - progress.passed },
        ]}
        total={Math.max(1, progress.participants)}
        label={label}
      />
    </>
  )
}

/** Where somebody stands: passed, on the way, or not assessed, never by colour alone. */
export function StandingWord({ page, standing, total }: { page: Page; standing: Standing; total: number }): Html {
  if (standing.passed) return <Finding tone="pass">{page.t('assessment.passed')}</Finding>
  if (standing.attempt === 0) return <Finding tone="unknown">{page.t('assessment.not-assessed')}</Finding>
  return <Finding tone="warn">{page.t('assessment.missing', { count: standing.missing.length, total })}</Finding>
}

export interface BatchLine {
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly organisation: string
  readonly progress: BatchProgress
}

/** `/assess`: the batches of the organisations where one assesses, and beside them what else somebody is asked to. */
export function BatchesPage(props: { page: Page; lines: readonly BatchLine[]; beside: Html | null }): Html {
  const { page, lines, beside } = props
  return (
    <Layout page={page} title={page.t('assessment.title')} section="assess" room>
      <h1>{page.t('assessment.title')}</h1>
      {beside}
      {lines.length === 0 ? (
        beside === null && (
          <EmptyState title={page.t('assessment.empty')}>
            <p>{page.t('assessment.empty-text')}</p>
          </EmptyState>
        )
      ) : (
        <FlowTable
          page={page}
          caption={page.t('assessment.batches')}
          captionHidden
          columns={[
            { label: page.t('assessment.column.batch'), header: true, full: true },
            { label: page.t('assessment.column.definition'), full: true },
            { label: page.t('assessment.column.run'), full: true },
            { label: page.t('assessment.column.progress'), full: true },
          ]}
          rows={lines.map(({ batch, version, organisation, progress }) => ({
            cells: [
              <a href={page.href(`/assess/batches/${batch.id}`)}>{batch.name}</a>,
              <>
                {page.say(version.title)}
                <div class="small soft">{organisation}</div>
              </>,
              <Run page={page} batch={batch} />,
              <AssessmentProgress page={page} progress={progress} />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

/** The box beside a batch in the provider's room. */
export function ProgressBox({
  page,
  batchId,
  progress,
  mayAssess,
}: {
  page: Page
  batchId: string
  progress: BatchProgress
  mayAssess: boolean
}): Html {
  return (
    <Paper label={page.t('assessment.column.progress')}>
      <AssessmentProgress page={page} progress={progress} />
      {mayAssess && <a href={page.href(`/assess/batches/${batchId}`)}>{page.t('assessment.open')}</a>}
    </Paper>
  )
}
