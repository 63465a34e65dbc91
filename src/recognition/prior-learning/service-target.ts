import { findVersion } from '../../design/index.ts'
import { levels } from '../../frameworks/index.ts'
import { coursesOf, findProgramme } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { UseFor } from '../types.ts'
import type { Application, Claim } from './types.ts'

/** Something that can be claimed: a course, an outcome, a level. */
export type Target = Pick<Claim, 'targetId' | 'title' | 'sks' | 'standsFor' | 'mandatory'>

type Aimed = Pick<Application, 'programmeId' | 'definitionVersionId' | 'kkniLevel'>

/** What can be claimed in an application. */
export async function targetsOf(db: Db, aimed: Aimed): Promise<readonly Target[]> {
  const ordinary: UseFor = 'course'
  if (aimed.programmeId !== null)
    return (await coursesOf(db, aimed.programmeId)).map(({ id, code, name, sks, standsFor = ordinary }) => ({
      targetId: id,
      title: { id: `${code} ${name.id}`, en: `${code} ${name.en}` },
      sks,
      standsFor,
      mandatory: false,
    }))
  if (aimed.definitionVersionId !== null)
    return ((await findVersion(db, aimed.definitionVersionId))?.outcomes ?? []).map(({ id, statement, mandatory }) => ({
      targetId: id,
      title: statement,
      sks: 0,
      standsFor: ordinary,
      mandatory,
    }))
  return levels('kkni')
    .filter(({ level }) => level === aimed.kkniLevel)
    .map(({ level, name, descriptor }) => ({
      targetId: `kkni/${level}`,
      title: descriptor === null ? name : { id: `${name.id}: ${descriptor.id}`, en: `${name.en}: ${descriptor.en}` },
      sks: 0,
      standsFor: ordinary,
      mandatory: true,
    }))
}

/** What an application is about, in words. */
export async function aimOf(db: Db, aimed: Aimed): Promise<Bilingual> {
  if (aimed.programmeId !== null) {
    const programme = await findProgramme(db, aimed.programmeId)
    if (programme === null) return { id: '', en: '' }
    return { id: `${programme.name.id} (${programme.level})`, en: `${programme.name.en} (${programme.level})` }
  }
  if (aimed.definitionVersionId !== null)
    return (await findVersion(db, aimed.definitionVersionId))?.title ?? { id: '', en: '' }
  return levels('kkni').find(({ level }) => level === aimed.kkniLevel)?.name ?? { id: '', en: '' }
}
