import { formatBytes } from '../../platform/format.ts'
import { Choice, Field, type Html } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Names } from '../pages-words.tsx'
import type { ApplicationContent, ApplicationDocument } from './types.ts'

/** Kinds, fields and levels, as an application and an authorisation ask for them. */
export function ScopeFields(props: {
  page: Page
  content: Pick<ApplicationContent, 'kinds' | 'fields' | 'levelMin' | 'levelMax'>
  kinds: readonly string[]
  fields: readonly string[]
  names: Names
  errors: readonly Refusal[]
}): Html {
  const { page, content, errors } = props
  const t = page.t
  const level = (name: 'levelMin' | 'levelMax') => (
    <Field
      page={page}
      name={name}
      label={t(`register.field.${name}`)}
      value={content[name]}
      errors={errors}
      width="short"
      inputmode="numeric"
    />
  )
  return (
    <>
      <h2>{t('register.application.scope')}</h2>
      <Choice
        page={page}
        name="kinds"
        type="checkbox"
        label={t('register.field.kinds')}
        values={content.kinds}
        errors={errors}
        options={props.kinds.map((kind) => ({ value: kind, label: t(`trust.kind.${kind}`) }))}
      />
      <details open={content.fields.length > 0 || errors.some(({ at }) => at === 'fields')}>
        <summary>{t('register.field.fields.choose')}</summary>
        <Choice
          page={page}
          name="fields"
          type="checkbox"
          label={t('register.field.fields')}
          hint={t('register.field.fields.hint')}
          values={content.fields}
          errors={errors}
          options={props.fields.map((field) => ({ value: field, label: page.say(props.names.field(field)) }))}
        />
      </details>
      <div class="row">
        {level('levelMin')}
        {level('levelMax')}
      </div>
    </>
  )
}

/** A document with its size and the beginning of its fingerprint. */
export function DocumentLine({ page, document }: { page: Page; document: ApplicationDocument }): Html {
  return (
    <span class="small">
      <a href={page.href(`/register/apply/${document.applicationId}/documents/${document.id}`)}>{document.name}</a>,{' '}
      {formatBytes(page.language, document.bytes)}, SHA-256 <code class="break">{document.sha256.slice(0, 16)}…</code>
    </span>
  )
}
