import { formatDay, formatNumber, formatRupiah, formatSks } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Field,
  Finding,
  type Html,
  Note,
  type Option,
  Paper,
  RecordHead,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type Naming, numbersOf, partWords, RuleTree } from './pages-rule.tsx'
import { AIMS, type Aim, type Part, type Placed, type StackEdition, type Unusable, type Way } from './types.ts'

/** An offering as a way shows it. */
export interface OfferingShown {
  readonly id: string
  readonly title: Bilingual
  readonly provider: string
  /** In the units of the aims; null where nobody says. */
  readonly costs: Readonly<Record<Aim, number | null>>
}

/** A way as the page shows it: ways that take the same stand together, one for each of their aims. */
export interface WayShown {
  readonly ways: readonly Way[]
  readonly take: readonly OfferingShown[]
  readonly use: readonly Bilingual[]
  /** Why it isn't proven to be the best, where it isn't. */
  readonly trouble: string | null
}

export interface WhatIfProps {
  readonly page: Page
  readonly edition: StackEdition
  readonly title: Bilingual
  readonly issuer: string
  readonly sks: number
  readonly answer: 'held' | 'met' | 'ways' | 'none' | 'unknown'
  readonly used: readonly Bilingual[]
  readonly ways: readonly WayShown[]
  readonly stops: { readonly single: readonly Part[]; readonly unreachable: readonly Part[] }
  readonly unused: readonly { readonly title: Bilingual; readonly why: Unusable; readonly larger: Bilingual | null }[]
  readonly parts: readonly (Placed & { readonly isMet: boolean })[]
  readonly naming: Naming
  readonly form: {
    /** Null for somebody who is signed in: what they hold is known. */
    readonly choices: readonly Option[] | null
    readonly held: readonly string[]
    readonly province: string
    readonly hours: string
    readonly provinces: readonly Option[]
    readonly refusals: readonly Refusal[]
  }
}

const TONES = { held: 'pass', met: 'pass', ways: 'pass', none: 'fail', unknown: 'unknown' } as const

/** *What leads from what I hold to this?*: the answer first, then the rule with what is met, then the question again. */
export function WhatIfPage(props: WhatIfProps): Html {
  const { page, edition, title, parts, naming } = props
  const t = page.t
  const { content } = edition
  return (
    <Layout
      page={page}
      title={page.say(title)}
      section="catalogue"
      narrow
      noindex
      failed={props.form.refusals.length > 0}
      breadcrumb={[{ href: '/stacks', label: t('stacks.title') }]}
    >
      <ErrorSummary page={page} refusals={props.form.refusals} />
      <RecordHead
        id={edition.definitionId}
        level={1}
        over={t('stacks.larger')}
        title={page.say(title)}
        under={`${props.issuer} · ${formatSks(page.language, props.sks)}`}
      />
      <h2>{t('stacks.missing')}</h2>
      <TheAnswer {...props} />
      <h2>{t('stacks.rule')}</h2>
      <RuleTree
        page={page}
        part={content.rule}
        naming={naming}
        // The parts of what is held are used, and no longer open: a mark would mislead.
        metAt={(place) => (props.answer === 'held' ? null : (parts.find((one) => one.place === place)?.isMet ?? null))}
      />
      <Every page={page} edition={edition} />
      {content.note !== null && <p class="small">{page.say(content.note)}</p>}
      <p class="small soft">
        {t('stacks.source', {
          source: `${content.source}${content.clause === null ? '' : `, ${content.clause}`}`,
          from: formatDay(page.language, content.validFrom),
        })}{' '}
        {t('stacks.confidence', { confidence: t(`recognition.confidence.${content.confidence}`) })} {t('stacks.once')}
      </p>
      <Question {...props} />
    </Layout>
  )
}

function Every({ page, edition }: { page: Page; edition: StackEdition }): Html | null {
  const { leastLevel, withinMonths } = edition.content.every
  if (leastLevel === null && withinMonths === null) return null
  return (
    <p class="small">
      {leastLevel !== null && `${page.t('stacks.every.level', { level: leastLevel })} `}
      {withinMonths !== null && page.t('stacks.every.age', { months: withinMonths })}
    </p>
  )
}

function TheAnswer(props: WhatIfProps): Html {
  const { page, answer, used, ways, unused } = props
  const t = page.t
  return (
    <Paper label={t('stacks.answer')}>
      <p class="h3">
        <Finding tone={TONES[answer]}>{t(`stacks.answer.${answer}`, { ways: ways.length })}</Finding>
      </p>
      {used.length > 0 && (
        <>
          <p class="small">{t('stacks.answer.uses')}</p>
          <ul class="small">
            {used.map((one) => (
              <li>{page.say(one)}</li>
            ))}
          </ul>
        </>
      )}
      {ways.map((one) => (
        <TheWay page={page} shown={one} />
      ))}
      {(answer === 'none' || answer === 'unknown') && <TheStops {...props} />}
      {answer !== 'held' && unused.length > 0 && (
        <Note tone="warn" small title={t('stacks.unused')}>
          <ul>
            {unused.map(({ title, why, larger }) => (
              <li>
                {page.say(title)}:{' '}
                {larger === null ? t(`stacks.unused.${why}`) : t('stacks.unused.used-in', { title: page.say(larger) })}
              </li>
            ))}
          </ul>
        </Note>
      )}
    </Paper>
  )
}

/** A figure of an aim in words: rupiah, weeks, kilometres. */
export function costWords(page: Page, aim: Aim, cost: number): string {
  if (aim === 'cheapest') return cost === 0 ? page.t('stacks.free') : formatRupiah(page.language, cost)
  if (aim === 'fastest') return page.t('stacks.weeks', { weeks: formatNumber(page.language, cost / 10) })
  return cost === 0
    ? page.t('stacks.online')
    : page.t('stacks.kilometres', { kilometres: formatNumber(page.language, cost) })
}

function TheWay({ page, shown }: { page: Page; shown: WayShown }): Html {
  const t = page.t
  const { ways, take, use, trouble } = shown
  const facts = (offering: OfferingShown) =>
    AIMS.flatMap((aim) => {
      const cost = offering.costs[aim]
      return cost === null ? [] : [costWords(page, aim, cost)]
    }).join(' · ')
  const costs = ways.map(({ aim, cost }) => costWords(page, aim, cost)).join(' · ')
  const unproven = ways.filter(({ proof }) => proof !== 'optimal')
  return (
    <section>
      <h3>{ways.map(({ aim }) => t(`stacks.aim.${aim}`)).join(', ')}</h3>
      <ol>
        {take.map((offering) => (
          <li>
            <a href={page.href(`/catalogue/${offering.id}`)}>{page.say(offering.title)}</a>
            <div class="small soft">
              {offering.provider}
              {facts(offering) !== '' && ` · ${facts(offering)}`}
            </div>
          </li>
        ))}
      </ol>
      <p class="small">
        <b class="num">{t('stacks.total', { cost: costs, count: take.length })}</b>{' '}
        {use.length > 0 && t('stacks.with', { titles: use.map((one) => page.say(one)).join('; ') })}
      </p>
      {ways
        .filter(({ unknown }) => unknown > 0)
        .map(({ aim, unknown }) => (
          <p class="small soft">
            {t(`stacks.aim.${aim}`)}: {t('stacks.some-unknown', { count: unknown })}
          </p>
        ))}
      {unproven.length === 0 && <p class="small soft">{t('stacks.proof.optimal')}</p>}
      {unproven.map(({ aim, proof, bound }) => (
        <p class="small soft">
          {t(`stacks.aim.${aim}`)}:{' '}
          {proof === 'bounded' && bound !== null
            ? t('stacks.proof.bounded', { bound: costWords(page, aim, bound) })
            : t('stacks.proof.first')}
          {trouble !== null && ` ${t(`stacks.trouble.${trouble}`)}`}
        </p>
      ))}
    </section>
  )
}

function TheStops({ page, naming, stops, edition }: WhatIfProps): Html | null {
  const t = page.t
  const numbers = numbersOf(edition.content.rule)
  const list = (parts: readonly Part[]) => (
    <ul>
      {parts.map((part) => (
        <li>
          {part.kind === 'not' ? (
            <RuleTree page={page} part={part} naming={naming} metAt={() => null} numbers={numbers} />
          ) : (
            <>
              <b class="num">{numbers.get(part)}</b> {partWords(page, naming, part)}
            </>
          )}
        </li>
      ))}
    </ul>
  )
  if (stops.unreachable.length === 0 && stops.single.length === 0)
    return <p class="small">{t('stacks.stops.together')}</p>
  return (
    <>
      {stops.unreachable.length > 0 && (
        <Note tone="fail" title={t('stacks.stops.unreachable')}>
          {list(stops.unreachable)}
        </Note>
      )}
      {stops.unreachable.length === 0 && (
        <Note tone="fail" title={t('stacks.stops.single')}>
          {list(stops.single)}
        </Note>
      )}
    </>
  )
}

function Question({ page, edition, form }: WhatIfProps): Html {
  const t = page.t
  const errors = form.refusals
  return (
    <form method="get" action={page.href(`/stacks/${edition.content.definition}`)}>
      <h2>{t('stacks.ask')}</h2>
      {form.choices === null ? (
        <p class="small">{t('stacks.ask.own')}</p>
      ) : form.choices.length === 0 ? null : (
        <Choice
          page={page}
          type="checkbox"
          name="held"
          label={t('stacks.ask.held')}
          options={form.choices}
          values={form.held}
          errors={errors}
        />
      )}
      <Select
        page={page}
        name="province"
        label={t('stacks.ask.province')}
        hint={t('stacks.ask.province-hint')}
        empty={t('stacks.ask.province-none')}
        value={form.province}
        options={form.provinces}
        errors={errors}
      />
      <Field
        page={page}
        name="hours"
        label={t('stacks.ask.hours')}
        hint={t('stacks.ask.hours-hint')}
        value={form.hours}
        inputmode="numeric"
        width="short"
        errors={errors}
      />
      <Button>{t('stacks.ask.send')}</Button>
    </form>
  )
}
