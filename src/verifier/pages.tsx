import { Layout } from '../platform/html/layout.tsx'
import { Button, ErrorSummary, Field, FormToken, type Html, markup, Note, Textarea } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

interface VerifyProps {
  readonly page: Page
  /** Addresses that the page fetches before any file: the register and every status list, the same for everybody. */
  readonly sources: readonly string[]
  /** Multikeys that may sign the register's list. */
  readonly authorities: readonly string[]
  /** The words that the script shows. */
  readonly words: Readonly<Record<string, string>>
  readonly code?: string | undefined
  readonly text?: string | undefined
  readonly refusals?: readonly Refusal[] | undefined
}

/**
 * Where anyone checks a file, a text or a code. With the script everything happens on the device; without it the form is
 * sent here, and the page says so.
 */
export function VerifyPage(props: VerifyProps): Html {
  const { page, refusals } = props
  const { t } = page
  const settings = JSON.stringify({
    sources: props.sources,
    authorities: props.authorities,
    language: page.language,
    words: props.words,
    verifyPath: page.href('/verify'),
    sharePath: page.href('/v/'),
  }).replaceAll('<', '\\u003c')
  return (
    <Layout
      page={page}
      title={t('verifier.title')}
      description={t('verifier.description')}
      section="verify"
      narrow
      failed={refusals !== undefined}
      islands={['verify.js']}
      switchPath="/verify"
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('verifier.title')}</h1>
      <p class="lead">{t('verifier.lead')}</p>
      <div id="verify-result" aria-live="polite" />
      <form
        method="post"
        action={page.href('/verify')}
        enctype="multipart/form-data"
        id="verify-form"
        class="paper"
        novalidate
      >
        <h2>{t('verifier.file.title')}</h2>
        <div id="verify-drop">
          <Field
            page={page}
            name="files"
            type="file"
            label={t('verifier.file.label')}
            hint={t('verifier.file.hint')}
            accept=".json,.jsonld,.jwt,.pdf,.png,.svg,.txt,application/json,application/pdf,application/vc,image/*"
            multiple
            errors={refusals}
          />
        </div>
        <details open={props.text !== undefined && props.text !== ''}>
          <summary>{t('verifier.text.summary')}</summary>
          <Textarea
            page={page}
            name="text"
            label={t('verifier.text.label')}
            hint={t('verifier.text.hint')}
            rows={6}
            value={props.text ?? ''}
            errors={refusals}
            optional
          />
        </details>
        <Button>{t('verifier.check')}</Button>
        <FormToken page={page} />
        <div id="verify-where" class="gap">
          <Note small>
            <p>{t('verifier.sent-here')}</p>
          </Note>
        </div>
      </form>
      <form method="get" action={page.href('/verify')} class="paper" novalidate>
        <h2>{t('verifier.code.title')}</h2>
        <Field
          page={page}
          name="code"
          label={t('verifier.code.label')}
          hint={t('verifier.code.hint')}
          value={props.code ?? ''}
          autocomplete="off"
          spellcheck={false}
          width="long"
          errors={refusals}
        />
        <Button kind="quiet">{t('verifier.code.open')}</Button>
      </form>
      <h2>{t('verifier.how')}</h2>
      <p>{t('verifier.how.lead')}</p>
      <ul>
        {['format', 'proof', 'issuer', 'authority', 'status', 'validity', 'schema', 'log'].map((id) => (
          <li>
            <b>{t(`platform.check.${id}`)}</b>: {t(`verifier.how.${id}`)}
          </li>
        ))}
      </ul>
      {markup(`<script type="application/json" id="verify-settings">${settings}</script>`)}
    </Layout>
  )
}
