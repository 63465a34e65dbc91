import { dayOf } from '../platform/clock.ts'
import { formatDay, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Breadcrumb,
  Button,
  Choice,
  EmptyState,
  ErrorSummary,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Flag } from './types-stack.ts'

export interface FlagShown extends Flag {
  readonly title: Bilingual | undefined
  readonly name: string
}

/** Counted credit that the registrar must look at again: its award was revoked, or corrected to less. */
export function FlagsPage({ page, flags }: { readonly page: Page; readonly flags: readonly FlagShown[] }): Html {
  const t = page.t
  const open = flags.filter(({ settledAt }) => settledAt === null)
  const settled = flags.filter(({ settledAt }) => settledAt !== null)
  return (
    <Layout page={page} title={t('bank.flags.title')} section="registrar" room noindex>
      <Breadcrumb page={page} items={[{ href: '/registrar', label: t('bank.flags.queue') }]} />
      <h1>
        {t('bank.flags.title')} <span class="soft num">{open.length}</span>
      </h1>
      <p>{t('bank.flags.text')}</p>
      {open.length === 0 && (
        <EmptyState title={t('bank.flags.empty')}>
          <p>{t('bank.flags.empty-text')}</p>
        </EmptyState>
      )}
      {open.length > 0 && <FlagTable page={page} flags={open} caption={t('bank.flags.open')} />}
      {settled.length > 0 && (
        <>
          <h2>{t('bank.flags.settled')}</h2>
          <FlagTable page={page} flags={settled} caption={t('bank.flags.settled')} />
        </>
      )}
    </Layout>
  )
}

function FlagTable(props: { page: Page; flags: readonly FlagShown[]; caption: string }): Html {
  const { page } = props
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={props.caption}
      captionHidden
      columns={[
        { label: t('bank.flags.person'), header: true },
        { label: t('bank.movement.credential'), full: true },
        { label: 'SKS', numeric: true },
        { label: t('bank.flags.since') },
        { label: t('bank.flags.answer') },
      ]}
      rows={props.flags.map((flag) => ({
        cells: [
          <a href={page.href(`/registrar/flags/${flag.id}`)}>{flag.name}</a>,
          flag.title === undefined ? '' : page.say(flag.title),
          String(flag.sks),
          formatDay(page.language, dayOf(flag.raisedAt)),
          t(`bank.flags.${flag.settledAs ?? 'waiting'}`),
        ],
      }))}
    />
  )
}

/** One of them, with the form that settles it, or how it was settled. */
export function FlagPage(props: {
  readonly page: Page
  readonly flag: FlagShown
  readonly form: { readonly answer: string; readonly reason: string }
  readonly refusals: readonly Refusal[]
}): Html {
  const { page, flag, form, refusals } = props
  const t = page.t
  const title = flag.title === undefined ? '' : page.say(flag.title)
  return (
    <Layout page={page} title={t('bank.flags.title')} section="registrar" room noindex failed={refusals.length > 0}>
      <Breadcrumb
        page={page}
        items={[
          { href: '/registrar', label: t('bank.flags.queue') },
          { href: '/registrar/flags', label: t('bank.flags.title') },
        ]}
      />
      <h1>{title}</h1>
      <p>
        {flag.name}.{' '}
        {t(`bank.flags.cause.${flag.cause}`, {
          day: formatDay(page.language, dayOf(flag.raisedAt)),
          sks: formatSks(page.language, flag.sks),
        })}
      </p>
      {flag.settledAs !== null ? (
        <Note tone="plain" title={t(`bank.flags.${flag.settledAs}`)}>
          <p>{flag.reason}</p>
        </Note>
      ) : (
        <>
          <ErrorSummary page={page} refusals={refusals} />
          <PostForm page={page} action={`/registrar/flags/${flag.id}`}>
            <Choice
              page={page}
              name="answer"
              label={t('bank.flags.question')}
              options={[
                { value: 'kept', label: t('bank.flags.kept') },
                { value: 'reversed', label: t('bank.flags.reversed') },
              ]}
              value={form.answer}
              errors={refusals}
            />
            <Textarea
              page={page}
              name="reason"
              label={t('bank.flags.reason')}
              hint={t('bank.flags.reason-hint')}
              value={form.reason}
              errors={refusals}
            />
            <Button>{t('bank.flags.settle')}</Button>
          </PostForm>
        </>
      )}
    </Layout>
  )
}
