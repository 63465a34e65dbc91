import { Layout } from '../platform/html/layout.tsx'
import { Day, Facts, FlowTable, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { levelRange, Provisional, sureness } from './pages-words.tsx'
import type { Level, QualificationFramework } from './types.ts'
import type { LevelReference } from './types-conversion.ts'

/** One framework: where it comes from, its levels with their descriptions, and where each stands elsewhere. */
export function FrameworkPage(props: {
  page: Page
  framework: QualificationFramework
  levels: readonly { readonly level: Level; readonly placed: readonly LevelReference[] }[]
}): Html {
  const { page, framework, levels } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={page.say(framework.name)}
      description={t('frameworks.one.description', { name: page.say(framework.name) })}
      section="rules"
      breadcrumb={[{ href: '/frameworks', label: t('frameworks.title') }]}
    >
      <h1>{page.say(framework.name)}</h1>
      <p>
        {page.say(framework.note)} <Provisional page={page} provisional={framework.provisional} />
      </p>
      <Facts
        facts={[
          { label: t('frameworks.source'), value: framework.source },
          { label: t('frameworks.since'), value: <Day page={page} day={framework.validFrom} /> },
          { label: t('frameworks.sureness'), value: sureness(page, framework.confidence) },
        ]}
      />
      <Note tone="unknown" dashed title={t('frameworks.descriptors')}>
        <p class="small">
          {page.say(framework.descriptors.note)} {sureness(page, framework.descriptors.confidence)}.{' '}
          <Provisional page={page} provisional={framework.descriptors.provisional} />
        </p>
      </Note>
      <FlowTable
        page={page}
        caption={t('frameworks.levels')}
        columns={[
          { label: t('frameworks.level'), header: true, full: true },
          { label: t('frameworks.descriptor'), full: true },
          { label: t('frameworks.elsewhere'), full: true },
        ]}
        rows={[...levels].reverse().map(({ level, placed }) => ({
          id: `level-${level.level}`,
          cells: [
            <>
              {page.say(level.name)} <Provisional page={page} provisional={level.provisional} />
              {level.education !== undefined && (
                <div class="small soft">{t('frameworks.education', { education: page.say(level.education) })}</div>
              )}
            </>,
            <>
              {level.group !== undefined && <div class="small soft">{page.say(level.group)}</div>}
              {page.say(level.descriptor)}
            </>,
            placed.length === 0 ? (
              <span class="soft">{t('frameworks.nowhere')}</span>
            ) : (
              <ul class="plain small">
                {placed.map((reference) => (
                  <li class="num">
                    {`${reference.to.framework.toUpperCase()} ${levelRange(reference)}`}{' '}
                    <Provisional page={page} provisional={reference.provisional} />
                  </li>
                ))}
              </ul>
            ),
          ],
        }))}
      />
      <p class="small soft">{t('frameworks.no-degree')}</p>
    </Layout>
  )
}
