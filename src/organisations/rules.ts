import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import type { Role, StudyForm, StudyStatement } from './types.ts'

/** PDDikti keeps `nim` as a string of up to 24 characters; there is no national format. */
const NIM = /^[A-Za-z0-9./-]{1,24}$/

/** Whether somebody holds one of the roles in this organisation. Every write asks this (F005). */
export function mayAct(actor: Actor | null, organisationId: string, ...roles: readonly Role[]): boolean {
  return (actor?.roles ?? []).some(
    (held) => held.organisationId === organisationId && roles.some((role) => role === held.role),
  )
}

/** The organisations in which somebody holds one of the roles. */
export function organisationsWhere(actor: Actor | null, ...roles: readonly Role[]): readonly string[] {
  const held = (actor?.roles ?? []).filter(({ role }) => roles.some((one) => one === role))
  return [...new Set(held.map(({ organisationId }) => organisationId))]
}

/**
 * Checks a student's statement against the size of the programme; answers every fault, not the first alone.
 *
 * Refusals: `organisations.programme-missing`, `nim-malformed`, `semester-out-of-range`, `number-malformed`,
 * `more-than-programme`, `part-above-taken`.
 */
export function checkStudy(
  form: StudyForm,
  programme: { readonly totalSks: number } | null,
  semesterMax = 20,
): Outcome<StudyStatement> {
  const refusals: Refusal[] = []
  const whole = (field: keyof StudyForm, optional = false): number | null => {
    const text = form[field].trim()
    if (optional && text === '') return null
    if (/^\d{1,4}$/.test(text)) return Number(text)
    refusals.push({ code: 'organisations.number-malformed', at: field })
    return null
  }
  if (programme === null) refusals.push({ code: 'organisations.programme-missing', at: 'programmeId' })
  const nim = form.nim.trim()
  if (!NIM.test(nim)) refusals.push({ code: 'organisations.nim-malformed', at: 'nim' })
  const semester = whole('semester')
  if (semester !== null && (semester < 1 || semester > semesterMax)) {
    refusals.push({ code: 'organisations.semester-out-of-range', at: 'semester', values: { most: semesterMax } })
  }
  const sksTaken = whole('sksTaken')
  const onlineSks = whole('onlineSks')
  const outsideSks = whole('outsideSks')
  const onlineCourses = whole('onlineCourses', true)
  if (programme !== null && sksTaken !== null && sksTaken > programme.totalSks) {
    refusals.push({ code: 'organisations.more-than-programme', at: 'sksTaken', values: { total: programme.totalSks } })
  }
  for (const [field, part] of [
    ['onlineSks', onlineSks],
    ['outsideSks', outsideSks],
  ] as const) {
    if (part !== null && sksTaken !== null && part > sksTaken) {
      refusals.push({ code: 'organisations.part-above-taken', at: field, values: { taken: sksTaken } })
    }
  }
  const [first, ...others] = refusals
  if (first !== undefined) return refuse(first, ...others)
  return accept({
    programmeId: form.programmeId,
    nim,
    semester: semester ?? 0,
    sksTaken: sksTaken ?? 0,
    onlineSks: onlineSks ?? 0,
    outsideSks: outsideSks ?? 0,
    onlineCourses,
  })
}
