import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  EmptyState,
  ErrorSummary,
  Field,
  Fields,
  Finding,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { CaseFacts, ClaimTable, EvidenceLine } from './pages-words.tsx'
import { type Application, type Appointment, type Claim, FLAGS, METHODS, type Report, type Whole } from './types.ts'

const HOME_CRUMBS = (page: Page) => [{ href: '/assess', label: page.t('assessment.title') }]
const CRUMBS = (page: Page) => [...HOME_CRUMBS(page), { href: '/assess/rpl', label: page.t('rpl.assess.title') }]

/** How many portfolios wait for somebody's report, and the way there. */
export function AskedNote({ page, asked }: { page: Page; asked: number }): Html {
  const t = page.t
  return (
    <Note tone="plain" title={t('rpl.asked', { count: asked })}>
      <p>
        <a href={page.href('/assess/rpl')}>{t('rpl.assess.title')}</a>
      </p>
    </Note>
  )
}

/** `/assess/rpl`: the cases in which somebody has a place. */
export function AssessListPage(props: {
  page: Page
  lines: readonly {
    readonly application: Application
    readonly appointment: Appointment
    readonly aim: Bilingual
    readonly organisation: string
    readonly reported: boolean
  }[]
}): Html {
  const { page, lines } = props
  const t = page.t
  return (
    <Layout page={page} title={t('rpl.assess.title')} section="assess" room noindex breadcrumb={HOME_CRUMBS(page)}>
      <h1>{t('rpl.assess.title')}</h1>
      {lines.length === 0 ? (
        <EmptyState title={t('rpl.assess.empty')}>
          <p>{t('rpl.assess.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('rpl.assess.title')}
          captionHidden
          columns={[
            { label: t('rpl.facts.aim'), header: true, full: true },
            { label: t('rpl.column.where'), full: true },
            { label: t('rpl.places.place') },
            { label: t('rpl.column.state') },
            { label: t('rpl.facts.due') },
          ]}
          rows={lines.map(({ application, appointment, aim, organisation, reported }) => ({
            cells: [
              <a href={page.href(`/assess/rpl/${application.id}`)}>{page.say(aim)}</a>,
              organisation,
              t(`rpl.part.${appointment.part}`),
              <Finding tone={reported ? 'pass' : 'unknown'}>
                {t(
                  reported
                    ? 'rpl.places.reported'
                    : appointment.declaredAt === null
                      ? 'rpl.assess.answer'
                      : 'rpl.assess.report',
                )}
              </Finding>,
              application.dueOn === null ? '' : <Day page={page} day={application.dueOn} />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

/** What an assessor typed. */
export interface ReportValues {
  readonly flags: (evidenceId: string) => readonly string[]
  readonly note: (evidenceId: string) => string
  readonly opinion: (claimId: string) => string
  readonly method: (claimId: string) => string
  readonly reason: (claimId: string) => string
}

export interface AssessProps {
  readonly page: Page
  readonly whole: Whole
  readonly place: Appointment
  readonly aim: Bilingual
  readonly organisation: string
  readonly applicant: string
  readonly claims: readonly Claim[]
  readonly report: Report | null
  readonly values: ReportValues
  readonly declaring: { readonly answer: string; readonly note: string }
  readonly errors: readonly Refusal[]
}

/** `/assess/rpl/:id`: first the question about conflicts of interest, then the portfolio and the report. */
export function AssessPage(props: AssessProps): Html {
  const { page, place, report, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('rpl.assess.case')}
      section="assess"
      room
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('rpl.assess.case')}</h1>
      <p class="soft">{t('rpl.assess.as', { part: t(`rpl.part.${place.part}`) })}</p>
      <CaseFacts
        page={page}
        application={props.whole.application}
        aim={props.aim}
        organisation={props.organisation}
        applicant={props.applicant}
      />
      {place.conflict === null ? (
        <ConflictForm {...props} />
      ) : report === null ? (
        <ReportForm {...props} />
      ) : (
        <Given {...props} report={report} />
      )}
    </Layout>
  )
}

function ConflictForm({ page, whole, declaring, errors }: AssessProps): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`/assess/rpl/${whole.application.id}/declaration`}>
      <h2>{t('rpl.conflict.title')}</h2>
      <p>{t('rpl.conflict.lead')}</p>
      <Choice
        page={page}
        name="conflict"
        label={t('rpl.conflict.question')}
        value={declaring.answer}
        errors={errors}
        options={[
          { value: 'none', label: t('rpl.conflict.none') },
          { value: 'conflict', label: t('rpl.conflict.some'), hint: t('rpl.conflict.some.hint') },
        ]}
      />
      <Textarea
        page={page}
        name="note"
        label={t('rpl.conflict.note')}
        value={declaring.note}
        errors={errors}
        rows={3}
        maxlength={2_000}
        optional
      />
      <Button>{t('rpl.conflict.button')}</Button>
    </PostForm>
  )
}

function ReportForm(props: AssessProps): Html {
  const { page, whole, place, claims, values, errors } = props
  const t = page.t
  const { application, evidence } = whole
  const needed = evidence.filter(({ id }) => claims.some((claim) => claim.evidenceIds.includes(id)))
  return (
    <>
      {application.stated.story !== '' && (
        <>
          <h2>{t('rpl.field.story')}</h2>
          <p>{application.stated.story}</p>
        </>
      )}
      {place.part === 'third' && (
        <Note tone="warn" title={t('rpl.third.title')}>
          <p>{t('rpl.third.text')}</p>
        </Note>
      )}
      <PostForm page={page} action={`/assess/rpl/${application.id}/report`}>
        <h2>{t('rpl.portfolio.title')}</h2>
        <p>{t('rpl.flags.lead')}</p>
        {needed.map((one) => (
          <section class="paper small gap" aria-label={one.title}>
            <EvidenceLine page={page} evidence={one} filePath={`/assess/rpl/${application.id}/evidence`} />
            <Choice
              page={page}
              type="checkbox"
              name={`flags-${one.id}`}
              label={t('rpl.flags.title')}
              values={values.flags(one.id)}
              options={FLAGS.map((flag) => ({
                value: flag,
                label: t(`rpl.flag.${flag}`),
                hint: t(`rpl.flag.${flag}.hint`),
              }))}
            />
            <Field
              page={page}
              name={`note-${one.id}`}
              label={t('rpl.flags.note')}
              value={values.note(one.id)}
              maxlength={2_000}
              optional
            />
          </section>
        ))}
        <h2>{t('rpl.opinions.title')}</h2>
        <p>{t('rpl.opinions.lead')}</p>
        {claims.map((claim) => (
          <ClaimFields page={page} claim={claim} evidence={needed} values={values} errors={errors} />
        ))}
        <p class="small soft">{t('rpl.opinions.final')}</p>
        <Button>{t('rpl.opinions.button')}</Button>
      </PostForm>
    </>
  )
}

function ClaimFields({
  page,
  claim,
  evidence,
  values,
  errors,
}: Pick<AssessProps, 'page' | 'values' | 'errors'> & { claim: Claim; evidence: Whole['evidence'] }): Html {
  const t = page.t
  const shown = evidence.filter(({ id }) => claim.evidenceIds.includes(id)).map(({ title }) => title)
  return (
    <section class="paper small" aria-label={page.say(claim.title)}>
      <h3>{page.say(claim.title)}</h3>
      <p class="small">
        {t('rpl.opinions.says', { self: t(`rpl.self.${claim.self}`) })} {claim.reason}
        <br />
        {t('rpl.claims.evidence')}: {shown.join(', ')}
      </p>
      <Fields
        page={page}
        errors={errors}
        fields={[
          {
            as: 'one',
            name: `opinion-${claim.id}`,
            label: t('rpl.opinion.question'),
            value: values.opinion(claim.id),
            options: ['yes', 'no'].map((one) => ({ value: one, label: t(`rpl.opinion.${one}`) })),
          },
          {
            as: 'list',
            name: `method-${claim.id}`,
            label: t('rpl.opinion.method'),
            value: values.method(claim.id),
            empty: t('rpl.choose'),
            options: METHODS.map((one) => ({ value: one, label: t(`rpl.method.${one}`) })),
          },
          {
            as: 'text',
            name: `reason-${claim.id}`,
            label: t('rpl.opinion.reason'),
            value: values.reason(claim.id),
            rows: 3,
            most: 2_000,
          },
        ]}
      />
    </section>
  )
}

function Given({ page, whole, claims, report }: AssessProps & { report: Report }): Html {
  const t = page.t
  return (
    <>
      <Note tone="pass" title={t('rpl.given.title')}>
        <p>{t('rpl.given.text')}</p>
      </Note>
      <ClaimTable
        page={page}
        claims={claims.filter(({ id }) => report.opinions.some(({ claimId }) => claimId === id))}
        evidence={whole.evidence}
        last={{
          label: t('rpl.given.yours'),
          of: (claim) => {
            const yes = report.opinions.find(({ claimId }) => claimId === claim.id)?.recommended === true
            return <Finding tone={yes ? 'pass' : 'fail'}>{t(yes ? 'rpl.opinion.yes' : 'rpl.opinion.no')}</Finding>
          },
        }}
      />
    </>
  )
}
