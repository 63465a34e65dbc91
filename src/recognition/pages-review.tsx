import { Button, type Html, Instant, Note, PostForm, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Review } from './types-review.ts'

/** What the university says of a decision since its award was revoked or corrected. The decision above it stays as it was. */
export function ReviewNote({ page, review }: { page: Page; review: Review | null }): Html | null {
  if (review === null) return null
  const t = page.t
  return (
    <Note tone={review.answer === 'kept' ? 'warn' : 'fail'} title={t(`recognition.review.${review.answer}`)}>
      <p>{t(`recognition.review.cause.${review.cause}`)}</p>
      <p>
        <b>{t('recognition.decision.reason')}</b> {review.reason}
      </p>
      <p class="small soft">
        <Instant page={page} at={new Date(review.decidedAt)} />
      </p>
    </Note>
  )
}

/** The same for registrars, with the form by which they think better of it. */
export function ReviewPart(props: {
  page: Page
  requestId: string
  review: Review | null
  reviewerName: string | null
  reason: string
  refusals: readonly Refusal[]
}): Html | null {
  const { page, review, reason, refusals } = props
  if (review === null) return null
  const t = page.t
  const other = review.answer === 'kept' ? 'withdraw' : 'count-again'
  return (
    <>
      <ReviewNote page={page} review={review} />
      <p class="small soft">{t('recognition.review.by', { name: props.reviewerName ?? '' })}</p>
      <details class="trace" open={reason !== ''}>
        <summary>{t('recognition.review.change')}</summary>
        <p>{t(`recognition.review.${other}.means`)}</p>
        <PostForm page={page} action={`/registrar/requests/${props.requestId}/review`}>
          <Textarea
            page={page}
            name="reviewReason"
            label={t('recognition.review.reason')}
            hint={t('recognition.review.reason-hint')}
            value={reason}
            errors={refusals}
            rows={3}
            maxlength={1000}
          />
          <Button kind="quiet">{t(`recognition.review.${other}`)}</Button>
        </PostForm>
      </details>
    </>
  )
}
