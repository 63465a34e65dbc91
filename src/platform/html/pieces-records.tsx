import type { Child } from 'hono/jsx'
import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import { Ceplok, markup } from './pieces-basics.tsx'
import { Dotted } from './pieces-search.tsx'

/** A line of the label. `big` for the first and the last figure, `sub` under its line, `thick` closes a group. */
export interface LabelLine {
  readonly label: Child
  readonly value: Child
  readonly weight?: 'big' | 'bold' | 'sub' | 'plain' | undefined
  readonly thick?: boolean | undefined
}

/** The label of a definition, as plain as on food: what it gives, what it takes, who examines, who counts it, what it costs. */
export function Label({ title, lines, foot }: { title: string; lines: readonly LabelLine[]; foot?: Child }): Html {
  return (
    <section class="label" aria-labelledby="label-title">
      <h2 id="label-title">{title}</h2>
      <dl>
        {lines.map(({ label, value, weight, thick }) => (
          <div class={[weight === 'sub' ? 'sub' : '', thick ? 'thick' : ''].filter(Boolean).join(' ') || undefined}>
            <dt class={weight === 'big' ? 'big' : weight === 'bold' ? 'strong' : undefined}>{label}</dt>
            <dd class={weight === 'big' ? 'big' : weight === 'bold' ? 'strong' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {foot !== undefined && <p class="small soft">{foot}</p>}
    </section>
  )
}

/** How a check ended: found good, found bad, could not be found out, or not claimed. */
export type CheckOutcome = 'pass' | 'fail' | 'unknown' | 'none'

/** The look of a verdict. `withdrawn` is for what is genuine but no longer in force. */
export type VerdictKind = 'valid' | 'invalid' | 'unconfirmed' | 'withdrawn'

const SIGNS: Readonly<Record<VerdictKind, string>> = {
  valid:
    '<circle cx="28" cy="28" r="25"/><circle cx="28" cy="28" r="19" stroke-width="1.5"/><path stroke-width="5" d="m18 29 7 7 13-15"/>',
  invalid: '<path d="M18 3h20l15 15v20L38 53H18L3 38V18z"/><path stroke-width="5" d="m19 19 18 18m0-18L19 37"/>',
  unconfirmed:
    '<circle cx="28" cy="28" r="25" stroke-dasharray="6 5"/><path stroke-width="5" d="M20 22c0-11 16-11 16-1 0 7-8 6-8 13m0 4v5"/>',
  withdrawn: '<path d="M28 4 53 50H3z"/><path stroke-width="5" d="M28 20v15m0 4v5"/>',
}

/**
 * The verdict as a band with the facts on paper below it. `title` is the page's `h1`; `children` are the facts that may
 * be shown (none when the signature failed). `level` 2 where a page shows several verdicts.
 */
export function Verdict(props: {
  kind: VerdictKind
  title: string
  lead?: Child
  label: string
  level?: 1 | 2 | undefined
  children?: Child
}): Html {
  return (
    <section class={props.kind} aria-label={props.label}>
      <div class="verdict" role="status">
        {markup(`<svg viewBox="0 0 56 56" aria-hidden="true">${SIGNS[props.kind]}</svg>`)}
        <div>
          {props.level === 2 ? <h2>{props.title}</h2> : <h1>{props.title}</h1>}
          {props.lead !== undefined && <p>{props.lead}</p>}
        </div>
      </div>
      {props.children !== undefined && <div class="paper">{props.children}</div>}
    </section>
  )
}

const CHECK_SIGNS: Readonly<Record<CheckOutcome, string>> = { pass: '✓', fail: '✕', unknown: '?', none: '–' }

/** The eight checks in their order, each with its outcome in a word and its reason. `id` is a name of the contract. */
export function Checks({
  page,
  checks,
}: {
  page: Page
  checks: readonly { readonly id: string; readonly outcome: CheckOutcome; readonly message: string }[]
}): Html {
  return (
    <ol class="checks plain">
      {checks.map(({ id, outcome, message }) => (
        <li class={outcome}>
          <i aria-hidden="true">{CHECK_SIGNS[outcome]}</i>
          <b>{page.t(`platform.check.${id}`)}</b>
          <em>{page.t(`platform.outcome.${outcome}`)}</em>
          <p>{message}</p>
        </li>
      ))}
    </ol>
  )
}

/** The head of a record: rosette, kind, title, who gave it. `level` is the heading's. */
export function RecordHead(props: {
  id: string
  over?: Child
  title: Child
  under?: Child
  level: 1 | 2 | 3
  size?: 'small' | 'medium' | 'large' | undefined
}): Html {
  return (
    <div class="row top record-head">
      <Ceplok id={props.id} size={props.size ?? 'medium'} />
      <div>
        {props.over !== undefined && <p class="small soft">{props.over}</p>}
        {props.level === 1 && <h1>{props.title}</h1>}
        {props.level === 2 && <h2 class="h3">{props.title}</h2>}
        {props.level === 3 && <h3>{props.title}</h3>}
        {props.under !== undefined && <p class="small soft">{props.under}</p>}
      </div>
    </div>
  )
}

/**
 * A credential in the wallet, an `li` to stand in `<ul class="plain grid cards">`. `status` is said where it is no longer in
 * force; `use` tells where it counts; `actions` are links and one quiet button.
 */
export function CredentialCard(props: {
  page: Page
  /** The definition's id, for the rosette. */
  id: string
  href: string
  title: string
  issuer: string
  facts: readonly (Child | null | undefined)[]
  status?: { readonly kind: 'withdrawn' | 'waiting'; readonly text: Child } | undefined
  use?: Child
  actions?: Child
}): Html {
  return (
    <li class={`paper earned ${props.status?.kind ?? ''}`}>
      <div class="row top">
        <Ceplok id={props.id} />
        <div>
          <h3>
            <a href={props.page.href(props.href)}>{props.title}</a>
          </h3>
          <p class="small soft">{props.issuer}</p>
          <p class="small num">
            {props.status !== undefined && (
              <b class="status">
                <span aria-hidden="true">{props.status.kind === 'withdrawn' ? '▲ ' : '… '}</span>
                {props.status.text}{' '}
              </b>
            )}
            <Dotted parts={props.facts} />
          </p>
        </div>
      </div>
      {props.use !== undefined && <p class="small">{props.use}</p>}
      {props.actions !== undefined && <div class="row small actions">{props.actions}</div>}
    </li>
  )
}
