import type { Child } from 'hono/jsx'
import type { Page } from '../page.ts'
import type { Refusal } from '../refusal.ts'
import { refusalTextKey } from '../text.ts'
import type { Html } from './element.ts'

/** What happened and what to do, in the page's language. */
export function refusalText(page: Page, refusal: Refusal): { message: string; next: string } {
  const key = refusalTextKey(refusal)
  return { message: page.t(key, refusal.values), next: page.t(`${key}.next`, refusal.values) }
}

/** What all fields share. */
export interface FieldProps {
  readonly page: Page
  readonly name: string
  readonly label: string
  readonly hint?: Child
  /** All refusals of the form: the field shows those whose `at` is its name. */
  readonly errors?: readonly Refusal[] | undefined
  /** The field may be left empty: its label then says so. */
  readonly optional?: boolean | undefined
  /** A key of the keyboard that leads here; shown beside the label and read by `queue.js`. */
  readonly shortcut?: string | undefined
  /** Whoever opens the page goes on here: at most one box of a page. */
  readonly autofocus?: boolean | undefined
}

/** The id of a field's box: its name, with what an id can't hold replaced. */
export function fieldId(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '-')
}

/** A field with its label, its hint and what is wrong with it. */
export function FieldFrame(props: FieldProps & { readonly children?: Child }): Html {
  const errors = ownErrors(props)
  return (
    <div class={errors.length > 0 ? 'field err' : 'field'}>
      <label for={fieldId(props.name)}>
        {labelOf(props)}
        <KeyMark name={props.shortcut} />
      </label>
      <Hints {...props} />
      {props.children}
    </div>
  )
}

/** The hint of a field and its errors. */
export function Hints(props: FieldProps): Html {
  const errors = ownErrors(props)
  const id = fieldId(props.name)
  return (
    <>
      {props.hint !== undefined && <small id={`${id}-hint`}>{props.hint}</small>}
      {errors.length > 0 && (
        <div id={`${id}-error`}>
          <Faults page={props.page} refusals={errors} />
        </div>
      )}
    </>
  )
}

/** What is wrong with one box, or with several together, and what to do; inside an element of class `err`. */
export function Faults({ page, refusals }: { page: Page; refusals: readonly Refusal[] }): Html {
  return (
    <>
      {refusals.map((refusal) => {
        const { message, next } = refusalText(page, refusal)
        return (
          <>
            <span class="msg">
              <span aria-hidden="true">✕ </span>
              {message}
            </span>
            <p class="small">{next}</p>
          </>
        )
      })}
    </>
  )
}

/** The label, and that the field may be left empty. */
export const labelOf = ({ page, label, optional }: FieldProps): string =>
  optional ? `${label} ${page.t('platform.optional')}` : label
/** The refusals of the form that concern this field. */
export const ownErrors = ({ name, errors }: FieldProps): readonly Refusal[] =>
  (errors ?? []).filter(({ at }) => at === name)

/** The ids of what describes a field. */
export function describedBy(props: FieldProps): string | undefined {
  const id = fieldId(props.name)
  const parts = [props.hint === undefined ? '' : `${id}-hint`, ownErrors(props).length > 0 ? `${id}-error` : ''].filter(
    Boolean,
  )
  return parts.length > 0 ? parts.join(' ') : undefined
}

/** What a box says of itself to screen readers and scripts. */
export function described(props: FieldProps): Record<string, string | undefined> {
  return {
    'aria-describedby': describedBy(props),
    'aria-invalid': ownErrors(props).length > 0 ? 'true' : undefined,
    'aria-keyshortcuts': props.shortcut,
    'data-key': props.shortcut,
  }
}

/** A key as it looks on the keyboard; screen readers hear `aria-keyshortcuts` instead. */
export function KeyMark({ name }: { name: string | undefined }): Html | null {
  if (name === undefined) return null
  return (
    <span aria-hidden="true">
      {' '}
      <kbd>{name.toUpperCase()}</kbd>
    </span>
  )
}
