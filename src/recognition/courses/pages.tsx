import type { Course, Organisation, StudyProgramme } from '../../organisations/index.ts'
import { formatNumber } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  EmptyState,
  ErrorSummary,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostForm,
  RowErrors,
  Select,
  Sums,
  Upload,
} from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { CourseUpload } from './types.ts'

/** Faults on the page; the file of rejected rows has them all. */
const SHOWN_MOST = 200
const PATH = '/registrar/courses'

interface ListProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly programmes: readonly StudyProgramme[]
  readonly programme: StudyProgramme | null
  readonly courses: readonly Course[]
  /** Headings of a table of courses. */
  readonly columns: readonly string[]
  readonly refusals: readonly Refusal[]
}

/** The courses of a study programme with what they teach, and the table that carries them in and out. */
export function CoursesPage(props: ListProps): Html {
  const { page, organisation, programme, courses, refusals } = props
  const t = page.t
  const silent = courses.filter(({ skills }) => skills == null).length
  return (
    <Layout
      page={page}
      title={t('courses.title')}
      section="registrar"
      room
      noindex
      failed={refusals.length > 0}
      islands={['upload.js']}
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('courses.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('courses.lead')}</p>
      {programme === null ? (
        <EmptyState title={t('courses.no-programme')}>
          <p>{t('courses.no-programme-text')}</p>
        </EmptyState>
      ) : (
        <>
          <Programmes {...props} programme={programme} />
          <div class="row">
            <h2>
              {programme.level} {page.say(programme.name)}
            </h2>
            <span class="row end">
              <Button href={page.href(`${PATH}/new?programme=${programme.id}`)}>{t('courses.add')}</Button>
              <Button kind="quiet" href={page.href(`${PATH}/table.csv?programme=${programme.id}`)} download>
                {t('courses.save-table')}
              </Button>
            </span>
          </div>
          {silent > 0 && (
            <div class="gap">
              <Note tone="warn" small>
                <p>{t('courses.silent', { count: silent })}</p>
              </Note>
            </div>
          )}
          {courses.length === 0 ? (
            <EmptyState title={t('courses.empty')}>
              <p>{t('courses.empty-text')}</p>
            </EmptyState>
          ) : (
            <CourseTable page={page} courses={courses} />
          )}
          <TableForm {...props} programme={programme} />
        </>
      )}
    </Layout>
  )
}

function Programmes({
  page,
  organisation,
  programmes,
  programme,
}: ListProps & { programme: StudyProgramme }): Html | null {
  if (programmes.length < 2) return null
  return (
    <form method="get" action={page.href(PATH)} class="row">
      <input type="hidden" name="organisation" value={organisation.id} />
      <Select
        page={page}
        name="programme"
        label={page.t('courses.programme')}
        value={programme.id}
        options={programmes.map(({ id, level, name }) => ({ value: id, label: `${level} ${page.say(name)}` }))}
      />
      <Button kind="quiet">{page.t('courses.open')}</Button>
    </form>
  )
}

function CourseTable({ page, courses }: { page: Page; courses: readonly Course[] }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('courses.title')}
      captionHidden
      columns={[
        { label: t('courses.course'), header: true, full: true },
        { label: 'SKS', numeric: true },
        { label: t('courses.semester'), numeric: true },
        { label: t('courses.stands-for') },
        { label: t('courses.skills') },
        { label: t('courses.outcomes'), numeric: true },
      ]}
      rows={courses.map((course) => ({
        cells: [
          <a href={page.href(`${PATH}/${course.id}`)}>
            {course.code} {page.say(course.name)}
          </a>,
          formatNumber(page.language, course.sks),
          course.semester == null ? null : formatNumber(page.language, course.semester),
          t(`courses.use.${course.standsFor ?? 'course'}`),
          course.skills == null ? (
            <span class="soft">{t('courses.not-stated')}</span>
          ) : (
            t('courses.skills-count', { count: course.skills.length })
          ),
          formatNumber(page.language, course.outcomes?.length ?? 0),
        ],
      }))}
    />
  )
}

function TableForm({ page, programme, columns, refusals }: ListProps & { programme: StudyProgramme }): Html {
  const t = page.t
  return (
    <section class="paper gap">
      <h2>{t('courses.upload')}</h2>
      <PostForm page={page} action={`${PATH}/table`} upload>
        <input type="hidden" name="programme" value={programme.id} />
        <Upload
          page={page}
          name="file"
          accept=".csv,.tsv,.txt,.xlsx"
          label={t('courses.file')}
          hint={t('courses.file-hint', { columns: columns.join(', ') })}
          errors={refusals}
        />
        <Button kind="quiet">{t('courses.send-table')}</Button>
      </PostForm>
      <p class="small soft">{t('courses.promise')}</p>
    </section>
  )
}

/** What became of a table: the counts, and the rows to mend. */
export function CourseUploadPage({
  page,
  organisation,
  programme,
  upload,
}: {
  page: Page
  organisation: Organisation
  programme: StudyProgramme
  upload: CourseUpload
}): Html {
  const t = page.t
  const { counts, faults, rejected, unknownColumns } = upload.report
  const list = `${PATH}?organisation=${organisation.id}&programme=${programme.id}`
  return (
    <Layout
      page={page}
      title={t('courses.upload-result')}
      section="registrar"
      room
      noindex
      breadcrumb={[
        { href: '/registrar', label: t('recognition.queue.title') },
        { href: list, label: t('courses.title') },
      ]}
    >
      <h1>{t('courses.upload-result')}</h1>
      <p class="small soft">
        {programme.level} {page.say(programme.name)}, <Instant page={page} at={new Date(upload.uploadedAt)} />
      </p>
      <Sums
        sums={[
          ...(['read', 'created', 'changed', 'unchanged'] as const).map((name) => ({
            label: t(`courses.count.${name}`),
            value: formatNumber(page.language, counts[name]),
          })),
          {
            label: t('courses.count.rejected'),
            value: formatNumber(page.language, rejected.length),
            tone: rejected.length > 0 ? ('fail' as const) : undefined,
          },
        ]}
      />
      {unknownColumns.length > 0 && (
        <Note tone="warn">
          <p>{t('courses.unknown-columns', { columns: unknownColumns.slice(0, 20).join(', ') })}</p>
        </Note>
      )}
      {rejected.length > 0 && (
        <section class="gap">
          <h2>{t('courses.rejected', { count: rejected.length })}</h2>
          <p class="row">
            <Button href={page.href(`${PATH}/tables/${upload.id}/rejected.csv`)} download>
              {t('courses.download')}
            </Button>
            <span class="small">{t('courses.download-text')}</span>
          </p>
          <RowErrors
            page={page}
            caption={t('courses.rejected', { count: rejected.length })}
            errors={faults
              .slice(0, SHOWN_MOST)
              .map(({ row, column, content, refusal }) => ({ row, column, value: content, refusal }))}
          />
        </section>
      )}
      <p>
        <Button kind="quiet" href={page.href(list)}>
          {t('courses.back')}
        </Button>
      </p>
    </Layout>
  )
}
