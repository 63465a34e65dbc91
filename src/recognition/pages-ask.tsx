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
import { fieldAt } from './rules-decision.ts'
import type { CredentialFacts, Evaluation, RuleSet } from './types.ts'

interface ChooseProps {
  readonly page: Page
  /** With the SKS of each that are left. */
  readonly credentials: readonly { readonly credentialId: string; readonly title: Bilingual; readonly left: number }[]
  /** How many may be asked for at once. */
  readonly most: number
}

/** The credentials that still have SKS to ask for. */
export function ChoosePage({ page, credentials, most }: ChooseProps): Html {
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.choose.title')} section="credit" noindex narrow breadcrumb={CRUMBS(page)}>
      <h1>{t('recognition.choose.title')}</h1>
      {credentials.length === 0 ? (
        <EmptyState
          title={t('recognition.choose.empty')}
          actions={<Button href={page.href('/credit')}>{t('recognition.crumb.credit')}</Button>}
        >
          <p>{t('recognition.choose.empty-text')}</p>
        </EmptyState>
      ) : (
        <Ready page={page} credentials={credentials} most={most} />
      )}
      <p>
        <a href={page.href('/credit/outside')}>{t('recognition.choose.outside')}</a>
      </p>
    </Layout>
  )
}

/** A single one by its link, several by their boxes. */
function Ready({ page, credentials, most }: ChooseProps): Html {
  const t = page.t
  const [first, ...others] = credentials
  if (first !== undefined && others.length === 0)
    return (
      <p>
        <a href={page.href(`/credit/requests/new?credential=${first.credentialId}`)}>{page.say(first.title)}</a>,{' '}
        {t('recognition.choose.left', { left: first.left })}
      </p>
    )
  return (
    <form method="get" action={page.href('/credit/requests/new')}>
      <Choice
        page={page}
        type="checkbox"
        name="credential"
        label={t('recognition.choose.some')}
        hint={t('recognition.choose.some-hint', { most })}
        values={[]}
        options={credentials.map(({ credentialId, title, left }) => ({
          value: credentialId,
          label: page.say(title),
          hint: t('recognition.choose.left', { left }),
        }))}
      />
      <Button>{t('recognition.choose.go-on')}</Button>
    </form>
  )
}

/** What is asked for one credential, still as text. */
export interface AskItem {
  readonly sks: string
  readonly asPackage: boolean
  readonly courseId: string
}

/** One credential of the request with what the rules say today, the credentials before it taken as granted. */
export interface AskRow {
  readonly facts: CredentialFacts
  readonly left: number
  readonly offerPackage: boolean
  readonly item: AskItem
  readonly preview: {
    readonly rules: RuleSet
    readonly evaluation: Evaluation
    readonly asked: number
    readonly words: LimitWords
  } | null
}

export interface AskPageProps {
  readonly page: Page
  readonly rows: readonly AskRow[]
  readonly campus: { readonly name: string; readonly programme: StudyProgramme; readonly confirmed: boolean } | null
  readonly courses: readonly Course[]
  readonly note: string
  readonly refusals: readonly Refusal[]
}

/** The learner's form for one credential or many, with what the rules say today beside it. */
export function AskPage(props: AskPageProps): Html {
  const { page, campus, rows, refusals } = props
  const t = page.t
  const [only] = rows
  const many = rows.length > 1
  const title = many ? t('recognition.ask.title-many', { count: rows.length }) : t('recognition.ask.title')
  return (
    <Layout page={page} title={title} section="credit" noindex failed={refusals.length > 0} breadcrumb={CRUMBS(page)}>
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{title}</h1>
      {!many && only !== undefined && (
        <Paper>
          <Head page={page} facts={only.facts} />
        </Paper>
      )}
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
            <Facts
              facts={[
                { label: t('recognition.ask.to'), value: campus.name },
                {
                  label: t('recognition.ask.programme'),
                  value: `${page.say(campus.programme.name)} (${campus.programme.level})`,
                },
              ]}
            />
            {rows.map((row, place) => (
              <Fields {...props} row={row} place={place} many={many} />
            ))}
            <Textarea
              page={page}
              name="note"
              label={t('recognition.ask.note')}
              value={props.note}
              errors={refusals}
              rows={3}
              maxlength={1000}
              optional
            />
            <Button>{t('recognition.ask.send')}</Button>
          </form>
          <div>
            {rows.map((row, place) => (
              <Preview page={page} row={row} many={many} first={place === 0} />
            ))}
          </div>
        </div>
      )}
    </Layout>
  )
}

function Head({ page, facts, small }: { page: Page; facts: CredentialFacts; small?: boolean }): Html {
  return (
    <RecordHead
      id={facts.definitionId ?? facts.credentialId}
      title={page.say(facts.title)}
      under={factsLine(page, facts)}
      level={2}
      size={small ? 'small' : undefined}
    />
  )
}

/** What is asked for one credential; of several, each stands in a box of its own with its name. */
function Fields(props: AskPageProps & { row: AskRow; place: number; many: boolean }): Html {
  const { page, row, place, many, refusals } = props
  const t = page.t
  const named = (label: string) => (many ? t('recognition.ask.of', { label, title: page.say(row.facts.title) }) : label)
  const fields = (
    <>
      <input type="hidden" name="credential" value={row.facts.credentialId} />
      <Field
        page={page}
        name={fieldAt('sks', place)}
        label={named(t('recognition.ask.sks'))}
        hint={t('recognition.ask.sks-hint', { left: row.left })}
        value={row.item.sks}
        errors={refusals}
        width="short"
        inputmode="numeric"
      />
      {row.offerPackage && (
        <Choice
          page={page}
          type="checkbox"
          name={fieldAt('asPackage', place)}
          label={named(t('recognition.ask.package'))}
          values={row.item.asPackage ? ['yes'] : []}
          options={[{ value: 'yes', label: t('recognition.ask.package-yes'), hint: t('recognition.ask.package-hint') }]}
        />
      )}
      {props.courses.length > 0 && (
        <Select
          page={page}
          name={fieldAt('course', place)}
          label={named(t('recognition.ask.course'))}
          hint={t('recognition.ask.course-hint')}
          value={row.item.courseId}
          errors={refusals}
          empty={t('recognition.ask.any-course')}
          optional
          options={props.courses.map(({ id, code, name, sks }) => ({
            value: id,
            label: `${code} ${page.say(name)} (${formatSks(page.language, sks)})`,
          }))}
        />
      )}
    </>
  )
  if (!many) return fields
  return (
    <div>
      <Head page={page} facts={row.facts} small />
      {fields}
    </div>
  )
}

function Preview({ page, row, many, first }: { page: Page; row: AskRow; many: boolean; first: boolean }): Html | null {
  const { preview } = row
  if (preview === null) return null
  const t = page.t
  const title = many ? page.say(row.facts.title) : t('recognition.preview.title')
  return (
    <Paper label={title}>
      <h2>{title}</h2>
      {many && !first && <p class="small soft">{t('recognition.preview.after-others')}</p>}
      <Answer page={page} evaluation={preview.evaluation} asked={preview.asked} />
      <Rooms page={page} rules={preview.rules} evaluation={preview.evaluation} words={preview.words} />
      <Reasons page={page} evaluation={preview.evaluation} asked={preview.asked} />
      <Trace page={page} rules={preview.rules} evaluation={preview.evaluation} />
      <p class="small soft">{t('recognition.preview.note')}</p>
    </Paper>
  )
}
