import { raw } from 'hono/html'
import type { DefinitionVersion } from '../design/index.ts'
import { fieldName, levelName } from '../frameworks/index.ts'
import { formatNumber, formatRupiah, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Day,
  Dotted,
  FlowTable,
  type Html,
  Label,
  type LabelLine,
  Note,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { Course } from './pages-course.tsx'
import { descriptionOf, languageName, titleOf } from './pages-words.ts'
import type { Offering } from './types.ts'

/** A university that has counted a definition before: a decision on record, not a promise. */
export interface Recognition {
  readonly organisationName: string
  /** What it was counted as, where that is on record. */
  readonly countedAs: string
  readonly sks: number
  /** ISO day of the first such decision. */
  readonly since: string
}

interface OfferingShown {
  readonly page: Page
  readonly offering: Offering
  /** The definition, for micro-credentials. */
  readonly version: DefinitionVersion | null
  readonly recognitions: readonly Recognition[] | null
  /** What later rooms put beside it: enrolling, *would this count*. */
  readonly beside: Html | null
  readonly publicUrl: string
}

/** The page of one offering: the label of a micro-credential, or the facts of a course from elsewhere and a link there. */
export function OfferingPage(props: OfferingShown): Html {
  const { page, offering } = props
  const description = descriptionOf(page, offering).replace(/\s+/g, ' ').slice(0, 200)
  return (
    <Layout
      page={page}
      title={titleOf(page, offering)}
      description={description === '' ? undefined : description}
      section="catalogue"
      breadcrumb={[{ href: '/catalogue', label: page.t('catalogue.title') }]}
      noindex={offering.withdrawnAt !== null}
    >
      {offering.withdrawnAt !== null && (
        <Note tone="warn" title={page.t('catalogue.withdrawn')}>
          {page.t('catalogue.withdrawn-next')}
        </Note>
      )}
      {props.version === null ? (
        <Course page={page} offering={offering} beside={props.beside} />
      ) : (
        <MicroCredential {...props} version={props.version} />
      )}
      <StructuredData {...props} />
    </Layout>
  )
}

function MicroCredential(props: OfferingShown & { version: DefinitionVersion }): Html {
  const { page, offering, version, recognitions } = props
  const published =
    version.publishedAt === null
      ? null
      : new Date(version.publishedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  return (
    <div class="cols def">
      <div>
        <div class="row top">
          <Ceplok id={version.definitionId} size="large" />
          <div>
            <p class="small soft">
              {page.t('catalogue.version', { number: version.number })}
              {published !== null && (
                <>
                  {' '}
                  <Day page={page} day={published} />
                </>
              )}
            </p>
            <h1>{page.say(version.title)}</h1>
            <p>{page.t('catalogue.by', { provider: offering.providerName })}</p>
          </div>
        </div>
        <p class="gap">{page.say(version.description)}</p>
        {props.beside}
        <p>
          <Button kind="quiet" href={page.href(`/catalogue/compare?id=${offering.id}`)}>
            {page.t('catalogue.compare')}
          </Button>
        </p>
      </div>
      <aside>
        <DefinitionLabel page={page} version={version} recognitions={recognitions} />
      </aside>
      <div>
        <h2>{page.t('catalogue.outcomes')}</h2>
        <ol>
          {version.outcomes.map((outcome) => (
            <li>
              {page.say(outcome.statement)}{' '}
              <span class="small soft">
                <Dotted
                  parts={[
                    page.t(`catalogue.method.${outcome.assessment.method}`),
                    outcome.mandatory ? null : page.t('catalogue.optional'),
                  ]}
                />
              </span>
            </li>
          ))}
        </ol>
        <h2 id="skills">{page.t('catalogue.skills')}</h2>
        <ul class="plain row">
          {version.skills.map((skill) => (
            <li>
              <Tag>{page.say(skill.name)}</Tag>
            </li>
          ))}
        </ul>
        {recognitions !== null && <Recognised page={page} recognitions={recognitions} />}
      </div>
    </div>
  )
}

/** The label, in its fixed order: what it gives, who examines, who counts it, what it costs. */
function DefinitionLabel({
  page,
  version,
  recognitions,
}: {
  page: Page
  version: DefinitionVersion
  recognitions: readonly Recognition[] | null
}): Html {
  const lines: readonly LabelLine[] = [
    {
      label: page.t('catalogue.label.credit'),
      value: formatSks(page.language, version.sks),
      weight: 'big',
      thick: true,
    },
    {
      label: page.t('catalogue.label.hours'),
      value: page.t('catalogue.hours', { hours: version.hours }),
      weight: 'bold',
    },
    { label: page.t('catalogue.facet.mode'), value: page.t(`catalogue.mode.${version.mode}`), weight: 'sub' },
    { label: page.t('catalogue.facet.language'), value: languageName(page, version.language), weight: 'sub' },
    { label: page.t('catalogue.facet.kkni'), value: page.say(levelName('kkni', version.kkniLevel)), weight: 'bold' },
    {
      label: page.t('catalogue.label.assessment'),
      value: page.t(`catalogue.method.${version.assessmentKind}`),
      weight: 'bold',
    },
    {
      label: page.t('catalogue.label.identity'),
      value: page.t(`catalogue.identity.${version.identityAssurance}`),
      weight: 'sub',
    },
    {
      label: page.t('catalogue.skills'),
      value: <a href="#skills">{formatNumber(page.language, version.skills.length)}</a>,
      weight: 'bold',
    },
    { label: page.t('catalogue.facet.field'), value: page.say(fieldName(version.field)) },
    ...(recognitions === null
      ? []
      : [
          {
            label: page.t('catalogue.label.recognised'),
            value: page.t('catalogue.universities', { count: recognitions.length }),
            weight: 'bold' as const,
          },
        ]),
    {
      label: page.t('catalogue.label.valid'),
      value:
        version.validMonths === null
          ? page.t('catalogue.label.no-end')
          : page.t('catalogue.label.months', { months: version.validMonths }),
      thick: true,
    },
    {
      label: page.t('catalogue.label.price'),
      value:
        version.priceRupiah === 0 ? page.t('catalogue.price.free') : formatRupiah(page.language, version.priceRupiah),
      weight: 'big',
    },
  ]
  return <Label title={page.t('catalogue.label')} lines={lines} foot={page.t('catalogue.label.foot')} />
}

function Recognised({ page, recognitions }: { page: Page; recognitions: readonly Recognition[] }): Html {
  return (
    <>
      <h2>{page.t('catalogue.recognised-heading', { count: recognitions.length })}</h2>
      <p class="soft small">
        {page.t(recognitions.length === 0 ? 'catalogue.recognised-none' : 'catalogue.recognised-note')}
      </p>
      {recognitions.length > 0 && (
        <FlowTable
          page={page}
          caption={page.t('catalogue.recognised-heading', { count: recognitions.length })}
          captionHidden
          columns={[
            { label: page.t('catalogue.recognised-university'), header: true, full: true },
            { label: page.t('catalogue.recognised-as'), full: true },
            { label: 'SKS', numeric: true },
            { label: page.t('catalogue.recognised-since') },
          ]}
          rows={recognitions.map(({ organisationName, countedAs, sks, since }) => ({
            cells: [organisationName, countedAs, formatNumber(page.language, sks), <Day page={page} day={since} />],
          }))}
        />
      )}
    </>
  )
}

/** What search engines read (schema.org Course). Data, no script: nothing of it is carried out. */
function StructuredData({ page, offering, version, publicUrl }: OfferingShown): Html {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Course',
    name: titleOf(page, offering),
    description: descriptionOf(page, offering).slice(0, 500) || titleOf(page, offering),
    url: `${publicUrl}${page.href(`/catalogue/${offering.id}`)}`,
    ...(offering.language === null ? {} : { inLanguage: offering.language }),
    ...(offering.providerName === '' ? {} : { provider: { '@type': 'Organization', name: offering.providerName } }),
    ...(version === null
      ? {}
      : { timeRequired: `PT${version.hours}H`, educationalCredentialAwarded: page.say(version.title) }),
  }
  const text = JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return (
    <script type="application/ld+json" nonce={page.nonce}>
      {raw(text)}
    </script>
  )
}
