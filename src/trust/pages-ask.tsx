import { Button, Field, type Html, Note, refusalText, Select } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { fieldsOf, kindsOf, type Names } from './pages-words.tsx'
import type { IssueQuestion, RegisterEntry } from './types.ts'

/** A question and every reason against it: none means yes. */
export interface Asked {
  readonly question: IssueQuestion
  readonly reasons: readonly Refusal[]
}

interface AskProps {
  readonly page: Page
  readonly entry: RegisterEntry
  readonly asked: Asked | null
  readonly on: string
  readonly known: string
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly names: Names
}

/** *Was it authorised to issue this on that day?*, as a form and its answer with every reason. */
export function AskForm({ page, entry, asked, on, known, kinds, fields, names }: AskProps): Html {
  const t = page.t
  return (
    <section aria-labelledby="ask-title">
      <h2 id="ask-title">{t('trust.ask.title')}</h2>
      {asked !== null && (
        <Note
          tone={asked.reasons.length === 0 ? 'pass' : 'fail'}
          title={t(asked.reasons.length === 0 ? 'trust.ask.yes' : 'trust.ask.no')}
        >
          <p>
            {kindsOf(page, [asked.question.kind])}, {fieldsOf(page, [asked.question.field], names)},{' '}
            {t('trust.level', { level: asked.question.level })}.
          </p>
          {asked.reasons.length > 0 && (
            <ul>
              {asked.reasons.map((reason) => (
                <li>{refusalText(page, named(page, reason, names)).message}</li>
              ))}
            </ul>
          )}
        </Note>
      )}
      <form method="get" action={page.href(`/register/${entry.slug}`)} class="row">
        <Select
          page={page}
          name="kind"
          label={t('trust.column.kind')}
          value={asked?.question.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`trust.kind.${kind}`) }))}
        />
        <Select
          page={page}
          name="field"
          label={t('trust.column.field')}
          value={asked?.question.field}
          options={fields.map((field) => ({ value: field, label: page.say(names.field(field)) }))}
        />
        <Select
          page={page}
          name="level"
          label={t('trust.column.level')}
          value={String(asked?.question.level ?? 5)}
          width="short"
          options={LEVELS.map((level) => ({ value: level, label: `KKNI ${level}` }))}
        />
        <Field page={page} name="on" type="date" label={t('trust.register.on')} value={on} width="medium" optional />
        <Field
          page={page}
          name="known"
          type="date"
          label={t('trust.ask.known')}
          value={known}
          width="medium"
          optional
        />
        <Button kind="quiet">{t('trust.ask.button')}</Button>
      </form>
    </section>
  )
}

const LEVELS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** A reason with the names of kinds and fields in place of their codes. */
function named(page: Page, reason: Refusal, names: Names): Refusal {
  const { kind, field, class: registerClass } = reason.values ?? {}
  const values = {
    ...reason.values,
    ...(kind === undefined ? {} : { kind: page.t(`trust.kind.${kind}`) }),
    ...(field === undefined ? {} : { field: page.say(names.field(String(field))) }),
    ...(registerClass === undefined ? {} : { class: page.t(`trust.class.${registerClass}`) }),
  }
  return { ...reason, values }
}
