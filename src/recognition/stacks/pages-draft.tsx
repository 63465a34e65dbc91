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
import { loadTexts } from '../../platform/text.ts'
import { Outline } from './pages-outline.tsx'
import type { OutlineProps } from './pages-outline-find.tsx'
import { levelOptions } from './pages-outline-line.tsx'
import { RuleTree } from './pages-rule.tsx'
import type { Composed, StackDraft } from './rules-draft.ts'
import { rowsOf } from './rules-outline.ts'

export const DRAFT_PATH = '/stacks/manage/new'

export interface DraftProps extends Omit<OutlineProps, 'rows'> {
  readonly draft: StackDraft
  /** What comes of the draft, for the preview. */
  readonly made: Composed
  /** The day on which what the draft began from took effect; null where it began from nothing, or from a day to come. */
  readonly began: string | null
  /** The definitions that a stack may be proposed for. */
  readonly larger: readonly Option[]
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
      <ErrorSummary page={page} refusals={refusals} labelOf={(name) => lineOf(props, name)} />
      <h1>{t('stacks.draft')}</h1>
      <p>{t('stacks.draft.lead')}</p>
      <div class="cols gap">
        <form method="post" action={page.href(DRAFT_PATH)} novalidate>
          {/* What the Enter key presses. */}
          <button class="vh" type="submit" name="do" value="look" tabindex={-1}>
            {t('stacks.draft.look')}
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
              formaction={page.href(`${DRAFT_PATH}#preview`)}
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

/** Which line a box belongs to, where what is wrong there doesn't say so itself. */
function lineOf({ page, draft, refusals }: DraftProps, box: string): string | null {
  const number = /^l(\d+)/.exec(box)?.[1]
  const place = number === undefined ? '' : (rowsOf(draft.outline)[Number(number)]?.place ?? '')
  const isSaid = refusals.some(({ at, code }) => at === box && SAYING.has(code))
  return place === '' || isSaid ? null : page.t('stacks.draft.line', { place })
}

/** Refusals whose sentence begins with the line. */
const SAYING: ReadonlySet<string> = new Set(
  ['group-empty', 'apart-too-few', 'count-missing', 'sum-missing'].map((code) => `stacks.${code}`),
)

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

function Rule(props: DraftProps): Html {
  const { page, draft, refusals } = props
  const t = page.t
  const shared = { page, errors: refusals, optional: true }
  return (
    <Paper label={t('stacks.draft.rule')}>
      <h2>{t('stacks.draft.rule')}</h2>
      <p class="soft">{t('stacks.draft.rule-hint')}</p>
      <Outline {...props} rows={rowsOf(draft.outline)} />
      <section class="example">
        <h3>{t('stacks.draft.every')}</h3>
        <div class="grid">
          <Select
            {...shared}
            options={levelOptions(page)}
            empty={t('stacks.draft.any-level')}
            width="medium"
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

function Basis({ page, draft, refusals, began }: DraftProps): Html {
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
          hint={began === null ? undefined : t('stacks.draft.began', { day: formatDay(page.language, began) })}
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
  const { page, made } = props
  const languages: readonly Language[] = page.language === 'id' ? ['id', 'en'] : ['en', 'id']
  return (
    <Paper label={page.t('stacks.draft.reads')}>
      <h2>{page.t('stacks.draft.reads')}</h2>
      {'rule' in made.rule && languages.map((language) => <Read {...props} page={inLanguage(page, language)} />)}
      {'faults' in made && (
        <p class="soft">
          {page.t('rule' in made.rule ? 'stacks.draft.preview-rest' : 'stacks.draft.preview-open', {
            count: made.faults.length,
          })}
        </p>
      )}
    </Paper>
  )
}

function Read({ page, made, naming }: DraftProps): Html | null {
  if (!('rule' in made.rule)) return null
  const rule = <RuleTree page={page} part={made.rule.rule} naming={naming} metAt={() => null} />
  if ('faults' in made) return <section lang={page.language}>{rule}</section>
  const { content } = made
  const { leastLevel, withinMonths } = content.every
  return (
    <section lang={page.language}>
      <h3>{page.say(content.name)}</h3>
      <p class="small">{page.t('stacks.draft.leads-to', { title: page.say(naming.definition(content.definition)) })}</p>
      {rule}
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
