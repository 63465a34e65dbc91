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
  Sums,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { Movements } from './pages-statement.tsx'
import type { AccountView, Balance, Movement, Reservation, RoomShown } from './types.ts'
import type { Flag, StackNote } from './types-stack.ts'

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
  /** What waits for a decision, what expires first first. */
  readonly reservations: readonly Reservation[]
  /** Codes of the movements that the learner shows, by transaction id. */
  readonly codes: ReadonlyMap<string, string>
  /** What has to do with larger credentials, by transaction id. */
  readonly notes: ReadonlyMap<string, readonly StackNote[]>
  /** Flags of the learner's own counted credit that wait for an institution. */
  readonly flags: readonly Flag[]
  /** Of an empty account: whom the learner learns with, and the ISO day of their last posting for anybody. */
  readonly why: readonly { readonly name: string; readonly lastOn: string | null }[]
  /** Shows every movement, however many. */
  readonly all: boolean
}

/** The learner's account as a bank statement that people can read. */
export function CreditPage(props: CreditPageProps): Html {
  const { page, view, balance } = props
  const t = page.t
  const ready = balance.sks
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
          {props.why.length > 0 && (
            <ul>
              {props.why.map(({ name, lastOn }) => (
                <li>
                  {lastOn === null
                    ? t('bank.empty.never', { organisation: name })
                    : t('bank.empty.since', { organisation: name, day: formatDay(page.language, lastOn) })}
                </li>
              ))}
            </ul>
          )}
          <p>
            <a href={page.href('/credit/scoreboard')}>{t('bank.empty.scoreboard')}</a>
          </p>
        </EmptyState>
      ) : (
        <Paper>
          <Sums
            sums={[
              { label: t('bank.sum.counted'), value: formatSks(page.language, balance.usedSks) },
              { label: t('bank.sum.pending'), value: formatSks(page.language, balance.reservedSks) },
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
      {ready > 0 && (
        <p class="row">
          <Button href={page.href('/credit/requests/new')}>{t('bank.ask', { sks: ready })}</Button>
          <a href={page.href('/credit/requests')}>{t('bank.requests')}</a>
        </p>
      )}
      {props.flags.length > 0 && (
        <Note tone="unknown" title={t('bank.flagged.title')}>
          <p>{t('bank.flagged.text', { sks: props.flags.reduce((sum, { sks }) => sum + sks, 0) })}</p>
        </Note>
      )}
      <Expiring {...props} />
      <Rooms page={page} view={view} />
      {props.movements.length > 0 && <Movements {...props} />}
      {props.movements.length > 0 && (
        <section>
          <h2>{t('bank.take.title')}</h2>
          <p>{t('bank.take.text')}</p>
          <p class="row">
            <Button kind="quiet" href={page.href('/credit/statement.pdf')}>
              {t('bank.take.pdf')}
            </Button>
            <Button kind="quiet" href={page.href('/credit/statement.json')}>
              {t('bank.take.credential')}
            </Button>
            <a href={page.href('/credit/scoreboard')}>{t('bank.scoreboard.link')}</a>
          </p>
          <p class="small soft">{t('bank.foot')}</p>
        </section>
      )}
    </Layout>
  )
}

/** What is reserved, for whom, and when it ends by itself. */
function Expiring({ page, reservations, organisations }: CreditPageProps): Html | null {
  const t = page.t
  if (reservations.length === 0) return null
  return (
    <section>
      <h2>{t('bank.expiring.title')}</h2>
      <ul class="plain">
        {reservations.map((held) => (
          <li>
            <b class="num">{formatSks(page.language, held.sks)}</b>{' '}
            {t('bank.expiring.at', { organisation: organisations.get(held.organisationId) ?? '' })}{' '}
            <Day page={page} day={dayOf(held.expiresAt)} />
          </li>
        ))}
      </ul>
      <p class="small soft">{t('bank.expiring.text')}</p>
    </section>
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
      <PriorRooms page={page} view={view} />
      <p class="small soft">
        {t(view.linkState === 'none' ? 'bank.room.rules-default' : 'bank.room.rules')}{' '}
        <a href={page.href(`/rules/${view.ruleSetId}`)}>{page.say(view.ruleSetName)}</a>.
      </p>
    </section>
  )
}

/** What prior learning may still bring, programme by programme: also where somebody is no student yet. */
function PriorRooms({ page, view }: { page: Page; view: AccountView }): Html | null {
  const { t } = page
  if (view.priorRooms.length === 0) return null
  return (
    <div class="grid halves">
      {view.priorRooms.map(({ programme, organisationName, room, isStated, ruleSetId, ruleSetName }) => (
        <Headroom
          page={page}
          title={`${page.say(room.name)}: ${page.say(programme)}`}
          counted={room.used ?? 0}
          reserved={room.pending}
          limit={room.most ?? 0}
          rule={page.say(room.rule)}
        >
          <p>{organisationName}</p>
          <p>{t(isStated ? 'bank.room.prior-learning' : 'bank.room.prior-learning.own')}</p>
          <p>
            <a href={page.href(`/rules/${ruleSetId}`)}>{page.say(ruleSetName)}</a>
          </p>
          {room.provisional && (
            <p>
              <Tag tone="outline">{t('bank.room.provisional')}</Tag> {t('bank.room.provisional-text')}
            </p>
          )}
        </Headroom>
      ))}
    </div>
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
