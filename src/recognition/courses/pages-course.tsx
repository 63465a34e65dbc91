import { fieldName, findSkill, skillsList } from '../../frameworks/index.ts'
import type { Course, Organisation, StudyProgramme } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, ErrorSummary, Field, type Html, PostForm, Select, Textarea } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { USES } from '../types.ts'
import type { CourseForm } from './types.ts'

const PATH = '/registrar/courses'

interface CourseProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly programme: StudyProgramme
  /** Null: a new one. */
  readonly course: Course | null
  readonly form: CourseForm
  readonly refusals: readonly Refusal[]
}

/** One course: code, names, SKS, semester, what it stands for, the skills and the outcomes that it covers. */
export function CoursePage(props: CourseProps): Html {
  const { page, organisation, programme, course, form, refusals } = props
  const t = page.t
  const title = course === null ? t('courses.add') : `${course.code} ${page.say(course.name)}`
  const list = `${PATH}?organisation=${organisation.id}&programme=${programme.id}`
  const text = (name: keyof CourseForm) => ({ page, name, value: form[name], errors: refusals })
  return (
    <Layout
      page={page}
      title={title}
      section="registrar"
      room
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/registrar', label: t('recognition.queue.title') },
        { href: list, label: t('courses.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{title}</h1>
      <p class="small soft">
        {programme.level} {page.say(programme.name)}, {organisation.name}
      </p>
      <PostForm page={page} action={course === null ? PATH : `${PATH}/${course.id}`}>
        <input type="hidden" name="programme" value={programme.id} />
        <input type="hidden" name="revision" value={String(course?.revision ?? 1)} />
        <Field {...text('code')} label={t('courses.code')} width="medium" maxlength={20} />
        <Field {...text('nameId')} label={t('courses.name-id')} maxlength={200} />
        <Field {...text('nameEn')} label={t('courses.name-en')} maxlength={200} />
        <Field {...text('sks')} label="SKS" hint={t('courses.sks-hint')} width="short" inputmode="numeric" />
        <Field {...text('semester')} label={t('courses.semester')} width="short" inputmode="numeric" optional />
        <Select
          {...text('standsFor')}
          label={t('courses.stands-for')}
          hint={t('courses.stands-for-hint')}
          width="medium"
          options={USES.map((use) => ({ value: use, label: t(`courses.use.${use}`) }))}
        />
        <Textarea {...text('skills')} label={t('courses.skills')} hint={t('courses.skills-hint')} rows={5} optional />
        <Named page={page} course={course} />
        <SkillList page={page} />
        <Textarea
          {...text('outcomesId')}
          label={t('courses.outcomes-id')}
          hint={t('courses.outcomes-hint')}
          rows={4}
          optional
        />
        <Textarea {...text('outcomesEn')} label={t('courses.outcomes-en')} rows={4} optional />
        <p class="row">
          <Button>{t('courses.save')}</Button>
          <Button kind="quiet" href={page.href(list)}>
            {t('courses.cancel')}
          </Button>
        </p>
      </PostForm>
      {course !== null && <p class="small soft">{t('courses.decided-stay')}</p>}
    </Layout>
  )
}

/** The skills that stand now, by their names. */
function Named({ page, course }: { page: Page; course: Course | null }): Html | null {
  if (course?.skills == null) return null
  return (
    <ul class="small">
      {course.skills.map(({ code }) => {
        const skill = findSkill(code)
        return (
          <li>
            <b>{code}</b> {skill === undefined ? page.t('courses.skkni-unit') : page.say(skill.name)}
          </li>
        )
      })}
    </ul>
  )
}

/** Every code of the list with its name, by field, folded away. */
function SkillList({ page }: { page: Page }): Html {
  const fields = [...new Set(skillsList().map(({ field }) => field))]
  return (
    <details class="small gap">
      <summary>{page.t('courses.skills-list')}</summary>
      {fields.map((field) => (
        <>
          <p>
            <b>{page.say(fieldName(field))}</b>
          </p>
          <ul>
            {skillsList()
              .filter((skill) => skill.field === field)
              .map(({ code, name }) => (
                <li>
                  <b>{code}</b> {page.say(name)}
                </li>
              ))}
          </ul>
        </>
      ))}
    </details>
  )
}
