import { findVersion } from '../design/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { Html } from '../platform/html/pieces.tsx'
import type { AppContext } from '../platform/page.ts'
import { BeforeBox, WouldCountLink } from './pages-before.tsx'
import { ruleWords } from './service-account.ts'
import { beforeEnrolling } from './service-headroom.ts'

/**
 * *Would this count at your campus*, for the box where one enrols; for a visitor who isn't signed in, and for a
 * course from elsewhere, the way to the page that answers for any study programme.
 */
export async function besideEnrolling(
  deps: Pick<Deps, 'db' | 'clock'>,
  c: AppContext,
  offering: { readonly id: string; readonly definitionVersionId: string | null },
): Promise<Html> {
  const { actor, page } = c.var
  const { id, definitionVersionId } = offering
  const version =
    actor === null || definitionVersionId === null ? null : await findVersion(deps.db, definitionVersionId)
  if (actor === null || version === null) return WouldCountLink({ page, offeringId: id })
  const before = await beforeEnrolling(deps.db, actor.personId, version, dayOf(deps.clock()))
  const programme = before.assessed?.programme
  return BeforeBox({
    page,
    offeringId: id,
    before,
    words: (limit) =>
      ruleWords(
        limit,
        programme?.level ?? 'S1',
        limit.base === 'sks' ? (programme?.totalSks ?? 0) : (programme?.totalCourses ?? 0),
      ),
  })
}
