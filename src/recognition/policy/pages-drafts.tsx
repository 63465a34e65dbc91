import type { Organisation } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  FlowTable,
  type Html,
  PostForm,
  Select,
  Tag,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { RuleSet } from '../types.ts'
import type { DraftState } from './types.ts'

/** One draft in the list. */
export interface DraftLine {
  readonly id: string
  readonly state: DraftState
  readonly changedAt: Date
  readonly organisationName: string
  readonly rules: RuleSet
}

/** The drafts of one's organisations, and where a new one begins. */
export function DraftsPage(props: {
  page: Page
  homes: readonly Organisation[]
  lines: readonly DraftLine[]
  bases: readonly RuleSet[]
  refusals: readonly Refusal[]
}): Html {
  const { page, homes, lines, bases, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('policy.drafts.title')}
      section="rules"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/rules', label: t('recognition.rules.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('policy.drafts.title')}</h1>
      <p>{t('policy.drafts.lead')}</p>
      {lines.length === 0 ? (
        <EmptyState title={t('policy.drafts.empty')}>
          <p>{t('policy.drafts.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('policy.drafts.list')}
          columns={[
            { label: t('recognition.rules.name'), header: true, full: true },
            { label: t('policy.drafts.state') },
            { label: t('policy.drafts.from') },
            { label: t('policy.drafts.changed') },
            { label: t('policy.drafts.home') },
          ]}
          rows={lines.map(({ id, state, rules, changedAt, organisationName }) => ({
            cells: [
              <a href={page.href(`/rules/drafts/${id}`)}>{page.say(rules.name)}</a>,
              <Tag tone={state === 'published' ? 'padi' : 'outline'}>{t(`policy.state.${state}`)}</Tag>,
              rules.validFrom === null ? '' : <Day page={page} day={rules.validFrom} />,
              <Day page={page} day={dayOf(changedAt)} />,
              organisationName,
            ],
          }))}
        />
      )}
      <section aria-labelledby="start-title">
        <h2 id="start-title">{t('policy.start.title')}</h2>
        <p class="small soft">{t('policy.start.lead')}</p>
        <PostForm page={page} action="/rules/drafts">
          {homes.length === 1 ? (
            <input type="hidden" name="organisation" value={homes[0]?.id} />
          ) : (
            <Select
              page={page}
              name="organisation"
              label={t('policy.start.home')}
              options={homes.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Select
            page={page}
            name="base"
            label={t('policy.start.base')}
            errors={refusals}
            options={bases.map((set) => ({ value: set.id, label: `${page.say(set.name)} (${set.version})` }))}
          />
          <Button>{t('policy.start.send')}</Button>
        </PostForm>
      </section>
    </Layout>
  )
}
