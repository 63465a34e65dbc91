import type { Child } from 'hono/jsx'
import { formatNumber } from '../format.ts'
import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import { markup } from './pieces-basics.tsx'

/** A part of a bar: solid is counted, hatched is reserved, red lies over the limit. */
export interface BarPart {
  readonly kind: 'counted' | 'reserved' | 'over'
  readonly amount: number
}

/**
 * A bar of which `total` is the whole (or the limit): what isn't filled is room left. Parts beyond the total stay inside
 * the frame and a line shows where the limit is. `label` says the same in words, with the figures.
 */
export function Bar({
  parts,
  total,
  label,
  tone,
}: {
  parts: readonly BarPart[]
  total: number
  label: string
  tone?: 'trust' | 'harvest' | undefined
}): Html {
  return markup(
    `<svg class="bar ${tone ?? 'trust'}" role="img" aria-label="${escaped(label)}" width="100%" height="20">${drawn(parts, total, label)}</svg>`,
  )
}

function drawn(parts: readonly BarPart[], total: number, label: string): string {
  const sum = parts.reduce((all, part) => all + Math.max(0, part.amount), 0)
  const whole = Math.max(total, sum, Number.EPSILON)
  const hatch = `h${hashOf(label)}`
  let from = 0
  let rects = ''
  for (const { kind, amount } of parts) {
    if (amount <= 0) continue
    const fill = kind === 'reserved' ? ` fill="url(#${hatch})"` : ''
    rects += `<rect class="${kind}" x="${share(from / whole)}" width="${share(amount / whole)}" y="0" height="100%"${fill}/>`
    from += amount
  }
  const pattern = parts.some(({ kind }) => kind === 'reserved')
    ? `<defs><pattern id="${hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v6"/></pattern></defs>`
    : ''
  const limit =
    sum > total && total > 0 ? `<rect class="limit" x="${share(total / whole)}" width="3" y="0" height="100%"/>` : ''
  return `${pattern}${rects}${limit}<rect class="frame" x="1" y="1" rx="2"/>`
}

/** The room left under a limit: the figure that matters, the bar, and the rule in words. Amounts are SKS. */
export function Headroom(props: {
  page: Page
  title: string
  counted: number
  reserved: number
  limit: number
  /** Where the limit comes from: `40% dari 144 SKS`. */
  rule: string
  children?: Child
}): Html {
  const { page, counted, reserved, limit } = props
  const left = limit - counted - reserved
  const over = Math.max(0, -left)
  const values = { counted, reserved, limit, left: Math.max(0, left), over }
  const parts: readonly BarPart[] = [
    { kind: 'counted', amount: Math.min(counted, limit) },
    { kind: 'reserved', amount: Math.max(0, Math.min(reserved, limit - counted)) },
    { kind: 'over', amount: over },
  ]
  return (
    <section class="headroom">
      <h3>{props.title}</h3>
      <p class="num">
        {over > 0 ? (
          <>
            <b class="sum fail">{formatNumber(page.language, over)}</b> {page.t('platform.headroom.over')}
          </>
        ) : (
          <>
            <b class="sum">{formatNumber(page.language, left)}</b> {page.t('platform.headroom.left')}
          </>
        )}
      </p>
      <Bar parts={parts} total={limit} label={page.t('platform.headroom.label', values)} />
      <p class="small num">
        {page.t('platform.headroom.figures', values)} <span class="soft">({props.rule})</span>
      </p>
      {props.children !== undefined && <div class="small soft">{props.children}</div>}
    </section>
  )
}

/**
 * Work under way: how much is done, how fast, how long it still takes. Set `refreshSeconds` on the `Layout` so that the
 * page follows without JavaScript. `perSecond` of 0 or none hides the rate and the time.
 */
export function Progress(props: {
  page: Page
  label: string
  done: number
  total: number
  perSecond?: number | undefined
  children?: Child
}): Html {
  const { page, done, total } = props
  const rate = props.perSecond ?? 0
  const seconds = rate > 0 ? Math.ceil((total - done) / rate) : 0
  return (
    <div class="paper progress">
      <div class="row">
        <b class="num figure">{props.label}</b>
        {rate > 0 && done < total && (
          <span class="num small end">
            {page.t('platform.progress.rate', { rate: Math.round(rate), time: durationOf(page, seconds) })}
          </span>
        )}
      </div>
      <div role="progressbar" aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} aria-label={props.label}>
        {markup(
          `<svg class="bar trust" aria-hidden="true" width="100%" height="20">${drawn([{ kind: 'counted', amount: done }], total, props.label)}</svg>`,
        )}
      </div>
      {props.children}
    </div>
  )
}

/** A duration in the largest whole unit: seconds, minutes or hours. */
function durationOf(page: Page, seconds: number): string {
  if (seconds < 90) return page.t('platform.duration.seconds', { count: seconds })
  if (seconds < 5_400) return page.t('platform.duration.minutes', { count: Math.round(seconds / 60) })
  return page.t('platform.duration.hours', { count: Math.round(seconds / 3_600) })
}

const share = (part: number): string => `${Math.round(part * 10_000) / 100}%`

function hashOf(text: string): string {
  let hash = 2166136261
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619)
  return (hash >>> 0).toString(36)
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
