import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Fields,
  FlowTable,
  type Html,
  Note,
  refusalText,
  Sums,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { LevelLadder } from './pages-ladder.tsx'
import { amountWords, hoursWords, Placed, Provisional, sureness } from './pages-words.tsx'
import type { CreditUnit, QualificationFramework, Referencing } from './types.ts'
import type { CreditConversion, LevelReference, UnitOnDay } from './types-conversion.ts'

/** The fields of both forms, as they came in the address. */
export type ConverterForm = Readonly<Record<'amount' | 'unit' | 'day' | 'level', string>>

export interface FrameworksPageProps {
  readonly page: Page
  readonly frameworks: readonly QualificationFramework[]
  readonly table: Referencing
  readonly form: ConverterForm
  readonly day: string
  readonly units: readonly UnitOnDay[]
  readonly unverified: readonly CreditUnit[]
  readonly credits: readonly CreditConversion[]
  readonly askedHundredths: number
  readonly placed: readonly { readonly to: QualificationFramework; readonly found: Outcome<LevelReference> }[]
  readonly refusals: readonly Refusal[]
}

/** The levels side by side, what a credit is elsewhere, and where a level stands: two things, kept apart. */
export function FrameworksPage(props: FrameworksPageProps): Html {
  const { page, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('frameworks.title')}
      description={t('frameworks.lead')}
      section="rules"
      failed={refusals.length > 0}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('frameworks.title')}</h1>
      <p class="lead">{t('frameworks.lead')}</p>
      <div class="grid halves">
        <Note title={t('frameworks.two.credit')}>
          <p class="small">{t('frameworks.two.credit-text')}</p>
        </Note>
        <Note title={t('frameworks.two.level')}>
          <p class="small">{t('frameworks.two.level-text')}</p>
        </Note>
      </div>
      <Credits {...props} />
      <Levels {...props} />
    </Layout>
  )
}

function Credits(props: FrameworksPageProps): Html {
  const { page, form, units, credits, refusals } = props
  const t = page.t
  const [first] = credits
  return (
    <section id="credit" aria-labelledby="credit-title">
      <h2 id="credit-title">{t('frameworks.credit.title')}</h2>
      <p>{t('frameworks.credit.lead')}</p>
      <form class="row" method="get" action={`${page.href('/frameworks')}#credit`}>
        <Fields
          page={page}
          errors={refusals}
          fields={[
            { as: 'figure', name: 'amount', label: t('frameworks.amount'), value: form.amount },
            {
              as: 'list',
              name: 'unit',
              label: t('frameworks.unit'),
              value: form.unit,
              options: units.map(({ id, name }) => ({ value: id, label: page.say(name) })),
            },
            { as: 'day', name: 'day', label: t('frameworks.day'), value: form.day, optional: true },
          ]}
        />
        <input type="hidden" name="level" value={form.level} />
        <Button>{t('frameworks.convert')}</Button>
      </form>
      {first !== undefined && (
        <>
          <Sums
            sums={[
              {
                label: page.say(first.from.name),
                value: formatNumber(page.language, props.askedHundredths / 100),
              },
              {
                label: t('frameworks.minutes'),
                value:
                  first.minutes.least === first.minutes.most
                    ? hoursWords(page, first.minutes.least)
                    : t('frameworks.range', {
                        least: hoursWords(page, first.minutes.least),
                        most: hoursWords(page, first.minutes.most),
                      }),
              },
            ]}
          />
          <p class="small soft">
            {t('frameworks.on')} <Day page={page} day={props.day} />.
          </p>
          <CreditTable {...props} />
          <p class="small soft">{t('frameworks.rounding')}</p>
        </>
      )}
    </section>
  )
}

function CreditTable({ page, credits, unverified, form }: FrameworksPageProps): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('frameworks.credit.table')}
      columns={[
        { label: t('frameworks.unit'), header: true, full: true },
        { label: t('frameworks.is'), numeric: true },
        { label: t('frameworks.whole'), numeric: true },
        { label: t('frameworks.one-unit') },
        { label: t('frameworks.source'), full: true },
      ]}
      rows={[
        ...credits
          .filter(({ to }) => to.id !== form.unit)
          .map((conversion) => {
            const { to, provisional } = conversion
            const { minutesMin, minutesMax } = to.value
            return {
              cells: [
                <>
                  {page.say(to.name)} <Provisional page={page} provisional={provisional} />
                </>,
                <b class="num">{amountWords(page, conversion)}</b>,
                formatNumber(page.language, conversion.whole),
                minutesMin === minutesMax
                  ? hoursWords(page, minutesMin)
                  : t('frameworks.range', { least: minutesMin / 60, most: hoursWords(page, minutesMax) }),
                <span class="small soft">
                  {to.value.source}
                  {to.value.clause !== null && `, ${to.value.clause}`}. {sureness(page, conversion.confidence)}.{' '}
                  {page.say(to.value.note)}
                </span>,
              ],
            }
          }),
        ...unverified.map((unit) => ({
          cells: [
            page.say(unit.name),
            <span class="soft">{t('frameworks.unknown')}</span>,
            '',
            '',
            <span class="small soft">{unit.note === undefined ? t('frameworks.not-yet') : page.say(unit.note)}</span>,
          ],
        })),
      ]}
    />
  )
}

function Levels(props: FrameworksPageProps): Html {
  const { page, form, frameworks, placed, refusals, table } = props
  const t = page.t
  const [chosen, number] = form.level.split('-')
  const framework = frameworks.find(({ id }) => id === chosen)
  const level = framework?.levels.find((one) => String(one.level) === number)
  return (
    <section id="levels" aria-labelledby="level-title">
      <h2 id="level-title">{t('frameworks.level.title')}</h2>
      <p>{t('frameworks.level.lead')}</p>
      <LevelLadder page={page} frameworks={frameworks} references={table.rows} />
      <p class="small soft">
        {page.say(table.note)} {page.say(table.source)}. {t('frameworks.since')}{' '}
        <Day page={page} day={table.validFrom} />. {sureness(page, table.confidence)}.{' '}
        <Provisional page={page} provisional={table.provisional} />
      </p>
      <h3>{t('frameworks.level.one')}</h3>
      <form class="row" method="get" action={`${page.href('/frameworks')}#levels`}>
        <Fields
          page={page}
          errors={refusals}
          fields={[
            {
              as: 'list',
              name: 'level',
              label: t('frameworks.level'),
              value: form.level,
              options: frameworks.flatMap(({ id, levels }) =>
                levels.map((one) => ({ value: `${id}-${one.level}`, label: `${id.toUpperCase()} ${one.level}` })),
              ),
            },
          ]}
        />
        <input type="hidden" name="amount" value={form.amount} />
        <input type="hidden" name="unit" value={form.unit} />
        <input type="hidden" name="day" value={form.day} />
        <Button kind="quiet">{t('frameworks.level.show')}</Button>
      </form>
      {framework !== undefined && level !== undefined && (
        <>
          <p>
            <b>{`${framework.id.toUpperCase()} ${level.level}`}</b>: {page.say(level.descriptor)}.{' '}
            <Provisional page={page} provisional={level.provisional || framework.descriptors.provisional} />
          </p>
          <FlowTable
            page={page}
            caption={t('frameworks.level.table', { level: `${framework.id.toUpperCase()} ${level.level}` })}
            columns={[
              { label: t('frameworks.framework'), header: true, full: true },
              { label: t('frameworks.level') },
              { label: t('frameworks.level.taken'), numeric: true },
              { label: t('frameworks.level.how'), full: true },
            ]}
            rows={placed.map(({ to, found }) => ({ cells: placedCells(page, to, found) }))}
          />
        </>
      )}
      <p class="small soft">{t('frameworks.no-degree')}</p>
    </section>
  )
}

function placedCells(page: Page, to: QualificationFramework, found: Outcome<LevelReference>) {
  const name = <a href={page.href(`/frameworks/${to.id}`)}>{page.say(to.name)}</a>
  if (!found.ok) {
    const why = refusalText(page, found.refusals[0])
    return [
      name,
      <span class="soft">{page.t('frameworks.unknown')}</span>,
      '',
      <span class="small">{why.message}</span>,
    ]
  }
  const { value } = found
  return [
    name,
    <Placed page={page} reference={value} />,
    value.level,
    <span class="small soft">
      {page.t(`frameworks.way.${value.way}`)} {sureness(page, value.confidence)}.{' '}
      {value.rows[0] && page.say(value.rows[0].note)}
    </span>,
  ]
}
