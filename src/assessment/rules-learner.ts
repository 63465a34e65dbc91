import { type Participant, plainName } from '../enrolment/index.ts'
import type { Refusal } from '../platform/refusal.ts'
import { findPadded, readIdentifier, type TableRow } from '../platform/table/index.ts'
import { assessorRefusal } from './rules.ts'

/** The participants of a batch by what a row may name them with. */
export interface People {
  readonly byNumber: ReadonlyMap<string, Participant>
  readonly byEmail: ReadonlyMap<string, readonly Participant[]>
  readonly byName: ReadonlyMap<string, readonly Participant[]>
}

/** Makes the index of a batch. */
export function indexOf(participants: readonly Participant[]): People {
  const group = (keyOf: (one: Participant) => string | null) => {
    const map = new Map<string, Participant[]>()
    for (const one of participants) {
      const key = keyOf(one)
      if (key !== null) map.set(key, [...(map.get(key) ?? []), one])
    }
    return map
  }
  return {
    byNumber: new Map(
      participants.flatMap((one) => (one.participantNumber === null ? [] : [[one.participantNumber, one] as const])),
    ),
    byEmail: group((one) => one.email),
    byName: group((one) => plainName(one.name)),
  }
}

/** Whose row it is: a participant, or why nobody; `padded` is the number that was meant where zeros in front were lost. */
export interface FoundLearner {
  readonly participant: Participant | null
  readonly refusals: readonly Refusal[]
  readonly padded: string | null
}

/** The participant of a row: by number, else by address, else by name, where one alone fits. */
export function learnerOf(people: People, row: TableRow, assessorId: string): FoundLearner {
  const nobody = (...refusals: Refusal[]): FoundLearner => ({ participant: null, refusals, padded: null })
  const text = row.cell('number')
  const number = text === '' ? null : readIdentifier(text)
  if (number !== null && !number.ok) return nobody(...number.refusals.map((refusal) => ({ ...refusal, at: 'number' })))
  const email = row.cell('email').toLowerCase()
  const name = plainName(row.cell('name'))
  if (number === null && email === '' && name === '') return nobody({ code: 'assessment.learner-missing' })
  const match = number === null ? null : findPadded(people.byNumber, number.value)
  let at = 'number'
  let found: readonly Participant[] = match === null ? [] : [match.value]
  if (found.length === 0 && email !== '') {
    at = 'email'
    found = people.byEmail.get(email) ?? []
    if (found.length > 1) found = found.filter((one) => plainName(one.name) === name)
  }
  if (found.length === 0 && number === null && email === '') {
    at = 'name'
    found = people.byName.get(name) ?? []
  }
  const [one] = found
  if (one === undefined) return nobody({ code: 'assessment.learner-unknown', at })
  if (found.length > 1) return nobody({ code: 'assessment.learner-ambiguous', at })
  const barred = assessorRefusal({ assessorId, personId: one.personId, withdrawn: one.withdrawnAt !== null })
  if (barred !== null) return nobody({ ...barred, at })
  return { participant: one, refusals: [], padded: match?.padded === true ? match.number : null }
}
