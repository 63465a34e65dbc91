import type { Page } from '../page.ts'
import type { Refusal } from '../refusal.ts'
import type { Html } from './element.ts'
import { Choice, Field, type Option, Select, Textarea } from './pieces-forms.tsx'

/** The letters that a line, an address and a text take at most, unless a form says otherwise. */
const MOST = { line: 200, address: 500, text: 5_000 } as const

/**
 * A field as data: `line` one line, `address` a web address, `day` a day, `count` a whole number, `figure` a number that may have
 * decimals, `text` several lines, `list` one of many, `one` one of a few, `yes` a box to tick, whose value is `yes` or nothing.
 */
export type FieldGiven = {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly optional?: boolean
} /** `suggestions` is the path that answers them for `suggest.js`, without language prefix. */ & (
  | { readonly as: 'line'; readonly most?: number; readonly suggestions?: string }
  | { readonly as: 'address'; readonly most?: number }
  | { readonly as: 'day' }
  | { readonly as: 'count' }
  | { readonly as: 'figure' }
  | { readonly as: 'text'; readonly most?: number; readonly rows?: number }
  | { readonly as: 'list'; readonly options: readonly Option[]; readonly empty?: string | undefined }
  | { readonly as: 'one'; readonly options: readonly Option[] }
  | { readonly as: 'yes'; readonly words: string }
)

/** The fields of a form in their order, each with what is wrong with it. For boxes beyond the ordinary there are the single pieces. */
export function Fields(props: { page: Page; errors: readonly Refusal[]; fields: readonly FieldGiven[] }): Html {
  const { page, errors, fields } = props
  return (
    <>
      {fields.map((given) => (
        <One page={page} errors={errors} given={given} />
      ))}
    </>
  )
}

function One({ page, errors, given }: { page: Page; errors: readonly Refusal[]; given: FieldGiven }): Html {
  const { name, label, hint, value, optional = false } = given
  const shared = { page, name, label, value, errors, optional, ...(hint === undefined ? {} : { hint }) }
  if (given.as === 'day') return <Field {...shared} type="date" width="medium" />
  if (given.as === 'count') return <Field {...shared} width="short" inputmode="numeric" />
  if (given.as === 'figure') return <Field {...shared} width="short" inputmode="decimal" />
  if (given.as === 'text') return <Textarea {...shared} maxlength={given.most ?? MOST.text} rows={given.rows} />
  if (given.as === 'list') return <Select {...shared} options={given.options} empty={given.empty} />
  if (given.as === 'one') return <Choice {...shared} options={given.options} />
  if (given.as === 'yes')
    return <Choice {...shared} type="checkbox" values={[value]} options={[{ value: 'yes', label: given.words }]} />
  const most = given.most ?? MOST[given.as]
  if (given.as === 'address') return <Field {...shared} type="url" maxlength={most} spellcheck={false} />
  if (given.suggestions === undefined) return <Field {...shared} maxlength={most} />
  return <Field {...shared} maxlength={most} suggestions={given.suggestions} autocomplete="off" />
}
