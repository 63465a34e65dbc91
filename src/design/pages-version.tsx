import { fieldName, levelName } from '../frameworks/index.ts'
import { formatNumber, formatRupiah, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Choice,
  Day,
  ErrorSummary,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Label,
  type LabelLine,
  Note,
  PostButton,
  Tag,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import {
  type DefinitionVersion,
  type OutcomeOfLearning,
  SIDES,
  type Side,
  type SignOff,
  type VersionContent,
} from './types.ts'

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
          <div class="gap">
            <Signatures
              page={page}
              signatures={props.signatures.filter((one) => one.voidedAt === null)}
              names={props.names}
            />
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

export interface SignProps {
  readonly page: Page
  readonly versionId: string
  readonly definitionId: string
  readonly number: number
  readonly title: string
  readonly organisation: string
  /** The content as it would be published; nothing while the draft isn't whole. */
  readonly whole: {
    readonly content: VersionContent
    readonly outcomes: readonly Omit<OutcomeOfLearning, 'id'>[]
  } | null
  readonly lacking: number
  readonly contentMark: string
  readonly sides: readonly Side[]
  readonly signatures: readonly SignOff[]
  readonly names: ReadonlyMap<string, string>
  readonly signedByMe: boolean
  readonly errors: readonly Refusal[]
  readonly note: string
}

/** `/design/:id/sign`: what one signs for, and the signature. */
export function SignPage(props: SignProps): Html {
  const { page, whole } = props
  return (
    <Layout
      page={page}
      title={page.t('design.sign.title')}
      section="design"
      room
      failed={props.errors.length > 0}
      breadcrumb={[{ href: '/design', label: page.t('design.title') }]}
    >
      <ErrorSummary page={page} refusals={props.errors} />
      <div class="row top">
        <Ceplok id={props.definitionId} size="large" />
        <div>
          <p class="small soft">{page.t('design.draft-of', { number: props.number })}</p>
          <h1>{props.title}</h1>
          <p>{props.organisation}</p>
        </div>
      </div>
      <div class="cols gap">
        <div>
          {whole === null ? (
            <Note tone="warn" title={page.t('design.sign.not-whole')}>
              <p>{page.t('design.lacking', { count: props.lacking })}</p>
            </Note>
          ) : (
            <DefinitionText page={page} content={whole.content} outcomes={whole.outcomes} />
          )}
          {props.signatures.length > 0 && (
            <div class="gap">
              <Signatures page={page} signatures={props.signatures} names={props.names} />
            </div>
          )}
          {whole !== null && !props.signedByMe && freeSides(props).length > 0 && <SignForm {...props} />}
          {props.signedByMe && (
            <Note tone="pass">
              <p>{page.t('design.sign.done')}</p>
            </Note>
          )}
        </div>
        <aside>{whole !== null && <DefinitionLabel page={page} content={whole.content} />}</aside>
      </div>
    </Layout>
  )
}

/** The sides that this person may sign and nobody has signed yet. */
function freeSides({ sides, signatures }: SignProps): readonly Side[] {
  return sides.filter((side) => !signatures.some((one) => one.side === side && one.voidedAt === null))
}

function SignForm(props: SignProps): Html {
  const { page } = props
  const free = freeSides(props)
  return (
    <form method="post" action={page.href(`/design/${props.versionId}/signatures`)} class="paper gap" novalidate>
      <h2>{page.t('design.sign.title')}</h2>
      <FormToken page={page} />
      <input type="hidden" name="mark" value={props.contentMark} />
      <p>{page.t('design.sign.lead')}</p>
      {SIDES.filter((side) => free.includes(side)).map((side) => (
        <Note title={page.t(`design.side.${side}`)}>
          <p>{page.t(`design.sign.for-${side}`)}</p>
        </Note>
      ))}
      {free.length > 1 ? (
        <Choice
          page={page}
          name="side"
          label={page.t('design.sign.side')}
          options={free.map((side) => ({ value: side, label: page.t(`design.side.${side}`) }))}
          value={free[0]}
        />
      ) : (
        <input type="hidden" name="side" value={free[0]} />
      )}
      <Textarea
        page={page}
        name="note"
        label={page.t('design.signature.note')}
        hint={page.t('design.sign.note-hint')}
        value={props.note}
        rows={2}
        optional
      />
      <Button>{page.t('design.sign')}</Button>
    </form>
  )
}
