import { Layout } from '../platform/html/layout.tsx'
import { Button, Choice, ErrorSummary, Field, type Html, PostForm, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Change, StatusPolicy, StatusReason } from './types.ts'

const ISSUE = '/provider/issue'
const ISSUED = `${ISSUE}/credentials`

/** The page before a change: what it means, why, and the button that does it. One credential or many. */
export function ChangePage(props: {
  page: Page
  change: Change
  credentialIds: readonly string[]
  /** The holder's name and the title, where one credential is meant. */
  subject: string | null
  reasons: readonly StatusReason[]
  policy: StatusPolicy
  holderName?: string
  /** A code of the list, chosen already. */
  reason?: string | undefined
  note?: string
  refusals?: readonly Refusal[]
}): Html {
  const { page, change, credentialIds, subject, refusals = [] } = props
  const t = page.t
  const [only] = credentialIds
  const action =
    subject !== null && only !== undefined ? `/credentials/${only}/status-changes` : `${ISSUE}/status-changes`
  return (
    <Layout
      page={page}
      title={t('credentials.confirm.title', { change, count: credentialIds.length })}
      section="provider"
      room
      narrow
      noindex
      failed={refusals.length > 0}
      switchPath={subject !== null && only !== undefined ? `${ISSUED}/${only}/status-changes/${change}` : ISSUED}
      breadcrumb={[
        { href: ISSUE, label: t('credentials.issue.title') },
        { href: ISSUED, label: t('credentials.issued.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('credentials.confirm.title', { change, count: credentialIds.length })}</h1>
      {subject !== null && <p class="strong">{subject}</p>}
      <p>{t('credentials.confirm.means', { change })}</p>
      <p>
        {t('credentials.orders.rule', { minutes: props.policy.holdMinutes, second: props.policy.secondPersonFrom })}
      </p>
      <PostForm page={page} action={action}>
        <input type="hidden" name="change" value={change} />
        <input type="hidden" name="confirmed" value="yes" />
        {subject === null && credentialIds.map((id) => <input type="hidden" name="credentialIds" value={id} />)}
        <Choice
          page={page}
          name="reason"
          label={t('credentials.confirm.reason')}
          errors={refusals}
          value={props.reason}
          options={props.reasons
            .filter((one) => one.changes.includes(change))
            .map((one) => ({ value: one.code, label: page.say(one.name) }))}
        />
        {change === 'replace' && subject !== null && (
          <Field
            page={page}
            name="holderName"
            label={t('credentials.confirm.name')}
            hint={t('credentials.confirm.name-hint')}
            optional
            maxlength={200}
            value={props.holderName}
            errors={refusals}
          />
        )}
        <Textarea
          page={page}
          name="note"
          label={t('credentials.confirm.note')}
          hint={t('credentials.confirm.note-hint')}
          optional
          rows={3}
          maxlength={500}
          value={props.note}
          errors={refusals}
        />
        <div class="row">
          <Button kind={change === 'revoke' ? 'bad' : 'primary'}>
            {t('credentials.confirm.button', { change, count: credentialIds.length })}
          </Button>
          <a href={page.href(subject !== null && only !== undefined ? `${ISSUED}/${only}` : ISSUED)}>
            {t('credentials.confirm.back')}
          </a>
        </div>
      </PostForm>
    </Layout>
  )
}
