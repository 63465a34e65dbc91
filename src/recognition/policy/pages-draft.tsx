import { Layout } from '../../platform/html/layout.tsx'
import { Button, Day, ErrorSummary, FlowTable, type Html, Note, Select, Tag } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { Provisional } from '../pages-evaluation.tsx'
import type { RuleSet } from '../types.ts'
import { Becoming, type DraftPageProps } from './pages-becoming.tsx'
import { CaseCount, Cases } from './pages-cases.tsx'
import { conditionSays, equivalenceSays, limitSays, minutesSay } from './pages-words.tsx'
import { CONDITION_KINDS } from './rules-part.ts'

/** A draft: its figures with their sources, the cases beside, and what becomes of it. */
export function DraftPage(props: DraftPageProps): Html {
  const { page, draft, state, rules, base, refusals, cases } = props
  const t = page.t
  const here = `/rules/drafts/${draft.id}`
  return (
    <Layout
      page={page}
      title={page.say(rules.name)}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/rules', label: t('recognition.rules.title') },
        { href: '/rules/drafts', label: t('policy.drafts.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{page.say(rules.name)}</h1>
      <p>
        <Tag tone={state === 'published' ? 'padi' : 'outline'}>{t(`policy.state.${state}`)}</Tag>{' '}
        {page.say(rules.summary)}
      </p>
      <p class="small soft">
        {t('policy.draft.base', { base: page.say(base.name) })}{' '}
        {rules.validFrom !== null && (
          <>
            {t('policy.draft.from')} <Day page={page} day={rules.validFrom} />
            {'. '}
          </>
        )}
        {props.succeeds !== null && t('policy.draft.succeeds', { name: page.say(props.succeeds.name) })}
      </p>
      {props.succeeds !== null && props.succeeds.id !== base.id && (
        <Note tone="warn" title={t('policy.draft.other-base')}>
          <p class="small">{t('policy.draft.other-base-text')}</p>
        </Note>
      )}
      {state === 'open' && draft.returnReason !== null && (
        <Note tone="warn" title={t('policy.draft.returned')}>
          <p>{draft.returnReason}</p>
        </Note>
      )}
      <div class="row">
        {state === 'open' && (
          <Button kind="quiet" href={page.href(`${here}/part?place=head`)}>
            {t('policy.draft.head')}
          </Button>
        )}
        <Button kind="quiet" href={page.href(`${here}/difference`)}>
          {t('policy.difference.title')}
        </Button>
        <Button kind="quiet" href={page.href(`${here}/simulation`)}>
          {t('policy.simulation.title')}
        </Button>
      </div>
      <Figures {...props} />
      {state === 'open' && <Adding page={page} here={here} rules={rules} />}
      <section id="cases" aria-labelledby="cases-title">
        <h2 id="cases-title">{t('policy.cases.title')}</h2>
        <p class="small soft">{t('policy.cases.lead')}</p>
        <CaseCount page={page} cases={cases} />
        {state === 'open' && (
          <p>
            <a href={page.href(`${here}/cases/new`)}>{t('policy.case.title')}</a>
          </p>
        )}
        <Cases
          page={page}
          draftId={draft.id}
          revision={draft.revision}
          rules={rules}
          cases={cases}
          open={state === 'open'}
        />
      </section>
      <Becoming {...props} />
    </Layout>
  )
}

interface FigureRow {
  readonly place: string
  readonly name: string
  readonly says: string
  readonly figure: { readonly from: string | null; readonly source: string; readonly clause: string | null } & {
    readonly confidence: string
    readonly provisional: boolean
  }
}

function figuresOf({ page, rules, words }: DraftPageProps): readonly FigureRow[] {
  const t = page.t
  return [
    {
      place: 'sksMinutes',
      name: t('recognition.rules.one-sks'),
      says: minutesSay(page, rules.sksMinutes),
      figure: rules.sksMinutes,
    },
    ...(rules.packageSks === null
      ? []
      : [
          {
            place: 'packageSks',
            name: t('recognition.rules.package'),
            says: `${rules.packageSks.sks} SKS`,
            figure: rules.packageSks,
          },
        ]),
    ...rules.limits.map((limit, at) => ({
      place: `limits/${at}`,
      name: page.say(limit.name),
      says: limitSays(page, words, limit),
      figure: limit,
    })),
    ...rules.conditions.map((condition, at) => ({
      place: `conditions/${at}`,
      name: page.say(condition.name),
      says: conditionSays(page, condition),
      figure: condition,
    })),
    ...rules.skillEquivalences.map((one, at) => ({
      place: `skillEquivalences/${at}`,
      name: t('policy.part.skillEquivalences'),
      says: equivalenceSays(page, one),
      figure: one,
    })),
    ...rules.figures.map((one, at) => ({
      place: `figures/${at}`,
      name: page.say(one.name),
      says: `${one.value} ${t(`policy.unit.${one.unit}`)}`,
      figure: one,
    })),
    ...rules.amendedBy.map((one, at) => ({
      place: `amendedBy/${at}`,
      name: t('policy.part.amendedBy'),
      says: one.source,
      figure: { ...one, clause: null, confidence: one.textChecked ? 'H' : 'U', provisional: !one.textChecked },
    })),
  ]
}

function Figures(props: DraftPageProps): Html {
  const { page, draft, state } = props
  const t = page.t
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title">{t('recognition.rules.figures')}</h2>
      <FlowTable
        page={page}
        caption={t('recognition.rules.figures')}
        captionHidden
        columns={[
          { label: t('recognition.rules.figure'), header: true, full: true },
          { label: t('recognition.rules.value'), full: true },
          { label: t('recognition.rules.from') },
          { label: t('recognition.rules.source'), full: true },
          { label: t('recognition.rules.confidence') },
        ]}
        rows={figuresOf(props).map(({ place, name, says, figure }) => ({
          cells: [
            state === 'open' ? <a href={page.href(`/rules/drafts/${draft.id}/part?place=${place}`)}>{name}</a> : name,
            <>
              <b class="num">{says}</b> <Provisional page={page} provisional={figure.provisional} />
            </>,
            figure.from === null ? '' : <Day page={page} day={figure.from} />,
            `${figure.source}${figure.clause === null ? '' : `, ${figure.clause}`}`,
            t(`recognition.confidence.${figure.confidence}`),
          ],
        }))}
      />
    </section>
  )
}

/** What else a rule set may hold: each choice opens its form. */
function Adding({ page, here, rules }: { page: Page; here: string; rules: RuleSet }): Html {
  const t = page.t
  const places = [
    'limits/new',
    ...CONDITION_KINDS.map((kind) => `conditions/new/${kind}`),
    ...(rules.packageSks === null ? ['packageSks'] : []),
    'skillEquivalences/new',
    'figures/new',
    'amendedBy/new',
  ]
  return (
    <form method="get" action={page.href(`${here}/part`)}>
      <Select
        page={page}
        name="place"
        label={t('policy.add')}
        options={places.map((place) => ({
          value: place,
          label: t(`policy.part.${place.replace('/new/', '.').replace('/new', '')}`),
        }))}
      />
      <Button kind="quiet">{t('policy.add.send')}</Button>
    </form>
  )
}
