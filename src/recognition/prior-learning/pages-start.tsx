import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Guideline } from './library.ts'
import { AskedNote } from './pages-assess.tsx'
import { StateWord } from './pages-words.tsx'
import { type Application, ROUTES, type State } from './types.ts'

/** The way to the account. */
export const CRUMBS = (page: Page) => [
  { href: '/credit', label: page.t('recognition.crumb.credit') },
  { href: '/rpl', label: page.t('rpl.queue.link') },
]

/** An application for lists. */
export interface ApplicationLine {
  readonly application: Application
  readonly aim: Bilingual
  readonly organisation: string
  readonly state: State
}

/** Something that can be applied for: `value` is the form's. */
export interface TargetOption {
  readonly value: string
  readonly label: string
}

/** `/rpl`: what it is, one's own applications, and the start of a new one. */
export function StartPage(props: {
  page: Page
  /** Portfolios that this person is asked to assess. */
  asked: number
  guideline: Guideline | null
  lines: readonly ApplicationLine[]
  targets: readonly TargetOption[]
  values: { readonly route: string; readonly target: string }
  errors: readonly Refusal[]
}): Html {
  const { page, guideline, lines, targets, values, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('rpl.title')}
      section="credit"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={CRUMBS(page).slice(0, 1)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('rpl.title')}</h1>
      <p>{t('rpl.lead')}</p>
      {props.asked > 0 && <AskedNote page={page} asked={props.asked} />}
      {lines.length > 0 && (
        <>
          <h2>{t('rpl.own')}</h2>
          <FlowTable
            page={page}
            caption={t('rpl.own')}
            captionHidden
            columns={[
              { label: t('rpl.facts.aim'), header: true, full: true },
              { label: t('rpl.column.where'), full: true },
              { label: t('rpl.column.state') },
              { label: t('rpl.facts.due') },
            ]}
            rows={lines.map(({ application, aim, organisation, state }) => ({
              cells: [
                <a href={page.href(`/rpl/${application.id}`)}>{page.say(aim)}</a>,
                organisation,
                <StateWord page={page} state={state} />,
                application.dueOn === null ? '' : <Day page={page} day={application.dueOn} />,
              ],
            }))}
          />
        </>
      )}
      <h2>{t('rpl.new')}</h2>
      {guideline === null ? (
        <Note tone="unknown" title={t('rpl.no-guideline')} />
      ) : (
        <PostForm page={page} action="/rpl">
          <Choice
            page={page}
            name="route"
            label={t('rpl.field.route')}
            value={values.route}
            errors={errors}
            options={ROUTES.map((route) => ({
              value: route,
              label: t(`rpl.route.${route}`),
              hint: t(`rpl.route.${route}.hint`, {
                label: guideline.routes.find(({ id }) => id === route)?.olderLabel ?? '',
              }),
            }))}
          />
          <Select
            page={page}
            name="target"
            label={t('rpl.field.target')}
            hint={t('rpl.field.target.hint')}
            value={values.target}
            errors={errors}
            empty={t('rpl.field.target.empty')}
            options={targets}
          />
          <Button>{t('rpl.start')}</Button>
        </PostForm>
      )}
      {guideline !== null && <GuidelineNote page={page} guideline={guideline} />}
    </Layout>
  )
}

/** What the rules rest on, and how sure we are. */
export function GuidelineNote({ page, guideline }: { page: Page; guideline: Guideline }): Html {
  const t = page.t
  return (
    <>
      <h2 class="h3">{t('rpl.guideline.title')}</h2>
      <Note tone={guideline.provisional ? 'unknown' : 'plain'} dashed small>
        <p>
          <a href={page.href(`/rules/${guideline.ruleSet}`)}>{page.say(guideline.name)}</a>: {guideline.source}.{' '}
          {guideline.provisional && t('rpl.guideline.provisional')}
        </p>
        {guideline.notes.map((note) => (
          <p>{page.say(note)}</p>
        ))}
      </Note>
    </>
  )
}
