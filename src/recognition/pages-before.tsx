import type { Html } from '../platform/html/pieces.tsx'
import { Finding } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { Answer, type LimitWords, Reasons, Rooms } from './pages-evaluation.tsx'
import type { Before } from './types.ts'

/**
 * *Would this count at your campus*, in the box where one enrols: the answer with its room under each limit, or why it
 * isn't known yet and what to do about that.
 */
export function BeforeBox(props: { page: Page; offeringId: string; before: Before; words: LimitWords }): Html {
  const { page, before, words } = props
  const { linkState, campus, assessed, pendingSks } = before
  const asked = assessed?.evaluation.worthSks ?? 0
  return (
    <section class="before">
      <h3>{page.t('recognition.before.title', { campus: campus ?? 'none' })}</h3>
      {linkState !== 'confirmed' || assessed === null ? (
        <>
          <p>
            <Finding tone="unknown">{page.t('recognition.answer.unknown')}</Finding>
          </p>
          <p class="small">
            {page.t(`recognition.before.${linkState}`, { campus: campus ?? 'none' })}{' '}
            <a href={page.href('/wallet/study')}>
              {page.t(linkState === 'none' ? 'recognition.before.link-now' : 'recognition.before.link-see')}
            </a>
          </p>
        </>
      ) : asked === 0 ? (
        <p class="small">{page.t('recognition.before.no-sks')}</p>
      ) : (
        <>
          <Answer page={page} evaluation={assessed.evaluation} asked={asked} />
          <Rooms page={page} rules={assessed.rules} evaluation={assessed.evaluation} words={words} />
          {pendingSks > 0 && <p class="small soft">{page.t('recognition.before.pending', { sks: pendingSks })}</p>}
          {assessed.graded && (
            <p class="small">
              <Finding tone="unknown">{page.t('recognition.would.unknown.grade')}</Finding>
            </p>
          )}
          <Reasons page={page} evaluation={assessed.evaluation} asked={asked} />
        </>
      )}
      <p class="small soft">
        {page.t('recognition.before.registrar')}{' '}
        <a href={page.href(assessed === null ? '/rules' : `/rules/${assessed.rules.id}`)}>
          {page.t('recognition.before.rules')}
        </a>
        {' · '}
        <a href={page.href(`/would-count/${props.offeringId}`)}>{page.t('recognition.would.other')}</a>
      </p>
    </section>
  )
}

/** The way to *would this count*, for whoever is not known here and for courses from elsewhere. */
export function WouldCountLink({ page, offeringId }: { page: Page; offeringId: string }): Html {
  return (
    <section class="before">
      <h3>{page.t('recognition.before.title', { campus: 'none' })}</h3>
      <p class="small">
        {page.t('recognition.would.ask')}{' '}
        <a href={page.href(`/would-count/${offeringId}`)}>{page.t('recognition.would.ask-link')}</a>
      </p>
    </section>
  )
}
