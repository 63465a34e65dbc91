import type { Child } from 'hono/jsx'
import { formatNumber } from '../format.ts'
import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import { Ceplok } from './pieces-basics.tsx'
import { fieldId } from './pieces-forms.tsx'

/** A search box: a plain GET form. `action` without language prefix; `keep` are further fields that stay as they are. */
export function Search(props: {
  page: Page
  action: string
  name?: string | undefined
  value?: string | undefined
  label: string
  /** Draw the label only for screen readers. */
  labelHidden?: boolean | undefined
  placeholder?: string | undefined
  button: string
  keep?: readonly (readonly [name: string, value: string])[] | undefined
  /** Path that answers suggestions as JSON (`["...", ...]`) for `suggest.js`. */
  suggestions?: string | undefined
}): Html {
  const name = props.name ?? 'q'
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to the phones we write for
    <form action={props.page.href(props.action)} role="search" method="get">
      <label class={props.labelHidden ? 'vh' : 'strong'} for={fieldId(name)}>
        {props.label}
      </label>
      <div class="search">
        <input
          id={fieldId(name)}
          name={name}
          type="search"
          value={props.value}
          placeholder={props.placeholder}
          autocomplete="off"
          data-suggest={props.suggestions}
        />
        <button class="btn" type="submit">
          {props.button}
        </button>
      </div>
      {props.keep?.map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
    </form>
  )
}

/** One value of a facet. `count` is how many results it would leave. */
export interface FacetOption {
  readonly value: string
  readonly label: string
  readonly count?: number | undefined
  readonly checked?: boolean | undefined
}

/** A facet as tick boxes, to stand in a GET form with its own button. */
export function Facet({
  page,
  name,
  legend,
  options,
}: {
  page: Page
  name: string
  legend: string
  options: readonly FacetOption[]
}): Html {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map((option, index) => {
        const id = `${fieldId(name)}-${index}`
        return (
          <label class="pick small" for={id}>
            <input type="checkbox" id={id} name={name} value={option.value} checked={option.checked} />
            <span>{option.label}</span>
            {option.count !== undefined && (
              <span class="soft num end">{formatNumber(page.language, option.count)}</span>
            )}
          </label>
        )
      })}
    </fieldset>
  )
}

/**
 * A row of the catalogue, an `li` to stand in `<ul class="plain">`. `id` is the definition's id (or the offering's, for
 * courses from elsewhere); `href` goes through `page.href`.
 */
export function Item(props: {
  page: Page
  id: string
  href: string
  title: string
  provider: string
  /** `2 SKS · 90 jam · KKNI 5 · Proyek`: plain facts, joined by the piece. Empty ones are left out. */
  facts: readonly (Child | null | undefined)[]
  /** On the right on wide screens: who recognises it, what it costs. */
  side?: Child
  /** Under the facts, for instance a tick box to compare. */
  children?: Child
}): Html {
  return (
    <li class="item">
      <Ceplok id={props.id} />
      <div>
        <h3>
          <a href={props.page.href(props.href)}>{props.title}</a>
        </h3>
        <p class="small soft">{props.provider}</p>
        <p class="small num">
          <Dotted parts={props.facts} />
        </p>
        {props.children}
      </div>
      {props.side !== undefined && <div class="side small">{props.side}</div>}
    </li>
  )
}

/** Parts in one line with dots between them; empty parts are left out. */
export function Dotted({ parts }: { parts: readonly (Child | null | undefined)[] }): Html {
  const shown = parts.filter((part) => part !== null && part !== undefined && part !== '' && part !== false)
  return (
    <>
      {shown.map((part, index) => (
        <>
          {index > 0 && ' · '}
          {part}
        </>
      ))}
    </>
  )
}
