import { bilingual } from '../../frameworks/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Choice,
  ErrorSummary,
  Field,
  type Html,
  PostForm,
  Select,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { RuleSet } from '../types.ts'
import { CasesBeside } from './pages-cases.tsx'
import type { TriedCase } from './rules-cases.ts'
import { boxesOf, type Values } from './rules-entry.ts'
import type { Entry, Part } from './rules-part.ts'

/** Entries that say more in a hint. */
const HINTED = [
  'percent',
  'op',
  'modes',
  'origins',
  'learning',
  'levels',
  'minSemester',
  'required',
  'skill',
  'countsAs',
  'notes',
  'validTo',
  'confidence',
  'provisional',
  'id',
]

/** The form of one part of a draft, with the cases beside. */
export function PartPage(props: {
  page: Page
  draftId: string
  revision: number
  rules: RuleSet
  part: Part
  values: Values
  cases: readonly TriedCase[]
  refusals: readonly Refusal[]
}): Html {
  const { page, draftId, part, values, refusals } = props
  const t = page.t
  const title = t(`policy.part.${part.words}`)
  return (
    <Layout
      page={page}
      title={title}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/rules/drafts', label: t('policy.drafts.title') },
        { href: `/rules/drafts/${draftId}`, label: page.say(props.rules.name) },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{title}</h1>
      {part.list !== null && !part.isNew && <p class="small soft">{nameOfItem(page, part)}</p>}
      <div class="cols">
        <PostForm page={page} action={`/rules/drafts/${draftId}/part`}>
          <input type="hidden" name="revision" value={String(props.revision)} />
          <input type="hidden" name="place" value={part.place} />
          {part.entries.map((entry) => (
            <EntryField page={page} entry={entry} values={values} refusals={refusals} fixed={isFixed(part, entry)} />
          ))}
          <div class="row">
            <Button name="act" value="save">
              {t('policy.save')}
            </Button>
            {part.removable && (
              <Button kind="bad" name="act" value="remove">
                {t('policy.remove')}
              </Button>
            )}
          </div>
        </PostForm>
        <CasesBeside page={page} cases={props.cases} />
      </div>
    </Layout>
  )
}

/** The name of the limit, condition or figure that the form is about. */
function nameOfItem(page: Page, { item }: Part): string {
  const parsed = bilingual.safeParse(item.name)
  return parsed.success ? page.say(parsed.data) : ''
}

/** The name by which traces and waivers know a limit or condition doesn't change under them. */
const isFixed = (part: Part, { name, kind }: Entry): boolean => !part.isNew && name === 'id' && kind === 'line'

function EntryField(props: {
  page: Page
  entry: Entry
  values: Values
  refusals: readonly Refusal[]
  fixed: boolean
}): Html {
  const { page, entry, values, refusals, fixed } = props
  const { name, kind, from } = entry
  const t = page.t
  const which = name === 'id' && kind === 'one'
  const label = t(which ? 'policy.entry.which-limit' : `policy.entry.${name}`)
  const hint = HINTED.includes(name) && !which ? t(`policy.hint.${name}`) : undefined
  const shared = { page, name, label, hint, errors: refusals, optional: entry.optional }
  const [value = ''] = values[name] ?? []
  if (fixed)
    return (
      <p class="small">
        {label}: <span class="code">{value}</span>
        <input type="hidden" name={name} value={value} />
      </p>
    )
  if (kind === 'both' || kind === 'notes')
    return (
      <>
        {boxesOf(entry).map((box) => (
          <Textarea
            {...shared}
            name={box}
            label={t(box.endsWith('.id') ? 'policy.in-id' : 'policy.in-en', { label })}
            value={values[box]?.[0] ?? ''}
            rows={kind === 'notes' ? 6 : 2}
          />
        ))}
      </>
    )
  if (kind === 'semesters')
    return (
      <fieldset class="field">
        <legend>{label}</legend>
        <small>{hint}</small>
        <div class="grid">
          {boxesOf(entry).map((box, index) => (
            <Field
              page={page}
              name={box}
              label={t(`${from?.words ?? ''}${from?.values[index] ?? ''}`)}
              value={values[box]?.[0] ?? ''}
              errors={refusals}
              width="short"
              inputmode="numeric"
              optional
            />
          ))}
        </div>
      </fieldset>
    )
  const options = (from?.values ?? []).map((one) => ({ value: one, label: t(`${from?.words ?? ''}${one}`) }))
  if (kind === 'one') return <Select {...shared} value={value} options={options} />
  if (kind === 'many') return <Choice {...shared} type="checkbox" values={values[name] ?? []} options={options} />
  if (kind === 'yes')
    return (
      <Choice
        {...shared}
        type="checkbox"
        values={values[name] ?? []}
        options={[{ value: 'yes', label: t(`policy.yes.${name}`) }]}
      />
    )
  if (kind === 'skills') return <Textarea {...shared} value={value} rows={4} />
  if (kind === 'day') return <Field {...shared} type="date" value={value} width="medium" />
  const figure = kind === 'whole' || kind === 'points'
  return (
    <Field
      {...shared}
      value={value}
      width={figure ? 'short' : 'long'}
      inputmode={figure ? 'decimal' : 'text'}
      maxlength={figure ? 12 : 1000}
    />
  )
}
