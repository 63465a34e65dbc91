import type { Organisation } from '../organisations/index.ts'
import { formatDay } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Note,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type LimitWords, Provisional } from './pages-evaluation.tsx'
import { awardKindName, skillName } from './pages-names.ts'
import { Validity } from './pages-rules.tsx'
import type { Example, Tried } from './rules-example.ts'
import type { Condition, RuleSet } from './types.ts'

/** One rule set in full: each figure with its day, source, clause and how sure we are. */
export function RuleSetPage(props: {
  page: Page
  set: RuleSet
  words: LimitWords
  examples: readonly { readonly example: Example; readonly tried: Tried }[]
  /** When it was published here and why; null for a set of the data. */
  published: { readonly day: string; readonly proposal: string; readonly publication: string } | null
}): Html {
  const { page, set, words, examples, published } = props
  const t = page.t
  const row = (
    name: string,
    value: string,
    figure: {
      from: string | null
      source: string
      clause: string | null
      confidence: string
      provisional: boolean
      note: { id: string; en: string } | null
    },
  ) => ({
    cells: [
      name,
      <>
        <b class="num">{value}</b> <Provisional page={page} provisional={figure.provisional} />
        {figure.note !== null && <p class="small soft">{page.say(figure.note)}</p>}
      </>,
      figure.from === null ? '' : formatDay(page.language, figure.from),
      `${figure.source}${figure.clause === null ? '' : `, ${figure.clause}`}`,
      t(`recognition.confidence.${figure.confidence}`),
    ],
  })
  const minutes = set.sksMinutes.minutes
  return (
    <Layout
      page={page}
      title={page.say(set.name)}
      description={page.say(set.summary)}
      section="rules"
      breadcrumb={[{ href: '/rules', label: t('recognition.rules.title') }]}
    >
      <h1>{page.say(set.name)}</h1>
      <p>{page.say(set.summary)}</p>
      <p class="small">
        {set.source}
        {set.clause !== null && `, ${set.clause}`}
        <br />
        {t('recognition.rules.valid')}: <Validity page={page} set={set} />
        <br />
        {t('recognition.rules.confidence')}: {t(`recognition.confidence.${set.confidence}`)}{' '}
        <Provisional page={page} provisional={set.provisional} />
      </p>
      {published !== null && (
        <Note title={t('policy.published.by-two', { day: formatDay(page.language, published.day) })}>
          <p class="small">
            {t('policy.published.proposal')}: {published.proposal}
          </p>
          <p class="small">
            {t('policy.published.publication')}: {published.publication}
          </p>
        </Note>
      )}
      {set.amendedBy.map((amendment) => (
        <Note
          tone="unknown"
          dashed
          title={t('recognition.rules.amended', {
            source: amendment.source,
            day: formatDay(page.language, amendment.from),
          })}
        >
          {!amendment.textChecked && <p class="small">{t('recognition.rules.unchecked')}</p>}
        </Note>
      ))}
      {!set.textChecked && (
        <p class="small">
          <Finding tone="unknown">{t('recognition.rules.text-unchecked')}</Finding>
        </p>
      )}
      <FlowTable
        page={page}
        caption={t('recognition.rules.figures')}
        columns={[
          { label: t('recognition.rules.figure'), header: true, full: true },
          { label: t('recognition.rules.value'), full: true },
          { label: t('recognition.rules.from') },
          { label: t('recognition.rules.source'), full: true },
          { label: t('recognition.rules.confidence') },
        ]}
        rows={[
          row(
            t('recognition.rules.one-sks'),
            t('recognition.rules.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }),
            set.sksMinutes,
          ),
          ...(set.packageSks === null
            ? []
            : [row(t('recognition.rules.package'), `${set.packageSks.sks} SKS`, set.packageSks)]),
          ...set.limits.map((limit) => row(page.say(limit.name), page.say(words(limit)), limit)),
          ...set.conditions.map((condition) =>
            row(page.say(condition.name), conditionWords(page, condition), condition),
          ),
          ...set.figures.map((figure) => row(page.say(figure.name), `${figure.value} SKS`, figure)),
        ]}
      />
      <h2>{t('recognition.rules.notes')}</h2>
      <ul>
        {set.notes.map((note) => (
          <li>{page.say(note)}</li>
        ))}
        <li>{t('recognition.rules.complementary')}</li>
      </ul>
      {examples.length > 0 && <Examples page={page} examples={examples} />}
      <p>
        <Button kind="quiet" href={page.href(`/rules?rules=${set.id}#trial`)}>
          {t('recognition.rules.try')}
        </Button>{' '}
        <a href={page.href(`/rules/${set.id}/difference`)}>{t('policy.published.difference')}</a>
      </p>
    </Layout>
  )
}

/** The cases that the owners of the rules keep, answered now: what is expected and where that comes from. */
function Examples(props: {
  page: Page
  examples: readonly { readonly example: Example; readonly tried: Tried }[]
}): Html {
  const { page, examples } = props
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('recognition.rules.examples')}
      columns={[
        { label: t('recognition.rules.example'), header: true, full: true },
        { label: t('recognition.rules.example-answer') },
        { label: t('recognition.rules.source'), full: true },
      ]}
      rows={examples.map(({ example, tried: { evaluation, differs } }) => ({
        cells: [
          page.say(example.name),
          <>
            {t(`recognition.answer.${evaluation.verdict}`, {
              asked: example.asks,
              allowed: evaluation.allowedSks ?? 0,
            })}{' '}
            {differs.length > 0 && <Finding tone="fail">{t('recognition.rules.example-differs')}</Finding>}
          </>,
          example.source,
        ],
      }))}
    />
  )
}

/** A condition in words, as *at most 60 months old*. */
export function conditionWords(page: Page, condition: Condition): string {
  const { kind, waivable, id, name, note, source, ...rest } = condition
  const figures = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => typeof value === 'number' || typeof value === 'string'),
  ) as Record<string, string | number>
  if (condition.kind === 'use')
    figures.excluded = condition.excluded.map((use) => page.t(`recognition.use.${use}`)).join(', ')
  else if (condition.kind === 'programme')
    figures.allowed = condition.allowed.map((level) => page.t(`recognition.level.${level}`)).join(', ')
  else if (condition.kind === 'credential')
    figures.allowed = condition.allowed.map((one) => awardKindName(page, one)).join(', ')
  const required =
    condition.kind === 'skills' ? condition.required.map(({ code }) => skillName(page, code)).join(', ') : ''
  const points = condition.kind === 'grade' ? (condition.leastHundredths / 100).toFixed(2) : ''
  const words = page.t(`recognition.condition.${kind}`, { least: 'none', most: 'none', ...figures, required, points })
  return waivable ? `${words}. ${page.t('recognition.condition.waivable')}` : words
}

/** Where a registrar or owner chooses the rule set of the institution. */
export function ChooseRulesPage(props: {
  page: Page
  organisation: Organisation
  sets: readonly RuleSet[]
  current: RuleSet
  refusals?: readonly Refusal[]
  saved?: boolean
}): Html {
  const { page, sets, current } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.choice.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={(props.refusals ?? []).length > 0}
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <h1>{t('recognition.choice.title')}</h1>
      <p class="small soft">{props.organisation.name}</p>
      {props.saved && <Note tone="pass" title={t('recognition.choice.saved')} />}
      <form method="post" action={page.href('/registrar/rules')}>
        <FormToken page={page} />
        <input type="hidden" name="organisation" value={props.organisation.id} />
        <Choice
          page={page}
          name="ruleSet"
          label={t('recognition.choice.question')}
          hint={t('recognition.choice.hint')}
          value={current.id}
          errors={props.refusals}
          options={sets.map((set) => ({
            value: set.id,
            label: page.say(set.name),
            hint: `${page.say(set.summary)} ${set.provisional ? t('recognition.provisional-long') : ''}`,
          }))}
        />
        <Button>{t('recognition.choice.save')}</Button>
      </form>
      <p>
        <a href={page.href(`/registrar/rules/rerun?organisation=${props.organisation.id}`)}>
          {t('recognition.choice.rerun')}
        </a>
      </p>
    </Layout>
  )
}
