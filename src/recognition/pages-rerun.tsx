import type { Organisation } from '../organisations/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Day, Facts, FlowTable, type Html, Note, Select } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { Provisional } from './pages-evaluation.tsx'
import type { Evaluation, RuleSet } from './types.ts'

/** One case whose answer would be another, with the day of its decision. */
export interface RerunLine {
  readonly requestId: string
  readonly decidedOn: string
  readonly ruleSetId: string
  readonly askedSks: number
  readonly move: string
  readonly before: Pick<Evaluation, 'verdict' | 'allowedSks'>
  readonly after: Pick<Evaluation, 'verdict' | 'allowedSks' | 'refusals'>
}

export interface RerunPageProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly sets: readonly RuleSet[]
  readonly chosen: RuleSet
  readonly counts: {
    readonly total: number
    readonly moves: Readonly<Record<string, number>>
    readonly sksBefore: number
    readonly sksAfter: number
    readonly changed: number
  }
  readonly lines: readonly RerunLine[]
}

const MOVES = ['same', 'more', 'less', 'other-reasons', 'not-known'] as const

/** Who would change if the decided cases were asked of another rule set: counts and cases, no names, and nothing is written. */
export function RerunPage({ page, organisation, sets, chosen, counts, lines }: RerunPageProps): Html {
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.rerun.title')}
      section="registrar"
      room
      noindex
      breadcrumb={[
        { href: '/registrar', label: t('recognition.queue.title') },
        { href: '/registrar/rules', label: t('recognition.choice.title') },
      ]}
    >
      <h1>{t('recognition.rerun.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('recognition.rerun.lead')}</p>
      <form method="get" action={page.href('/registrar/rules/rerun')}>
        <input type="hidden" name="organisation" value={organisation.id} />
        <Select
          page={page}
          name="rules"
          label={t('recognition.rerun.rules')}
          value={chosen.id}
          options={sets.map((set) => ({ value: set.id, label: page.say(set.name) }))}
        />
        <Button>{t('recognition.rerun.send')}</Button>
      </form>
      <h2>
        {page.say(chosen.name)} <Provisional page={page} provisional={chosen.provisional} />
      </h2>
      {counts.total === 0 ? (
        <Note tone="unknown" dashed title={t('recognition.rerun.empty')}>
          <p class="small">{t('recognition.rerun.empty-text')}</p>
        </Note>
      ) : (
        <Facts
          facts={[
            { label: t('recognition.rerun.total'), value: String(counts.total) },
            ...MOVES.map((move) => ({
              label: t(`recognition.rerun.move.${move}`),
              value: String(counts.moves[move] ?? 0),
            })),
            {
              label: t('recognition.rerun.sks'),
              value: t('recognition.rerun.sks-moved', { before: counts.sksBefore, after: counts.sksAfter }),
            },
          ]}
        />
      )}
      {lines.length > 0 && (
        <FlowTable
          page={page}
          caption={t('recognition.rerun.cases', { shown: lines.length, changed: counts.changed })}
          columns={[
            { label: t('recognition.rerun.case'), header: true },
            { label: t('recognition.rerun.decided') },
            { label: t('recognition.rerun.was') },
            { label: t('recognition.rerun.would') },
            { label: t('recognition.rerun.why'), full: true },
          ]}
          rows={lines.map((line) => ({
            cells: [
              <a class="code" href={page.href(`/registrar/requests/${line.requestId}`)}>
                {line.requestId.slice(-8)}
              </a>,
              <Day page={page} day={line.decidedOn} />,
              <span class="num">{sksOf(page, line.before, line.askedSks)}</span>,
              <span class="num">{sksOf(page, line.after, line.askedSks)}</span>,
              line.after.refusals.length === 0
                ? t(`recognition.rerun.move.${line.move}`)
                : line.after.refusals
                    .map(({ code, values }) => t(code.replace('recognition.', 'recognition.refusal.'), values))
                    .join('. '),
            ],
          }))}
        />
      )}
      <p class="small soft">{t('recognition.rerun.stays')}</p>
    </Layout>
  )
}

function sksOf(page: Page, { allowedSks }: Pick<Evaluation, 'allowedSks'>, asked: number): string {
  return allowedSks === null
    ? page.t('recognition.answer.unknown')
    : page.t('recognition.rerun.of', { sks: allowedSks, asked })
}
