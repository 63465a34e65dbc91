import { Hono } from 'hono'
import { countToAgree, findVersions } from '../design/index.ts'
import { findOrganisation, findOrganisations } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { togetherPolicy } from './library.ts'
import { TOGETHER, TogetherPage, type TogetherShown } from './pages-together.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import type { AwardHooks } from './service-signing.ts'
import { decideTogether } from './service-together.ts'
import { standingsOf } from './store-award.ts'
import { togetherOf } from './store-together.ts'
import { TOGETHER_DECISIONS, type Together } from './types.ts'

const SHOWN = 200

/** The desk of whoever issues together with others: what waits for us, approved or refused singly or many at once. */
export function togetherRoutes(deps: Deps, hooks: AwardHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(TOGETHER, (c) => draw(deps, c, []))
  app.post(TOGETHER, async (c) => {
    const organisationId = issuingOrganisation(c)
    const form = await readForm(c)
    const decision = TOGETHER_DECISIONS.find((one) => one === form.text('do')) ?? notFound()
    const credentialIds = form.all('credentialIds')
    const asked = { organisationId, credentialIds, decision, reason: form.text('reason'), note: form.text('note') }
    const done = await decideTogether(deps, requireActor(c), asked, hooks)
    if (!done.ok) {
      c.status(422)
      return draw(deps, c, done.refusals)
    }
    const { decided, refused } = done.value
    return c.redirect(c.var.page.href(`${TOGETHER}?decided=${decided.length}&left=${refused.length}`), 303)
  })
  return app
}

async function draw(deps: Deps, c: AppContext, refusals: readonly Refusal[]): Promise<Response> {
  const organisationId = issuingOrganisation(c)
  const organisation = (await findOrganisation(deps.db, organisationId)) ?? notFound()
  const page = { limit: SHOWN, offset: 0 }
  const count = (name: string) => Math.max(0, Math.trunc(Number(c.req.query(name)) || 0))
  return c.html(
    TogetherPage({
      page: c.var.page,
      organisation: organisation.name,
      organisationId,
      asked: await shownOf(deps.db, await togetherOf(deps.db, organisationId, 'co-issuer', page)),
      own: await shownOf(deps.db, await togetherOf(deps.db, organisationId, 'issuer', page)),
      policy: togetherPolicy(),
      drafts: await countToAgree(deps.db, requireActor(c)),
      refusals,
      told: c.req.query('decided') === undefined ? null : { decided: count('decided'), left: count('left') },
    }),
  )
}

async function shownOf(db: Db, rows: readonly Together[]): Promise<readonly TogetherShown[]> {
  if (rows.length === 0) return []
  const standings = await standingsOf(
    db,
    rows.map(({ credentialId }) => credentialId),
  )
  const awards = new Map(standings.map(({ id, award }) => [id, award] as const))
  const versions = await findVersions(db, [...new Set(standings.map(({ award }) => award.definitionVersionId))])
  const people = await findPeople(
    db,
    rows.map(({ personId }) => personId),
  )
  const parties = [...new Set(rows.flatMap(({ parts }) => parts.map((part) => part.organisationId)))]
  const names = new Map((await findOrganisations(db, parties)).map(({ id, name }) => [id, name] as const))
  return rows.map((together) => {
    const award = awards.get(together.credentialId)
    return {
      together,
      names,
      issuerId: award?.organisationId ?? '',
      holder: people.get(together.personId)?.name ?? '',
      title: versions.get(award?.definitionVersionId ?? '')?.title ?? { id: '', en: '' },
    }
  })
}
