import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type Example, exampleSchema, type Tried, tryExample } from '../rules-example.ts'
import { LEARNINGS, MODES, ORIGINS, type RuleSet, USES } from '../types.ts'
import { isRealDay, skillFrom } from './rules-entry.ts'

/** A case beside a draft, with the answer that the draft gives now. */
export interface TriedCase {
  readonly index: number
  readonly example: Example
  readonly tried: Tried
}

/** The cases that the draft's base answers, as the first cases of the draft. */
export function inherited(base: RuleSet, sets: readonly RuleSet[], examples: readonly Example[]): readonly Example[] {
  return examples
    .filter((example) => tryExample(sets, example)?.rules.id === base.id)
    .map((example) => ({ ...example, rules: base.family, answer: { ...example.answer, by: undefined } }))
}

/** Every case asked of the rules, whatever its day: a draft answers for no day yet. */
export function tryCases(rules: RuleSet, examples: readonly Example[]): readonly TriedCase[] {
  return examples.flatMap((example, index) => {
    const { by: _, ...answer } = example.answer
    const tried = tryExample([rules], { ...example, rules: rules.id, answer })
    return tried === null ? [] : [{ index, example, tried }]
  })
}

/** The case with what comes out now as the answer that is expected from here on. */
export function expecting(example: Example, { evaluation }: Tried): Example {
  const { verdict, allowedSks, worthSks, refusals } = evaluation
  const answer = { verdict, sks: allowedSks, worth: worthSks, refusals: refusals.map(({ code }) => code) }
  return { ...example, answer }
}

/** The cases as they are published: under the id of the rule set that answers them. */
export function publishedCases(rules: RuleSet, examples: readonly Example[]): readonly Example[] {
  return examples.map((example) => {
    const { by: _, ways: __, ...answer } = example.answer
    return { ...example, rules: rules.id, answer }
  })
}

export const VERDICTS = ['allowed', 'partly', 'refused', 'unknown'] as const
/** The boxes of the form for a case, with what stands in them at first. */
export const NEW_CASE = {
  nameId: '',
  nameEn: '',
  source: '',
  level: 'S1',
  totalSks: '144',
  totalCourses: '',
  semester: '5',
  online: '0',
  outside: '0',
  onlineCourses: '',
  priorLearning: '',
  term: '',
  programmeLevel: '',
  hours: '90',
  sks: '2',
  mode: 'in-person',
  origin: 'outside',
  learning: '',
  kind: '',
  awardLevel: '',
  grade: '',
  issuedOn: '',
  standsFor: '',
  asks: '2',
  package: '',
  packageReason: '',
  counted: '',
  expiresOn: '',
  awardSkills: '',
  courseSkills: '',
  waived: '',
  waivedReason: '',
  verdict: '',
  answerSks: '',
} as const
export type CaseForm = Readonly<Record<keyof typeof NEW_CASE, string>>

/** Reads a case from its form, for rules that begin on `day`. Refusals at the boxes: `policy.case-missing`, `policy.case-number`, `policy.day`. */
export function readCase(
  form: CaseForm,
  day: string,
): { readonly example: Example | null; readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = []
  const text = (name: keyof CaseForm) => {
    if (form[name] === '') refusals.push({ code: 'policy.case-missing', at: name })
    return form[name]
  }
  const whole = (name: keyof CaseForm, least: number) => {
    const value = /^\d{1,5}$/.test(form[name]) ? Number(form[name]) : -1
    if (value < least) refusals.push({ code: 'policy.case-number', at: name, values: { least } })
    return Math.max(value, 0)
  }
  const maybe = (name: keyof CaseForm, least: number) => (form[name] === '' ? undefined : whole(name, least))
  const oneOf = <T extends string>(name: keyof CaseForm, all: readonly T[]): T | undefined =>
    all.find((value) => value === form[name])
  const points = /^[0-4]([.,]\d{1,2})?$/.test(form.grade) ? Math.round(Number(form.grade.replace(',', '.')) * 100) : -1
  if (form.grade !== '' && (points < 0 || points > 400)) refusals.push({ code: 'policy.case-grade', at: 'grade' })
  for (const name of ['issuedOn', 'expiresOn'] as const)
    if (form[name] !== '' && !isRealDay(form[name])) refusals.push({ code: 'policy.day', at: name })
  if ((form.waived === '') !== (form.waivedReason === ''))
    refusals.push({ code: 'policy.case-missing', at: form.waived === '' ? 'waived' : 'waivedReason' })
  const skills = (name: 'awardSkills' | 'courseSkills') => {
    const lines = form[name].split('\n').filter((line) => line.trim() !== '')
    const read = lines.map((line) => skillFrom(line.trim()))
    if (read.includes(null)) refusals.push({ code: 'policy.skill-form', at: name })
    return lines.length === 0 ? undefined : read.filter((skill) => skill !== null)
  }
  const courseSkills = skills('courseSkills')
  const verdict = oneOf('verdict', VERDICTS)
  if (verdict === undefined) refusals.push({ code: 'policy.case-missing', at: 'verdict' })
  const raw = {
    name: { id: text('nameId'), en: text('nameEn') },
    source: text('source'),
    rules: 'draft',
    day,
    programme: {
      level: oneOf('level', PROGRAMME_LEVELS) ?? 'S1',
      sks: whole('totalSks', 1),
      courses: maybe('totalCourses', 1) ?? null,
      ...known('kkniLevel', maybe('programmeLevel', 1)),
    },
    student:
      form.semester === ''
        ? null
        : {
            semester: whole('semester', 1),
            online: whole('online', 0),
            outside: whole('outside', 0),
            onlineCourses: maybe('onlineCourses', 0) ?? null,
            ...known('priorLearning', maybe('priorLearning', 0)),
            ...known('term', maybe('term', 0)),
          },
    award: {
      hours: whole('hours', 0),
      sks: whole('sks', 0),
      ...known('counted', maybe('counted', 0)),
      mode: oneOf('mode', MODES) ?? 'in-person',
      origin: oneOf('origin', ORIGINS) ?? 'outside',
      ...known('learning', oneOf('learning', LEARNINGS)),
      ...known('kind', form.kind === '' ? undefined : form.kind),
      ...known('kkniLevel', maybe('awardLevel', 1)),
      ...known('grade', form.grade === '' ? undefined : { kind: 'points', hundredths: Math.max(points, 0) }),
      ...known('issuedOn', form.issuedOn === '' ? undefined : form.issuedOn),
      ...known('expiresOn', form.expiresOn === '' ? undefined : form.expiresOn),
      ...known('skills', skills('awardSkills')),
    },
    asks: whole('asks', 1),
    package: form.package === 'yes',
    packageReason: form.packageReason === '' ? null : form.packageReason,
    ...known('course', courseSkills === undefined ? undefined : { skills: courseSkills }),
    ...known('waivers', form.waived === '' ? undefined : [{ condition: form.waived, reason: form.waivedReason }]),
    ...known('standsFor', oneOf('standsFor', USES)),
    answer: { verdict: verdict ?? 'unknown', sks: verdict === 'unknown' ? null : whole('answerSks', 0) },
  }
  if (refusals.length > 0) return { example: null, refusals }
  const parsed = exampleSchema.safeParse(raw)
  return parsed.success
    ? { example: parsed.data, refusals }
    : { example: null, refusals: [{ code: 'policy.case-missing', at: 'nameId' }] }
}

function known<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V }
}
