import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  EmptyState,
  ErrorSummary,
  Facts,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Note,
  Paper,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { programmeName, studyFacts } from './pages.tsx'
import type { Organisation, Study, StudyProgramme } from './types.ts'

/** A statement in the registrar's list, with the student's name. */
export interface StudentRow {
  readonly study: Study
  readonly programme: StudyProgramme
  readonly name: string
}

/** Where a registrar confirms who studies there: the queue, and what was decided last. */
export function StudentsPage(props: {
  page: Page
  organisation: Organisation
  waiting: readonly StudentRow[]
  decided: readonly StudentRow[]
}): Html {
  const { page, organisation, waiting, decided } = props
  const t = page.t
  const columns = [
    { label: t('organisations.students.student'), header: true },
    { label: t('organisations.study.nim') },
    { label: t('organisations.study.programme'), full: true },
    { label: t('organisations.study.semester'), numeric: true },
    { label: t('organisations.students.taken'), numeric: true },
    { label: t('organisations.study.stated-on') },
  ]
  return (
    <Layout
      page={page}
      title={t('organisations.students.title')}
      section="registrar"
      room
      noindex
      breadcrumb={[{ href: '/registrar', label: t('organisations.students.crumb') }]}
      islands={['queue.js']}
    >
      <h1>
        {t('organisations.students.title')} <span class="soft num">{waiting.length}</span>
      </h1>
      <p class="small soft">{organisation.name}</p>
      {waiting.length === 0 ? (
        <EmptyState title={t('organisations.students.empty')}>
          <p>{t('organisations.students.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('organisations.students.title')}
          captionHidden
          columns={columns}
          queue
          rows={waiting.map(({ study, programme, name }) => ({
            cells: [
              <a href={page.href(`/registrar/students/${study.id}`)}>{name}</a>,
              study.nim,
              programmeName(page, programme),
              String(study.semester),
              formatSks(page.language, study.sksTaken),
              <Day page={page} day={dayOf(study.statedAt)} />,
            ],
          }))}
        />
      )}
      {decided.length > 0 && (
        <>
          <h2>{t('organisations.students.decided')}</h2>
          <FlowTable
            page={page}
            caption={t('organisations.students.decided')}
            captionHidden
            columns={[
              { label: t('organisations.students.student'), header: true },
              { label: t('organisations.study.programme'), full: true },
              { label: t('organisations.students.answer') },
              { label: t('organisations.study.decided-on') },
            ]}
            rows={decided.map(({ study, programme, name }) => ({
              cells: [
                name,
                programmeName(page, programme),
                <Finding tone={study.state === 'confirmed' ? 'pass' : 'fail'}>
                  {t(`organisations.study.state.${study.state}`)}
                </Finding>,
                study.decidedAt === null ? '' : <Instant page={page} at={study.decidedAt} />,
              ],
            }))}
          />
        </>
      )}
    </Layout>
  )
}

/** One statement, with the registrar's two answers. */
export function StudentPage(props: {
  page: Page
  organisation: Organisation
  row: StudentRow
  reason?: string
  refusals?: readonly Refusal[]
}): Html {
  const { page, organisation, row, refusals = [] } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('organisations.student.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/registrar', label: t('organisations.students.crumb') },
        { href: '/registrar/students', label: t('organisations.students.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{row.name}</h1>
      <p class="small soft">{organisation.name}</p>
      <Paper>
        <Facts facts={studyFacts(page, row.study, row.programme, null)} />
      </Paper>
      {row.study.state === 'stated' ? (
        <form method="post" action={page.href(`/registrar/students/${row.study.id}/answer`)}>
          <FormToken page={page} />
          <p>{t('organisations.student.ask')}</p>
          <Choice
            page={page}
            name="answer"
            label={t('organisations.students.answer')}
            value="confirm"
            errors={refusals}
            options={[
              {
                value: 'confirm',
                label: t('organisations.student.confirm'),
                hint: t('organisations.student.confirm-hint'),
              },
              {
                value: 'refuse',
                label: t('organisations.student.refuse'),
                hint: t('organisations.student.refuse-hint'),
              },
            ]}
          />
          <Textarea
            page={page}
            name="reason"
            label={t('organisations.student.reason')}
            hint={t('organisations.student.reason-hint')}
            value={props.reason}
            errors={refusals}
            rows={3}
            maxlength={500}
            optional
          />
          <Button>{t('organisations.student.send')}</Button>
        </form>
      ) : (
        <Note
          tone={row.study.state === 'confirmed' ? 'pass' : 'fail'}
          title={t(`organisations.study.state.${row.study.state}`)}
        >
          {row.study.refusedReason !== null && <p>{row.study.refusedReason}</p>}
        </Note>
      )}
    </Layout>
  )
}
