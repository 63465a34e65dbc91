import { type Organisation, partyLists } from '../../organisations/index.ts'
import { Choice, Field, type Html, type Option, Select, Textarea } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { ProposalLine } from './pages-proposal.tsx'
import type { PartyAct } from './types.ts'

/** How many parties a form for an agreement has room for, the one it is opened for among them. */
export const PARTIES_MOST = 4

/** What the forms about a party say, as typed. */
export interface PartyForm {
  readonly act: string
  readonly onDay: string
  readonly from: string
  readonly lastDay: string
  readonly newName: string
  readonly successorId: string
  readonly role: string
  readonly scope: string
  readonly curatedOnly: boolean
  readonly cataloguePlatform: string
  readonly fact: string
  readonly kind: string
  readonly title: string
  readonly levelMin: string
  readonly levelMax: string
  readonly documentSha256: string
  /** By place, from 1: the first is the party that the form is opened for. */
  readonly parties: readonly { readonly organisationId: string; readonly office: string; readonly signedOn: string }[]
  readonly subjects: string
  readonly source: string
  readonly note: string
}

export interface PartyProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly offered: readonly PartyAct[]
  /** The one whose form is open. */
  readonly act: PartyAct | null
  readonly form: PartyForm
  readonly errors: readonly Refusal[]
  readonly waiting: readonly ProposalLine[]
  /** Every other party. */
  readonly others: readonly Option[]
  /** Roles that have no end yet. */
  readonly openRoles: readonly Option[]
}

type FieldsProps = PartyProps & { act: PartyAct }

/** The fields of the act that is open. */
export function PartyFields(props: FieldsProps): Html {
  const { page, act, form, errors } = props
  const t = page.t
  if (act === 'agreement') return <AgreementFields {...props} />
  if (act === 'rename' || act === 'merge' || act === 'close')
    return (
      <>
        {act === 'rename' ? (
          <Field
            page={page}
            name="newName"
            label={t('register.field.newName')}
            value={form.newName}
            errors={errors}
            maxlength={200}
          />
        ) : (
          <Select
            page={page}
            name="successorId"
            label={t('register.field.successor')}
            value={form.successorId}
            errors={errors}
            options={props.others}
            empty={t(act === 'close' ? 'register.field.nobody' : 'register.field.choose')}
            optional={act === 'close'}
          />
        )}
        <DayField {...props} name="onDay" />
      </>
    )
  return (
    <>
      {act === 'role' && <RoleFields {...props} />}
      {act === 'end-role' && (
        <Select
          page={page}
          name="fact"
          label={t('register.field.role')}
          value={form.fact}
          errors={errors}
          options={props.openRoles}
        />
      )}
      {act === 'choose' && (
        <Textarea
          page={page}
          name="subjects"
          label={t('register.field.subjects')}
          hint={t('register.field.subjects.hint')}
          value={form.subjects}
          errors={errors}
          rows={4}
        />
      )}
      <div class="row">
        {act !== 'end-role' && <DayField {...props} name="from" />}
        <DayField {...props} name="lastDay" optional={act !== 'end-role'} />
      </div>
    </>
  )
}

function DayField({
  page,
  form,
  errors,
  name,
  optional = false,
}: FieldsProps & { name: 'onDay' | 'from' | 'lastDay'; optional?: boolean }): Html {
  return (
    <Field
      page={page}
      name={name}
      type="date"
      label={page.t(name === 'onDay' ? 'register.field.onDay' : `register.attest.${name}`)}
      value={form[name]}
      errors={errors}
      width="medium"
      optional={optional}
    />
  )
}

function RoleFields({ page, form, errors }: FieldsProps): Html {
  const t = page.t
  return (
    <>
      <Select
        page={page}
        name="role"
        label={t('register.field.role')}
        value={form.role}
        errors={errors}
        options={partyLists.roles.map(({ code, name }) => ({ value: code, label: page.say(name) }))}
      />
      <Field
        page={page}
        name="scope"
        label={t('register.field.scope')}
        hint={t('register.field.scope.hint')}
        value={form.scope}
        errors={errors}
        maxlength={300}
        optional
      />
      <Choice
        page={page}
        name="curatedOnly"
        type="checkbox"
        label={t('register.field.curatedOnly')}
        values={form.curatedOnly ? ['1'] : []}
        errors={errors}
        options={[
          { value: '1', label: t('register.field.curatedOnly.yes'), hint: t('register.field.curatedOnly.hint') },
        ]}
      />
      <Field
        page={page}
        name="cataloguePlatform"
        label={t('register.field.cataloguePlatform')}
        hint={t('register.field.cataloguePlatform.hint')}
        value={form.cataloguePlatform}
        errors={errors}
        width="medium"
        maxlength={40}
        optional
      />
    </>
  )
}

function AgreementFields(props: FieldsProps): Html {
  const { page, form, errors } = props
  const t = page.t
  const level = (name: 'levelMin' | 'levelMax') => (
    <Field
      page={page}
      name={name}
      label={t(`register.field.${name}`)}
      value={form[name]}
      errors={errors}
      width="short"
      inputmode="numeric"
      optional
    />
  )
  return (
    <>
      <Select
        page={page}
        name="kind"
        label={t('register.field.agreementKind')}
        value={form.kind}
        errors={errors}
        options={partyLists.agreementKinds.map(({ code, name }) => ({ value: code, label: page.say(name) }))}
      />
      <Field
        page={page}
        name="title"
        label={t('register.field.agreementTitle')}
        value={form.title}
        errors={errors}
        maxlength={300}
      />
      <PartyFieldset {...props} at={0} />
      <PartyFieldset {...props} at={1} />
      <details open={form.parties.slice(2).some(({ organisationId }) => organisationId !== '')}>
        <summary>{t('register.field.more-parties')}</summary>
        {Array.from({ length: PARTIES_MOST - 2 }, (_, at) => (
          <PartyFieldset {...props} at={at + 2} />
        ))}
      </details>
      <div class="row">
        {level('levelMin')}
        {level('levelMax')}
      </div>
      <div class="row">
        <DayField {...props} name="from" />
        <DayField {...props} name="lastDay" />
      </div>
      <Field
        page={page}
        name="documentSha256"
        label={t('organisations.agreements.document')}
        hint={t('register.field.documentSha256.hint')}
        value={form.documentSha256}
        errors={errors}
        maxlength={64}
        spellcheck={false}
      />
    </>
  )
}

/** Who signs at a place: the party of the page at the first, a chosen one at the others. */
function PartyFieldset({ page, form, errors, organisation, others, at }: FieldsProps & { at: number }): Html {
  const t = page.t
  return (
    <fieldset class="paper small">
      <legend>{at === 0 ? organisation.name : t('register.field.party', { number: at + 1 })}</legend>
      {at > 0 && (
        <Select
          page={page}
          name={`party-${at + 1}`}
          label={t('register.column.organisation')}
          value={form.parties[at]?.organisationId ?? ''}
          errors={errors}
          options={others}
          empty={t(at === 1 ? 'register.field.choose' : 'register.field.nobody')}
          optional={at > 1}
        />
      )}
      <div class="row">
        <Field
          page={page}
          name={`office-${at + 1}`}
          label={t('register.field.office')}
          value={form.parties[at]?.office ?? ''}
          errors={errors}
          maxlength={100}
          optional={at > 1}
        />
        <Field
          page={page}
          name={`signedOn-${at + 1}`}
          type="date"
          label={t('register.field.signedOn')}
          value={form.parties[at]?.signedOn ?? ''}
          errors={errors}
          width="medium"
          optional={at > 1}
        />
      </div>
    </fieldset>
  )
}
