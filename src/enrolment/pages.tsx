import type { DefinitionVersion } from '../design/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Choice,
  Day,
  EmptyState,
  ErrorSummary,
  FormToken,
  type Html,
  Note,
  Paper,
  PostButton,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Batch, Enrolment } from './types.ts'

/** From one day to another. */
export function Run({ page, batch }: { page: Page; batch: Pick<Batch, 'startsOn' | 'endsOn'> }): Html {
  return (
    <>
      <Day page={page} day={batch.startsOn} /> – <Day page={page} day={batch.endsOn} />
    </>
  )
}

/** What the box beside an offering needs. */
export interface EnrolBoxData {
  /** Batches that are not over, the next first. */
  readonly batches: readonly Batch[]
  /** The seat of whoever asks, where there is one. */
  readonly seat: Enrolment | null
}

/**
 * The box beside an offering: the batches with a free seat, and the button that takes one. `headroom` is what another room
 * says about the credit account before one enrols.
 */
export function EnrolBox({ page, data, headroom }: { page: Page; data: EnrolBoxData; headroom?: Html | null }): Html {
  const free = data.batches.filter((batch) => batch.seatsTaken < batch.capacity)
  // Before one presses the button it comes first; where there is none, the state of the seat does.
  const mayEnrol = data.seat === null && free.length > 0
  return (
    <Paper label={page.t('enrolment.box')} id="daftar">
      <h2>{page.t('enrolment.box')}</h2>
      {mayEnrol && headroom}
      {data.seat !== null ? (
        <Note tone="pass">
          <p>
            <a href={page.href(`/enrolments/${data.seat.id}`)}>{page.t('enrolment.box.enrolled')}</a>
          </p>
        </Note>
      ) : free.length === 0 ? (
        <p>{page.t(data.batches.length === 0 ? 'enrolment.box.none' : 'enrolment.box.full')}</p>
      ) : page.actor === null ? (
        <>
          <BatchList page={page} batches={free} />
          <Button href={page.href(`/sign-in?next=${encodeURIComponent(page.href(page.path))}`)}>
            {page.t('enrolment.box.sign-in')}
          </Button>
        </>
      ) : (
        <form method="post" action={page.href('/enrolments')}>
          <FormToken page={page} />
          {free.length === 1 ? (
            <>
              <BatchList page={page} batches={free} />
              <input type="hidden" name="batch" value={free[0]?.id} />
            </>
          ) : (
            <Choice
              page={page}
              name="batch"
              label={page.t('enrolment.box.choose')}
              value={free[0]?.id}
              options={free.map((batch) => ({
                value: batch.id,
                label: batch.name,
                hint: <Run page={page} batch={batch} />,
              }))}
            />
          )}
          <Button>{page.t('enrolment.box.take')}</Button>
        </form>
      )}
      {!mayEnrol && headroom}
    </Paper>
  )
}

function BatchList({ page, batches }: { page: Page; batches: readonly Batch[] }): Html {
  return (
    <ul class="plain">
      {batches.map((batch) => (
        <li>
          <b>{batch.name}</b>
          <br />
          <span class="small soft">
            <Run page={page} batch={batch} /> ·{' '}
            {page.t('enrolment.seats-left', { left: batch.capacity - batch.seatsTaken })}
          </span>
        </li>
      ))}
    </ul>
  )
}

export interface SeatLine {
  readonly enrolment: Enrolment
  readonly batch: Batch
  readonly version: DefinitionVersion
}

/** `/enrolments`: one's own seats. */
export function SeatsPage({
  page,
  lines,
  refusals,
}: {
  page: Page
  lines: readonly SeatLine[]
  refusals: readonly Refusal[]
}): Html {
  return (
    <Layout
      page={page}
      title={page.t('enrolment.mine')}
      section="wallet"
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/wallet', label: page.t('wallet.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      {lines.length === 0 ? (
        <EmptyState
          level={1}
          title={page.t('enrolment.mine.none')}
          actions={<Button href={page.href('/catalogue')}>{page.t('enrolment.mine.search')}</Button>}
        >
          <p>{page.t('enrolment.mine.none-text')}</p>
        </EmptyState>
      ) : (
        <>
          <h1>{page.t('enrolment.mine')}</h1>
          {lines.map((line) => (
            <SeatCard page={page} line={line} />
          ))}
        </>
      )}
    </Layout>
  )
}

function SeatCard({ page, line: { enrolment, batch, version } }: { page: Page; line: SeatLine }): Html {
  return (
    <Paper>
      <div class="row top">
        <Ceplok id={version.definitionId} />
        <div>
          <h2 class="h3">
            <a href={page.href(`/enrolments/${enrolment.id}`)}>{page.say(version.title)}</a>
          </h2>
          <p class="small soft">
            {batch.name} · <Run page={page} batch={batch} />
          </p>
          {enrolment.withdrawnAt !== null && <Tag tone="outline">{page.t('enrolment.given-up')}</Tag>}
        </div>
      </div>
    </Paper>
  )
}

/** `/enrolments/:id`: one's own seat, and giving it up. */
export function SeatPage({
  page,
  line,
  refusals,
  taken,
  mayWithdraw,
}: {
  page: Page
  line: SeatLine
  refusals: readonly Refusal[]
  taken: boolean
  mayWithdraw: boolean
}): Html {
  const { enrolment, batch, version } = line
  return (
    <Layout
      page={page}
      title={page.say(version.title)}
      section="wallet"
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/wallet', label: page.t('wallet.title') },
        { href: '/enrolments', label: page.t('enrolment.mine') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      {taken && (
        <Note tone="pass" title={page.t('enrolment.taken.title')}>
          <p>{page.t('enrolment.taken')}</p>
        </Note>
      )}
      <div class="row top">
        <Ceplok id={version.definitionId} />
        <div>
          <h1>{page.say(version.title)}</h1>
          <p>{batch.name}</p>
          <p class="soft">
            <Run page={page} batch={batch} />
          </p>
        </div>
      </div>
      <h2 class="gap">{page.t('enrolment.seat.outcomes')}</h2>
      <ol>
        {version.outcomes.map((outcome) => (
          <li>
            {page.say(outcome.statement)}{' '}
            <span class="small soft">{page.t(`design.method.${outcome.assessment.method}`)}</span>
          </li>
        ))}
      </ol>
      {enrolment.withdrawnAt !== null ? (
        <Note>
          <p>{page.t('enrolment.given-up')}</p>
        </Note>
      ) : (
        mayWithdraw && (
          <details>
            <summary>{page.t('enrolment.withdraw.ask')}</summary>
            <p>{page.t('enrolment.withdraw.text')}</p>
            <PostButton page={page} action={`/enrolments/${enrolment.id}/withdrawal`} kind="bad">
              {page.t('enrolment.withdraw')}
            </PostButton>
          </details>
        )
      )}
    </Layout>
  )
}
