import { Button, Facts, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import {
  descriptionOf,
  durationOf,
  facetValue,
  languageName,
  platformName,
  priceOf,
  ratingOf,
  titleOf,
} from './pages-words.ts'
import type { Offering } from './types.ts'

/** A course from elsewhere: what its platform says, plainly, and that nobody here examined it. */
export function Course({ page, offering, beside }: { page: Page; offering: Offering; beside: Html | null }): Html {
  const language = offering.language ?? undefined
  return (
    <div class="cols def">
      <div>
        <p class="small soft">{page.t('catalogue.course-on', { platform: platformName(offering.platform) })}</p>
        <h1 lang={language}>{titleOf(page, offering)}</h1>
        {offering.providerName !== '' && <p>{page.t('catalogue.by', { provider: offering.providerName })}</p>}
        <Note tone="unknown" dashed title={page.t('catalogue.not-examined')}>
          <p>{page.t('catalogue.not-examined-note')}</p>
        </Note>
        {descriptionOf(page, offering)
          .split(/\n+/)
          .filter((line) => line.trim() !== '')
          .slice(0, 40)
          .map((line) => (
            <p lang={language}>{line}</p>
          ))}
        {beside}
        <p class="row">
          {offering.url !== null && (
            <a class="btn" href={offering.url} rel="noopener noreferrer nofollow external">
              {page.t('catalogue.open-there', { platform: platformName(offering.platform) })}
            </a>
          )}
          <Button kind="quiet" href={page.href(`/catalogue/compare?id=${offering.id}`)}>
            {page.t('catalogue.compare')}
          </Button>
        </p>
        {offering.url === null && <p class="small soft">{page.t('catalogue.no-address')}</p>}
      </div>
      <aside>
        <h2 class="h3">{page.t('catalogue.facts')}</h2>
        <Facts
          facts={[
            { label: page.t('catalogue.facet.platform'), value: platformName(offering.platform) },
            { label: page.t('catalogue.label.duration'), value: durationOf(page, offering) },
            {
              label: page.t('catalogue.facet.level'),
              value: offering.level === null ? null : facetValue(page, 'level', offering.level),
            },
            {
              label: page.t('catalogue.facet.mode'),
              value: offering.mode === null ? null : facetValue(page, 'mode', offering.mode),
            },
            {
              label: page.t('catalogue.facet.field'),
              value: offering.field === null ? null : facetValue(page, 'field', offering.field),
            },
            {
              label: page.t('catalogue.facet.language'),
              value: offering.language === null ? null : languageName(page, offering.language),
            },
            { label: page.t('catalogue.label.price'), value: priceOf(page, offering) },
            { label: page.t('catalogue.rating-there'), value: ratingOf(page, offering) },
          ]}
        />
        <p class="small soft">{page.t('catalogue.facts-note', { platform: platformName(offering.platform) })}</p>
      </aside>
      {offering.skills.length > 0 && (
        <div>
          <h2>{page.t('catalogue.skills-stated')}</h2>
          <ul class="plain row" lang={language}>
            {offering.skills.map((skill) => (
              <li>
                <a class="chip" href={page.href(`/catalogue?skill=${encodeURIComponent(skill)}`)}>
                  {skill}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
