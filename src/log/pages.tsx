import { Layout } from '../platform/html/layout.tsx'
import {
  EmptyState,
  Facts,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Note,
  Paper,
  Search,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { LogStatus } from './types.ts'

/** What the log is, how large, who watches it; and what anyone may see of one leaf. Without JavaScript. */
export function LogPage(props: {
  page: Page
  status: LogStatus
  /** The number that was typed, as it was typed. */
  asked: string
  leaf: { kind: string; commitment: string } | null
}): Html {
  const { page, status, asked, leaf } = props
  const t = page.t
  return (
    <Layout page={page} title={t('log.title')} description={t('log.lead')} section="register">
      <h1>{t('log.title')}</h1>
      <p>{t('log.lead')}</p>
      {status.refused === null ? null : (
        <Note tone="warn" title={t('log.refused')}>
          <p>
            {t(`log.refused.${status.refused.code}`, { size: status.refused.size, signed: status.refused.signedSize })}
          </p>
          <p>{t(`log.next.${status.refused.code}`)}</p>
        </Note>
      )}
      {status.witnesses.some(({ fault }) => fault === 'witness-ahead') ? (
        <Note tone="warn" title={t('log.ahead')}>
          <p>{t('log.ahead-next')}</p>
          <p>{t('log.next.ahead', { names: aheadOf(status) })}</p>
        </Note>
      ) : null}
      {status.signed === null ? (
        <EmptyState title={t('log.not-begun')}>
          <p>{t('log.not-begun-next')}</p>
        </EmptyState>
      ) : (
        <Now page={page} status={status} signed={status.signed} />
      )}
      <Witnesses page={page} status={status} />
      <Leaf page={page} asked={asked} leaf={leaf} />
      <section>
        <h2>{t('log.how')}</h2>
        <p>{t('log.how-1')}</p>
        <p>{t('log.how-2')}</p>
        <p>{t('log.how-3')}</p>
        <p>
          {t('log.how-4')} <a href="/log/checkpoint">{t('log.checkpoint')}</a>
        </p>
      </section>
    </Layout>
  )
}

function aheadOf({ witnesses }: LogStatus): string {
  const ahead = witnesses.filter(({ fault }) => fault === 'witness-ahead')
  return ahead.map(({ name }) => name).join(', ')
}

function Now(props: { page: Page; status: LogStatus; signed: NonNullable<LogStatus['signed']> }): Html {
  const { page, status, signed } = props
  const t = page.t
  const facts = [
    { label: t('log.size'), value: t('log.leaves', { count: signed.size }) },
    { label: t('log.signed-at'), value: <Instant page={page} at={signed.at} /> },
    {
      label: t('log.cosigned'),
      value: status.cosigned === null ? t('log.cosigned-none') : t('log.leaves', { count: status.cosigned.size }),
    },
    { label: t('log.waiting'), value: t('log.leaves', { count: status.waiting }) },
    { label: t('log.root'), value: <code class="break">{Buffer.from(signed.root).toString('hex')}</code> },
  ]
  return (
    <Paper>
      <h2>{t('log.now')}</h2>
      <Facts facts={facts} />
    </Paper>
  )
}

function Witnesses({ page, status }: { page: Page; status: LogStatus }): Html {
  const t = page.t
  return (
    <section>
      <h2>{t('log.witnesses')}</h2>
      {status.witnesses.length === 0 ? (
        <p>{t('log.witnesses-none')}</p>
      ) : (
        <>
          <p>{t('log.witnesses-quorum', { quorum: status.quorum, count: status.witnesses.length })}</p>
          <FlowTable
            page={page}
            caption={t('log.witnesses')}
            captionHidden
            columns={[
              { label: t('log.witness'), header: true },
              { label: t('log.witness-last') },
              { label: t('log.size') },
              { label: t('log.witness-state') },
            ]}
            rows={status.witnesses.map((one) => ({
              cells: [
                one.name,
                one.seenAt === null ? t('log.witness-never') : <Instant page={page} at={one.seenAt} />,
                t('log.leaves', { count: one.size }),
                one.fault === null ? (
                  <Finding tone="pass">{t('log.witness-good')}</Finding>
                ) : (
                  <Finding tone="warn">{t('log.witness-late')}</Finding>
                ),
              ],
            }))}
          />
        </>
      )}
    </section>
  )
}

function Leaf({
  page,
  asked,
  leaf,
}: {
  page: Page
  asked: string
  leaf: { kind: string; commitment: string } | null
}): Html {
  const t = page.t
  return (
    <section>
      <h2>{t('log.leaf')}</h2>
      <p>{t('log.leaf-lead')}</p>
      <Search
        page={page}
        action="/log"
        name="leaf"
        value={asked}
        label={t('log.leaf-number')}
        placeholder={t('log.leaf-hint')}
        button={t('log.leaf-button')}
      />
      {asked === '' ? null : leaf === null ? (
        <p role="status">{t('log.leaf-none')}</p>
      ) : (
        <Facts
          facts={[
            { label: t('log.leaf-kind'), value: t(`log.kind.${leaf.kind}`) },
            { label: t('log.leaf-commitment'), value: <code class="break">{leaf.commitment}</code> },
          ]}
        />
      )}
    </section>
  )
}
