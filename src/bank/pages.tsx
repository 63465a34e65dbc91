import { dayOf } from '../platform/clock.ts'
import { formatDay, formatNumber, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  Finding,
  Headroom,
  type Html,
  Note,
  Paper,
  Statement,
  Sums,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { AccountView, Balance, Movement, RoomShown } from './types.ts'

export interface CreditPageProps {
  readonly page: Page
  readonly name: string
  /** ISO day of the statement. */
  readonly day: string
  readonly balance: Balance
  readonly movements: readonly Movement[]
  readonly view: AccountView
  /** Names of the organisations in the movements, by id. */
  readonly organisations: ReadonlyMap<string, string>
}

/** The learner's account as a bank statement that people can read. */
export function CreditPage(props: CreditPageProps): Html {
  const { page, view, balance } = props
  const t = page.t
  const pending = view.pending.reduce((sum, { sks }) => sum + sks, 0)
  const ready = Math.max(0, balance.sks - pending)
  return (
    <Layout page={page} title={t('bank.title')} section="credit" noindex>
      <div class="row">
        <div>
          <h1>{t('bank.title')}</h1>
          <p class="soft num">{t('bank.as-of', { name: props.name, day: formatDay(page.language, props.day) })}</p>
        </div>
      </div>
      {props.movements.length === 0 ? (
        <EmptyState
          title={t('bank.empty.title')}
          actions={
            <>
              <Button href={page.href('/catalogue')}>{t('bank.empty.catalogue')}</Button>
              <a href={page.href('/wallet')}>{t('bank.empty.wallet')}</a>
            </>
          }
        >
          <p>{t('bank.empty.text')}</p>
          <p>{t('bank.empty.why')}</p>
        </EmptyState>
      ) : (
        <Paper>
          <Sums
            sums={[
              { label: t('bank.sum.counted'), value: formatSks(page.language, balance.usedSks) },
              { label: t('bank.sum.pending'), value: formatSks(page.language, pending) },
              { label: t('bank.sum.ready'), value: formatSks(page.language, ready) },
            ]}
          />
          {view.programme !== null && (
            <p class="small">
              {t('bank.sum.programme')}: <b>{page.say(view.programme.name)}</b> ({view.programme.level}),{' '}
              {formatSks(page.language, view.programme.totalSks)}. {view.programme.organisationName}
            </p>
          )}
        </Paper>
      )}
      <Rooms page={page} view={view} />
      {props.movements.length > 0 && <Movements {...props} />}
      {ready > 0 && (
        <p class="row">
          <Button href={page.href('/credit/requests/new')}>{t('bank.ask', { sks: ready })}</Button>
          <a href={page.href('/credit/requests')}>{t('bank.requests')}</a>
        </p>
      )}
      {props.movements.length > 0 && <p class="small soft">{t('bank.foot')}</p>}
    </Layout>
  )
}

function Rooms({ page, view }: { page: Page; view: AccountView }): Html {
  const t = page.t
  return (
    <section>
      <h2>{t('bank.room.title')}</h2>
      {view.linkState !== 'confirmed' && (
        <Note tone="unknown" dashed title={t('bank.room.unknown')}>
          <p>{t(`bank.room.link.${view.linkState}`)}</p>
          <p>
            <a href={page.href('/wallet/study')}>
              {t(view.linkState === 'none' ? 'bank.room.link-now' : 'bank.room.link-see')}
            </a>
          </p>
        </Note>
      )}
      {view.linkState === 'confirmed' && (
        <div class="grid halves">
          {view.rooms.map((room) => (
            <Room page={page} room={room} />
          ))}
        </div>
      )}
      {view.linkState === 'confirmed' && view.rooms.length === 0 && <p>{t('bank.room.none')}</p>}
      <p class="small soft">
        {t(view.linkState === 'none' ? 'bank.room.rules-default' : 'bank.room.rules')}{' '}
        <a href={page.href(`/rules/${view.ruleSetId}`)}>{page.say(view.ruleSetName)}</a>.
      </p>
    </section>
  )
}

function Room({ page, room }: { page: Page; room: RoomShown }): Html {
  const { t } = page
  const provisional = room.provisional && (
    <p>
      <Tag tone="outline">{t('bank.room.provisional')}</Tag> {t('bank.room.provisional-text')}
    </p>
  )
  if (room.most === null || room.used === null) {
    return (
      <section class="headroom">
        <h3>{page.say(room.name)}</h3>
        <p>
          <Finding tone="unknown">{t('bank.room.courses-unknown')}</Finding>
        </p>
        <p class="small">
          <a href={page.href('/wallet/study')}>{t('bank.room.state-courses')}</a>{' '}
          <span class="soft">({page.say(room.rule)})</span>
        </p>
      </section>
    )
  }
  if (room.base === 'courses') {
    return (
      <section class="headroom">
        <h3>{page.say(room.name)}</h3>
        <p class="num">
          <b class="sum">{formatNumber(page.language, room.left ?? 0)}</b> {t('bank.room.courses-left')}
        </p>
        <p class="small num">
          {t('bank.room.courses-figures', { used: room.used, pending: room.pending, most: room.most })}{' '}
          <span class="soft">({page.say(room.rule)})</span>
        </p>
        {provisional}
      </section>
    )
  }
  return (
    <Headroom
      page={page}
      title={page.say(room.name)}
      counted={room.used}
      reserved={room.pending}
      limit={room.most}
      rule={page.say(room.rule)}
    >
      <p>{t(`bank.room.${room.limit}`)}</p>
      {provisional}
    </Headroom>
  )
}

/** Wishes that a campus is deciding: hatched, and already taken off what is ready. Newest first. */
function heldRows(page: Page, view: AccountView, balanceSks: number) {
  let left = balanceSks
  const oldestFirst = view.pending.toSorted((a, b) => (a.askedOn < b.askedOn ? -1 : 1))
  return oldestFirst
    .map((wish) => {
      left = Math.max(0, left - wish.sks)
      return {
        day: wish.askedOn,
        what: (
          <>
            <b>{page.t('bank.kind.asked')}</b> {wish.organisationName}
          </>
        ),
        detail: (
          <>
            <a href={page.href(`/credit/requests/${wish.requestId}`)}>{page.say(wish.title)}</a>,{' '}
            {page.t('bank.pending.until')} <Day page={page} day={wish.dueOn} />
          </>
        ),
        held: wish.sks,
        balance: left,
      }
    })
    .toReversed()
}

function Movements({ page, movements, balance, organisations, view }: CreditPageProps): Html {
  const t = page.t
  const held = heldRows(page, view, balance.sks)
  const shown = movements.toReversed().map((movement) => {
    const verb = verbOf(movement)
    const received = verb === 'deposit' || verb === 'transfer'
    const organisation =
      organisations.get(movement.reason.organisationId ?? movement.reason.issuerOrganisationId ?? '') ?? ''
    const title = movement.reason.title === undefined ? '' : page.say(movement.reason.title)
    return {
      day: dayOf(movement.postedAt),
      what: (
        <>
          <b>{t(`bank.kind.${verb}`)}</b> {received ? title : organisation}
        </>
      ),
      detail: received
        ? t(`bank.detail.${verb}`, {
            organisation,
            sks: Math.max(movement.sks, 0),
            minutes: Math.round(minutesIn(movement) / 60),
          })
        : t(`bank.detail.${verb}`, { title }),
      number: t('bank.number', { number: String(movement.number).padStart(4, '0') }),
      in: received || verb === 'withdrawn' || verb === 'passed' ? movement.sks : undefined,
      out: movement.usedSks,
      balance: movement.balanceSks,
    }
  })
  return (
    <section>
      <h2>{t('bank.movements')}</h2>
      <Statement
        page={page}
        caption={t('bank.movements')}
        movements={[...held, ...shown]}
        totals={{ in: balance.depositedSks, out: balance.usedSks, balance: held[0]?.balance ?? balance.sks }}
      />
    </section>
  )
}

/** What a movement is called: a correction by what it took back, a transfer by its direction. */
function verbOf({ kind, usedSks, correctsId }: Movement): string {
  if (kind === 'reverse') return usedSks < 0 ? 'reversed' : 'withdrawn'
  return kind === 'transfer' && correctsId !== null ? 'passed' : kind
}

const minutesIn = (movement: Movement): number =>
  movement.entries.filter(({ account }) => account === 'learner').reduce((sum, { minutes }) => sum + minutes, 0)
