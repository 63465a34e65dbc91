import type { Organisation } from '../../organisations/index.ts'
import { FlowTable, type Html, Instant, Note, PostButton } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { FeederRun } from './types.ts'

const COUNTS = ['sent', 'rejected', 'withdrawn', 'same', 'different', 'missing'] as const

/** Sending and comparing: the buttons, where a feeder is configured, and what the last runs found. */
export function FeederRuns(props: {
  page: Page
  organisation: Organisation
  runs: readonly FeederRun[]
  configured: boolean
  any: boolean
}): Html {
  const { page, organisation, runs } = props
  const t = page.t
  return (
    <>
      <h2>{t('exports.run.title')}</h2>
      {props.configured ? (
        !props.any ? (
          <p class="soft">{t('exports.run.no-lines')}</p>
        ) : (
          <div class="row">
            {(['send', 'check'] as const).map((act) => (
              <PostButton
                page={page}
                action="/registrar/exports/feeder/runs"
                kind={act === 'send' ? 'primary' : 'quiet'}
                fields={{ organisation: organisation.id, act }}
              >
                {t(`exports.run.${act}`)}
              </PostButton>
            ))}
          </div>
        )
      ) : (
        <Note tone="unknown" dashed title={t('exports.run.not-configured')}>
          <p class="small">{t('exports.run.not-configured-text')}</p>
        </Note>
      )}
      {runs.length > 0 && (
        <FlowTable
          page={page}
          caption={t('exports.run.last')}
          columns={[
            { label: t('exports.run.when'), header: true },
            { label: t('exports.run.what') },
            { label: t('exports.run.found'), full: true },
          ]}
          rows={runs.map((run) => ({
            cells: [
              <Instant page={page} at={run.askedAt} />,
              t(`exports.run.act.${run.act}`),
              <RunResult page={page} organisation={organisation} run={run} />,
            ],
          }))}
        />
      )}
    </>
  )
}

function RunResult({ page, organisation, run }: { page: Page; organisation: Organisation; run: FeederRun }): Html {
  const t = page.t
  const said = COUNTS.flatMap((name) => {
    const count = run.counts[name] ?? 0
    return count === 0 ? [] : [`${t(`exports.count.${name}`)} ${count}`]
  })
  return (
    <>
      {run.stopped !== null && <p>{t(`exports.stopped.${run.stopped}`)}</p>}
      {run.endedAt === null ? (
        <>
          {t('exports.run.goes-on')}{' '}
          <a href={page.href(`/registrar/exports/feeder?organisation=${organisation.id}`)}>{t('exports.run.look')}</a>
        </>
      ) : said.length > 0 ? (
        said.join(', ')
      ) : (
        t('exports.run.nothing')
      )}
      {run.findings.length > 0 && (
        <ul class="small">
          {run.findings.map(({ act, field, kind, stops }) => (
            <li>
              <span class="code">
                {act} {field}
              </span>{' '}
              {t(`exports.finding.${kind}`)} {stops && t('exports.finding.stops')}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
