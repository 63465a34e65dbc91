import { fieldName, levelName } from '../frameworks/index.ts'
import { formatNumber, formatRupiah, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Ceplok,
  Day,
  FlowTable,
  type Html,
  Instant,
  Label,
  type LabelLine,
  Note,
  PostButton,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { ConformanceTable } from './pages-conformance.tsx'
import type { DefinitionVersion, OutcomeOfLearning, SignOff, VersionContent } from './types.ts'

/** The label of a definition, in the fixed order. `foot` says what it isn't. */
export function DefinitionLabel({ page, content }: { page: Page; content: VersionContent }): Html {
  const lines: LabelLine[] = [
    { label: page.t('design.label.credit'), value: formatSks(page.language, content.sks), weight: 'big', thick: true },
    { label: page.t('design.hours'), value: page.t('design.label.hours', { hours: content.hours }), weight: 'bold' },
    { label: page.t('design.mode'), value: page.t(`design.mode.${content.mode}`), weight: 'sub' },
    { label: page.t('design.label.level'), value: page.say(levelName('kkni', content.kkniLevel)), weight: 'bold' },
    {
      label: page.t('design.label.assessment'),
      value: page.t(`design.method.${content.assessmentKind}`),
      weight: 'bold',
    },
    { label: page.t('design.identity'), value: page.t(`design.identity.${content.identityAssurance}`), weight: 'sub' },
    { label: page.t('design.label.skills'), value: formatNumber(page.language, content.skills.length), weight: 'bold' },
    { label: page.t('design.field'), value: page.say(fieldName(content.field)) },
    {
      label: page.t('design.label.validity'),
      value:
        content.validMonths === null
          ? page.t('design.label.for-life')
          : page.t('design.label.months', { months: content.validMonths }),
      thick: true,
    },
    { label: page.t('design.label.price'), value: formatRupiah(page.language, content.priceRupiah), weight: 'big' },
  ]
  return <Label title={page.t('design.label')} lines={lines} foot={page.t('design.label.foot')} />
}

/** What the definition says, for reading: description, outcomes with their assessment, skills, standard. */
export function DefinitionText({
  page,
  content,
  outcomes,
}: {
  page: Page
  content: VersionContent
  outcomes: readonly Omit<OutcomeOfLearning, 'id'>[]
}): Html {
  return (
    <>
      <p class="lead">{page.say(content.description)}</p>
      <h2>{page.t('design.micro')}</h2>
      <p>{page.say(content.microCompetency)}</p>
      <FlowTable
        page={page}
        caption={page.t('design.part.outcomes')}
        columns={[
          { label: page.t('design.outcome.code') },
          { label: page.t('design.outcome.statement'), header: true, full: true },
          { label: page.t('design.outcome.assessment'), full: true },
          { label: page.t('design.outcome.pass-mark'), numeric: true },
        ]}
        rows={outcomes.map((outcome) => ({
          cells: [
            `O${outcome.position}`,
            <>
              {page.say(outcome.statement)}{' '}
              {!outcome.mandatory && <Tag tone="outline">{page.t('design.outcome.optional')}</Tag>}
            </>,
            <>
              <b>{page.t(`design.method.${outcome.assessment.method}`)}</b>: {page.say(outcome.assessment.description)}
            </>,
            formatNumber(page.language, outcome.passMark),
          ],
        }))}
      />
      <h2 class="gap">{page.t('design.part.skills')}</h2>
      <ul>
        {content.skills.map((skill) => (
          <li>
            {page.say(skill.name)} <span class="small soft">{skill.code}</span>
          </li>
        ))}
      </ul>
      <h2>{page.t('design.standard')}</h2>
      <p>{page.say(content.standard)}</p>
      <p class="soft">
        {page.t('design.evidence')}: {page.t(`design.evidence.${content.evidenceSource}`)}
      </p>
      {content.sksReason !== null && (
        <Note title={page.t('design.sks-reason')}>
          <p>{content.sksReason}</p>
        </Note>
      )}
    </>
  )
}

/** Who signed, for which side, when. */
export function Signatures({
  page,
  signatures,
  names,
}: {
  page: Page
  signatures: readonly SignOff[]
  names: ReadonlyMap<string, string>
}): Html {
  return (
    <FlowTable
      page={page}
      caption={page.t('design.signatures')}
      columns={[
        { label: page.t('design.signature.side'), header: true, full: true },
        { label: page.t('design.signature.person') },
        { label: page.t('design.signature.at') },
        { label: page.t('design.signature.note'), full: true },
      ]}
      rows={signatures.map((one) => ({
        cells: [
          <>
            {page.t(`design.side.${one.side}`)}{' '}
            {one.voidedAt !== null && <Tag tone="outline">{page.t('design.signature.void')}</Tag>}
          </>,
          names.get(one.personId) ?? '',
          <Instant page={page} at={one.signedAt} />,
          one.note ?? '',
        ],
      }))}
    />
  )
}

export interface VersionProps {
  readonly page: Page
  readonly version: DefinitionVersion
  readonly dayPublished: string
  readonly organisation: string
  readonly signatures: readonly SignOff[]
  readonly names: ReadonlyMap<string, string>
  readonly coIssuers: readonly { readonly name: string; readonly role: string }[]
  readonly mayEdit: boolean
  readonly justPublished: boolean
}

/** `/design/:id` of a published version: it never changes; a change begins the next version. */
export function VersionPage(props: VersionProps): Html {
  const { page, version } = props
  return (
    <Layout
      page={page}
      title={page.say(version.title)}
      section="design"
      room
      breadcrumb={[{ href: '/design', label: page.t('design.title') }]}
    >
      {props.justPublished && (
        <Note tone="pass" title={page.t('design.published.title')}>
          <p>{page.t('design.published')}</p>
        </Note>
      )}
      <div class="row top">
        <Ceplok id={version.definitionId} size="large" />
        <div>
          <p class="small soft">
            {page.t('design.version-of', { number: version.number })} <Day page={page} day={props.dayPublished} />
          </p>
          <h1>{page.say(version.title)}</h1>
          <p>{props.organisation}</p>
        </div>
      </div>
      <div class="cols gap">
        <div>
          <DefinitionText page={page} content={version} outcomes={version.outcomes} />
          {props.coIssuers.length > 0 && (
            <>
              <h2>{page.t('design.part.co-issuers')}</h2>
              <ul>
                {props.coIssuers.map(({ name, role }) => (
                  <li>
                    <b>{name}</b>: {page.t(`design.co-issuer.role.${role}`)}
                  </li>
                ))}
              </ul>
            </>
          )}
          <div class="gap">
            <Signatures
              page={page}
              signatures={props.signatures.filter((one) => one.voidedAt === null)}
              names={props.names}
            />
          </div>
          <div class="gap">
            <ConformanceTable page={page} conformance={version.conformance} />
          </div>
        </div>
        <aside>
          <DefinitionLabel page={page} content={version} />
          {props.mayEdit && (
            <div class="gap">
              <PostButton page={page} action={`/design/${version.id}/versions`} kind="quiet">
                {page.t('design.new-version')}
              </PostButton>
              <p class="small soft">{page.t('design.new-version.hint')}</p>
            </div>
          )}
        </aside>
      </div>
    </Layout>
  )
}
