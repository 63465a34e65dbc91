import { dayOf } from '../../platform/clock.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Facts,
  Field,
  Finding,
  FormToken,
  type Html,
  Note,
  PostForm,
  Tag,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Refusal } from '../../platform/refusal.ts'
import type { Checklist, Coded } from '../library.ts'
import type { NameVerdict } from '../names/index.ts'
import { fieldsOf, kindsOf, type Names, Until } from '../pages-words.tsx'
import type { Attestation } from '../types.ts'
import { ApplicationStateWord } from './pages-apply.tsx'
import { NameChecked } from './pages-name.tsx'
import { DocumentLine } from './pages-parts.tsx'
import { NoConflict, type ProposalLine, ProposalTable } from './pages-proposal.tsx'
import { CaseTable, type QueueProps } from './pages-review.tsx'
import type { Appeal, Application, ApplicationDocument, ApplicationState, Finding as Found, Proposal } from './types.ts'

export interface CaseProps extends QueueProps {
  readonly application: Application
  readonly organisation: string
  readonly state: ApplicationState
  readonly checklist: Checklist
  readonly documents: readonly ApplicationDocument[]
  readonly findings: ReadonlyMap<string, Found>
  readonly finders: ReadonlyMap<string, string>
  /** The attestations that count today. */
  readonly attestations: readonly Attestation[]
  readonly appeal: Appeal | null
  readonly decisions: readonly Proposal[]
  readonly waiting: readonly ProposalLine[]
  readonly refusalReasons: readonly Coded[]
  readonly names: Names
  /** What the name stated resembles. */
  readonly nameVerdict: NameVerdict
  readonly inConflict: boolean
  readonly errors: readonly Refusal[]
  readonly form: { readonly reasons: readonly string[]; readonly note: string }
}

/** One application beside the queue: each point with its papers and the finding, who attests, and the decision. */
export function CasePage(props: CaseProps): Html {
  const { page, application, errors, state } = props
  const t = page.t
  const open = state === 'submitted' || state === 'appealed'
  return (
    <Layout
      page={page}
      title={t('register.application.title', { organisation: props.organisation })}
      section="review"
      room
      noindex
      failed={errors.length > 0}
      islands={['queue.js']}
      breadcrumb={[
        { href: '/review', label: t('platform.nav.review') },
        { href: '/review/register', label: t('register.review.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.application.title', { organisation: props.organisation })}</h1>
      <p class="soft">
        {t(`trust.class.${application.class}`)} · <ApplicationStateWord page={page} state={state} />
      </p>
      <div class="cols desk">
        <div>
          <Stated {...props} />
          <NameChecked page={page} verdict={props.nameVerdict} />
          <Attested {...props} />
          <div class="wide">
            <h2>{t('register.review.others')}</h2>
            <CaseTable page={page} cases={props.cases} current={application.id} />
          </div>
        </div>
        <section class="paper" aria-labelledby="checklist-title">
          <h2 id="checklist-title">{t('register.review.checklist')}</h2>
          {props.checklist.provisional && (
            <p class="small soft">
              <Finding tone="unknown">{t('register.review.provisional')}</Finding>
            </p>
          )}
          <Points {...props} open={open} />
        </section>
      </div>
      {props.waiting.length > 0 && (
        <ProposalTable page={page} lines={props.waiting} base="/review/register/proposals" />
      )}
      {open && props.waiting.length === 0 && <Decide {...props} />}
      {open && <Conflict {...props} />}
    </Layout>
  )
}

function Stated({ page, application, appeal, names }: CaseProps): Html {
  const t = page.t
  const { content } = application
  return (
    <>
      <h2>{t('register.review.stated')}</h2>
      <Facts
        facts={[
          { label: t('register.field.legalName'), value: content.legalName },
          { label: t('register.field.legalForm'), value: content.legalForm },
          { label: t('register.field.legalNumber'), value: content.legalNumber },
          { label: t('register.field.legalSince'), value: <Day page={page} day={content.legalSince} /> },
          { label: t('register.field.domain'), value: content.domain ?? '' },
          { label: t('register.field.kinds'), value: kindsOf(page, content.kinds) },
          {
            label: t('register.field.fields'),
            value: application.class === 'issuer' ? fieldsOf(page, content.fields, names) : null,
          },
          {
            label: t('trust.column.level'),
            value: content.levelMin === '' ? null : `KKNI ${content.levelMin}–${content.levelMax}`,
          },
          { label: t('register.field.statement'), value: content.statement },
          {
            label: t('register.column.submitted'),
            value: application.submittedAt === null ? null : <Day page={page} day={dayOf(application.submittedAt)} />,
          },
        ]}
      />
      {appeal !== null && (
        <Note tone="warn" title={t('register.appeal.made')}>
          <p>{appeal.grounds}</p>
          <p class="small soft">
            <Day page={page} day={dayOf(appeal.appealedAt)} />. {t('register.appeal.others')}
          </p>
        </Note>
      )}
    </>
  )
}

/** Who vouches for the organisation today: without anybody it can't be listed as an issuer. */
function Attested({ page, application, attestations }: CaseProps): Html | null {
  const t = page.t
  if (application.class !== 'issuer') return null
  return (
    <>
      <h2>{t('trust.issuer.attested')}</h2>
      {attestations.length === 0 ? (
        <p>
          <Finding tone="warn">{t('trust.refusal.no-attestation')}</Finding>
        </p>
      ) : (
        <ul class="plain">
          {attestations.map((one) => (
            <li>
              <Finding tone="pass">{one.bodyName}</Finding>: {one.scheme}, {one.level}, {one.number} (
              {t('trust.column.until')} <Until page={page} period={one} />)
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Points(props: CaseProps & { open: boolean }): Html {
  const { page, application, checklist, documents, findings, finders, errors, open } = props
  const t = page.t
  const points = checklist.items.map((item) => {
    const found = findings.get(item.code)
    const papers = documents.filter((one) => one.item === item.code)
    return (
      <div class="point">
        <h3>{page.say(item.name)}</h3>
        <p class="small soft">
          {item.legalStanding && <Tag>{t('register.review.legal-standing')}</Tag>} {page.say(item.hint)}
        </p>
        {papers.length === 0 ? (
          <p class="small">
            <Finding tone={item.document === 'required' ? 'warn' : 'plain'}>{t('register.review.no-paper')}</Finding>
          </p>
        ) : (
          papers.map((one) => (
            <p class="small">
              <DocumentLine page={page} document={one} />
            </p>
          ))
        )}
        {found !== undefined && (
          <p class="small">
            <Finding tone={found.met ? 'pass' : 'fail'}>
              {t(found.met ? 'register.review.met' : 'register.review.not-met')}
            </Finding>{' '}
            {found.note} <span class="soft">{finders.get(found.foundBy)}</span>
          </p>
        )}
        {open && (
          <>
            <Choice
              page={page}
              name={`met-${item.code}`}
              label={t('register.review.finding', { item: page.say(item.name) })}
              value={found === undefined ? '' : found.met ? '1' : '0'}
              errors={errors}
              options={[
                { value: '1', label: t('register.review.met') },
                { value: '0', label: t('register.review.not-met') },
              ]}
            />
            <Field
              page={page}
              name={`note-${item.code}`}
              label={t('register.review.comment', { item: page.say(item.name) })}
              value={found?.note ?? ''}
              maxlength={500}
              optional
            />
          </>
        )}
      </div>
    )
  })
  if (!open) return <>{points}</>
  return (
    <PostForm page={page} action={`/review/register/applications/${application.id}/findings`}>
      {points}
      <Button kind="quiet">{t('register.review.save')}</Button>
    </PostForm>
  )
}

function Decide({ page, application, refusalReasons, errors, form }: CaseProps): Html {
  const t = page.t
  return (
    <form method="post" action={page.href(`/review/register/applications/${application.id}/proposals`)}>
      <h2>{t('register.review.propose')}</h2>
      <p>{t('register.review.propose-lead')}</p>
      <FormToken page={page} />
      <Choice
        page={page}
        name="reasons"
        type="checkbox"
        label={t('register.review.reasons')}
        values={form.reasons}
        errors={errors}
        options={refusalReasons.map(({ code, name }) => ({ value: code, label: page.say(name) }))}
      />
      <Textarea
        page={page}
        name="note"
        label={t('register.review.note')}
        hint={t('register.review.note.hint')}
        value={form.note}
        errors={errors}
        rows={3}
        maxlength={1_000}
        optional
      />
      <NoConflict page={page} errors={errors} />
      <p class="row">
        <Button name="act" value="list" shortcut="a">
          {t('register.act.list')}
        </Button>
        <Button kind="bad" name="act" value="refuse" shortcut="r">
          {t('register.act.refuse')}
        </Button>
      </p>
    </form>
  )
}

function Conflict({ page, application, inConflict }: CaseProps): Html {
  const t = page.t
  if (inConflict)
    return (
      <Note tone="warn" title={t('register.conflict.declared')}>
        <p>{t('register.conflict.declared-means')}</p>
      </Note>
    )
  return (
    <details>
      <summary>{t('register.conflict.declare')}</summary>
      <PostForm page={page} action={`/review/register/applications/${application.id}/conflict`}>
        <Field
          page={page}
          name="conflictNote"
          label={t('register.conflict.note')}
          hint={t('register.conflict.note.hint')}
          maxlength={500}
        />
        <Button kind="quiet">{t('register.conflict.declare')}</Button>
      </PostForm>
    </details>
  )
}
