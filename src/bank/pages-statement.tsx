import { dayOf } from '../platform/clock.ts'
import { formatDay, formatInstant, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Breadcrumb,
  Button,
  Day,
  Facts,
  Finding,
  type Html,
  Note,
  Paper,
  PostButton,
  Statement,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { CreditPageProps } from './pages.tsx'
import { CREDIT_UNIT, noteWords, verbOf, wordOf } from './rules.ts'
import type { AccountView, Movement } from './types.ts'

/** Movements on the page at once; the rest is one link away. */
const SHOWN_MOST = 200

/** Wishes of whose units none are reserved (any more): only asked for. Newest first. */
function askedRows(page: Page, view: AccountView, reserved: ReadonlySet<string>, balance: number) {
  return view.pending
    .filter(({ requestId }) => !reserved.has(requestId))
    .toSorted((a, b) => (a.askedOn < b.askedOn ? 1 : -1))
    .map((wish) => ({
      day: wish.askedOn,
      what: (
        <>
          <b>{page.t('bank.kind.asked')}</b> {wish.organisationName}
        </>
      ),
      detail: (
        <>
          <a href={page.href(`/credit/requests/${wish.requestId}`)}>{page.say(wish.title)}</a>,{' '}
          {page.t('bank.pending.not-reserved', { sks: wish.sks })}
        </>
      ),
      balance,
    }))
}

/** The movements as a bank statement, newest first. */
export function Movements(props: CreditPageProps): Html {
  const { page, movements, balance, view, reservations } = props
  const t = page.t
  const waiting = new Set(reservations.map(({ requestId }) => requestId ?? ''))
  const newest = movements.toReversed()
  const shown = props.all ? newest : newest.slice(0, SHOWN_MOST)
  return (
    <section>
      <h2>{t('bank.movements')}</h2>
      <Statement
        page={page}
        caption={t('bank.movements')}
        movements={[...askedRows(page, view, waiting, balance.sks), ...shown.map((one) => rowOf(props, one))]}
        totals={{ in: balance.depositedSks, out: balance.usedSks, balance: balance.sks }}
      />
      {shown.length < newest.length && (
        <p>
          <a href={page.href('/credit?all=1')}>{t('bank.all', { count: newest.length })}</a>
        </p>
      )}
    </section>
  )
}

function rowOf({ page, organisations, reservations, codes, notes }: CreditPageProps, movement: Movement) {
  const t = page.t
  const verb = verbOf(movement)
  const word = wordOf(movement)
  const { reason } = movement
  const comesIn = ['deposit', 'transfer', 'withdrawn', 'passed', 'correct', 'parts'].includes(verb)
  const organisation = organisations.get(reason.organisationId ?? reason.issuerOrganisationId ?? '') ?? ''
  const title = reason.title === undefined ? '' : page.say(reason.title)
  const received = verb === 'deposit' || verb === 'transfer'
  const open = reservations.find(({ id }) => id === movement.id)
  const number = t('bank.number', { number: String(movement.number).padStart(4, '0') })
  return {
    day: dayOf(movement.postedAt),
    what: (
      <>
        <b>{t(`bank.kind.${word}`)}</b> {received ? title : organisation}{' '}
        {codes.has(movement.id) && <Tag tone="outline">{t('bank.public.tag')}</Tag>}
      </>
    ),
    detail: (
      <>
        {received
          ? t(`bank.detail.${word}`, {
              organisation,
              sks: Math.max(movement.sks, 0),
              minutes: Math.round(movement.minutes / 60),
            })
          : t(`bank.detail.${word}`, { title, sks: Math.abs(movement.reservedSks) })}
        {(notes.get(movement.id) ?? []).map((note) => ` ${t(...noteWords(note, page.language))}`)}
        {open !== undefined && (
          <>
            {' '}
            {t('bank.reserved-until', { sks: open.sks })} <Day page={page} day={dayOf(open.expiresAt)} />.
          </>
        )}{' '}
        <a href={page.href(`/credit/movements/${movement.id}`)} aria-label={t('bank.movement.open', { number })}>
          {t('bank.movement.details')}
        </a>
      </>
    ),
    number,
    in: comesIn ? movement.sks : undefined,
    ...(open === undefined ? { out: movement.usedSks } : { held: open.sks }),
    balance: movement.balanceSks,
  }
}

/** One movement of the own account: what moved between which accounts, and whether anybody may check it. */
export function MovementPage(props: {
  readonly page: Page
  readonly movement: Movement
  readonly organisation: string
  readonly code: string | null
  readonly address: string
}): Html {
  const { page, movement, code } = props
  const t = page.t
  const number = t('bank.number', { number: String(movement.number).padStart(4, '0') })
  const action = `/credit/movements/${movement.id}/visibility`
  return (
    <Layout page={page} title={t('bank.movement.title', { number })} section="credit" noindex>
      <Breadcrumb page={page} items={[{ href: '/credit', label: t('bank.title') }]} />
      <h1>{t('bank.movement.title', { number })}</h1>
      <MovementFacts page={page} movement={movement} organisation={props.organisation} />
      <section>
        <h2>{t('bank.public.title')}</h2>
        {code === null ? (
          <>
            <p>{t('bank.public.off')}</p>
            <PostButton page={page} action={action} fields={{ shown: 'yes' }}>
              {t('bank.public.show')}
            </PostButton>
          </>
        ) : (
          <>
            <p>{t('bank.public.on')}</p>
            <p>
              <a href={props.address}>{props.address}</a>
            </p>
            <PostButton page={page} action={action} kind="quiet" fields={{ shown: 'no' }}>
              {t('bank.public.hide')}
            </PostButton>
          </>
        )}
      </section>
    </Layout>
  )
}

/** What the title of a movement names: a credential, or what a decision on prior learning granted. */
function sourceOf({ prior }: Movement): 'credential' | 'prior' {
  return prior === null || prior === 'award' ? 'credential' : 'prior'
}

/** By which rules: the conversion of hours of its day, or the rule set that a campus decided by. */
function rulesOf(page: Page, { ruleSetId, ruleSetVersion }: Movement['reason']): { label: string; value: Html }[] {
  if (ruleSetId === undefined || ruleSetVersion === undefined) return []
  if (ruleSetId !== CREDIT_UNIT)
    return [
      {
        label: page.t('bank.movement.decided-by'),
        value: <a href={page.href(`/rules/${ruleSetId}`)}>{page.t('bank.movement.read-rules')}</a>,
      },
    ]
  const value = (
    <>
      {page.t('bank.movement.rules-since')} <Day page={page} day={ruleSetVersion} />
    </>
  )
  return [{ label: page.t('bank.movement.rules'), value }]
}

function MovementFacts(props: { page: Page; movement: Movement; organisation: string }): Html {
  const { page, movement, organisation } = props
  const t = page.t
  const { reason } = movement
  const signed = (sks: number) => `${sks > 0 ? '+ ' : ''}${formatSks(page.language, sks).replace('-', '− ')}`
  return (
    <Paper>
      <Facts
        facts={[
          { label: t('bank.movement.kind'), value: t(`bank.kind.${wordOf(movement)}`) },
          ...(reason.title === undefined
            ? []
            : [{ label: t(`bank.movement.${sourceOf(movement)}`), value: page.say(reason.title) }]),
          ...(organisation === '' ? [] : [{ label: t('bank.movement.organisation'), value: organisation }]),
          { label: t('bank.movement.posted'), value: formatInstant(page.language, movement.postedAt) },
          { label: t('bank.account.learner'), value: signed(movement.sks) },
          ...(movement.reservedSks === 0
            ? []
            : [{ label: t('bank.account.reserved'), value: signed(movement.reservedSks) }]),
          ...(movement.usedSks === 0 ? [] : [{ label: t('bank.account.programme'), value: signed(movement.usedSks) }]),
          ...rulesOf(page, reason),
        ]}
      />
    </Paper>
  )
}

/** What anybody sees who has the code of a movement that its learner chose to show. It names no person. */
export function ShownPage(props: {
  readonly page: Page
  readonly movement: Movement
  readonly organisation: string
  readonly settled: { readonly kind: string; readonly at: Date } | null
  readonly now: Date
}): Html {
  const { page, movement, settled } = props
  const t = page.t
  return (
    <Layout page={page} title={t('bank.shown.title')} section="verify" noindex>
      <h1>{t('bank.shown.title')}</h1>
      <p>
        <Finding tone="pass">{t('bank.shown.stands')}</Finding>{' '}
        <span class="soft">{formatInstant(page.language, props.now)}</span>
      </p>
      {settled !== null && (
        <Note tone="unknown" title={t('bank.shown.settled')}>
          <p>
            {t(`bank.shown.by.${settled.kind}`)} {formatDay(page.language, dayOf(settled.at))}.
          </p>
        </Note>
      )}
      <MovementFacts page={page} movement={movement} organisation={props.organisation} />
      <p class="small soft">{t('bank.shown.nobody')}</p>
      <p>
        <Button kind="quiet" href={page.href('/verify')}>
          {t('bank.shown.verify')}
        </Button>
      </p>
    </Layout>
  )
}
