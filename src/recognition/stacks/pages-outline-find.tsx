import type { Child } from 'hono/jsx'
import { Faults, Field, type Html, type Option, Select } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { filterWords, type Naming, partWords } from './pages-rule.tsx'
import { type Addable, boxOf, filterOfLine, type Line, type Row } from './rules-outline.ts'
import { type Findable, FOUND_MOST } from './rules-outline-act.ts'

/** Stands for a figure that isn't filled in. */
const OPEN = '…'

export interface OutlineProps {
  readonly page: Page
  readonly rows: readonly Row[]
  /** What was found for a line, by its number. */
  readonly found: ReadonlyMap<number, readonly Findable[]>
  /** The lines that were added just now. */
  readonly added: readonly number[]
  /** The box at which somebody goes on; none where a refusal is read first. */
  readonly goOn: string | null
  readonly refusals: readonly Refusal[]
  readonly naming: Naming
  /** Who gives what is found or named; an empty text where nobody does. */
  readonly giverOf: (what: Findable['what'], value: string) => string
}

/** A line on its page. */
export interface LineProps extends OutlineProps {
  readonly row: Row
}

/** What a line says, without those inside it, as far as it is filled in. */
export function lineWords(page: Page, naming: Naming, line: Line): string {
  const t = page.t
  if (!('of' in line)) {
    const filter = filterOfLine(line)
    if (line.asks !== 'sks') return partWords(page, naming, { kind: line.asks, ...filter })
    return t('stacks.part.sks', { sks: line.least === '' ? OPEN : line.least, what: filterWords(page, naming, filter) })
  }
  const values = { count: line.count === '' ? OPEN : line.count, of: line.of.length }
  switch (line.asks) {
    case 'all':
    case 'any':
      return t(`stacks.part.${line.asks}`)
    case 'least':
    case 'most':
      return t(`stacks.part.${line.asks}`, values)
    case 'apart':
      return t('stacks.part.not-together')
    case 'none':
      return t(line.of.length > 1 ? 'stacks.part.none' : 'stacks.part.not')
  }
}

/** What is wrong at a line as a whole. */
export function Wrong({ page, at, refusals }: { page: Page; at: string; refusals: readonly Refusal[] }): Html | null {
  const own = refusals.filter((one) => one.at === at)
  if (own.length === 0) return null
  return (
    <div class="field err">
      <Faults page={page} refusals={own} />
    </div>
  )
}

/** Whether a box of a line has to be seen: something is wrong there, or somebody goes on there. */
export function isSeen({ row, refusals, goOn }: LineProps, ...ends: readonly string[]): boolean {
  const boxes = ends.map((end) => boxOf(row.number, end))
  return boxes.some((box) => goOn === box || refusals.some(({ at }) => at === box))
}

/** What is looked for at a line, and what was found. */
export function Finder(props: LineProps & { options: readonly Addable[]; label: string }): Html {
  const { page, row, refusals, naming } = props
  const t = page.t
  const { number, line } = row
  const added = props.added.flatMap((one) => props.rows[one] ?? []).find(({ within }) => within === number)
  return (
    <>
      <div class="grid">
        <Select
          page={page}
          name={boxOf(number, 'what')}
          label={props.label}
          value={line.what}
          options={props.options.map((value): Option => ({ value, label: t(`stacks.draft.what.${value}`) }))}
          errors={refusals}
        />
        <Field
          page={page}
          name={boxOf(number, 'find')}
          label={t('stacks.draft.find')}
          hint={
            added === undefined
              ? t('of' in line ? 'stacks.draft.find-hint-add' : 'stacks.draft.find-hint')
              : t('stacks.draft.added-here', { place: added.place, what: lineWords(page, naming, added.line) })
          }
          value={line.find}
          errors={refusals}
          autofocus={props.goOn === boxOf(number, 'find')}
        />
      </div>
      <Found {...props} />
    </>
  )
}

/** What was found, each with a button that takes it. */
function Found(props: LineProps): Html | null {
  const { page, row, giverOf } = props
  const t = page.t
  const found = props.found.get(row.number) ?? []
  if (found.length === 0) return null
  return (
    <div>
      <p class="small">{t('stacks.draft.found', { count: found.length })}</p>
      <ul class="plain">
        {found.slice(0, FOUND_MOST).map(({ what, value, title }) => (
          <li>
            <Deed deed={`take-${row.number}-${what}-${value}`} kind="linklike">
              {t('stacks.draft.take', { title: page.say(title) })}
            </Deed>{' '}
            <span class="small soft">{giverOf(what, value)}</span>
          </li>
        ))}
      </ul>
      {found.length > FOUND_MOST && <p class="small soft">{t('stacks.draft.found-more')}</p>}
    </div>
  )
}

/** A button of the form that does one thing to the outline and shows it again. */
export function Deed(props: {
  readonly deed: string
  readonly kind: 'btn quiet' | 'linklike'
  readonly children?: Child
}): Html {
  return (
    <button class={props.kind} type="submit" name="do" value={props.deed}>
      {props.children}
    </button>
  )
}
