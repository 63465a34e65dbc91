import { findCourse, findOrganisation, findProgramme, findStudy } from '../../organisations/index.ts'
import { findPerson } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { CredentialSource } from '../types.ts'
import { type SkpiRow, supplementRows } from './store-skpi.ts'
import type { Skpi, SkpiEntry, SkpiLeftOut } from './types-skpi.ts'

/**
 * A student's entries for the supplement as of an instant: what the university counted or noted, in the order of the awards.
 * Each credential is checked again; what isn't valid now, or whose credit was taken
 * back, stays out and is named. Null where there is nothing.
 */
export async function skpiOf(
  db: Db,
  source: CredentialSource,
  organisationId: string,
  personId: string,
  at: Date,
): Promise<Skpi | null> {
  const rows = await supplementRows(db, organisationId, personId)
  const last = rows.at(-1)
  const person = await findPerson(db, personId)
  if (last === undefined || person === null) return null
  const programme = await findProgramme(db, last.programmeId)
  const organisation = await findOrganisation(db, organisationId)
  if (programme === null || organisation === null) return null
  const entries: SkpiEntry[] = []
  const leftOut: SkpiLeftOut[] = []
  for (const row of rows) {
    const entry = await entryOf(db, row)
    const { verdict, kind } = await source.verdictOf(row.credentialId)
    if (row.creditWithdrawn) leftOut.push({ entry, kind: 'credit-withdrawn', verdict: 'invalid' })
    else if (verdict === 'valid') entries.push(entry)
    else leftOut.push({ entry, kind, verdict })
  }
  return {
    personId,
    name: person.name,
    nim: (await findStudy(db, personId, last.studyId))?.nim ?? '',
    programme,
    organisationName: organisation.name,
    day: dayOf(at),
    entries,
    leftOut,
  }
}

async function entryOf(db: Db, row: SkpiRow): Promise<SkpiEntry> {
  const course = row.courseId === null ? null : await findCourse(db, row.courseId)
  const { title, issuerName, issuedOn, hours, kkniLevel } = row.facts
  return {
    credentialId: row.credentialId,
    title,
    issuerName,
    issuedOn,
    decidedOn: dayOf(row.decidedAt),
    hours,
    kkniLevel,
    outcome: row.outcome,
    sks: row.grantedSks,
    course: course === null ? null : { code: course.code, name: course.name },
  }
}
