import { findOrganisations } from '../organisations/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { Actor, AppContext } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { registerEntries } from '../trust/index.ts'
import type { CoIssuersShown } from './pages-co-issue.tsx'
import { sidesOf } from './service.ts'
import { agreeToCoIssue, mayAgreeFor } from './service-co-issue.ts'
import { agreementsOf } from './store-co-issue.ts'
import type { DefinitionVersion, Draft, DraftContent } from './types.ts'

/** Co-issuers that the form has room for. */
export const CO_ISSUERS_READ = 3

/** The co-issuers of a form: those rows in which something was chosen. */
export function readCoIssuers(form: Form): NonNullable<DraftContent['coIssuers']> {
  return Array.from({ length: CO_ISSUERS_READ }, (_, index) => ({
    organisationId: form.text(`co-issuer-${index + 1}`),
    role: form.text(`co-issuer-${index + 1}-role`),
  })).filter(({ organisationId, role }) => organisationId !== '' || role !== '')
}

/** What pages show of a draft's co-issuers: who the register lists, and who agreed to this very content. */
export async function coIssuersShown(db: Db, draft: Draft): Promise<{ readonly coIssuers: CoIssuersShown }> {
  const listed = (await registerEntries(db))
    .filter(({ organisationId }) => organisationId !== draft.organisationId)
    .map(({ organisationId, name }) => ({ id: organisationId, name }))
  const agreements = (await agreementsOf(db, draft.versionId)).filter((one) => one.contentMark === draft.contentMark)
  return { coIssuers: { named: draft.content.coIssuers ?? [], listed, agreements } }
}

/** Whether somebody is asked to sign a draft, or to agree to issue it. */
export async function isAsked(db: Db, actor: Actor, draft: Draft): Promise<boolean> {
  return mayAgreeFor(actor, draft).length > 0 || (await sidesOf(db, actor, draft)).length > 0
}

type Show = (deps: Deps, c: AppContext, id: string, errors: readonly Refusal[], note: string) => Promise<Response>

/** The agreement of a co-issuer; `show` draws the page again with what speaks against it. */
export async function agree(deps: Deps, c: AppContext, id: string, show: Show): Promise<Response> {
  const form = await readForm(c)
  const given = { organisationId: form.text('organisation'), markRead: form.text('mark') }
  const done = await agreeToCoIssue(deps, requireActor(c), id, given)
  if (done.ok) return c.redirect(c.var.page.href(`/design/${id}/sign`), 303)
  if (done.refusals[0].code === 'design.not-found') return notFound()
  c.status(422)
  return show(deps, c, id, done.refusals, '')
}

/** The co-issuers of a published version by name. */
export async function namedCoIssuers(
  db: Db,
  { coIssuers }: DefinitionVersion,
): Promise<readonly { readonly name: string; readonly role: string }[]> {
  const names = await findOrganisations(
    db,
    coIssuers.map(({ organisationId }) => organisationId),
  )
  return coIssuers.map(({ organisationId, role }) => ({
    name: names.find(({ id }) => id === organisationId)?.name ?? '',
    role,
  }))
}
