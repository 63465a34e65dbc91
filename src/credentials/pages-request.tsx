import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  Facts,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostForm,
  refusalText,
  Textarea,
  type Tone,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type OverturnedShown, OverturnedTasks } from './pages-overturned.tsx'
import { requestState } from './rules.ts'
import type { AwardRequest, RequestState } from './types-request.ts'

export const REQUESTS = '/provider/issue/requests'
const ISSUE = '/provider/issue'
const TONES: Readonly<Record<RequestState, Tone>> = {
  waiting: 'unknown',
  approved: 'pass',
  declined: 'fail',
  overruled: 'plain',
}

/** A request with what the issuer must see of it. */
export interface RequestShown {
  readonly request: AwardRequest
  readonly learner: string
  readonly title: Bilingual
  /** The outcomes that were shown, in words. */
  readonly outcomes: readonly Bilingual[]
  /** Why the organisation may not issue it today. */
  readonly against: readonly Refusal[]
  /** Whether the reader assessed it, or is its learner. */
  readonly isApart: boolean
}

/** `/provider/issue/requests`: awards that decisions on prior learning ask for. */
export function RequestsPage(props: {
  page: Page
  organisation: string
  requests: readonly RequestShown[]
  /** Awards that stand though their decision was replaced. */
  overturned: readonly OverturnedShown[]
  /** The request whose form was refused, with what was typed. */
  typed: { readonly id: string; readonly reason: string } | null
  refusals: readonly Refusal[]
  told: 'approved' | 'declined' | null
}): Html {
  const { page, requests, told } = props
  const { t } = page
  const waiting = requests.filter(({ request }) => requestState(request) === 'waiting')
  const rest = requests.filter((one) => !waiting.includes(one))
  return (
    <Layout
      page={page}
      title={t('credentials.requests.title')}
      section="provider"
      room
      noindex
      narrow
      failed={props.refusals.length > 0}
      switchPath={REQUESTS}
      breadcrumb={[{ href: ISSUE, label: t('credentials.issue.title') }]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <h1>{t('credentials.requests.title')}</h1>
      <p class="soft">{props.organisation}</p>
      <p>{t('credentials.requests.lead')}</p>
      {told !== null && <Note tone="pass" title={t(`credentials.requests.told.${told}`)} />}
      {requests.length === 0 && props.overturned.length === 0 && (
        <EmptyState title={t('credentials.requests.none')}>
          <p>{t('credentials.requests.none-next')}</p>
        </EmptyState>
      )}
      <OverturnedTasks page={page} tasks={props.overturned} />
      {waiting.length > 0 && <h2>{t('credentials.requests.state.waiting')}</h2>}
      {waiting.map((one) => (
        <Waiting {...props} shown={one} />
      ))}
      {rest.length > 0 && <Answered page={page} rows={rest} />}
    </Layout>
  )
}

function Waiting(props: {
  page: Page
  shown: RequestShown
  typed: { readonly id: string; readonly reason: string } | null
  refusals: readonly Refusal[]
}): Html {
  const { page, shown } = props
  const { t } = page
  const { request } = shown
  const typed = props.typed?.id === request.id ? props.typed.reason : null
  const action = `${REQUESTS}/${request.id}`
  return (
    <section class="paper gap" aria-labelledby={`request-${request.id}`}>
      <h3 id={`request-${request.id}`}>{shown.learner}</h3>
      <Facts
        facts={[
          { label: t('credentials.column.credential'), value: page.say(shown.title) },
          { label: t('credentials.requests.decree'), value: request.decreeNumber },
          { label: t('credentials.requests.decree-day'), value: <Day page={page} day={request.decreeOn} /> },
          { label: t('credentials.column.asked'), value: <Instant page={page} at={request.askedAt} /> },
        ]}
      />
      <details>
        <summary>{t('credentials.requests.shown', { count: shown.outcomes.length })}</summary>
        <ul>
          {shown.outcomes.map((outcome) => (
            <li>{page.say(outcome)}</li>
          ))}
        </ul>
      </details>
      <Against page={page} against={shown.against} />
      {shown.isApart && (
        <Note tone="unknown">
          <p>{t('credentials.requests.apart')}</p>
        </Note>
      )}
      {!shown.isApart && (
        <>
          {shown.against.length === 0 && (
            <PostForm page={page} action={action}>
              <p>{t('credentials.requests.approve-means')}</p>
              <Button name="do" value="approve">
                {t('credentials.requests.approve')}
              </Button>
            </PostForm>
          )}
          <details open={typed !== null}>
            <summary>{t('credentials.requests.decline-instead')}</summary>
            <PostForm page={page} action={action}>
              <Textarea
                page={page}
                name="reason"
                label={t('credentials.column.reason')}
                hint={t('credentials.requests.reason-hint')}
                value={typed ?? ''}
                errors={typed === null ? [] : props.refusals}
                rows={3}
                maxlength={500}
              />
              <Button name="do" value="decline" kind="quiet">
                {t('credentials.requests.decline')}
              </Button>
            </PostForm>
          </details>
        </>
      )}
    </section>
  )
}

/** Why the organisation may not issue it, and what to do; nothing where it may. */
export function Against({ page, against }: { page: Page; against: readonly Refusal[] }): Html | null {
  if (against.length === 0) return null
  return (
    <Note tone="warn" title={page.t('credentials.requests.against')}>
      <ul>
        {against.map((one) => {
          const { message, next } = refusalText(page, one)
          return (
            <li>
              {message}. {next}
            </li>
          )
        })}
      </ul>
    </Note>
  )
}

function Answered({ page, rows }: { page: Page; rows: readonly RequestShown[] }): Html {
  const { t } = page
  return (
    <section>
      <h2>{t('credentials.requests.answered')}</h2>
      <FlowTable
        page={page}
        caption={t('credentials.requests.answered')}
        captionHidden
        columns={[
          { label: t('credentials.column.name'), header: true, full: true },
          { label: t('credentials.column.credential'), full: true },
          { label: t('credentials.column.state'), full: true },
        ]}
        rows={rows.map(({ request, learner, title }) => {
          const state = requestState(request)
          return {
            cells: [
              learner,
              request.credentialId === null ? (
                page.say(title)
              ) : (
                <a href={page.href(`${ISSUE}/credentials/${request.credentialId}`)}>{page.say(title)}</a>
              ),
              <>
                <Finding tone={TONES[state]}>{t(`credentials.requests.state.${state}`)}</Finding>
                {request.reason !== null && <div class="small soft">{request.reason}</div>}
                {state === 'approved' && request.overruledAt !== null && (
                  <div class="small">
                    <Finding tone="warn">{t('credentials.requests.overruled')}</Finding>
                  </div>
                )}
              </>,
            ],
          }
        })}
      />
    </section>
  )
}
