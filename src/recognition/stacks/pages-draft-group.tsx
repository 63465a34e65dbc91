import { Field, fieldId, type Html, type Option, refusalText, Select } from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Naming } from './pages-rule.tsx'
import { GROUP_KINDS, type GroupDraft, type PartDraft } from './rules-draft.ts'
import { FOUND_MOST } from './rules-draft-act.ts'

/** A definition that was found for a group. */
export interface FoundShown {
  readonly slug: string
  readonly title: Bilingual
  readonly sks: number
}

const LEVEL_MOST = 9

export function levelOptions(page: Page): readonly Option[] {
  return Array.from({ length: LEVEL_MOST }, (_none, index) => ({
    value: String(index + 1),
    label: page.t('stacks.draft.level', { level: index + 1 }),
  }))
}

/** What is wrong at a place that has no box of its own. */
export function Wrong({ page, at, refusals }: { page: Page; at: string; refusals: readonly Refusal[] }): Html {
  const own = refusals.filter((one) => one.at === at)
  return (
    <div class={own.length > 0 ? 'field err' : undefined} id={fieldId(at)} tabindex={-1}>
      {own.map((refusal) => {
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
    </div>
  )
}

interface GroupProps {
  readonly page: Page
  readonly action: string
  readonly group: GroupDraft
  readonly number: number
  readonly found: readonly FoundShown[]
  readonly refusals: readonly Refusal[]
  readonly issuerOf: (slug: string) => string
  readonly naming: Naming
}

/** One group: what it asks, its credentials, and the box to find another. */
export function GroupFields(props: GroupProps): Html {
  const { page, action, group, number, refusals } = props
  const t = page.t
  const name = `g${number}`
  const here = page.href(`${action}#${name}`)
  return (
    <fieldset id={name} class="example">
      <legend class="h3">{t('stacks.draft.group', { number })}</legend>
      <div class="grid">
        <Select
          page={page}
          name={`${name}-kind`}
          label={t('stacks.draft.kind')}
          value={group.kind}
          options={GROUP_KINDS.map((kind) => ({ value: kind, label: t(`stacks.draft.kind.${kind}`) }))}
          errors={refusals}
        />
        <Field
          page={page}
          name={`${name}-count`}
          label={t('stacks.draft.count')}
          hint={t('stacks.draft.count-hint')}
          value={group.count}
          inputmode="numeric"
          width="short"
          errors={refusals}
        />
      </div>
      {group.parts.length > 0 && (
        <ul class="plain">
          {group.parts.map((part, index) => (
            <PartRow {...props} part={part} at={index + 1} />
          ))}
        </ul>
      )}
      <Field
        page={page}
        name={`${name}-find`}
        label={t('stacks.draft.find')}
        hint={t('stacks.draft.find-hint')}
        value={group.find}
        errors={refusals}
      />
      <Found {...props} />
      <p class="row">
        <button class="btn quiet" type="submit" name="do" value={`find-${number}`} formaction={here}>
          {t('stacks.draft.find-send')} <span class="vh">{t('stacks.draft.group', { number })}</span>
        </button>
        <button class="linklike" type="submit" name="do" value={`remove-group-${number}`}>
          {t('stacks.draft.remove-group', { number })}
        </button>
      </p>
    </fieldset>
  )
}

function PartRow(props: GroupProps & { part: PartDraft; at: number }): Html {
  const { page, action, number, refusals, part, at, issuerOf, naming } = props
  const t = page.t
  const name = `g${number}-p${at}`
  const title = page.say(naming.definition(part.slug))
  const isOpen = part.level !== '' || part.months !== ''
  return (
    <li>
      <input type="hidden" name={name} value={part.slug} />
      <Wrong page={page} at={name} refusals={refusals} />
      <b>{title}</b> <span class="small soft">{issuerOf(part.slug)}</span>{' '}
      <button
        class="linklike"
        type="submit"
        name="do"
        value={`remove-part-${number}-${at}`}
        formaction={page.href(`${action}#g${number}`)}
      >
        {t('stacks.draft.remove-part')} <span class="vh">{title}</span>
      </button>
      <details open={isOpen}>
        <summary class="small">
          {t('stacks.draft.more')} <span class="vh">{title}</span>
        </summary>
        <div class="grid">
          <Select
            page={page}
            name={`${name}-level`}
            label={t('stacks.draft.part-level')}
            value={part.level}
            empty={t('stacks.draft.any-level')}
            options={levelOptions(page)}
            width="medium"
            errors={refusals}
          />
          <Field
            page={page}
            name={`${name}-months`}
            label={t('stacks.draft.part-months')}
            value={part.months}
            inputmode="numeric"
            width="short"
            errors={refusals}
          />
        </div>
      </details>
    </li>
  )
}

/** What was found, each with a button that adds it. */
function Found({ page, action, number, found, issuerOf }: GroupProps): Html | null {
  const t = page.t
  if (found.length === 0) return null
  return (
    <div>
      <p class="small">{t('stacks.draft.found', { count: found.length })}</p>
      <ul class="plain">
        {found.slice(0, FOUND_MOST).map(({ slug, title }) => (
          <li>
            <button
              class="linklike"
              type="submit"
              name="do"
              value={`take-${number}-${slug}`}
              formaction={page.href(`${action}#g${number}`)}
            >
              {t('stacks.draft.take', { title: page.say(title) })}
            </button>{' '}
            <span class="small soft">{issuerOf(slug)}</span>
          </li>
        ))}
      </ul>
      {found.length > FOUND_MOST && <p class="small soft">{t('stacks.draft.found-more')}</p>}
    </div>
  )
}
