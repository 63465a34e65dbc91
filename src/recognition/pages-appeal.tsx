import {
  Button,
  Day,
  Finding,
  type Html,
  Instant,
  Note,
  PostButton,
  PostForm,
  Tag,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Appeal, RecognitionRequest } from './types.ts'

/** The form of an appeal, still as text. */
export interface AppealForm {
  /** The last ISO day on which it can be sent. */
  readonly lastDay: string
  readonly reason: string
  readonly refusals: readonly Refusal[]
}

/** What the holder asked to be looked at again, what was answered, and the form for it. */
export function Appeals({
  page,
  request,
  appeals,
  form,
}: {
  page: Page
  request: RecognitionRequest
  appeals: readonly Appeal[]
  form: AppealForm | null
}): Html {
  const t = page.t
  return (
    <>
      {appeals.map((appeal) => (
        <AppealNote page={page} appeal={appeal} reader="holder">
          {appeal.outcome === null && appeal.withdrawnAt === null && (
            <PostButton page={page} action={`/credit/requests/${request.id}/appeal/withdrawal`} kind="quiet">
              {t('recognition.appeal.withdraw')}
            </PostButton>
          )}
        </AppealNote>
      ))}
      {form !== null && (
        <details class="trace" open={form.refusals.length > 0 || form.reason !== ''}>
          <summary>{t('recognition.appeal.begin')}</summary>
          <p>{t('recognition.appeal.lead')}</p>
          <PostForm page={page} action={`/credit/requests/${request.id}/appeal`}>
            <Textarea
              page={page}
              name="reason"
              label={t('recognition.appeal.reason')}
              hint={t('recognition.appeal.reason-hint')}
              value={form.reason}
              errors={form.refusals}
              rows={4}
              maxlength={2000}
            />
            <p class="row">
              <Button kind="quiet">{t('recognition.appeal.send')}</Button>
              <span class="small soft">
                {t('recognition.appeal.until')} <Day page={page} day={form.lastDay} />
              </span>
            </p>
          </PostForm>
        </details>
      )}
    </>
  )
}

/** One appeal: its reason, its deadline or its answer. */
export function AppealNote({
  page,
  appeal,
  reader,
  children,
}: {
  page: Page
  appeal: Appeal
  reader: 'holder' | 'registrar'
  children?: Html | false | null
}): Html {
  const t = page.t
  const open = appeal.outcome === null && appeal.withdrawnAt === null
  return (
    <Note
      tone={open ? 'warn' : appeal.outcome === 'replaced' ? 'pass' : 'unknown'}
      title={t(open ? 'recognition.appeal.waits' : 'recognition.appeal.title')}
    >
      <p>
        <b>{t(`recognition.appeal.said-by-${reader}`)}</b> {appeal.reason}
      </p>
      {open && (
        <p class="small">
          {t('recognition.appeal.due')} <Day page={page} day={appeal.dueOn} />.
        </p>
      )}
      {appeal.withdrawnAt !== null && <Tag tone="outline">{t('recognition.appeal.withdrawn')}</Tag>}
      {appeal.outcome !== null && (
        <>
          <p>
            <Finding tone={appeal.outcome === 'replaced' ? 'pass' : 'unknown'}>
              {t(`recognition.appeal.${appeal.outcome}`)}
            </Finding>{' '}
            {appeal.answeredAt !== null && <Instant page={page} at={appeal.answeredAt} />}
          </p>
          <p>
            <b>{t('recognition.decision.reason')}</b> {appeal.answer}
          </p>
        </>
      )}
      {children}
    </Note>
  )
}
