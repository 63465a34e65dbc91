import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Facts,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostForm,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { RerunCounts } from '../rules-rerun.ts'
import type { RuleSet } from '../types.ts'
import type { Group } from './rules-simulation.ts'
import { DIMENSIONS, type Dimension, type Simulation } from './types.ts'

const VERDICTS = ['allowed', 'partly', 'refused', 'unknown'] as const
const MOVES = ['same', 'more', 'less', 'other-reasons', 'not-known'] as const
/** Groups shown of one dimension; the rest is said in a number. */
const MOST_ROWS = 50
const REFRESH_SECONDS = 3

export interface SimulationPageProps {
  readonly page: Page
  readonly draftId: string
  readonly national: boolean
  readonly rules: RuleSet
  readonly simulation: Simulation | null
  readonly stale: boolean
  readonly groups: Readonly<Record<Dimension, readonly Group[]>>
  /** The name of a group by its key. */
  readonly nameOf: (dimension: Dimension, key: string) => string
  readonly smallGroup: number
  readonly refusals: readonly Refusal[]
}

/** Who would change if last year's cases were asked of the draft: counts only, small groups together, and nothing is written. */
export function SimulationPage(props: SimulationPageProps): Html {
  const { page, draftId, rules, simulation, refusals } = props
  const t = page.t
  const running = simulation !== null && simulation.finishedAt === null
  return (
    <Layout
      page={page}
      title={t('policy.simulation.title')}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      refreshSeconds={running ? REFRESH_SECONDS : undefined}
      breadcrumb={[
        { href: '/rules/drafts', label: t('policy.drafts.title') },
        { href: `/rules/drafts/${draftId}`, label: page.say(rules.name) },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('policy.simulation.title')}</h1>
      <p>{t('policy.simulation.lead')}</p>
      {!running && <Begin {...props} />}
      {simulation === null ? (
        <Note tone="unknown" dashed title={t('policy.simulation.none')} />
      ) : (
        <Result {...props} simulation={simulation} />
      )}
      <p class="small soft">{t('recognition.rerun.stays')}</p>
    </Layout>
  )
}

function Begin({ page, draftId, national }: SimulationPageProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`/rules/drafts/${draftId}/simulation`}>
      {national ? (
        <Choice
          page={page}
          name="reach"
          label={t('policy.simulation.reach')}
          value="family"
          options={(['family', 'all'] as const).map((value) => ({
            value,
            label: t(`policy.simulation.reach.${value}`),
          }))}
        />
      ) : (
        <p class="small">{t('policy.simulation.reach.own')}</p>
      )}
      <Button>{t('policy.simulation.send')}</Button>
    </PostForm>
  )
}

function Result(props: SimulationPageProps & { simulation: Simulation }): Html {
  const { page, simulation, smallGroup } = props
  const t = page.t
  const { all } = simulation.tallies
  if (simulation.finishedAt === null)
    return (
      <Note tone="unknown" dashed title={t('policy.simulation.running', { count: all.total })}>
        <p class="small">{t('policy.simulation.running-text')}</p>
      </Note>
    )
  if (all.total < smallGroup)
    return (
      <>
        <Note tone="unknown" dashed title={t('policy.simulation.few', { least: smallGroup })}>
          <p class="small">{t('policy.simulation.few-text')}</p>
        </Note>
        <Waiting {...props} />
      </>
    )
  return (
    <section aria-labelledby="result-title">
      <h2 id="result-title">{t('policy.simulation.result')}</h2>
      <p class="small soft">
        <Instant page={page} at={simulation.finishedAt} />
      </p>
      {props.stale && <Note tone="warn" title={t('policy.simulation.stale')} />}
      <Facts
        facts={[
          { label: t('recognition.rerun.total'), value: String(all.total) },
          ...MOVES.map((move) => ({ label: t(`recognition.rerun.move.${move}`), value: String(all.moves[move]) })),
          {
            label: t('recognition.rerun.sks'),
            value: t('recognition.rerun.sks-moved', { before: all.sksBefore, after: all.sksAfter }),
          },
        ]}
      />
      {DIMENSIONS.map((dimension) => (
        <Dimensions {...props} dimension={dimension} />
      ))}
      <p class="small soft">{t('policy.simulation.protected', { least: smallGroup })}</p>
      <Waiting {...props} />
    </section>
  )
}

/** Requests that wait: what they would be under the draft. Too few of them aren't told of. */
function Waiting({ page, simulation, smallGroup }: SimulationPageProps & { simulation: Simulation }): Html | null {
  const t = page.t
  const { waiting } = simulation.tallies
  if (waiting === undefined || waiting.counts.total === 0) return null
  const { counts, verdicts } = waiting
  return (
    <section aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t('policy.simulation.waiting')}</h2>
      {counts.total < smallGroup ? (
        <p class="soft">{t('policy.simulation.waiting-few', { least: smallGroup })}</p>
      ) : (
        <>
          <p>{t('policy.simulation.waiting-text', { count: counts.total })}</p>
          <Facts
            facts={[
              ...VERDICTS.map((one) => ({
                label: t(`policy.simulation.would-be.${one}`),
                value: String(verdicts[one]),
              })),
              ...MOVES.map((move) => ({
                label: t(`recognition.rerun.move.${move}`),
                value: String(counts.moves[move]),
              })),
              {
                label: t('recognition.rerun.sks'),
                value: t('recognition.rerun.sks-moved', { before: counts.sksBefore, after: counts.sksAfter }),
              },
            ]}
          />
        </>
      )}
    </section>
  )
}

function Dimensions(props: SimulationPageProps & { dimension: Dimension }): Html | null {
  const { page, dimension, nameOf } = props
  const t = page.t
  const groups = props.groups[dimension]
  if (groups.length === 0) return null
  const shown = [
    ...groups.filter(({ key }) => key !== null).slice(0, MOST_ROWS),
    ...groups.filter(({ key }) => key === null),
  ]
  const figure = (counts: RerunCounts, move: (typeof MOVES)[number]) => <span class="num">{counts.moves[move]}</span>
  return (
    <FlowTable
      page={page}
      caption={t(`policy.simulation.by.${dimension}`, { more: groups.length - shown.length })}
      columns={[
        { label: t(`policy.simulation.${dimension}`), header: true, full: true },
        { label: t('recognition.rerun.total'), numeric: true },
        ...MOVES.map((move) => ({ label: t(`recognition.rerun.move.${move}`), numeric: true })),
        { label: t('recognition.rerun.sks'), numeric: true },
      ]}
      rows={shown.map(({ key, groups: together, counts }) => ({
        cells: [
          key === null ? t('policy.simulation.together', { count: together }) : nameOf(dimension, key),
          <span class="num">{counts.total}</span>,
          ...MOVES.map((move) => figure(counts, move)),
          <span class="num">
            {t('recognition.rerun.sks-moved', { before: counts.sksBefore, after: counts.sksAfter })}
          </span>,
        ],
      }))}
    />
  )
}
