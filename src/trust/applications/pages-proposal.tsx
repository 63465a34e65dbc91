import type { Child } from 'hono/jsx'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Facts,
  Field,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostForm,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { NameVerdict } from '../names/index.ts'
import { fieldsOf, kindsOf, levelsOf, type Names } from '../pages-words.tsx'
import { NameChecked } from './pages-name.tsx'
import { partyFacts } from './pages-party-proposal.tsx'
import type { Proposal, Scope } from './types.ts'

/** A proposal with the names that its page shows. */
export interface ProposalLine {
  readonly proposal: Proposal
  readonly organisation: string
  readonly proposer: string
  /** Whether this person could decide it: not the proposer. */
  readonly mine: boolean
}

/**
 * What can be recorded, one act at a time and each only a proposal: what waits already, the acts on offer, and the form of the one
 * that was chosen with its fields.
 */
export function ActForm(props: {
  page: Page
  path: string
  waiting: readonly ProposalLine[]
  offered: readonly string[]
  act: string | null
  errors: readonly Refusal[]
  children: Child
}): Html {
  const { page, path, act } = props
  const t = page.t
  return (
    <>
      {props.waiting.length > 0 && (
        <ProposalTable page={page} lines={props.waiting} base="/review/register/proposals" />
      )}
      <nav aria-label={t('register.change.which')} class="row">
        {props.offered.map((one) => (
          <a href={page.href(`${path}?act=${one}`)} class="chip" aria-current={one === act ? 'true' : undefined}>
            {t(`register.act.${one}`)}
          </a>
        ))}
      </nav>
      {act !== null && (
        <PostForm page={page} action={path}>
          <h2>{t(`register.act.${act}`)}</h2>
          <p>{t(`register.act.${act}.means`)}</p>
          <input type="hidden" name="act" value={act} />
          {props.children}
          <NoConflict page={page} errors={props.errors} />
          <Button>{t('register.proposal.propose')}</Button>
        </PostForm>
      )}
    </>
  )
}

/** Proposals that wait for a second person. */
export function ProposalTable({
  page,
  lines,
  base,
}: {
  page: Page
  lines: readonly ProposalLine[]
  base: string
}): Html {
  const t = page.t
  return (
    <>
      <h2>
        {t('register.proposal.waiting')} <span class="soft num">{lines.length}</span>
      </h2>
      <FlowTable
        page={page}
        caption={t('register.proposal.waiting')}
        captionHidden
        columns={[
          { label: t('register.column.change'), header: true, full: true },
          { label: t('register.column.organisation'), full: true },
          { label: t('register.column.proposed-by') },
          { label: t('register.column.proposed-at') },
        ]}
        rows={lines.map(({ proposal, organisation, proposer, mine }) => ({
          cells: [
            <>
              <a href={page.href(`${base}/${proposal.id}`)}>{t(`register.act.${proposal.act}`)}</a>{' '}
              {proposal.backdatedDays > 0 && (
                <Finding tone="warn">{t('trust.changes.backdated', { days: proposal.backdatedDays })}</Finding>
              )}
            </>,
            organisation,
            mine ? t('register.proposal.you') : proposer,
            <Instant page={page} at={proposal.proposedAt} />,
          ],
        }))}
      />
    </>
  )
}

export interface ProposalProps extends ProposalLine {
  readonly page: Page
  readonly decider: string | null
  /** Where its decision is posted to, without the language prefix. */
  readonly action: string
  readonly back: { readonly href: string; readonly label: string }
  readonly names: Names
  readonly codeName: (code: string) => string
  readonly factName: (factId: string) => string
  readonly partyName: (organisationId: string) => string
  /** What a new name resembles; nothing where none is proposed. */
  readonly nameVerdict: NameVerdict | null
  readonly errors: readonly Refusal[]
  readonly note: string
}

/** One proposal: what would change, who proposed it, and the two buttons of the second person. */
export function ProposalPage(props: ProposalProps): Html {
  const { page, proposal, errors } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t(`register.act.${proposal.act}`)}
      section="register"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[props.back]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t(`register.act.${proposal.act}`)}</h1>
      <p class="soft">{props.organisation}</p>
      {proposal.backdatedDays > 0 && (
        <Note tone="warn" title={t('trust.changes.backdated', { days: proposal.backdatedDays })}>
          <p>{t('register.proposal.backdated-means')}</p>
        </Note>
      )}
      <Content {...props} />
      {props.nameVerdict !== null && <NameChecked page={page} verdict={props.nameVerdict} />}
      <p class="small soft">
        {t('register.column.proposed-by')}: {props.mine ? t('register.proposal.you') : props.proposer},{' '}
        <Instant page={page} at={proposal.proposedAt} />
      </p>
      {proposal.decision !== null ? (
        <Note
          tone={proposal.decision.outcome === 'confirmed' ? 'pass' : 'fail'}
          title={t(`register.proposal.${proposal.decision.outcome}`)}
        >
          <p>
            {props.decider}, <Instant page={page} at={proposal.decision.decidedAt} />. {proposal.decision.note}
          </p>
        </Note>
      ) : props.mine ? (
        <Note tone="unknown" title={t('register.proposal.wait')}>
          <p>{t('register.proposal.wait-means')}</p>
        </Note>
      ) : (
        <PostForm page={page} action={props.action}>
          <NoConflict page={page} errors={errors} />
          <Field
            page={page}
            name="note"
            label={t('register.proposal.note')}
            hint={t('register.proposal.note.hint')}
            value={props.note}
            errors={errors}
            maxlength={1_000}
            optional
          />
          <p class="row">
            <Button name="outcome" value="confirmed">
              {t('register.proposal.confirm')}
            </Button>
            <Button kind="bad" name="outcome" value="declined">
              {t('register.proposal.decline')}
            </Button>
          </p>
        </PostForm>
      )}
    </Layout>
  )
}

/** What a proposal says, as facts; what is empty is left out. */
function Content({ page, proposal, names, codeName, factName, partyName }: ProposalProps): Html {
  const t = page.t
  const { content } = proposal
  const day = (value: string | undefined): Html | null =>
    value === undefined || value === '' ? null : <Day page={page} day={value} />
  const scopes: readonly Scope[] =
    proposal.act === 'list' ? proposal.content.authorisations : proposal.act === 'authorise' ? [proposal.content] : []
  const has = content as Readonly<Record<string, string | readonly string[] | undefined>>
  const text = (key: string): string => (typeof has[key] === 'string' ? has[key] : '')
  return (
    <Facts
      facts={[
        ...('class' in content ? [{ label: t('trust.column.class'), value: t(`trust.class.${content.class}`) }] : []),
        ...scopes.flatMap((scope) => [
          { label: t('trust.column.kind'), value: kindsOf(page, scope.kinds) },
          { label: t('trust.column.field'), value: fieldsOf(page, scope.fields, names) },
          { label: t('trust.column.level'), value: levelsOf(page, scope) },
        ]),
        ...('reasons' in content
          ? [{ label: t('trust.column.reason'), value: content.reasons.map(codeName).join('; ') }]
          : []),
        { label: t('trust.column.reason'), value: text('reason') === '' ? null : codeName(text('reason')) },
        ...partyFacts(page, proposal, partyName),
        {
          label: t('register.field.fact'),
          value: text('factId') === '' || proposal.act === 'end-role' ? null : factName(text('factId')),
        },
        { label: t('trust.column.scheme'), value: text('scheme') },
        { label: t('trust.column.result'), value: proposal.act === 'attest' ? proposal.content.level : null },
        { label: t('trust.column.number'), value: text('number') },
        { label: t('trust.column.from'), value: day(text('from')) },
        { label: t('trust.column.until'), value: day(text('lastDay')) },
        { label: t('register.field.since'), value: text('since').replace('T', ' ') },
        { label: t('register.field.note'), value: text('note') },
      ]}
    />
  )
}

/** The question that everybody answers before they propose or decide: is there a conflict of interest? */
export function NoConflict({ page, errors, id }: { page: Page; errors: readonly Refusal[]; id?: string }): Html {
  return (
    <Choice
      page={page}
      name={id ?? 'noConflict'}
      type="checkbox"
      label={page.t('register.conflict.question')}
      errors={errors}
      options={[{ value: '1', label: page.t('register.conflict.none') }]}
    />
  )
}
