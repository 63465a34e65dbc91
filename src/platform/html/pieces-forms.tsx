import type { Child } from 'hono/jsx'
import type { Page } from '../page.ts'
import type { Refusal } from '../refusal.ts'
import type { Html } from './element.ts'
import {
  described,
  describedBy,
  FieldFrame,
  type FieldProps,
  fieldId,
  Hints,
  KeyMark,
  labelOf,
  ownErrors,
  refusalText,
} from './field.tsx'

export { Faults, fieldId, refusalText } from './field.tsx'

/** The hidden field that every form of ours carries. */
export function FormToken({ page }: { page: Page }): Html {
  return <input type="hidden" name="form-token" value={page.formToken} />
}

/**
 * A form of ours: sent by POST, with the form token inside. `action` without language prefix; `upload` for a form with a file,
 * which `upload.js` may send piece by piece.
 */
export function PostForm(props: {
  page: Page
  action: string
  class?: string | undefined
  upload?: boolean | undefined
  children: Child
}): Html {
  const { page, children } = props
  const files = props.upload ? { enctype: 'multipart/form-data' as const, 'data-upload': '' } : {}
  return (
    <form method="post" action={page.href(props.action)} class={props.class} {...files}>
      <FormToken page={page} />
      {children}
    </form>
  )
}

/**
 * The box on top of a page whose form was refused: every reason, each leading to its field (`Refusal.at` is the field's
 * name). Nothing at all where there is no reason. Set `failed` on the `Layout` too, for the title.
 */
export function ErrorSummary(props: {
  page: Page
  refusals?: readonly Refusal[] | undefined
  /** Doesn't take the focus: for showing the piece itself. */
  quiet?: boolean | undefined
  /** The label of a field by its name, for forms where several fields may lack the same. */
  labelOf?: ((name: string) => string | null) | undefined
}): Html | null {
  const { page, refusals } = props
  if (refusals === undefined || refusals.length === 0) return null
  return (
    <div class="errsum" role="alert" aria-labelledby="error-title" tabindex={-1} autofocus={!props.quiet}>
      <h2 id="error-title">{page.t('platform.error-title', { count: refusals.length })}</h2>
      <ul class="plain">
        {refusals.map((refusal) => {
          const { message, next } = refusalText(page, refusal)
          if (refusal.at !== undefined) {
            const label = props.labelOf?.(refusal.at) ?? null
            return (
              <li>
                <a href={`#${fieldId(refusal.at)}`}>{label === null ? message : `${label}: ${message}`}</a>
              </li>
            )
          }
          return (
            <li>
              <b>{message}</b> {next}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** How wide a box is, which tells how much is expected: `short` a year, `medium` a code or date, `long` a name. */
export type FieldWidth = 'short' | 'medium' | 'long'

type InputType =
  | 'text'
  | 'email'
  | 'password'
  | 'search'
  | 'tel'
  | 'url'
  | 'number'
  | 'date'
  | 'datetime-local'
  | 'file'

/** A field for one line, or a file. */
export function Field(
  props: FieldProps & {
    readonly type?: InputType | undefined
    readonly value?: string | number | undefined
    readonly autocomplete?: string | undefined
    readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | undefined
    readonly width?: FieldWidth | undefined
    /** For files: endings and types, as `.csv,.xlsx`. */
    readonly accept?: string | undefined
    readonly multiple?: boolean | undefined
    readonly maxlength?: number | undefined
    readonly min?: string | number | undefined
    readonly max?: string | number | undefined
    readonly step?: string | number | undefined
    readonly spellcheck?: boolean | undefined
    /** Path that answers suggestions as JSON (`["...", ...]`) for `suggest.js`; without language prefix. */
    readonly suggestions?: string | undefined
  },
): Html {
  return (
    <FieldFrame {...props}>
      <input
        id={fieldId(props.name)}
        name={props.name}
        type={props.type ?? 'text'}
        value={props.type === 'file' || props.type === 'password' ? undefined : props.value}
        class={props.width === undefined ? undefined : `w-${props.width}`}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        accept={props.accept}
        multiple={props.multiple}
        maxlength={props.maxlength}
        min={props.min}
        max={props.max}
        step={props.step}
        spellcheck={props.spellcheck}
        autofocus={props.autofocus}
        data-suggest={props.suggestions === undefined ? undefined : props.page.href(props.suggestions)}
        {...described(props)}
      />
    </FieldFrame>
  )
}

/**
 * A field for a file, with how much of it has been sent where `upload.js` runs. Its form is a `PostForm` with
 * `upload`, and the page's `islands` name `upload.js`.
 */
export function Upload(
  props: FieldProps & { readonly accept?: string | undefined; readonly multiple?: boolean | undefined },
): Html {
  return (
    <>
      <Field {...props} type="file" />
      <div
        hidden
        data-upload-progress={props.page.t('platform.upload.sent')}
        data-upload-failed={props.page.t('platform.upload.failed')}
      >
        <progress max="100" value="0" aria-label={props.label} />
        <p class="small num" role="status" />
      </div>
    </>
  )
}

/** A field for several lines. */
export function Textarea(
  props: FieldProps & {
    readonly value?: string | undefined
    readonly rows?: number | undefined
    readonly maxlength?: number | undefined
  },
): Html {
  return (
    <FieldFrame {...props}>
      <textarea
        id={fieldId(props.name)}
        name={props.name}
        rows={props.rows ?? 4}
        maxlength={props.maxlength}
        {...described(props)}
      >
        {props.value ?? ''}
      </textarea>
    </FieldFrame>
  )
}

/** One thing that can be chosen. */
export interface Option {
  readonly value: string
  readonly label: string
  readonly hint?: Child
  readonly disabled?: boolean | undefined
  /** A key of the keyboard that chooses this one in a `Choice`; read by `queue.js`. */
  readonly shortcut?: string | undefined
  /** The name of the field to which that key leads next. */
  readonly leadsTo?: string | undefined
}

/** A list to choose one from, for more than about five options. `empty` is the text of the choice that means nothing. */
export function Select(
  props: FieldProps & {
    readonly options: readonly Option[]
    readonly value?: string | undefined
    readonly empty?: string | undefined
    readonly width?: FieldWidth | undefined
  },
): Html {
  return (
    <FieldFrame {...props}>
      <select
        id={fieldId(props.name)}
        name={props.name}
        class={props.width === undefined ? undefined : `w-${props.width}`}
        autofocus={props.autofocus}
        {...described(props)}
      >
        {props.empty !== undefined && <option value="">{props.empty}</option>}
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}

/**
 * Radio buttons (`type` radio, `value`) or tick boxes (`type` checkbox, `values`) under one question. The first one has
 * the field's id, so that the error summary leads there.
 */
export function Choice(
  props: FieldProps & {
    readonly type?: 'radio' | 'checkbox' | undefined
    readonly options: readonly Option[]
    readonly value?: string | undefined
    readonly values?: readonly string[] | undefined
  },
): Html {
  const errors = ownErrors(props)
  const chosen = props.values ?? (props.value === undefined ? [] : [props.value])
  return (
    <fieldset class={errors.length > 0 ? 'field err' : 'field'} aria-describedby={describedBy(props)}>
      <legend>{labelOf(props)}</legend>
      <Hints {...props} />
      {props.options.map((option, index) => {
        const id = index === 0 ? fieldId(props.name) : `${fieldId(props.name)}-${index + 1}`
        // The hint of the whole question has the field's id with `-hint`.
        const hintId = `${fieldId(props.name)}-${index + 1}-hint`
        return (
          <label class="pick" for={id}>
            <input
              id={id}
              type={props.type ?? 'radio'}
              name={props.name}
              value={option.value}
              checked={chosen.includes(option.value)}
              disabled={option.disabled}
              aria-describedby={option.hint === undefined ? undefined : hintId}
              data-key={option.shortcut}
              aria-keyshortcuts={option.shortcut}
              data-leads-to={option.leadsTo === undefined ? undefined : fieldId(option.leadsTo)}
            />
            <span>
              {option.label}
              <KeyMark name={option.shortcut} />
              {option.hint !== undefined && (
                <small class="soft" id={hintId}>
                  {option.hint}
                </small>
              )}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
