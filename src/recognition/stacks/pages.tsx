import { formatDay, formatSks } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  CredentialCard,
  Day,
  EmptyState,
  ErrorSummary,
  Finding,
  FlowTable,
  type Html,
  Note,
  PostButton,
  PostForm,
  Tag,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type Naming, RuleTree } from './pages-rule.tsx'
import type { StackEdition } from './types.ts'

/** A larger credential on offer. */
export interface StackLine {
  readonly edition: StackEdition
  readonly title: Bilingual
  readonly issuer: string
  readonly sks: number
}

/** The larger credentials that come by themselves when their parts are there. */
export function StacksPage({ page, lines }: { page: Page; lines: readonly StackLine[] }): Html {
  const t = page.t
  return (
    <Layout page={page} title={t('stacks.title')} description={t('stacks.lead')} section="catalogue">
      <h1>{t('stacks.title')}</h1>
      <p>{t('stacks.lead')}</p>
      {lines.length === 0 ? (
        <EmptyState
          title={t('stacks.empty')}
          actions={<Button href={page.href('/catalogue')}>{t('stacks.empty.catalogue')}</Button>}
        >
          <p>{t('stacks.empty.text')}</p>
        </EmptyState>
      ) : (
        <>
          <h2>{t('stacks.list')}</h2>
          <ul class="plain">
            {lines.map(({ edition, title, issuer, sks }) => (
              <CredentialCard
                page={page}
                id={edition.definitionId}
                href={`/stacks/${edition.content.definition}`}
                title={page.say(title)}
                issuer={issuer}
                facts={[
                  formatSks(page.language, sks),
                  t('stacks.from', { day: formatDay(page.language, edition.content.validFrom) }),
                ]}
              />
            ))}
          </ul>
        </>
      )}
    </Layout>
  )
}

/** What may be done with an edition by whoever looks at it. */
export interface EditionLine {
  readonly edition: StackEdition
  readonly title: Bilingual
  readonly mayApprove: boolean
  /** The form can say what it says: another may begin from it. */
  readonly fits: boolean
  readonly mayEnd: boolean
}

/** The stacks of the organisations where somebody designs or issues, and the form to propose one. */
export function ManagePage(props: {
  page: Page
  lines: readonly EditionLine[]
  naming: Naming
  mayPropose: boolean
  openCases: number
  written: string
  /** Somebody wrote this: it stands open. */
  isWritten: boolean
  refusals: readonly Refusal[]
}): Html {
  const { page, lines, naming, refusals } = props
  const t = page.t
  return (
    <Layout page={page} title={t('stacks.manage')} section="provider" room noindex failed={refusals.length > 0}>
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('stacks.manage')}</h1>
      <p>{t('stacks.manage.lead')}</p>
      {props.openCases > 0 && (
        <Note
          tone="warn"
          title={<a href={page.href('/stacks/cases')}>{t('stacks.cases.open', { count: props.openCases })}</a>}
        />
      )}
      {lines.length === 0 && <p class="soft">{t('stacks.manage.none')}</p>}
      {lines.map(({ edition, title, mayApprove, mayEnd, fits }) => (
        <section class="paper">
          <h2 class="h3">
            {page.say(title)} <Tag tone="outline">{t('stacks.edition', { number: edition.number })}</Tag>
          </h2>
          <p class="small">
            <State page={page} edition={edition} />
          </p>
          <RuleTree page={page} part={edition.content.rule} naming={naming} metAt={() => null} />
          <div class="row">
            {mayApprove && (
              <PostButton page={page} action={`/stacks/manage/${edition.id}/approve`} kind="primary">
                {t('stacks.approve')}
              </PostButton>
            )}
            {mayEnd && (
              <PostButton page={page} action={`/stacks/manage/${edition.id}/end`} kind="bad">
                {t('stacks.end')}
              </PostButton>
            )}
            {props.mayPropose && fits && (
              <a href={page.href(`/stacks/manage/new?from=${edition.id}`)}>
                {t('stacks.draft.from')} <span class="vh">{page.say(title)}</span>
              </a>
            )}
            {props.mayPropose && !fits && <span class="small soft">{t('stacks.draft.from-not')}</span>}
          </div>
        </section>
      ))}
      {props.mayPropose && (
        <section>
          <h2>{t('stacks.propose')}</h2>
          <p>
            <Button href={page.href('/stacks/manage/new')}>{t('stacks.draft.begin')}</Button>
          </p>
          <details open={props.isWritten}>
            <summary>{t('stacks.propose.written')}</summary>
            <PostForm page={page} action="/stacks/manage">
              <Textarea
                page={page}
                name="content"
                label={t('stacks.propose.content')}
                hint={t('stacks.propose.hint')}
                value={props.written}
                rows={18}
                errors={refusals}
              />
              <Button kind="quiet">{t('stacks.propose.send')}</Button>
            </PostForm>
          </details>
        </section>
      )}
    </Layout>
  )
}

function State({ page, edition }: { page: Page; edition: StackEdition }): Html {
  if (edition.approvedAt === null) return <Finding tone="warn">{page.t('stacks.state.proposed')}</Finding>
  if (edition.endedAt !== null) return <span class="soft">{page.t('stacks.state.ended')}</span>
  return (
    <Finding tone="pass">
      {page.t('stacks.state.in-force', { day: formatDay(page.language, edition.content.validFrom) })}
    </Finding>
  )
}

/** The larger credentials a part of which was revoked, and what the issuer may do about each. */
export function CasesPage(props: {
  page: Page
  cases: readonly {
    readonly id: string
    readonly credentialId: string
    readonly title: Bilingual
    readonly partTitle: Bilingual
    readonly day: string
  }[]
  refusals: readonly Refusal[]
  failedId: string | null
}): Html {
  const { page, cases, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('stacks.cases')}
      section="provider"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/stacks/manage', label: t('stacks.manage') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('stacks.cases')}</h1>
      <p>{t('stacks.cases.lead')}</p>
      {cases.length === 0 ? (
        <p class="soft">{t('stacks.cases.none')}</p>
      ) : (
        <FlowTable
          page={page}
          caption={t('stacks.cases')}
          captionHidden
          columns={[
            { label: t('stacks.cases.larger'), header: true, full: true },
            { label: t('stacks.cases.part'), full: true },
            { label: t('stacks.cases.day') },
            { label: t('stacks.cases.decide'), full: true },
          ]}
          rows={cases.map((one) => ({
            cells: [
              page.say(one.title),
              page.say(one.partTitle),
              <Day page={page} day={one.day} />,
              <>
                <p>
                  <a href={page.href(`/provider/issue/credentials/${one.credentialId}`)}>{t('stacks.cases.revoke')}</a>
                </p>
                <PostForm page={page} action={`/stacks/cases/${one.id}/keep`}>
                  <Textarea
                    page={page}
                    name="reason"
                    label={t('stacks.cases.reason')}
                    rows={2}
                    maxlength={500}
                    errors={props.failedId === one.id ? refusals : []}
                  />
                  <Button kind="quiet">{t('stacks.cases.keep')}</Button>
                </PostForm>
              </>,
            ],
          }))}
        />
      )}
    </Layout>
  )
}
