import { ConformanceTable, type DefinitionVersion } from '../design/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Day, type Html, Label, RecordHead, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'

/** What a credential was awarded for: the definition version as it was published, for whoever follows its address. */
export function DefinitionPage(props: {
  page: Page
  version: DefinitionVersion
  issuer: { name: string; slug: string }
  coIssuers: readonly { name: string; slug: string; role: string }[]
}): Html {
  const { page, version, issuer, coIssuers } = props
  const t = page.t
  return (
    <Layout page={page} title={page.say(version.title)} description={page.say(version.description)} section="catalogue">
      <div class="paper">
        <RecordHead
          id={version.definitionId}
          level={1}
          size="large"
          over={t('credentials.definition.version', { number: version.number })}
          title={page.say(version.title)}
          under={<a href={page.href(`/register/${issuer.slug}`)}>{issuer.name}</a>}
        />
      </div>
      <div class="cols">
        <div>
          <p>{page.say(version.description)}</p>
          {coIssuers.length > 0 && (
            <>
              <h2>{t('credentials.definition.together')}</h2>
              <p>{t('credentials.definition.together-means')}</p>
              <ul>
                {coIssuers.map(({ name, slug, role }) => (
                  <li>
                    <a href={page.href(`/register/${slug}`)}>{name}</a>: {t(`design.co-issuer.role.${role}`)}
                  </li>
                ))}
              </ul>
            </>
          )}
          <h2>{t('credentials.definition.competency')}</h2>
          <p>{page.say(version.microCompetency)}</p>
          <h2>{t('credentials.definition.outcomes')}</h2>
          <ol>
            {version.outcomes.map((outcome) => (
              <li>
                {page.say(outcome.statement)} {!outcome.mandatory && <Tag>{t('credentials.definition.optional')}</Tag>}
                <div class="small soft">
                  {t(`credentials.assessment.${outcome.assessment.method}`)}: {page.say(outcome.assessment.description)}
                </div>
              </li>
            ))}
          </ol>
          <h2>{t('credentials.definition.skills')}</h2>
          <ul>
            {version.skills.map((skill) => (
              <li>
                {page.say(skill.name)} <span class="soft small">{`${skill.framework} ${skill.code}`}</span>
              </li>
            ))}
          </ul>
          <ConformanceTable page={page} conformance={version.conformance} />
        </div>
        <Label
          title={t('credentials.definition.label')}
          lines={[
            { label: 'SKS', value: formatNumber(page.language, version.sks), weight: 'big', thick: true },
            {
              label: t('credentials.definition.hours'),
              value: formatNumber(page.language, version.hours),
              weight: 'bold',
            },
            {
              label: t('credentials.definition.level'),
              value: (
                <a href={page.href(`/frameworks/kkni#level-${version.kkniLevel}`)}>{`KKNI ${version.kkniLevel}`}</a>
              ),
              weight: 'bold',
              thick: true,
            },
            {
              label: t('credentials.definition.assessment'),
              value: t(`credentials.assessment.${version.assessmentKind}`),
            },
            {
              label: t('credentials.definition.identity'),
              value: t(`credentials.identity.${version.identityAssurance}`),
            },
            { label: t('credentials.definition.mode'), value: t(`credentials.mode.${version.mode}`) },
            { label: t('credentials.definition.standard'), value: page.say(version.standard) },
            {
              label: t('credentials.definition.published'),
              value: version.publishedAt === null ? '' : <Day page={page} day={dayOf(version.publishedAt)} />,
            },
          ]}
          foot={t('credentials.definition.foot')}
        />
      </div>
    </Layout>
  )
}
