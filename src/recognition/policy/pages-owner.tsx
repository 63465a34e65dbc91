import type { Organisation } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  Field,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Select,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { OwnerAsked, OwnerChange, PolicyOwner } from './types-owner.ts'

export interface OwnersPageProps {
  readonly page: Page
  readonly actorId: string
  readonly homes: readonly Organisation[]
  readonly owners: readonly PolicyOwner[]
  readonly changes: readonly OwnerChange[]
  readonly nameOf: (personId: string) => string
  readonly form: OwnerAsked
  readonly refusals: readonly Refusal[]
}

/** Who keeps the policy of one's organisations; what waits for a second person; and the forms that propose a change. */
export function OwnersPage(props: OwnersPageProps): Html {
  const { page, homes, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('policy.owners.title')}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/rules', label: t('recognition.rules.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('policy.owners.title')}</h1>
      <p>{t('policy.owners.lead')}</p>
      {homes.map((home) => (
        <Home {...props} home={home} />
      ))}
    </Layout>
  )
}

function Home(props: OwnersPageProps & { home: Organisation }): Html {
  const { page, home, owners, changes } = props
  const t = page.t
  const own = owners.filter(({ organisationId }) => organisationId === home.id)
  const waiting = changes.filter(({ organisationId }) => organisationId === home.id)
  return (
    <section aria-labelledby={`home-${home.id}`}>
      <h2 id={`home-${home.id}`}>{home.name}</h2>
      {own.length === 0 ? (
        <EmptyState title={t('policy.owners.empty')}>
          <p>{t('policy.owners.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('policy.owners.list')}
          columns={[{ label: t('policy.owners.name'), header: true, full: true }, { label: t('policy.owners.since') }]}
          rows={own.map(({ personId, since }) => ({
            cells: [props.nameOf(personId), <Day page={page} day={dayOf(since)} />],
          }))}
        />
      )}
      {waiting.map((change) => (
        <Waiting {...props} change={change} />
      ))}
      <Proposal {...props} act="grant" />
      {own.length > 0 && <Proposal {...props} act="end" owners={own} />}
    </section>
  )
}

function Waiting({ page, change, actorId, nameOf }: OwnersPageProps & { change: OwnerChange }): Html {
  const t = page.t
  const isMine = change.proposedBy === actorId
  const mayConfirm = !isMine && change.personId !== actorId
  return (
    <Note tone="warn" title={t(`policy.owners.waits.${change.act}`, { name: nameOf(change.personId) })}>
      <p>
        {t('policy.owners.proposed-by', { name: nameOf(change.proposedBy) })}{' '}
        <Day page={page} day={dayOf(change.proposedAt)} />. {change.reason}
      </p>
      {mayConfirm && (
        <PostForm page={page} action={`/rules/owners/${change.id}`}>
          <p class="row">
            <Button name="act" value="confirm">
              {t(`policy.owners.confirm.${change.act}`)}
            </Button>
            <Button kind="quiet" name="act" value="decline">
              {t('policy.owners.decline')}
            </Button>
          </p>
        </PostForm>
      )}
      {isMine && (
        <PostForm page={page} action={`/rules/owners/${change.id}`}>
          <p class="small">{t('policy.owners.second')}</p>
          <Button kind="quiet" name="act" value="decline">
            {t('policy.owners.take-back')}
          </Button>
        </PostForm>
      )}
    </Note>
  )
}

/** The form that proposes a policy owner by the address of the account, or the end of one by choosing the person. */
function Proposal(props: OwnersPageProps & { home: Organisation; act: 'grant' | 'end' }): Html {
  const { page, home, act, form, owners, refusals } = props
  const t = page.t
  const mine = form.organisationId === home.id && form.act === act
  const errors = mine ? refusals : []
  return (
    <details class="trace" open={mine}>
      <summary>{t(`policy.owners.${act}`)}</summary>
      <PostForm page={page} action="/rules/owners">
        <input type="hidden" name="organisation" value={home.id} />
        <input type="hidden" name="act" value={act} />
        {act === 'grant' ? (
          <Field
            page={page}
            name="email"
            type="email"
            label={t('policy.owners.email')}
            hint={t('policy.owners.email-hint')}
            value={mine ? form.email : ''}
            errors={errors}
          />
        ) : (
          <Select
            page={page}
            name="person"
            label={t('policy.owners.name')}
            value={mine ? form.personId : ''}
            errors={errors}
            options={owners.map(({ personId }) => ({ value: personId, label: props.nameOf(personId) }))}
          />
        )}
        <Textarea
          page={page}
          name="reason"
          label={t('policy.owners.reason')}
          value={mine ? form.reason : ''}
          errors={errors}
          rows={3}
          maxlength={2000}
        />
        <Button kind="quiet">{t('policy.owners.propose')}</Button>
      </PostForm>
    </details>
  )
}
