import { Layout } from '../platform/html/layout.tsx'
import { Button, Day, Field, FlowTable, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { lastDayBefore, ministryNameOn } from './rules-parties.ts'
import type { Ministry } from './types-parties.ts'

/** Every ministry with the names it bore, and which one it bore on a day. */
export function MinistriesPage(props: {
  page: Page
  ministries: readonly Ministry[]
  day: string
  /** The ISO day that was chosen; empty for today. */
  on: string
}): Html {
  const { page, day, on } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('organisations.ministries.title')}
      description={t('organisations.ministries.lead')}
      section="register"
      narrow
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <h1>{t('organisations.ministries.title')}</h1>
      <p>{t('organisations.ministries.lead')}</p>
      <form method="get" action={page.href('/register/ministries')} class="row">
        <Field page={page} name="on" type="date" label={t('organisations.ministries.on')} value={on} width="medium" />
        <Button kind="quiet">{t('organisations.ministries.show')}</Button>
      </form>
      {props.ministries.map((ministry) => (
        <MinistryTable page={page} ministry={ministry} day={day} />
      ))}
    </Layout>
  )
}

function MinistryTable({ page, ministry, day }: { page: Page; ministry: Ministry; day: string }): Html {
  const t = page.t
  const then = ministryNameOn(ministry, day)
  return (
    <section>
      <h2>{page.say(ministry.name)}</h2>
      <p>
        <Day page={page} day={day} />: <b>{then === null ? t('organisations.ministries.unknown') : then.short}</b>
      </p>
      <FlowTable
        page={page}
        caption={page.say(ministry.name)}
        captionHidden
        columns={[
          { label: t('organisations.ministries.name'), header: true, full: true },
          { label: t('organisations.agreements.from') },
          { label: t('organisations.agreements.until') },
        ]}
        rows={ministry.names.toReversed().map((one) => ({
          current: one === then,
          cells: [
            <>
              {one.short}
              {[...one.also, ...one.english].map((other) => (
                <div class="small soft">{other}</div>
              ))}
            </>,
            <Day page={page} day={one.from} />,
            one.until === null ? (
              t('organisations.ministries.still')
            ) : (
              <Day page={page} day={lastDayBefore(one.until)} />
            ),
          ],
        }))}
      />
      {ministry.names.some(({ provisional }) => provisional) && (
        <Note tone="unknown" small>
          <p>{t('organisations.ministries.provisional')}</p>
        </Note>
      )}
    </section>
  )
}
