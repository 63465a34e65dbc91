import { PROGRAMME_LEVELS } from '../organisations/index.ts'
import { capital } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  type FieldGiven,
  Fields,
  FlowTable,
  type Html,
  Note,
  Paper,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Answer, type LimitWords, Provisional, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { Unverified } from './pages-unverified.tsx'
import { type Evaluation, MODES, type RuleSet } from './types.ts'

/** Who gives and ends the role of a policy owner. */
const KEEPERS: readonly string[] = ['owner', 'operator', 'policy-owner']

/** The trial form's fields, as they came in the address. */
export type TrialForm = Readonly<
  Record<
    | 'rules'
    | 'level'
    | 'total'
    | 'courses'
    | 'semester'
    | 'online'
    | 'outside'
    | 'onlineCourses'
    | 'hours'
    | 'asked'
    | 'mode'
    | 'origin'
    | 'package',
    string
  >
>

export interface RulesPageProps {
  readonly page: Page
  readonly sets: readonly RuleSet[]
  readonly words: LimitWords
  readonly today: string
  readonly form: TrialForm
  readonly trial: { readonly rules: RuleSet; readonly evaluation: Evaluation; readonly asked: number } | null
  readonly refusals: readonly Refusal[]
}

/** Every rule set in plain words, and a place to try them. */
export function RulesPage(props: RulesPageProps): Html {
  const { page, sets, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.rules.title')}
      description={t('recognition.rules.lead')}
      section="rules"
      failed={refusals.length > 0}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.rules.title')}</h1>
      <p>{t('recognition.rules.lead')}</p>
      <p>
        <a href={page.href('/frameworks')}>{t('frameworks.link')}</a> ·{' '}
        <a href={page.href('/rules/statistics')}>{t('statistics.title')}</a> ·{' '}
        <a href={page.href('/rules/licences')}>{t('licences.title')}</a> ·{' '}
        <a href={page.href('/credit/scoreboard')}>{t('bank.scoreboard.title')}</a>
      </p>
      {page.actor?.roles.some(({ role }) => KEEPERS.includes(role)) && (
        <p class="row">
          {page.actor.roles.some(({ role }) => role === 'policy-owner') && (
            <Button kind="quiet" href={page.href('/rules/drafts')}>
              {t('policy.drafts.open')}
            </Button>
          )}
          <Button kind="quiet" href={page.href('/rules/owners')}>
            {t('policy.owners.open')}
          </Button>
        </p>
      )}
      <Note tone="unknown" dashed title={t('recognition.rules.provisional')}>
        <p class="small">{t('recognition.rules.provisional-text')}</p>
      </Note>
      <FlowTable
        page={page}
        caption={t('recognition.rules.list')}
        columns={[
          { label: t('recognition.rules.name'), header: true, full: true },
          { label: t('recognition.rules.says'), full: true },
          { label: t('recognition.rules.valid') },
          { label: t('recognition.rules.source') },
        ]}
        rows={sets.map((set) => ({
          cells: [
            <a href={page.href(`/rules/${set.id}`)}>{page.say(set.name)}</a>,
            <>
              {page.say(set.summary)} <Provisional page={page} provisional={set.provisional} />{' '}
              {set.default && <Tag tone="padi">{t('recognition.rules.default')}</Tag>}
            </>,
            <Validity page={page} set={set} />,
            set.source,
          ],
        }))}
      />
      <Trial {...props} />
    </Layout>
  )
}

/** Since when and until when a rule set is in force. */
export function Validity({ page, set }: { page: Page; set: RuleSet }): Html {
  if (set.validFrom === null) return <span class="soft">{page.t('recognition.rules.no-day')}</span>
  return (
    <>
      <Day page={page} day={set.validFrom} />{' '}
      {set.validTo === null ? (
        page.t('recognition.rules.until-now')
      ) : (
        <>
          {page.t('recognition.rules.until')} <Day page={page} day={set.validTo} />
        </>
      )}
    </>
  )
}

function Trial(props: RulesPageProps): Html {
  const { page, form, refusals, trial } = props
  const t = page.t
  const given = (name: keyof TrialForm) => ({ name, label: t(`recognition.trial.${name}`), value: form[name] })
  const number = (name: keyof TrialForm, optional = false): FieldGiven => ({ as: 'count', ...given(name), optional })
  const fields = (...all: readonly FieldGiven[]) => <Fields page={page} errors={refusals} fields={all} />
  return (
    <section id="trial" aria-labelledby="trial-title">
      <h2 id="trial-title">{t('recognition.trial.title')}</h2>
      <p>{t('recognition.trial.lead')}</p>
      <div class="cols">
        <form method="get" action={`${page.href('/rules')}#trial`}>
          {fields({
            as: 'list',
            ...given('rules'),
            options: props.sets.map((set) => ({ value: set.id, label: page.say(set.name) })),
          })}
          <div class="grid">
            {fields(
              {
                as: 'list',
                ...given('level'),
                options: PROGRAMME_LEVELS.map((level) => ({ value: level, label: t(`recognition.level.${level}`) })),
              },
              number('total'),
              number('courses', true),
              number('semester'),
              number('online'),
              number('outside'),
              number('onlineCourses', true),
              number('hours'),
              number('asked'),
            )}
          </div>
          {fields(
            {
              as: 'one',
              ...given('mode'),
              options: MODES.map((mode) => ({
                value: mode,
                label: capital(page.language, t(`recognition.mode.${mode}`)),
              })),
            },
            {
              as: 'one',
              ...given('origin'),
              options: ['outside', 'own', 'other-programme'].map((from) => ({
                value: from,
                label: t(`recognition.trial.origin.${from}`),
              })),
            },
            {
              as: 'yes',
              name: 'package',
              label: t('recognition.ask.package'),
              value: form.package,
              words: t('recognition.ask.package-yes'),
            },
          )}
          <Button>{t('recognition.trial.send')}</Button>
        </form>
        {trial !== null && (
          <Paper label={t('recognition.trial.answer')}>
            <h3>{t('recognition.trial.answer')}</h3>
            <Answer page={page} evaluation={trial.evaluation} asked={trial.asked} />
            <Rooms page={page} rules={trial.rules} evaluation={trial.evaluation} words={props.words} />
            <Reasons page={page} evaluation={trial.evaluation} asked={trial.asked} />
            <Trace page={page} rules={trial.rules} evaluation={trial.evaluation} />
            <Unverified page={page} rules={trial.rules} today={props.today} />
          </Paper>
        )}
      </div>
    </section>
  )
}
