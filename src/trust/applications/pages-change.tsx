import { Layout } from '../../platform/html/layout.tsx'
import { ErrorSummary, Field, type Html, type Option, Select, Textarea } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Coded } from '../library.ts'
import { type Names, StateWord } from '../pages-words.tsx'
import type { RegisterClass, RegisterEntry } from '../types.ts'
import { ScopeFields } from './pages-parts.tsx'
import { ActForm, type ProposalLine } from './pages-proposal.tsx'
import type { ApplicationContent } from './types.ts'

/** What the forms of a change say, as typed. */
export interface ChangeForm extends Pick<ApplicationContent, 'kinds' | 'fields' | 'levelMin' | 'levelMax'> {
  readonly act: string
  readonly from: string
  readonly lastDay: string
  readonly reason: string
  readonly fact: string
  readonly class: string
  readonly since: string
  readonly note: string
}

/** The changes that this page offers for an entry as it stands. */
export type OfferedAct =
  | 'suspend'
  | 'resume'
  | 'authorise'
  | 'end-authorisation'
  | 'end-listing'
  | 'correct'
  | 'rotate-key'
  | 'compromise-key'

export interface ChangeProps {
  readonly page: Page
  readonly entry: RegisterEntry
  readonly now: Date
  readonly offered: readonly OfferedAct[]
  /** The one whose form is open. */
  readonly act: OfferedAct | null
  readonly form: ChangeForm
  readonly errors: readonly Refusal[]
  readonly waiting: readonly ProposalLine[]
  readonly reasons: readonly Coded[]
  readonly facts: readonly Option[]
  readonly classes: readonly RegisterClass[]
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly names: Names
}

/** `/review/register/entries/:slug`: what can be changed in an entry; one form at a time, each only a proposal. */
export function ChangePage(props: ChangeProps): Html {
  const { page, entry, errors, act } = props
  const t = page.t
  const path = `/review/register/entries/${entry.slug}`
  return (
    <Layout
      page={page}
      title={t('register.change.title', { organisation: entry.name })}
      section="review"
      room
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={[
        { href: '/review/register', label: t('register.review.title') },
        { href: `/register/${entry.slug}`, label: entry.name },
      ]}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{t('register.change.title', { organisation: entry.name })}</h1>
      <p>
        <StateWord page={page} entry={entry} at={props.now} />. {t('register.change.lead')}
      </p>
      <ActForm page={page} path={path} waiting={props.waiting} offered={props.offered} act={act} errors={errors}>
        {act !== null && <Fields {...props} act={act} />}
      </ActForm>
    </Layout>
  )
}

function Fields(props: ChangeProps & { act: OfferedAct }): Html {
  const { page, act, form, errors } = props
  const t = page.t
  const day = (name: 'from' | 'lastDay', optional: boolean) => (
    <Field
      page={page}
      name={name}
      type="date"
      label={t(`register.attest.${name}`)}
      value={form[name]}
      errors={errors}
      width="medium"
      optional={optional}
    />
  )
  return (
    <>
      {act === 'authorise' && <ScopeFields {...props} content={form} />}
      {(act === 'end-authorisation' || act === 'correct' || act === 'compromise-key') && (
        <Select
          page={page}
          name="fact"
          label={t('register.field.fact')}
          value={form.fact}
          errors={errors}
          options={props.facts}
        />
      )}
      {act === 'end-listing' && (
        <Select
          page={page}
          name="class"
          label={t('trust.column.class')}
          value={form.class}
          errors={errors}
          options={props.classes.map((one) => ({ value: one, label: t(`trust.class.${one}`) }))}
        />
      )}
      {props.reasons.length > 0 && (
        <Select
          page={page}
          name="reason"
          label={t('trust.column.reason')}
          value={form.reason}
          errors={errors}
          options={props.reasons.map(({ code, name }) => ({ value: code, label: page.say(name) }))}
        />
      )}
      {act === 'compromise-key' && (
        <Field
          page={page}
          name="since"
          type="datetime-local"
          label={t('register.field.since')}
          hint={t('register.field.since.hint')}
          value={form.since}
          errors={errors}
          width="medium"
        />
      )}
      <div class="row">
        {(act === 'authorise' || act === 'correct') && day('from', false)}
        {(act === 'authorise' || act === 'correct' || act === 'end-authorisation') && day('lastDay', true)}
      </div>
      <Textarea
        page={page}
        name="note"
        label={t('register.field.note')}
        hint={t('register.field.note.hint')}
        value={form.note}
        errors={errors}
        rows={2}
        maxlength={1_000}
      />
    </>
  )
}
