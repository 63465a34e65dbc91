import { formatDay } from '../platform/format.ts'
import { type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { unverifiedOf } from './rules-before.ts'
import type { RuleSet } from './types.ts'

/** What of the rules isn't verified, in words: the law's text, its amendments, and single figures. */
export function Unverified({ page, rules, today }: { page: Page; rules: RuleSet; today: string }): Html | null {
  const { provisional, textUnread, amendments, figures } = unverifiedOf(rules, today)
  if (!provisional && amendments.length === 0 && figures.length === 0) return null
  const t = page.t
  return (
    <Note tone="unknown" dashed title={t('recognition.unverified.title', { name: page.say(rules.name) })}>
      <ul class="small">
        {textUnread && <li>{t('recognition.unverified.text')}</li>}
        {amendments.map(({ source, from }) => (
          <li>{t('recognition.unverified.amendment', { source, day: formatDay(page.language, from) })}</li>
        ))}
        {figures.length > 0 && (
          <li>{t('recognition.unverified.figures', { names: figures.map((name) => page.say(name)).join(', ') })}</li>
        )}
      </ul>
    </Note>
  )
}
