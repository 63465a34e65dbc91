import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { formatDay, formatInstant } from '../format.ts'
import type { Page } from '../page.ts'
import { ceplok, ceplokPaths } from './ceplok.ts'
import type { Html } from './element.ts'
import { FormToken } from './pieces-forms.tsx'

/** How certain or how good something is: filled when certain, dashed where it could not be found out. */
export type Tone = 'plain' | 'pass' | 'fail' | 'warn' | 'unknown'

/** SVG or HTML that was made by ourselves, as an element. */
export function markup(html: string): Html {
  return raw(html) as unknown as Html
}

/** The rosette of a definition: `id` is the definition's id, the same everywhere. Decorative for screen readers. */
export function Ceplok({ id, size }: { id: string; size?: 'small' | 'medium' | 'large' | 'huge' | undefined }): Html {
  return markup(ceplok(id, size))
}

/** A row of rosettes on a shelf; with no ids an empty shelf of eight places. */
export function Shelf({ ids }: { ids: readonly string[] }): Html {
  return (
    <div class="shelf" aria-hidden="true">
      {ids.length === 0 ? Array.from({ length: 8 }, () => <div class="slot" />) : ids.map((id) => <Ceplok id={id} />)}
    </div>
  )
}

/** The hem of a certificate: twelve times the rosette of its definition. */
export function Hem({ id }: { id: string }): Html {
  const places = Array.from({ length: 11 }, (_, at) => `<use href="#hem" x="${(at + 1) * 200}"/>`).join('')
  return markup(
    `<svg class="hem" viewBox="-100 -100 2400 200" aria-hidden="true"><g id="hem">${ceplokPaths(id)}</g>${places}</svg>`,
  )
}

/** One step of the way here: its words and its path without the language prefix. */
export interface Crumb {
  readonly href: string
  readonly label: string
}

/** The way here; *home* stands first by itself and the page itself isn't named. */
export function Breadcrumb({ page, items }: { page: Page; items: readonly Crumb[] }): Html {
  return (
    <nav aria-label={page.t('platform.breadcrumb')}>
      <ol class="plain crumb">
        {[{ href: '/', label: page.t('platform.home') }, ...items].map(({ href, label }) => (
          <li>
            <a href={page.href(href)}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** The look of a button. One `primary` on a page. */
export type ButtonKind = 'primary' | 'quiet' | 'bad' | 'link'

/** A button of a form, or with `href` a link that looks like one (the path as it stands: use `page.href`). */
export function Button(props: {
  children?: Child
  kind?: ButtonKind | undefined
  href?: string | undefined
  name?: string | undefined
  value?: string | undefined
  /** A key of the keyboard that does the same; shown in the button and read by `queue.js`. */
  shortcut?: string | undefined
  /** For links that save a file. */
  download?: boolean | undefined
  disabled?: boolean | undefined
}): Html {
  const look =
    props.kind === 'link'
      ? 'linklike'
      : props.kind === undefined || props.kind === 'primary'
        ? 'btn'
        : `btn ${props.kind}`
  const key = props.shortcut === undefined ? null : <KeyHint name={props.shortcut} />
  const shared = { class: look, 'data-key': props.shortcut, 'aria-keyshortcuts': props.shortcut }
  if (props.href !== undefined) {
    return (
      <a {...shared} href={props.href} download={props.download ? '' : undefined}>
        {props.children}
        {key}
      </a>
    )
  }
  return (
    <button {...shared} type="submit" name={props.name} value={props.value} disabled={props.disabled}>
      {props.children}
      {key}
    </button>
  )
}

/** A key as it looks on the keyboard; screen readers hear `aria-keyshortcuts` instead. */
function KeyHint({ name }: { name: string }): Html {
  return (
    <span aria-hidden="true">
      <kbd>{name.toUpperCase()}</kbd>
    </span>
  )
}

/** A form that is one button: `action` without language prefix, `fields` as hidden inputs, the form token added. */
export function PostButton(props: {
  page: Page
  action: string
  kind?: ButtonKind | undefined
  fields?: Readonly<Record<string, string>> | undefined
  shortcut?: string | undefined
  children?: Child
}): Html {
  return (
    <form method="post" action={props.page.href(props.action)} class="one-button">
      <FormToken page={props.page} />
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Button kind={props.kind} shortcut={props.shortcut}>
        {props.children}
      </Button>
    </form>
  )
}

/** A small square label. `padi` for what was earned, `outline` for what isn't certain or only reserved. */
export function Tag({ children, tone }: { children?: Child; tone?: 'padi' | 'outline' | undefined }): Html {
  return <span class={tone === undefined ? 'tag' : `tag ${tone}`}>{children}</span>
}

/** A facet that is in use, or a short link. With `remove` it carries a cross and says what pressing it does. */
export function Chip(props: { href: string; children?: Child; remove?: string | undefined }): Html {
  return (
    <a class="chip" href={props.href}>
      {props.children}
      {props.remove !== undefined && (
        <>
          {' '}
          <span aria-hidden="true">✕</span>
          <span class="vh">, {props.remove}</span>
        </>
      )}
    </a>
  )
}

const MARKS: Readonly<Record<Tone, string>> = { plain: '', pass: '✓ ', fail: '✕ ', warn: '▲ ', unknown: '? ' }

/** A word with its sign and colour: `✓ Ada preseden`. Never colour alone. */
export function Finding({ tone, children }: { tone: Tone; children?: Child }): Html {
  return (
    <span class={`finding ${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span>
      {children}
    </span>
  )
}

/** An aside with a line on its left. `dashed` for what would make it a yes, or what isn't settled. */
export function Note(props: {
  tone?: Tone | undefined
  title?: Child
  dashed?: boolean | undefined
  small?: boolean | undefined
  children?: Child
}): Html {
  const tone = props.tone ?? 'plain'
  const look = ['note', tone, props.dashed ? 'dashed' : '', props.small ? 'small' : ''].filter(Boolean).join(' ')
  return (
    <div class={look}>
      {props.title !== undefined && (
        <p class="h3 title">
          <span aria-hidden="true">{MARKS[tone]}</span>
          {props.title}
        </p>
      )}
      {props.children}
    </div>
  )
}

/** A sheet of paper on the ground. */
export function Paper({
  children,
  id,
  small,
  label,
}: {
  children?: Child
  id?: string | undefined
  small?: boolean | undefined
  label?: string | undefined
}): Html {
  return (
    <section class={small ? 'paper small' : 'paper'} id={id} aria-label={label}>
      {children}
    </section>
  )
}

/** A list of facts: what is `null`, `undefined` or empty text is left out with its name. */
export function Facts({ facts }: { facts: readonly { readonly label: string; readonly value: Child }[] }): Html {
  return (
    <dl class="facts num">
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ label, value }) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  )
}

/** Figures side by side, each under its name: the head of a statement or a report. */
export function Sums({
  sums,
}: {
  sums: readonly {
    readonly label: string
    readonly value: Child
    readonly note?: Child
    readonly tone?: Tone | undefined
  }[]
}): Html {
  return (
    <dl class="sums num">
      {sums.map(({ label, value, note, tone }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <span class={`sum ${tone ?? ''}`}>
              {tone !== undefined && <span aria-hidden="true">{MARKS[tone]}</span>}
              {value}
            </span>
            {note !== undefined && <span class="small">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What a place will hold and how to begin. The shelf stays empty above the words; `actions` are buttons or links. */
export function EmptyState(props: {
  title: string
  children?: Child
  actions?: Child
  level?: 1 | 2 | undefined
}): Html {
  return (
    <section class="empty">
      {props.level === 1 ? <h1>{props.title}</h1> : <h2>{props.title}</h2>}
      <Shelf ids={[]} />
      <div>{props.children}</div>
      {props.actions !== undefined && <div class="row">{props.actions}</div>}
    </section>
  )
}

/** One step of a way: done, under way, still to come, or (`plain`) a step of an instruction. */
export interface Step {
  readonly state: 'done' | 'now' | 'todo' | 'plain'
  readonly title: Child
  readonly detail?: Child
}

/** A way in steps: filled is done, half is under way, dashed is still to come; each state is also said in words. */
export function Steps({ page, steps }: { page: Page; steps: readonly Step[] }): Html {
  return (
    <ol class="steps plain">
      {steps.map(({ state, title, detail }) => (
        <li class={state === 'plain' ? undefined : state}>
          {state !== 'plain' && <span class="vh">{page.t(`platform.step.${state}`)}: </span>}
          <b>{title}</b>
          {detail !== undefined && <div class="small soft">{detail}</div>}
        </li>
      ))}
    </ol>
  )
}

/** A day as people write it, with the ISO day for machines. `day` is an ISO day. */
export function Day({ page, day }: { page: Page; day: string }): Html {
  return <time datetime={day}>{formatDay(page.language, day)}</time>
}

/** A moment in western Indonesian time, with the UTC instant for machines. */
export function Instant({ page, at }: { page: Page; at: Date }): Html {
  return <time datetime={at.toISOString()}>{formatInstant(page.language, at)}</time>
}
