import { Against, type AwardRequest, requestState } from '../../credentials/index.ts'
import { type Html, Note, type Tone } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Issue } from './types.ts'

/** How a request stands for its case: one whose award is to be replaced or withdrawn says so. */
function issueState(request: AwardRequest) {
  const state = requestState(request)
  if (state === 'waiting' && request.follows !== null) return 'replacing'
  return state === 'approved' && request.overruledAt !== null ? 'overturned' : state
}

/** How the micro-credential of a case stands at its issuer, in words for its applicant; nothing for another case. */
export function IssueNote({ page, issue, organisation }: { page: Page; issue: Issue | null; organisation: string }) {
  const t = page.t
  if (issue === null) return null
  const { request, against } = issue
  if (request === null) return against.length === 0 ? null : <NotYet page={page} organisation={organisation} />
  const state = issueState(request)
  if (state === 'overruled') return null
  const tones: Readonly<Record<typeof state, Tone>> = {
    waiting: 'unknown',
    replacing: 'unknown',
    approved: 'pass',
    declined: 'fail',
    overturned: 'warn',
  }
  return (
    <Note tone={tones[state]} title={t(`rpl.issue.${state}`)}>
      <p>{t(`rpl.issue.${state}.text`, { organisation })}</p>
      {request.reason !== null && <p>{request.reason}</p>}
      {(state === 'approved' || state === 'replacing' || state === 'overturned') && (
        <p>
          <a href={page.href('/wallet')}>{t('rpl.issue.wallet')}</a>
        </p>
      )}
      {state === 'waiting' && against.length > 0 && <p>{t('rpl.issue.not-yet.text', { organisation })}</p>}
    </Note>
  )
}

function NotYet({ page, organisation }: { page: Page; organisation: string }): Html {
  return (
    <Note tone="warn" title={page.t('rpl.issue.not-yet')}>
      <p>{page.t('rpl.issue.not-yet.text', { organisation })}</p>
    </Note>
  )
}

const WORK_TONES: Readonly<Record<ReturnType<typeof issueState>, Tone>> = {
  waiting: 'unknown',
  replacing: 'warn',
  approved: 'pass',
  declined: 'plain',
  overruled: 'plain',
  overturned: 'warn',
}

/** The same for who runs the case: what stands in the way and what to do, and where the request is approved. */
export function IssueWork({ page, issue }: { page: Page; issue: Issue | null }): Html | null {
  const t = page.t
  if (issue === null) return null
  const { request, against } = issue
  const state = request === null ? null : issueState(request)
  return (
    <>
      {state !== null && (
        <Note tone={WORK_TONES[state]}>
          <p>
            {t(`rpl.issue.work.${state}`)}{' '}
            <a href={page.href('/provider/issue/requests')}>{t('rpl.issue.work.link')}</a>
          </p>
        </Note>
      )}
      <Against page={page} against={against} />
    </>
  )
}
