import { formatDay } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, FlowTable, type Html, Note, Select } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { LimitWords } from '../pages-evaluation.tsx'
import type { RuleSet } from '../types.ts'
import { aspectSays, nameOfChange } from './pages-words.tsx'
import type { Change } from './rules-difference.ts'

/** What one rule set says otherwise than another, in words: a draft and its base, or two published ones. */
export function DifferencePage(props: {
  page: Page
  before: RuleSet
  after: RuleSet
  changes: readonly Change[]
  words: LimitWords
  /** What else it can be compared with; none for a draft that follows its base. */
  others: readonly RuleSet[]
  back: { readonly href: string; readonly label: string }
  isDraft: boolean
}): Html {
  const { page, before, after, changes, words, others } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('policy.difference.title')}
      section="rules"
      room={props.isDraft}
      noindex
      breadcrumb={[{ href: '/rules', label: t('recognition.rules.title') }, props.back]}
    >
      <h1>{t('policy.difference.title')}</h1>
      <p>{t('policy.difference.lead', { before: titleOf(page, before), after: titleOf(page, after) })}</p>
      {others.length > 0 && (
        <form method="get" action={page.href(`${props.back.href}/difference`)}>
          <Select
            page={page}
            name="with"
            label={t('policy.difference.with')}
            value={before.id}
            options={others.map((set) => ({ value: set.id, label: titleOf(page, set) }))}
          />
          <Button kind="quiet">{t('policy.difference.send')}</Button>
        </form>
      )}
      {changes.length === 0 ? (
        <Note tone="plain" title={t('policy.difference.none')} />
      ) : (
        <FlowTable
          page={page}
          caption={t('policy.difference.list', { count: changes.length })}
          columns={[
            { label: t('recognition.rules.figure'), header: true, full: true },
            { label: t('policy.difference.aspect') },
            { label: t('policy.difference.before'), full: true },
            { label: t('policy.difference.after'), full: true },
          ]}
          rows={changes.flatMap((change) =>
            (change.aspects.length === 0 ? (['says'] as const) : change.aspects).map((aspect) => ({
              cells: [
                nameOfChange(page, change),
                t(
                  change.before === null
                    ? 'policy.aspect.added'
                    : change.after === null
                      ? 'policy.aspect.removed'
                      : `policy.aspect.${aspect}`,
                ),
                <del>{aspectSays(page, words, change, 'before', aspect)}</del>,
                <ins>{aspectSays(page, words, change, 'after', aspect)}</ins>,
              ],
            })),
          )}
        />
      )}
    </Layout>
  )
}

function titleOf(page: Page, set: RuleSet): string {
  const day = set.validFrom === null ? page.t('recognition.rules.no-day') : formatDay(page.language, set.validFrom)
  return `${page.say(set.name)} (${day})`
}
