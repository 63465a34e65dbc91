import type { Organisation } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Note,
  Select,
  type Tone,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { CLASSES } from '../types.ts'
import type { Application, ApplicationState } from './types.ts'

/** An application with where it stands, for lists. */
export interface ApplicationLine {
  readonly application: Application
  readonly organisation: string
  readonly state: ApplicationState
}

const TONES: Readonly<Record<ApplicationState, Tone>> = {
  draft: 'plain',
  submitted: 'unknown',
  appealed: 'unknown',
  listed: 'pass',
  refused: 'fail',
  'refused-finally': 'fail',
}

/** Where an application stands, with its sign and colour. */
export function ApplicationStateWord({ page, state }: { page: Page; state: ApplicationState }): Html {
  return <Finding tone={TONES[state]}>{page.t(`register.state.${state}`)}</Finding>
}

/** `/register/apply`: how to be listed, one's own applications, and the start of a new one. */
export function ApplyPage(props: {
  page: Page
  organisations: readonly Organisation[]
  lines: readonly ApplicationLine[]
  values: { readonly organisation: string; readonly class: string }
  errors: readonly Refusal[]
}): Html {
  const { page, organisations, lines, values, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('register.apply.title')}
      section="register"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.apply.title')}</h1>
      <p>{t('register.apply.lead')}</p>
      {lines.length > 0 && (
        <>
          <h2>{t('register.apply.own')}</h2>
          <FlowTable
            page={page}
            caption={t('register.apply.own')}
            captionHidden
            columns={[
              { label: t('register.column.organisation'), header: true, full: true },
              { label: t('trust.column.class') },
              { label: t('register.column.state') },
              { label: t('register.column.due') },
            ]}
            rows={lines.map(({ application, organisation, state }) => ({
              cells: [
                <a href={page.href(`/register/apply/${application.id}`)}>{organisation}</a>,
                t(`trust.class.${application.class}`),
                <ApplicationStateWord page={page} state={state} />,
                application.dueOn === null ? '' : <Day page={page} day={application.dueOn} />,
              ],
            }))}
          />
        </>
      )}
      {organisations.length === 0 ? (
        <Note tone="unknown" title={t('register.apply.no-organisation')}>
          <p>{t('register.apply.no-organisation-next')}</p>
        </Note>
      ) : (
        <form method="post" action={page.href('/register/apply')}>
          <h2>{t('register.apply.new')}</h2>
          <FormToken page={page} />
          <Select
            page={page}
            name="organisation"
            label={t('register.column.organisation')}
            value={values.organisation}
            errors={errors}
            options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Choice
            page={page}
            name="class"
            label={t('register.apply.class')}
            value={values.class || 'issuer'}
            errors={errors}
            options={CLASSES.map((one) => ({
              value: one,
              label: t(`trust.class.${one}`),
              hint: t(`register.class.${one}.hint`),
            }))}
          />
          <Button>{t('register.apply.start')}</Button>
        </form>
      )}
    </Layout>
  )
}
