import type { Course, StudyProgramme } from '../organisations/index.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Choice,
  EmptyState,
  ErrorSummary,
  Facts,
  Field,
  FormToken,
  type Html,
  Note,
  Paper,
  RecordHead,
  Select,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Answer, type LimitWords, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { CRUMBS, factsLine } from './pages-learner.tsx'
import type { CredentialFacts, Evaluation, RuleSet } from './types.ts'

/** The credentials that still have SKS to ask for. */
export function ChoosePage({
  page,
  credentials,
}: {
  page: Page
  credentials: readonly { readonly credentialId: string; readonly title: Bilingual; readonly left: number }[]
}): Html {
  return (
    <Layout
      page={page}
      title={page.t('recognition.choose.title')}
      section="credit"
      noindex
      narrow
      breadcrumb={CRUMBS(page)}
    >
      <h1>{page.t('recognition.choose.title')}</h1>
      {credentials.length === 0 ? (
        <EmptyState
          title={page.t('recognition.choose.empty')}
          actions={<Button href={page.href('/credit')}>{page.t('recognition.crumb.credit')}</Button>}
        >
          <p>{page.t('recognition.choose.empty-text')}</p>
        </EmptyState>
      ) : (
        <ul>
          {credentials.map(({ credentialId, title, left }) => (
            <li>
              <a href={page.href(`/credit/requests/new?credential=${credentialId}`)}>{page.say(title)}</a>,{' '}
              {page.t('recognition.choose.left', { left })}
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

export interface AskForm {
  readonly sks: string
  readonly asPackage: boolean
  readonly courseId: string
  readonly note: string
}

export interface AskPageProps {
  readonly page: Page
  readonly facts: CredentialFacts
  readonly left: number
  readonly offerPackage: boolean
  readonly campus: { readonly name: string; readonly programme: StudyProgramme; readonly confirmed: boolean } | null
  readonly courses: readonly Course[]
  readonly preview: {
    readonly rules: RuleSet
    readonly evaluation: Evaluation
    readonly asked: number
    readonly words: LimitWords
  } | null
  readonly form: AskForm
  readonly refusals: readonly Refusal[]
}

/** The learner's form, with what the rules say today beside it. */
export function AskPage(props: AskPageProps): Html {
  const { page, facts, campus, preview, form, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.ask.title')}
      section="credit"
      noindex
      failed={refusals.length > 0}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.ask.title')}</h1>
      <RecordHead
        id={facts.definitionId ?? facts.credentialId}
        title={page.say(facts.title)}
        under={factsLine(page, facts)}
        level={2}
      />
      {campus === null ? (
        <Note tone="unknown" dashed title={t('recognition.ask.no-campus')}>
          <p>{t('recognition.ask.no-campus-text')}</p>
          <p>
            <Button href={page.href('/wallet/study')}>{t('recognition.ask.link')}</Button>
          </p>
        </Note>
      ) : (
        <div class="cols">
          <form method="post" action={page.href('/credit/requests')}>
            <FormToken page={page} />
            <input type="hidden" name="credential" value={facts.credentialId} />
            <Facts
              facts={[
                { label: t('recognition.ask.to'), value: campus.name },
                {
                  label: t('recognition.ask.programme'),
                  value: `${page.say(campus.programme.name)} (${campus.programme.level})`,
                },
              ]}
            />
            <Field
              page={page}
              name="sks"
              label={t('recognition.ask.sks')}
              hint={t('recognition.ask.sks-hint', { left: props.left })}
              value={form.sks}
              errors={refusals}
              width="short"
              inputmode="numeric"
            />
            {props.offerPackage && (
              <Choice
                page={page}
                type="checkbox"
                name="asPackage"
                label={t('recognition.ask.package')}
                values={form.asPackage ? ['yes'] : []}
                options={[
                  { value: 'yes', label: t('recognition.ask.package-yes'), hint: t('recognition.ask.package-hint') },
                ]}
              />
            )}
            {props.courses.length > 0 && (
              <Select
                page={page}
                name="course"
                label={t('recognition.ask.course')}
                hint={t('recognition.ask.course-hint')}
                value={form.courseId}
                errors={refusals}
                empty={t('recognition.ask.any-course')}
                optional
                options={props.courses.map(({ id, code, name, sks }) => ({
                  value: id,
                  label: `${code} ${page.say(name)} (${formatSks(page.language, sks)})`,
                }))}
              />
            )}
            <Textarea
              page={page}
              name="note"
              label={t('recognition.ask.note')}
              value={form.note}
              errors={refusals}
              rows={3}
              maxlength={1000}
              optional
            />
            <Button>{t('recognition.ask.send')}</Button>
          </form>
          {preview !== null && (
            <Paper label={t('recognition.preview.title')}>
              <h2>{t('recognition.preview.title')}</h2>
              <Answer page={page} evaluation={preview.evaluation} asked={preview.asked} />
              <Rooms page={page} rules={preview.rules} evaluation={preview.evaluation} words={preview.words} />
              <Reasons page={page} evaluation={preview.evaluation} asked={preview.asked} />
              <Trace page={page} rules={preview.rules} evaluation={preview.evaluation} />
              <p class="small soft">{t('recognition.preview.note')}</p>
            </Paper>
          )}
        </div>
      )}
    </Layout>
  )
}
