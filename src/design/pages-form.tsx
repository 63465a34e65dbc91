import { fields, levels } from '../frameworks/index.ts'
import type { Organisation } from '../organisations/index.ts'
import { Choice, Field, type Html, Paper, Select, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type DraftContent, EVIDENCE_SOURCES, IDENTITY_ASSURANCES, MODES } from './types.ts'

/** What every part of the form needs. */
export interface FormProps {
  readonly page: Page
  readonly content: DraftContent
  readonly errors: readonly Refusal[]
}

type TextField = { [K in keyof DraftContent]-?: DraftContent[K] extends string ? K : never }[keyof DraftContent]

/** The same text in both languages, side by side where there is room. */
function Pair({
  page,
  content,
  errors,
  name,
  long,
}: FormProps & { name: 'title' | 'description' | 'micro' | 'standard'; long?: boolean }): Html {
  const fieldsOf = ([`${name}Id`, `${name}En`] as const).map((field) => {
    const props = {
      page,
      name: field,
      errors,
      label: page.t(`design.${name}.${field.endsWith('Id') ? 'id' : 'en'}`),
      value: content[field],
      ...(field.endsWith('Id') ? { hint: page.t(`design.${name}.hint`) } : {}),
    }
    return long ? <Textarea {...props} rows={4} /> : <Field {...props} spellcheck />
  })
  return <div class="grid">{fieldsOf}</div>
}

/** Options whose labels are texts of this room: `design.<group>.<value>`. */
export const optionsOf = (page: Page, group: string, values: readonly string[]) =>
  values.map((value) => ({ value, label: page.t(`design.${group}.${value}`) }))

/** Title, description, micro-competency. */
export function AboutPart(props: FormProps): Html {
  const { page } = props
  return (
    <Paper id="about" label={page.t('design.part.about')}>
      <h2>{page.t('design.part.about')}</h2>
      <Pair {...props} name="title" />
      <Pair {...props} name="description" long />
      <Pair {...props} name="micro" long />
    </Paper>
  )
}

/** Field, hours, SKS, level, mode. */
export function LoadPart({ page, content, errors, hoursPerSks }: FormProps & { hoursPerSks: number | null }): Html {
  const kkni = levels().map((level) => ({ value: String(level.level), label: page.say(level.name) }))
  const hint =
    hoursPerSks === null ? page.t('design.sks.hint-unknown') : page.t('design.sks.hint', { hours: hoursPerSks })
  return (
    <Paper id="load" label={page.t('design.part.load')}>
      <h2>{page.t('design.part.load')}</h2>
      <Select
        page={page}
        name="field"
        label={page.t('design.field')}
        errors={errors}
        value={content.field}
        empty={page.t('design.choose')}
        options={fields().map(({ id, name }) => ({ value: id, label: page.say(name) }))}
      />
      <div class="grid">
        <Field
          page={page}
          name="hours"
          label={page.t('design.hours')}
          hint={page.t('design.hours.hint')}
          errors={errors}
          value={content.hours}
          inputmode="numeric"
          width="short"
        />
        <Field
          page={page}
          name="sks"
          label={page.t('design.sks')}
          hint={hint}
          errors={errors}
          value={content.sks}
          inputmode="numeric"
          width="short"
        />
      </div>
      <Textarea
        page={page}
        name="sksReason"
        label={page.t('design.sks-reason')}
        hint={page.t('design.sks-reason.hint')}
        errors={errors}
        value={content.sksReason}
        rows={2}
        optional
      />
      <Select
        page={page}
        name="kkniLevel"
        label={page.t('design.level')}
        hint={page.t('design.level.hint')}
        errors={errors}
        value={content.kkniLevel}
        empty={page.t('design.choose')}
        options={kkni}
      />
      <div class="grid">
        <Choice
          page={page}
          name="mode"
          label={page.t('design.mode')}
          errors={errors}
          value={content.mode}
          options={optionsOf(page, 'mode', MODES)}
        />
        <Choice
          page={page}
          name="language"
          label={page.t('design.language')}
          errors={errors}
          value={content.language}
          options={optionsOf(page, 'language', ['id', 'en'])}
        />
      </div>
    </Paper>
  )
}

/** Identity assurance, standard, evidence source. */
export function QualityPart(props: FormProps): Html {
  const { page, content, errors } = props
  return (
    <Paper id="quality" label={page.t('design.part.quality')}>
      <h2>{page.t('design.part.quality')}</h2>
      <Pair {...props} name="standard" long />
      <div class="grid">
        <Choice
          page={page}
          name="evidenceSource"
          label={page.t('design.evidence')}
          hint={page.t('design.evidence.hint')}
          errors={errors}
          value={content.evidenceSource}
          options={optionsOf(page, 'evidence', EVIDENCE_SOURCES)}
        />
        <Choice
          page={page}
          name="identityAssurance"
          label={page.t('design.identity')}
          hint={page.t('design.identity.hint')}
          errors={errors}
          value={content.identityAssurance}
          options={optionsOf(page, 'identity', IDENTITY_ASSURANCES)}
        />
      </div>
    </Paper>
  )
}

/** Price, validity, and who is asked to sign. */
export function OfferPart({
  page,
  content,
  errors,
  campuses,
  companies,
}: FormProps & { campuses: readonly Organisation[]; companies: readonly Organisation[] }): Html {
  const partner = (name: TextField, label: string, list: readonly Organisation[]) => (
    <Select
      page={page}
      name={name}
      label={page.t(label)}
      hint={page.t(`${label}.hint`)}
      errors={errors}
      value={content[name]}
      empty={page.t('design.choose')}
      options={list.map((one) => ({ value: one.id, label: one.name }))}
    />
  )
  return (
    <Paper id="offer" label={page.t('design.part.offer')}>
      <h2>{page.t('design.part.offer')}</h2>
      <div class="grid">
        <Field
          page={page}
          name="priceRupiah"
          label={page.t('design.price')}
          hint={page.t('design.price.hint')}
          errors={errors}
          value={content.priceRupiah}
          inputmode="numeric"
          width="medium"
        />
        <Field
          page={page}
          name="validMonths"
          label={page.t('design.validity')}
          hint={page.t('design.validity.hint')}
          errors={errors}
          value={content.validMonths}
          inputmode="numeric"
          width="short"
          optional
        />
      </div>
      <div class="grid">
        {partner('facultyOrganisationId', 'design.partner.faculty', campuses)}
        {partner('industryOrganisationId', 'design.partner.industry', companies)}
      </div>
    </Paper>
  )
}
