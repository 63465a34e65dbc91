import type { Offering } from '../catalogue/index.ts'
import type { Organisation, StudyProgramme } from '../organisations/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Finding, type Html, Note, Paper, Select } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { type LimitWords, Provisional, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { CourseCovered } from './pages-facts.tsx'
import { Unverified } from './pages-unverified.tsx'
import type { Foreseen, OfferingFacts } from './rules-before.ts'
import type { Case, RuleSet } from './types.ts'

export interface WouldCountProps {
  readonly page: Page
  readonly offering: Offering
  readonly title: string
  readonly campuses: readonly Organisation[]
  readonly campusId: string | null
  readonly programmes: readonly StudyProgramme[]
  readonly programmeId: string | null
  readonly answer: {
    readonly programme: StudyProgramme
    readonly campus: string
    readonly rules: RuleSet
    readonly foreseen: Foreseen
    readonly facts: OfferingFacts
    readonly course: Pick<Case, 'course' | 'standsFor'>
    readonly pendingSks: number
  } | null
  readonly words: LimitWords
  readonly today: string
}

const TONES = { yes: 'pass', partly: 'warn', no: 'fail', depends: 'warn', unknown: 'unknown' } as const

/** *Would this count?*, before anybody enrols: one chooses a campus and a study programme, and reads the answer with all its reasons. */
export function WouldCountPage(props: WouldCountProps): Html {
  const { page, offering, answer } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={`${t('recognition.would.title')} ${props.title}`}
      section="catalogue"
      narrow
      noindex
      breadcrumb={[
        { href: '/catalogue', label: t('catalogue.title') },
        { href: `/catalogue/${offering.id}`, label: props.title },
      ]}
    >
      <h1>{t('recognition.would.title')}</h1>
      <p>
        <b lang={offering.definitionVersionId === null ? (offering.language ?? undefined) : undefined}>{props.title}</b>
        {offering.providerName !== '' && <span class="soft"> {offering.providerName}</span>}
      </p>
      {answer !== null && <TheAnswer {...props} answer={answer} />}
      <Chooser {...props} />
    </Layout>
  )
}

function Chooser({ page, offering, campuses, campusId, programmes, programmeId }: WouldCountProps): Html {
  const t = page.t
  if (campuses.length === 0) return <Note tone="unknown" dashed title={t('recognition.would.no-campus')} />
  return (
    <form method="get" action={page.href(`/would-count/${offering.id}`)}>
      <h2>{t(programmeId === null ? 'recognition.would.choose' : 'recognition.would.choose-other')}</h2>
      <Select
        page={page}
        name="campus"
        label={t('recognition.would.campus')}
        value={campusId ?? ''}
        empty={t('recognition.would.choose-campus')}
        options={campuses.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {campusId !== null && (
        <Select
          page={page}
          name="programme"
          label={t('recognition.would.programme')}
          value={programmeId ?? ''}
          empty={t('recognition.would.choose-programme')}
          options={programmes.map(({ id, level, name }) => ({ value: id, label: `${level} ${page.say(name)}` }))}
        />
      )}
      <Button>{t('recognition.would.send')}</Button>
    </form>
  )
}

function TheAnswer(props: WouldCountProps & { answer: NonNullable<WouldCountProps['answer']> }): Html {
  const { page, words } = props
  const { programme, campus, rules, foreseen, pendingSks } = props.answer
  const t = page.t
  const { evaluation, worthSks, mostSks } = foreseen
  return (
    <Paper label={t('recognition.would.answer')}>
      <p class="small soft">
        {programme.level} {page.say(programme.name)}, {campus}
      </p>
      <h2 class="h3">
        <Finding tone={TONES[foreseen.answer]}>
          {t(`recognition.would.answer.${foreseen.answer}`, { most: mostSks ?? 0, worth: worthSks ?? 0 })}
        </Finding>
      </h2>
      {foreseen.unknowns.length > 0 && (
        <Note tone="unknown" dashed title={t('recognition.would.unknowns')}>
          <ul class="small">
            {foreseen.unknowns.map((one) => (
              <li>{t(`recognition.would.unknown.${one}`)}</li>
            ))}
          </ul>
        </Note>
      )}
      {props.answer.course.course !== undefined && (
        <CourseCovered
          page={page}
          rules={rules}
          course={props.answer.course.course}
          skills={props.answer.facts.skills ?? undefined}
        />
      )}
      {foreseen.general || evaluation === null ? (
        <Limits page={page} foreseen={foreseen} words={words} />
      ) : (
        <Rooms page={page} rules={rules} evaluation={evaluation} words={words} />
      )}
      {pendingSks > 0 && <p class="small soft">{t('recognition.before.pending', { sks: pendingSks })}</p>}
      <Reasons page={page} evaluation={foreseen} asked={worthSks ?? 0} />
      {evaluation !== null && !foreseen.general && <Trace page={page} rules={rules} evaluation={evaluation} />}
      <Unverified page={page} rules={rules} today={props.today} />
      <p class="small soft">
        {t('recognition.before.registrar')}{' '}
        <a href={page.href(`/rules/${rules.id}`)}>{t('recognition.before.rules')}</a>
      </p>
    </Paper>
  )
}

/** The limits in words, where nobody's room under them is known. */
function Limits({ page, foreseen, words }: { page: Page; foreseen: Foreseen; words: LimitWords }): Html | null {
  if (foreseen.limits.length === 0) return null
  return (
    <>
      <p class="small">
        <b>{page.t('recognition.would.limits')}</b>
      </p>
      <ul class="small">
        {foreseen.limits.map(({ limit }) => (
          <li>
            {page.say(limit.name)}: {page.say(words(limit))} <Provisional page={page} provisional={limit.provisional} />
          </li>
        ))}
      </ul>
    </>
  )
}
