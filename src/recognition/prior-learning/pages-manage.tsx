import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Fields,
  Finding,
  FlowTable,
  type Html,
  Note,
  PostForm,
  Select,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Guideline } from './library.ts'
import { DecisionNote, Reasons } from './pages-case.tsx'
import { IssueWork } from './pages-issue.tsx'
import { QUEUE_CRUMBS } from './pages-registrar.tsx'
import { GuidelineNote } from './pages-start.tsx'
import { CaseFacts, ClaimTable, EvidenceLine, StateWord } from './pages-words.tsx'
import type { Claim, ClaimVerdict, Issue, Part, State, Whole } from './types.ts'

/** The decision's form as typed. */
export interface DecisionValues {
  readonly claimIds: readonly string[]
  readonly earlierSks: string
  readonly reason: string
  readonly minutes: string
  readonly decreeNumber: string
  readonly decreeOn: string
}

/** A place of the round with who has it. */
export interface PlaceLine {
  readonly part: Part
  /** Null where it is free. */
  readonly name: string | null
  readonly answered: boolean
  readonly reported: boolean
}

export interface ManageProps {
  readonly page: Page
  readonly whole: Whole
  readonly state: State
  readonly round: number
  readonly aim: Bilingual
  readonly organisation: string
  readonly applicant: string
  readonly guideline: Guideline
  readonly shownAs: 'grade' | 'pass' | undefined
  readonly places: readonly PlaceLine[]
  /** Places that can be filled, each with who may fill it. */
  readonly candidates: readonly { readonly part: Part; readonly people: readonly { id: string; label: string }[] }[]
  readonly verdictOf: (claim: Claim) => ClaimVerdict
  readonly most: { readonly sks: number; readonly total: number; readonly used: number } | null
  readonly appointing: { readonly part: string; readonly assessor: string }
  readonly values: DecisionValues
  /** How the micro-credential stands at its issuer. */
  readonly issue: Issue | null
  readonly errors: readonly Refusal[]
}

const VERDICT_TONES = { yes: 'pass', no: 'fail', conflict: 'warn', waiting: 'unknown' } as const

/** `/registrar/rpl/:id`: the case as who runs it sees it: facts and assessors, never the files. */
export function ManagePage(props: ManageProps): Html {
  const { page, whole, state, errors } = props
  const t = page.t
  const { application, evidence, claims, decisions, appeal } = whole
  return (
    <Layout
      page={page}
      title={t('rpl.manage.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={QUEUE_CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{props.applicant}</h1>
      <p>
        <StateWord page={page} state={state} />
      </p>
      <CaseFacts
        page={page}
        application={application}
        aim={props.aim}
        organisation={props.organisation}
        shownAs={props.shownAs}
      />
      {application.stated.story !== '' && (
        <>
          <h2>{t('rpl.field.story')}</h2>
          <p>{application.stated.story}</p>
        </>
      )}
      {appeal !== null && (
        <Note tone="warn" title={t('rpl.appeal.title')}>
          <p>{appeal.grounds}</p>
          <p class="small">
            {t('rpl.facts.due')} <Day page={page} day={appeal.dueOn} />. {t('rpl.appeal.others')}
          </p>
        </Note>
      )}
      {decisions.map((decision) => (
        <DecisionNote page={page} decision={decision} whole={whole} />
      ))}
      <IssueWork page={page} issue={props.issue} />
      <h2>{t('rpl.places.title')}</h2>
      <Places {...props} />
      {props.candidates.map((one) => (
        <AppointForm {...props} place={one} />
      ))}
      <h2>{t('rpl.claims.title')}</h2>
      <ClaimTable
        page={page}
        claims={claims}
        evidence={evidence}
        last={{
          label: t('rpl.column.assessors'),
          of: (claim) => {
            const verdict = props.verdictOf(claim)
            return <Finding tone={VERDICT_TONES[verdict]}>{t(`rpl.verdict.${verdict}`)}</Finding>
          },
        }}
      />
      {state !== 'appointing' && state !== 'assessing' && <Reasons page={page} whole={whole} round={props.round} />}
      <h2>{t('rpl.portfolio.title')}</h2>
      <p class="small soft">{t('rpl.portfolio.not-yours')}</p>
      {evidence.map((one) => (
        <section class="paper small" aria-label={one.title}>
          <EvidenceLine page={page} evidence={one} filePath={null} />
        </section>
      ))}
      {state === 'assessed' && <DecisionForm {...props} />}
      <GuidelineNote page={page} guideline={props.guideline} />
    </Layout>
  )
}

function Places({ page, places }: ManageProps): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('rpl.places.title')}
      captionHidden
      columns={[
        { label: t('rpl.places.place'), header: true },
        { label: t('rpl.places.who') },
        { label: t('rpl.column.state') },
      ]}
      rows={places.map(({ part, name, answered, reported }) => ({
        cells: [
          t(`rpl.part.${part}`),
          name ?? <span class="soft">{t('rpl.places.free')}</span>,
          name === null ? (
            ''
          ) : reported ? (
            <Finding tone="pass">{t('rpl.places.reported')}</Finding>
          ) : (
            <Finding tone="unknown">{t(answered ? 'rpl.places.reading' : 'rpl.places.asked')}</Finding>
          ),
        ],
      }))}
    />
  )
}

function AppointForm({
  page,
  whole,
  appointing,
  errors,
  place,
}: ManageProps & { place: ManageProps['candidates'][number] }): Html {
  const t = page.t
  const name = `assessor-${place.part}`
  const own = appointing.part === place.part
  return (
    <PostForm page={page} action={`/registrar/rpl/${whole.application.id}/assessors`}>
      <input type="hidden" name="part" value={place.part} />
      <Select
        page={page}
        name={name}
        label={t(`rpl.places.appoint.${place.part}`)}
        hint={t(`rpl.places.hint.${place.part}`)}
        value={own ? appointing.assessor : ''}
        errors={own ? errors.map((one) => (one.at === 'assessor' ? { ...one, at: name } : one)) : []}
        empty={t('rpl.choose')}
        options={place.people.map(({ id, label }) => ({ value: id, label }))}
      />
      <Button kind="quiet">{t('rpl.places.button')}</Button>
    </PostForm>
  )
}

function DecisionForm({ page, whole, values, errors, verdictOf, most }: ManageProps): Html {
  const t = page.t
  const { application, claims } = whole
  const may = claims.filter((claim) => verdictOf(claim) === 'yes')
  return (
    <PostForm page={page} action={`/registrar/rpl/${application.id}/decision`}>
      <h2>{t('rpl.decide.title')}</h2>
      <p>{t('rpl.decide.lead')}</p>
      {most !== null && <p>{t('rpl.decide.most', { sks: most.sks, total: most.total, used: most.used })}</p>}
      {may.length === 0 ? (
        <Note tone="warn" title={t('rpl.decide.none')} />
      ) : (
        <Choice
          page={page}
          type="checkbox"
          name="claims"
          label={t('rpl.decide.claims')}
          values={values.claimIds}
          errors={errors}
          options={may.map(({ id, title, sks }) => ({
            value: id,
            label: sks === 0 ? page.say(title) : `${page.say(title)} (${sks} SKS)`,
          }))}
        />
      )}
      <Fields
        page={page}
        errors={errors}
        fields={[
          ...(application.aim === 'programme'
            ? [
                {
                  as: 'count' as const,
                  name: 'earlierSks',
                  label: t('rpl.decide.earlier'),
                  hint: t('rpl.decide.earlier.hint'),
                  value: values.earlierSks,
                },
              ]
            : []),
          {
            as: 'text',
            name: 'reason',
            label: t('rpl.decide.reason'),
            hint: t('rpl.decide.reason.hint'),
            value: values.reason,
          },
          {
            as: 'text',
            name: 'minutes',
            label: t('rpl.decide.minutes'),
            hint: t('rpl.decide.minutes.hint'),
            value: values.minutes,
          },
          { as: 'line', name: 'decreeNumber', label: t('rpl.decide.decree'), value: values.decreeNumber },
          { as: 'day', name: 'decreeOn', label: t('rpl.decide.decree-day'), value: values.decreeOn },
        ]}
      />
      <Button>{t('rpl.decide.button')}</Button>
    </PostForm>
  )
}
