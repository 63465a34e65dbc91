import { currentStudyOf, findOrganisation } from '../organisations/index.ts'
import type { Db } from '../platform/database.ts'
import { accountView } from './service-account.ts'
import { evaluateWith, type VersionAsked } from './service-case.ts'
import type { Before } from './types.ts'

/**
 * Whether a definition would count at the learner's campus, before anybody enrols: under the rules of `day` and with
 * what is used, granted and being asked for now. Unknown until the registrar has confirmed the study; `assessed` is null
 * while there is no programme to ask about.
 */
export async function beforeEnrolling(db: Db, personId: string, version: VersionAsked, day: string): Promise<Before> {
  const [study, view] = [await currentStudyOf(db, personId), await accountView(db, personId, day)]
  const waiting = Object.fromEntries(view.rooms.map(({ limit, base, pending }) => [limit, { base, pending }]))
  const pendingSks = view.pending.reduce((sum, { sks }) => sum + sks, 0)
  const campus = study === null ? null : ((await findOrganisation(db, study.organisationId))?.name ?? null)
  const assessed = study === null ? null : await evaluateWith(db, study, version, waiting, day)
  return { linkState: view.linkState, campus, pendingSks, assessed }
}
