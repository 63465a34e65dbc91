import { findVersion } from '../design/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { Html } from '../platform/html/pieces.tsx'
import type { AppContext } from '../platform/page.ts'
import { BeforeBox } from './pages-before.tsx'
import { ruleWords } from './service-account.ts'
import { beforeEnrolling } from './service-headroom.ts'

/**
 * *Would this count at your campus*, for the box where one enrols; nothing for a visitor who isn't signed in and for an
 * offering that is no definition of ours.
 */
export async function besideEnrolling(
  deps: Pick<Deps, 'db' | 'clock'>,
  c: AppContext,
  offering: { readonly definitionVersionId: string | null },
): Promise<Html | null> {
  const { actor, page } = c.var
  if (actor === null || offering.definitionVersionId === null) return null
  const version = await findVersion(deps.db, offering.definitionVersionId)
  if (version === null) return null
  const before = await beforeEnrolling(deps.db, actor.personId, version, dayOf(deps.clock()))
  const programme = before.assessed?.programme
  return BeforeBox({
    page,
    before,
    words: (limit) =>
      ruleWords(
        limit,
        programme?.level ?? 'S1',
        limit.base === 'sks' ? (programme?.totalSks ?? 0) : (programme?.totalCourses ?? 0),
      ),
  })
}
