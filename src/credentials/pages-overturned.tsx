import { Button, Day, Facts, type Html, Instant, Note } from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { AfterAppeal, Overturned } from './types-request.ts'

const ISSUE = '/provider/issue'
/** The reason of a change that a decision on appeal asks for, in `data/status-reasons`. */
const REASON = 'appeal-decided'

/** An award whose decision was replaced, with what its issuer must see of it. */
export interface OverturnedShown {
  readonly overturned: Overturned
  readonly after: AfterAppeal
  readonly learner: string
  readonly title: Bilingual
  /** Outcomes in words, that the newer decision grants beside the first, or no longer grants. */
  readonly gained: readonly Bilingual[]
  readonly lost: readonly Bilingual[]
  /** Whether the credential can be changed so today: what isn't signed yet can't be replaced. */
  readonly isPossible: boolean
  /** Whether the reader assessed what the new edition would say, or is its learner. */
  readonly isApart: boolean
}

/** What decisions on appeal leave an issuer to do, each with the one press that leads there; nothing where there is nothing. */
export function OverturnedTasks({ page, tasks }: { page: Page; tasks: readonly OverturnedShown[] }): Html | null {
  const { t } = page
  if (tasks.length === 0) return null
  return (
    <section aria-labelledby="overturned">
      <h2 id="overturned">{t('credentials.overturned.title')}</h2>
      <p>{t('credentials.overturned.lead')}</p>
      {tasks.map((shown) => (
        <Task page={page} shown={shown} />
      ))}
    </section>
  )
}

function Task({ page, shown }: { page: Page; shown: OverturnedShown }): Html {
  const { t } = page
  const { overturned, after, gained, lost } = shown
  const { request, credentialId, follow, orderId } = overturned
  const id = `overturned-${request.id}`
  return (
    <section class="paper gap" aria-labelledby={id}>
      <h3 id={id}>{shown.learner}</h3>
      <p class="strong">{t(`credentials.overturned.result.${after.result}`)}</p>
      <Facts
        facts={[
          {
            label: t('credentials.column.credential'),
            value: <a href={page.href(`${ISSUE}/credentials/${credentialId}`)}>{page.say(shown.title)}</a>,
          },
          { label: t('credentials.overturned.first'), value: request.decreeNumber },
          { label: t('credentials.overturned.newer'), value: follow?.decreeNumber ?? null },
          {
            label: t('credentials.requests.decree-day'),
            value: follow === null ? null : <Day page={page} day={follow.decreeOn} />,
          },
          {
            label: t('credentials.overturned.since'),
            value: request.overruledAt === null ? null : <Instant page={page} at={request.overruledAt} />,
          },
        ]}
      />
      <Outcomes page={page} title={t('credentials.overturned.gained')} outcomes={gained} />
      <Outcomes page={page} title={t('credentials.overturned.lost')} outcomes={lost} />
      {orderId === null ? <NextStep page={page} shown={shown} /> : <Ordered page={page} orderId={orderId} />}
    </section>
  )
}

function Outcomes({
  page,
  title,
  outcomes,
}: {
  page: Page
  title: string
  outcomes: readonly Bilingual[]
}): Html | null {
  if (outcomes.length === 0) return null
  return (
    <>
      <p>{title}</p>
      <ul>
        {outcomes.map((outcome) => (
          <li>{page.say(outcome)}</li>
        ))}
      </ul>
    </>
  )
}

function NextStep({ page, shown }: { page: Page; shown: OverturnedShown }): Html {
  const { t } = page
  const { change } = shown.after
  if (shown.isApart || !shown.isPossible)
    return (
      <Note tone="unknown">
        <p>{t(shown.isApart ? 'credentials.requests.apart' : 'credentials.overturned.not-yet')}</p>
      </Note>
    )
  const path = `${ISSUE}/credentials/${shown.overturned.credentialId}/status-changes/${change}?reason=${REASON}`
  return (
    <>
      <p>{t(`credentials.overturned.means.${change}`)}</p>
      <Button kind={change === 'revoke' ? 'bad' : 'primary'} href={page.href(path)}>
        {t(`credentials.overturned.act.${change}`)}
      </Button>
    </>
  )
}

function Ordered({ page, orderId }: { page: Page; orderId: string }): Html {
  return (
    <Note tone="plain">
      <p>
        {page.t('credentials.overturned.ordered')}{' '}
        <a href={page.href(`${ISSUE}/orders/${orderId}`)}>{page.t('credentials.overturned.order')}</a>
      </p>
    </Note>
  )
}
