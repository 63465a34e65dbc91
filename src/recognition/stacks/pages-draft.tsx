import { CONFIDENCES } from '../../frameworks/index.ts'
import { formatDay } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Field,
  FormToken,
  type Html,
  type Option,
  Paper,
  Select,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Language, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { loadTexts } from '../../platform/text.ts'
import { type FoundShown, GroupFields, levelOptions, Wrong } from './pages-draft-group.tsx'
import { type Naming, RuleTree } from './pages-rule.tsx'
import { type Composed, GROUPS_MOST, type StackDraft } from './rules-draft.ts'

const ACTION = '/stacks/manage/new'

export interface DraftProps {
  readonly page: Page
  readonly draft: StackDraft
  /** What was found for a group, by its number. */
  readonly found: ReadonlyMap<number, readonly FoundShown[]>
  readonly refusals: readonly Refusal[]
  /** What comes of the draft, for the preview. */
  readonly rule: Composed
  /** The definitions that a stack may be proposed for. */
  readonly larger: readonly Option[]
  readonly issuerOf: (slug: string) => string
  readonly naming: Naming
}

/** The form in which whoever owns a curriculum writes down a larger credential; every button works without JavaScript. */
export function DraftPage(props: DraftProps): Html {
  const { page, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('stacks.draft')}
      section="provider"
      room
      noindex
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/stacks/manage', label: t('stacks.manage') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('stacks.draft')}</h1>
      <p>{t('stacks.draft.lead')}</p>
      <div class="cols gap">
        <form method="post" action={page.href(ACTION)} novalidate>
          {/* What the Enter key presses. */}
          <button
            class="vh"
            type="submit"
            name="do"
            value="preview"
            tabindex={-1}
            formaction={page.href(`${ACTION}#preview`)}
          >
            {t('stacks.draft.preview')}
          </button>
          <FormToken page={page} />
          <About {...props} />
          <Rule {...props} />
          <Basis {...props} />
          <p class="row">
            <Button name="do" value="propose">
              {t('stacks.propose.send')}
            </Button>
            <button
              class="btn quiet"
              type="submit"
              name="do"
              value="preview"
              formaction={page.href(`${ACTION}#preview`)}
            >
              {t('stacks.draft.preview')}
            </button>
          </p>
        </form>
        <aside id="preview">
          <Preview {...props} />
        </aside>
      </div>
    </Layout>
  )
}

function About({ page, draft, larger, refusals }: DraftProps): Html {
  const t = page.t
  return (
    <Paper label={t('stacks.draft.about')}>
      <h2>{t('stacks.draft.about')}</h2>
      <Select
        page={page}
        name="definition"
        label={t('stacks.draft.definition')}
        hint={t('stacks.draft.definition-hint')}
        value={draft.definition}
        empty={t('stacks.draft.choose')}
        options={larger}
        width="long"
        errors={refusals}
      />
      <div class="grid">
        <Field page={page} name="nameId" label={t('stacks.draft.name-id')} value={draft.nameId} errors={refusals} />
        <Field page={page} name="nameEn" label={t('stacks.draft.name-en')} value={draft.nameEn} errors={refusals} />
      </div>
    </Paper>
  )
}

function Rule({ page, draft, found, refusals, issuerOf, naming }: DraftProps): Html {
  const t = page.t
  const shared = { page, errors: refusals, optional: true }
  const levels = { options: levelOptions(page), empty: t('stacks.draft.any-level'), width: 'medium' as const }
  return (
    <Paper label={t('stacks.draft.rule')}>
      <h2>{t('stacks.draft.rule')}</h2>
      <Wrong page={page} at="rule" refusals={refusals} />
      <p class="soft">{t('stacks.draft.rule-hint')}</p>
      {draft.groups.map((group, index) => (
        <GroupFields
          page={page}
          action={ACTION}
          group={group}
          number={index + 1}
          found={found.get(index + 1) ?? []}
          refusals={refusals}
          issuerOf={issuerOf}
          naming={naming}
        />
      ))}
      {draft.groups.length < GROUPS_MOST && (
        <p class="row">
          <button
            class="btn quiet"
            type="submit"
            name="do"
            value="add-group"
            formaction={page.href(`${ACTION}#g${draft.groups.length + 1}`)}
          >
            {t('stacks.draft.add-group')}
          </button>
        </p>
      )}
      <section class="example">
        <h3>{t('stacks.draft.sum')}</h3>
        <div class="grid">
          <Field
            {...shared}
            name="sksLeast"
            label={t('stacks.draft.sks-least')}
            hint={t('stacks.draft.sks-hint')}
            value={draft.sksLeast}
            inputmode="numeric"
            width="short"
          />
          <Select {...shared} {...levels} name="sksLevel" label={t('stacks.draft.sks-level')} value={draft.sksLevel} />
        </div>
      </section>
      <section class="example">
        <h3>{t('stacks.draft.every')}</h3>
        <div class="grid">
          <Select
            {...shared}
            {...levels}
            name="everyLevel"
            label={t('stacks.draft.every-level')}
            value={draft.everyLevel}
          />
          <Field
            {...shared}
            name="everyMonths"
            label={t('stacks.draft.every-months')}
            hint={t('stacks.draft.every-months-hint')}
            value={draft.everyMonths}
            inputmode="numeric"
            width="short"
          />
        </div>
      </section>
    </Paper>
  )
}

function Basis({ page, draft, refusals }: DraftProps): Html {
  const t = page.t
  const shared = { page, errors: refusals }
  return (
    <Paper label={t('stacks.draft.basis')}>
      <h2>{t('stacks.draft.basis')}</h2>
      <div class="grid">
        <Field
          {...shared}
          name="validFrom"
          type="date"
          label={t('stacks.draft.valid-from')}
          value={draft.validFrom}
          width="medium"
        />
        <Field
          {...shared}
          name="validTo"
          type="date"
          label={t('stacks.draft.valid-to')}
          value={draft.validTo}
          width="medium"
          optional
        />
      </div>
      <Field
        {...shared}
        name="source"
        label={t('stacks.draft.source')}
        hint={t('stacks.draft.source-hint')}
        value={draft.source}
      />
      <div class="grid">
        <Field {...shared} name="clause" label={t('stacks.draft.clause')} value={draft.clause} optional />
        <Select
          {...shared}
          name="confidence"
          label={t('stacks.draft.confidence')}
          value={draft.confidence}
          options={CONFIDENCES.map((value) => ({ value, label: t(`recognition.confidence.${value}`) }))}
          width="medium"
        />
      </div>
      <div class="grid">
        <Textarea {...shared} name="noteId" label={t('stacks.draft.note-id')} value={draft.noteId} rows={2} optional />
        <Textarea {...shared} name="noteEn" label={t('stacks.draft.note-en')} value={draft.noteEn} rows={2} optional />
      </div>
    </Paper>
  )
}

/** The rule in words, as learners will read it, in the language of the page first. */
function Preview(props: DraftProps): Html {
  const { page, rule } = props
  const languages: readonly Language[] = page.language === 'id' ? ['id', 'en'] : ['en', 'id']
  return (
    <Paper label={page.t('stacks.draft.reads')}>
      <h2>{page.t('stacks.draft.reads')}</h2>
      {'faults' in rule ? (
        <p class="soft">{page.t('stacks.draft.preview-open', { count: rule.faults.length })}</p>
      ) : (
        languages.map((language) => <Read {...props} page={inLanguage(page, language)} />)
      )}
    </Paper>
  )
}

function Read({ page, rule, naming }: DraftProps): Html | null {
  if ('faults' in rule) return null
  const { content } = rule
  const { leastLevel, withinMonths } = content.every
  return (
    <section lang={page.language}>
      <h3>{page.say(content.name)}</h3>
      <p class="small">{page.t('stacks.draft.leads-to', { title: page.say(naming.definition(content.definition)) })}</p>
      <RuleTree page={page} part={content.rule} naming={naming} metAt={() => null} />
      {leastLevel !== null && <p class="small">{page.t('stacks.every.level', { level: leastLevel })}</p>}
      {withinMonths !== null && <p class="small">{page.t('stacks.every.age', { months: withinMonths })}</p>}
      {content.note !== null && <p class="small">{page.say(content.note)}</p>}
      <p class="small soft">
        {page.t('stacks.source', { source: content.source, from: formatDay(page.language, content.validFrom) })}
      </p>
    </section>
  )
}

/** The same page as somebody of the other language reads it. */
function inLanguage(page: Page, language: Language): Page {
  return {
    ...page,
    language,
    t: (key, values) => loadTexts().t(language, key, values),
    say: (text) => text[language],
  }
}
