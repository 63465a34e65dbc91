import { Button, FormToken, type Html, Note, PostForm, refusalText, Textarea } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { LimitWords } from '../pages-evaluation.tsx'
import type { RuleSet } from '../types.ts'
import type { TriedCase } from './rules-cases.ts'
import type { Draft, DraftState } from './types.ts'

export interface DraftPageProps {
  readonly page: Page
  readonly draft: Draft
  readonly state: DraftState
  readonly rules: RuleSet
  readonly base: RuleSet
  /** What it will follow; null where nothing of its family is in force then. */
  readonly succeeds: RuleSet | null
  readonly words: LimitWords
  readonly cases: readonly TriedCase[]
  /** What stands against publishing it; empty where it may be. */
  readonly readiness: readonly Refusal[]
  /** Whether the reader proposed it: then somebody else must publish. */
  readonly isProposer: boolean
  readonly reason: string
  readonly refusals: readonly Refusal[]
}

/** Proposing, publishing, giving back, discarding: whatever the reader may do now. */
export function Becoming(props: DraftPageProps): Html {
  const { page, draft, state, rules, readiness, isProposer } = props
  const t = page.t
  const here = `/rules/drafts/${draft.id}`
  if (state === 'published')
    return (
      <Note tone="pass" title={t('policy.draft.published')}>
        <a href={page.href(`/rules/${rules.id}`)}>{page.say(rules.name)}</a>
      </Note>
    )
  if (state === 'discarded') return <Note tone="plain" title={t('policy.draft.discarded')} />
  return (
    <section aria-labelledby="becoming-title">
      <h2 id="becoming-title">{t(state === 'open' ? 'policy.propose.title' : 'policy.publish.title')}</h2>
      {draft.proposalReason !== null && (
        <p>
          {t('policy.publish.proposal')} {draft.proposalReason}
        </p>
      )}
      {readiness.length > 0 && (
        <Note tone="warn" dashed title={t('policy.readiness.title')}>
          <ul class="small">
            {readiness.map((refusal) => {
              const { message, next } = refusalText(page, refusal)
              return (
                <li>
                  {message}. <span class="soft">{next}</span>
                </li>
              )
            })}
          </ul>
        </Note>
      )}
      {state === 'open' ? (
        <ReasonForm {...props} action={`${here}/proposal`} lead={t('policy.propose.lead')}>
          <Button>{t('policy.propose.send')}</Button>
        </ReasonForm>
      ) : (
        <ReasonForm
          {...props}
          action={`${here}/publication`}
          lead={t(isProposer ? 'policy.publish.waits' : 'policy.publish.lead')}
        >
          <div class="row">
            {!isProposer && (
              <Button name="act" value="publish">
                {t('policy.publish.send')}
              </Button>
            )}
            <Button kind="quiet" name="act" value="return">
              {t(isProposer ? 'policy.publish.take-back' : 'policy.publish.return')}
            </Button>
          </div>
        </ReasonForm>
      )}
      <form method="post" action={page.href(`${here}/discard`)}>
        <FormToken page={page} />
        <Button kind="bad">{t('policy.discard')}</Button>
      </form>
    </section>
  )
}

function ReasonForm(
  props: DraftPageProps & { readonly action: string; readonly lead: string; readonly children?: Html },
): Html {
  const { page, draft, action, lead, reason, refusals, children } = props
  return (
    <PostForm page={page} action={action}>
      <input type="hidden" name="revision" value={String(draft.revision)} />
      <p class="small soft">{lead}</p>
      <Textarea
        page={page}
        name="reason"
        label={page.t('policy.reason')}
        hint={page.t('policy.reason.hint')}
        value={reason}
        errors={refusals}
        rows={3}
      />
      {children}
    </PostForm>
  )
}
