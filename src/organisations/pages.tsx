import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Facts,
  Field,
  Finding,
  FormToken,
  type Html,
  Note,
  Paper,
  Select,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Organisation, Study, StudyForm, StudyProgramme } from './types.ts'

/** A programme under its university, for the list to choose from. */
export interface ProgrammeChoice {
  readonly organisation: Organisation
  readonly programmes: readonly StudyProgramme[]
}

/** The name of a programme with its level. */
export const programmeName = (page: Page, programme: StudyProgramme): string =>
  `${page.say(programme.name)} (${programme.level})`

/** What a student said and what the registrar answered. */
export interface StudyShown {
  readonly study: Study
  readonly programme: StudyProgramme
  readonly organisation: Organisation
}

/** The student's page: the link as it stands, and the form for a new statement. */
export function StudyPage(props: {
  page: Page
  confirmed: StudyShown | null
  waiting: StudyShown | null
  choices: readonly ProgrammeChoice[]
  form: StudyForm
  refusals?: readonly Refusal[]
}): Html {
  const { page, confirmed, waiting, form, refusals = [] } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('organisations.study.title')}
      section="wallet"
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[{ href: '/wallet', label: t('wallet.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('organisations.study.title')}</h1>
      <p>{t('organisations.study.lead')}</p>
      {confirmed !== null && <StudyCard page={page} shown={confirmed} />}
      {waiting !== null && <StudyCard page={page} shown={waiting} />}
      <h2>
        {t(confirmed === null && waiting === null ? 'organisations.study.form' : 'organisations.study.form-again')}
      </h2>
      <form method="post" action={page.href('/wallet/study')}>
        <FormToken page={page} />
        <Select
          page={page}
          name="programmeId"
          label={t('organisations.study.programme')}
          hint={t('organisations.study.programme-hint')}
          value={form.programmeId}
          errors={refusals}
          empty={t('organisations.study.choose')}
          options={props.choices.flatMap(({ organisation, programmes }) =>
            programmes.map((programme) => ({
              value: programme.id,
              label: `${organisation.name}: ${programmeName(page, programme)}`,
            })),
          )}
        />
        <Field
          page={page}
          name="nim"
          label={t('organisations.study.nim')}
          hint={t('organisations.study.nim-hint')}
          value={form.nim}
          errors={refusals}
          width="medium"
          autocomplete="off"
          spellcheck={false}
          maxlength={24}
        />
        <Field
          page={page}
          name="semester"
          label={t('organisations.study.semester')}
          value={form.semester}
          errors={refusals}
          width="short"
          inputmode="numeric"
        />
        <Field
          page={page}
          name="sksTaken"
          label={t('organisations.study.taken')}
          hint={t('organisations.study.taken-hint')}
          value={form.sksTaken}
          errors={refusals}
          width="short"
          inputmode="numeric"
        />
        <Field
          page={page}
          name="onlineSks"
          label={t('organisations.study.online')}
          hint={t('organisations.study.online-hint')}
          value={form.onlineSks}
          errors={refusals}
          width="short"
          inputmode="numeric"
        />
        <Field
          page={page}
          name="outsideSks"
          label={t('organisations.study.outside')}
          hint={t('organisations.study.outside-hint')}
          value={form.outsideSks}
          errors={refusals}
          width="short"
          inputmode="numeric"
        />
        <Field
          page={page}
          name="onlineCourses"
          label={t('organisations.study.courses')}
          hint={t('organisations.study.courses-hint')}
          value={form.onlineCourses}
          errors={refusals}
          width="short"
          inputmode="numeric"
          optional
        />
        <Button>{t('organisations.study.send')}</Button>
      </form>
    </Layout>
  )
}

function StudyCard({ page, shown }: { page: Page; shown: StudyShown }): Html {
  const { study, programme, organisation } = shown
  const tone = study.state === 'confirmed' ? 'pass' : study.state === 'refused' ? 'fail' : 'unknown'
  return (
    <Paper label={page.t('organisations.study.card')}>
      <h2>
        <Finding tone={tone}>{page.t(`organisations.study.state.${study.state}`)}</Finding>
      </h2>
      <Facts facts={studyFacts(page, study, programme, organisation)} />
      {study.state === 'stated' && (
        <p class="small soft">{page.t('organisations.study.waiting', { organisation: organisation.name })}</p>
      )}
      {study.state === 'refused' && (
        <Note tone="fail" title={page.t('organisations.study.refused-because')}>
          <p>{study.refusedReason}</p>
          <p class="small">{page.t('organisations.study.refused-next')}</p>
        </Note>
      )}
    </Paper>
  )
}

/** The facts of a statement, for the student and the registrar. */
export function studyFacts(page: Page, study: Study, programme: StudyProgramme, organisation: Organisation | null) {
  const t = page.t
  const sks = (value: number) => formatSks(page.language, value)
  return [
    { label: t('organisations.study.campus'), value: organisation?.name },
    {
      label: t('organisations.study.programme'),
      value: `${programmeName(page, programme)}, ${sks(programme.totalSks)}`,
    },
    { label: t('organisations.study.nim'), value: study.nim },
    { label: t('organisations.study.semester'), value: String(study.semester) },
    { label: t('organisations.study.taken'), value: sks(study.sksTaken) },
    { label: t('organisations.study.online'), value: sks(study.onlineSks) },
    { label: t('organisations.study.outside'), value: sks(study.outsideSks) },
    {
      label: t('organisations.study.courses'),
      value: study.onlineCourses === null ? null : String(study.onlineCourses),
    },
    {
      label: t(study.state === 'stated' ? 'organisations.study.stated-on' : 'organisations.study.decided-on'),
      value: <Day page={page} day={dayOf(study.decidedAt ?? study.statedAt)} />,
    },
  ]
}
