import type { Organisation } from '../organisations/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Day,
  EmptyState,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Note,
  Select,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { CoIssuersPart } from './pages-co-issue.tsx'
import { AboutPart, LoadPart, OfferPart, QualityPart } from './pages-form.tsx'
import { OutcomesPart, SkillsPart } from './pages-outcomes.tsx'
import { Way, type WayProps } from './pages-way.tsx'
import { type DefinitionVersion, type Draft, type DraftContent, SIDES, type Side } from './types.ts'

/** A draft in the list: what it lacks, and whether this person is asked to sign it. */
export interface DraftLine {
  readonly draft: Draft
  readonly organisation: string
  /** How many things are still to be filled in. */
  readonly lacking: number
  readonly signed: readonly Side[]
  readonly mayEdit: boolean
  readonly maySign: boolean
}

export interface ListProps {
  readonly page: Page
  readonly drafts: readonly DraftLine[]
  readonly published: readonly {
    readonly version: DefinitionVersion
    readonly organisation: string
    readonly dayPublished: string
  }[]
  readonly mayCreate: boolean
}

const titleOf = (page: Page, content: DraftContent): string =>
  (page.language === 'id' ? content.titleId : content.titleEn) ||
  content.titleId ||
  content.titleEn ||
  page.t('design.untitled')

/** `/design`: what waits for a signature, drafts, and what is published. */
export function ListPage({ page, drafts, published, mayCreate }: ListProps): Html {
  const toSign = drafts.filter((line) => line.maySign)
  const own = drafts.filter((line) => line.mayEdit)
  const nothing = drafts.length === 0 && published.length === 0
  return (
    <Layout page={page} title={page.t('design.title')} section="design" room>
      <div class="row">
        <h1>{page.t('design.title')}</h1>
        {mayCreate && !nothing && (
          <span class="end">
            <Button href={page.href('/design/new')}>{page.t('design.new')}</Button>
          </span>
        )}
      </div>
      {nothing && (
        <EmptyState
          title={page.t('design.empty')}
          actions={mayCreate && <Button href={page.href('/design/new')}>{page.t('design.new')}</Button>}
        >
          <p>{page.t(mayCreate ? 'design.empty.designer' : 'design.empty.signer')}</p>
        </EmptyState>
      )}
      <p class="soft">{page.t('design.lead')}</p>
      {mayCreate && (
        <p class="small">
          <a href={page.href('/stacks/manage')}>{page.t('design.stacks')}</a>
        </p>
      )}
      {toSign.length > 0 && <DraftTable page={page} caption={page.t('design.list.sign')} lines={toSign} toSign />}
      {own.length > 0 && <DraftTable page={page} caption={page.t('design.list.drafts')} lines={own} />}
      {published.length > 0 && (
        <FlowTable
          page={page}
          caption={page.t('design.list.published')}
          columns={[
            { label: page.t('design.column.title'), header: true, full: true },
            { label: page.t('design.column.organisation'), full: true },
            { label: page.t('design.column.version'), numeric: true },
            { label: 'SKS', numeric: true },
            { label: page.t('design.column.published') },
          ]}
          rows={published.map(({ version, organisation, dayPublished }) => ({
            cells: [
              <a href={page.href(`/design/${version.id}`)}>{page.say(version.title)}</a>,
              organisation,
              formatNumber(page.language, version.number),
              formatNumber(page.language, version.sks),
              <Day page={page} day={dayPublished} />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

function DraftTable({
  page,
  caption,
  lines,
  toSign,
}: {
  page: Page
  caption: string
  lines: readonly DraftLine[]
  toSign?: boolean
}): Html {
  return (
    <FlowTable
      page={page}
      caption={caption}
      columns={[
        { label: page.t('design.column.title'), header: true, full: true },
        { label: page.t('design.column.organisation'), full: true },
        { label: page.t('design.column.version'), numeric: true },
        { label: page.t('design.column.state'), full: true },
      ]}
      rows={lines.map(({ draft, organisation, lacking, signed }) => ({
        cells: [
          <a href={page.href(toSign ? `/design/${draft.versionId}/sign` : `/design/${draft.versionId}`)}>
            {titleOf(page, draft.content)}
          </a>,
          organisation,
          formatNumber(page.language, draft.number),
          <>
            <Finding tone={lacking === 0 ? 'pass' : 'warn'}>{page.t('design.lacking', { count: lacking })}</Finding>{' '}
            <Finding tone={signed.length === SIDES.length ? 'pass' : 'unknown'}>
              {page.t('design.signed-count', { count: signed.length })}
            </Finding>
          </>,
        ],
      }))}
    />
  )
}

/** `/design/new`: the two titles, and for whom. */
export function NewPage(props: {
  page: Page
  organisations: readonly Organisation[]
  values: { titleId: string; titleEn: string; organisationId: string }
  errors: readonly Refusal[]
}): Html {
  const { page, organisations, values, errors } = props
  return (
    <Layout
      page={page}
      title={page.t('design.new')}
      section="design"
      room
      narrow
      failed={errors.length > 0}
      breadcrumb={[{ href: '/design', label: page.t('design.title') }]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{page.t('design.new')}</h1>
      <p class="soft">{page.t('design.new.lead')}</p>
      <form method="post" action={page.href('/design/new')} novalidate>
        <FormToken page={page} />
        <Field
          page={page}
          name="titleId"
          label={page.t('design.title.id')}
          hint={page.t('design.title.hint')}
          errors={errors}
          value={values.titleId}
        />
        <Field
          page={page}
          name="titleEn"
          label={page.t('design.title.en')}
          errors={errors}
          value={values.titleEn}
          optional
        />
        {organisations.length > 1 ? (
          <Select
            page={page}
            name="organisation"
            label={page.t('design.organisation')}
            errors={errors}
            value={values.organisationId}
            options={organisations.map((one) => ({ value: one.id, label: one.name }))}
          />
        ) : (
          <input type="hidden" name="organisation" value={organisations[0]?.id ?? ''} />
        )}
        <Button>{page.t('design.new.begin')}</Button>
      </form>
    </Layout>
  )
}

export interface EditProps extends WayProps {
  /** What the form shows: as stored, or as typed and refused. */
  readonly content: DraftContent
  readonly errors: readonly Refusal[]
  readonly campuses: readonly Organisation[]
  readonly companies: readonly Organisation[]
  readonly hoursPerSks: number | null
  readonly told: { readonly saved: boolean; readonly voided: number }
}

/** `/design/:id`: the form of a draft, with its way to publication beside it. */
export function EditPage(props: EditProps): Html {
  const { page, draft, content, errors, told } = props
  const form = { page, content, errors }
  return (
    <Layout
      page={page}
      title={titleOf(page, content)}
      section="design"
      room
      failed={errors.length > 0}
      breadcrumb={[{ href: '/design', label: page.t('design.title') }]}
    >
      <ErrorSummary page={page} refusals={errors} />
      {told.saved && (
        <Note tone="pass">
          <p>{page.t('design.saved')}</p>
        </Note>
      )}
      {told.voided > 0 && (
        <Note tone="warn" title={page.t('design.voided.title')}>
          <p>{page.t('design.voided', { count: told.voided })}</p>
        </Note>
      )}
      <div class="row top">
        <Ceplok id={draft.definitionId} />
        <div>
          <p class="small soft">{page.t('design.draft-of', { number: draft.number })}</p>
          <h1>{titleOf(page, content)}</h1>
        </div>
      </div>
      <div class="cols gap">
        <form method="post" action={page.href(`/design/${draft.versionId}`)} novalidate>
          <button class="vh" type="submit" name="do" value="save" tabindex={-1}>
            {page.t('design.save')}
          </button>
          <FormToken page={page} />
          <input type="hidden" name="revision" value={String(draft.revision)} />
          <AboutPart {...form} />
          <LoadPart {...form} hoursPerSks={props.hoursPerSks} />
          <OutcomesPart {...form} />
          <SkillsPart {...form} />
          <QualityPart {...form} />
          <OfferPart {...form} campuses={props.campuses} companies={props.companies} />
          <CoIssuersPart {...form} coIssuers={props.coIssuers} />
          <p class="row">
            <Button name="do" value="save">
              {page.t('design.save')}
            </Button>
            <Button name="do" value="check" kind="quiet">
              {page.t('design.check')}
            </Button>
          </p>
        </form>
        <aside>
          <Way {...props} />
        </aside>
      </div>
    </Layout>
  )
}
