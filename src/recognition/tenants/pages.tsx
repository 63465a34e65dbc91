import type { Organisation } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostButton,
  PostForm,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type ApiKey, type Delivery, KEY_MODES, SCOPES, type Webhook } from './types.ts'

const PAGE = '/registrar/developers'

/** The two forms of the page as they were typed. */
export interface DevelopersForm {
  readonly name: string
  readonly mode: string
  readonly scopes: readonly string[]
  readonly url: string
  readonly webhookMode: string
}

export interface DevelopersProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly keys: readonly ApiKey[]
  readonly webhooks: readonly Webhook[]
  readonly deliveries: readonly Delivery[]
  readonly now: Date
  readonly sandboxRequests: number
  /** A key or a secret that was just made: shown in this answer alone. */
  readonly shown: { readonly what: 'key' | 'secret'; readonly text: string } | null
  readonly form: DevelopersForm
  readonly refusals: readonly Refusal[]
}

/** Keys, webhooks and the sandbox of a university, for whoever looks after its systems. */
export function DevelopersPage(props: DevelopersProps): Html {
  const { page, organisation, shown, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('tenants.title')}
      section="registrar"
      room
      noindex
      failed={refusals.length > 0}
      switchPath={PAGE}
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('tenants.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      {shown !== null && (
        <Note tone="warn" title={t(`tenants.shown.${shown.what}`)}>
          <p>
            <code class="code">{shown.text}</code>
          </p>
          <p class="small">{t('tenants.shown.once')}</p>
          {shown.what === 'key' && (
            <p class="small">
              {t('tenants.shown.try')} <code class="code">GET /api/v1/recognition/requests</code>
            </p>
          )}
        </Note>
      )}
      <p>{t('tenants.lead')}</p>
      <p>
        <a href={page.href('/docs/api')}>{t('tenants.docs')}</a>
      </p>
      <Sandbox {...props} />
      <Keys {...props} />
      <Webhooks {...props} />
      <Deliveries {...props} />
    </Layout>
  )
}

function Sandbox({ page, organisation, sandboxRequests }: DevelopersProps): Html {
  const t = page.t
  return (
    <>
      <h2>{t('tenants.sandbox')}</h2>
      <p>{t('tenants.sandbox-text', { count: sandboxRequests })}</p>
      <PostButton page={page} action={`${PAGE}/sandbox`} kind="quiet" fields={{ organisation: organisation.id }}>
        {t(sandboxRequests === 0 ? 'tenants.sandbox-make' : 'tenants.sandbox-reset')}
      </PostButton>
    </>
  )
}

function Keys({ page, organisation, keys, now, form, refusals }: DevelopersProps): Html {
  const t = page.t
  const works = (key: ApiKey) => key.expiresAt > now && (key.revokedAt === null || key.revokedAt > now)
  return (
    <>
      <h2>{t('tenants.keys')}</h2>
      {keys.length > 0 && (
        <FlowTable
          page={page}
          caption={t('tenants.keys')}
          captionHidden
          columns={[
            { label: t('tenants.name'), header: true, full: true },
            { label: t('tenants.mode') },
            { label: t('tenants.scopes') },
            { label: t('tenants.used') },
            { label: t('tenants.until') },
            { label: t('tenants.change'), labelHidden: true },
          ]}
          rows={keys.map((key) => ({
            cells: [
              <>
                {key.name} <small class="soft code">…{key.ending}</small>
              </>,
              t(`tenants.mode.${key.mode}`),
              key.scopes.map((scope) => t(`tenants.scope.${scope}`)).join(', '),
              key.lastUsedAt === null ? t('tenants.never') : <Instant page={page} at={key.lastUsedAt} />,
              works(key) ? (
                <Instant page={page} at={key.revokedAt ?? key.expiresAt} />
              ) : (
                <Finding tone="fail">{t('tenants.over')}</Finding>
              ),
              works(key) && (
                <span class="row">
                  {key.revokedAt === null && (
                    <PostButton
                      page={page}
                      action={`${PAGE}/keys/${key.id}/rotation`}
                      kind="quiet"
                      fields={{ organisation: organisation.id }}
                    >
                      {t('tenants.rotate')}
                    </PostButton>
                  )}
                  <PostButton
                    page={page}
                    action={`${PAGE}/keys/${key.id}/end`}
                    kind="bad"
                    fields={{ organisation: organisation.id }}
                  >
                    {t('tenants.revoke')}
                  </PostButton>
                </span>
              ),
            ],
          }))}
        />
      )}
      <PostForm page={page} action={`${PAGE}/keys`}>
        <h3>{t('tenants.key-new')}</h3>
        <input type="hidden" name="organisation" value={organisation.id} />
        <Field
          page={page}
          name="name"
          label={t('tenants.name')}
          hint={t('tenants.name-hint')}
          value={form.name}
          width="long"
          maxlength={80}
          errors={refusals}
        />
        <Modes page={page} name="mode" value={form.mode} refusals={refusals} />
        <Choice
          page={page}
          name="scopes"
          type="checkbox"
          label={t('tenants.scopes')}
          values={form.scopes}
          errors={refusals}
          options={SCOPES.map((scope) => ({
            value: scope,
            label: t(`tenants.scope.${scope}`),
            hint: t(`tenants.scope.${scope}-hint`),
          }))}
        />
        <Button>{t('tenants.key-make')}</Button>
      </PostForm>
    </>
  )
}

function Modes({
  page,
  name,
  value,
  refusals,
}: {
  page: Page
  name: string
  value: string
  refusals: readonly Refusal[]
}): Html {
  return (
    <Choice
      page={page}
      name={name}
      label={page.t('tenants.mode')}
      value={value}
      errors={refusals}
      options={KEY_MODES.map((mode) => ({
        value: mode,
        label: page.t(`tenants.mode.${mode}`),
        hint: page.t(`tenants.mode.${mode}-hint`),
      }))}
    />
  )
}

function Webhooks({ page, organisation, webhooks, form, refusals }: DevelopersProps): Html {
  const t = page.t
  return (
    <>
      <h2>{t('tenants.webhooks')}</h2>
      <p>{t('tenants.webhooks-text')}</p>
      {webhooks.length > 0 && (
        <FlowTable
          page={page}
          caption={t('tenants.webhooks')}
          captionHidden
          columns={[
            { label: t('tenants.url'), header: true, full: true },
            { label: t('tenants.mode') },
            { label: t('tenants.change'), labelHidden: true },
          ]}
          rows={webhooks.map((webhook) => ({
            cells: [
              <span class="code">{webhook.url}</span>,
              t(`tenants.mode.${webhook.mode}`),
              <span class="row">
                {(['test', 'secret', 'end'] as const).map((act) => (
                  <PostButton
                    page={page}
                    action={`${PAGE}/webhooks/${webhook.id}/${act}`}
                    kind={act === 'end' ? 'bad' : 'quiet'}
                    fields={{ organisation: organisation.id }}
                  >
                    {t(`tenants.webhook-${act}`)}
                  </PostButton>
                ))}
              </span>,
            ],
          }))}
        />
      )}
      <PostForm page={page} action={`${PAGE}/webhooks`}>
        <h3>{t('tenants.webhook-new')}</h3>
        <input type="hidden" name="organisation" value={organisation.id} />
        <Field
          page={page}
          name="url"
          type="url"
          label={t('tenants.url')}
          hint={t('tenants.url-hint')}
          value={form.url}
          width="long"
          maxlength={500}
          errors={refusals}
        />
        <Modes page={page} name="webhookMode" value={form.webhookMode} refusals={refusals} />
        <Button>{t('tenants.webhook-make')}</Button>
      </PostForm>
    </>
  )
}

function Deliveries({ page, deliveries }: DevelopersProps): Html | null {
  const t = page.t
  if (deliveries.length === 0) return null
  return (
    <FlowTable
      page={page}
      caption={t('tenants.deliveries')}
      columns={[
        { label: t('tenants.when'), header: true },
        { label: t('tenants.event') },
        { label: t('tenants.state') },
        { label: t('tenants.tries'), numeric: true },
        { label: t('tenants.answer') },
      ]}
      rows={deliveries.map((delivery) => ({
        cells: [
          <Instant page={page} at={delivery.createdAt} />,
          <span class="code">{delivery.event}</span>,
          <Finding tone={delivery.state === 'delivered' ? 'pass' : delivery.state === 'failed' ? 'fail' : 'unknown'}>
            {t(`tenants.state.${delivery.state}`)}
          </Finding>,
          String(delivery.tries),
          delivery.lastStatus === null
            ? delivery.lastReason === null
              ? '–'
              : t(`tenants.reason.${delivery.lastReason}`)
            : String(delivery.lastStatus),
        ],
      }))}
    />
  )
}
