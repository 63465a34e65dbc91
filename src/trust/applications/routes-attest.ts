import { Hono } from 'hono'
import {
  findOrganisation,
  findOrganisations,
  type Organisation,
  organisationsWhere,
} from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { covers } from '../rules.ts'
import { bodyPeriods } from '../rules-knowledge.ts'
import { knownEntry } from '../service-ask.ts'
import { attestationsBy } from '../store-facts.ts'
import { type AttestForm, AttestPage } from './pages-attest.tsx'
import { answerProposal, drawProposal, linesOf, type ProposalRoom } from './routes-proposal.ts'
import { propose } from './service-review.ts'
import { attestable } from './store.ts'
import { openProposals } from './store-proposal.ts'
import { BODY_ACTS, type Proposal } from './types.ts'

const EMPTY: AttestForm = { organisation: '', scheme: '', level: '', number: '', from: '', lastDay: '' }

/** `/register/attest`: attestations by registered accreditation and certification bodies, each by two people. */
export function bodyRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/register/attest', async (c) => draw(deps, c, await ownBody(deps, c), EMPTY, []))
  app.post('/register/attest', async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const body = await ownBody(deps, c, form.text('body'))
    const line = (name: string) => form.text(name).slice(0, 100)
    const typed: AttestForm = {
      organisation: line('organisation'),
      scheme: line('scheme'),
      level: line('level'),
      number: line('number'),
      from: line('from'),
      lastDay: line('lastDay'),
    }
    const { organisation, ...content } = typed
    const given = { act: 'attest', content: { bodyId: body.id, ...content } } as const
    const done = await propose(deps, actor, organisation, given, { noConflict: form.text('noConflict') === '1' })
    if (done.ok) return c.redirect(c.var.page.href('/register/attest?sent=1'), 303)
    c.status(422)
    const unknown = done.refusals[0].code === 'register.unknown'
    const errors: readonly Refusal[] = unknown
      ? [{ code: 'register.organisation-missing', at: 'organisation' }]
      : done.refusals
    return draw(deps, c, body, typed, errors)
  })
  app.post('/register/attest/end', async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const body = await ownBody(deps, c, form.text('body'))
    const one = (await attestationsBy(deps.db, body.id)).find(({ id }) => id === form.text('attestation'))
    if (one === undefined) return notFound()
    const content = { bodyId: body.id, factId: one.id, lastDay: form.text('endDay'), note: form.text('note') }
    const word = { noConflict: form.text('noConflictEnd') === '1' }
    const done = await propose(deps, actor, one.organisationId, { act: 'end-attestation', content }, word)
    if (done.ok) return c.redirect(c.var.page.href('/register/attest?sent=1'), 303)
    c.status(422)
    return draw(
      deps,
      c,
      body,
      EMPTY,
      done.refusals.map(({ at: _, ...refusal }) => refusal),
    )
  })
  app.get('/register/attest/proposals/:id', async (c) => drawProposal(deps, c, await room(deps, c)))
  app.post('/register/attest/proposals/:id', async (c) => answerProposal(deps, c, await room(deps, c)))
  return app
}

/** A body for which this person may speak, registered now; everybody else is turned away. */
async function ownBody(deps: Deps, c: AppContext, asked?: string): Promise<Organisation> {
  const own = organisationsWhere(requireActor(c), 'owner', 'operator')
  for (const id of asked === undefined ? own : own.filter((one) => one === asked)) {
    const entry = await knownEntry(deps.db, id)
    const registered = entry !== null && bodyPeriods(entry.standings, null).some((one) => covers(one, deps.clock()))
    const organisation = registered ? await findOrganisation(deps.db, id) : null
    if (organisation !== null) return organisation
  }
  return forbidden()
}

async function room(deps: Deps, c: AppContext): Promise<ProposalRoom> {
  const body = await ownBody(deps, c)
  return {
    base: '/register/attest/proposals',
    back: { href: '/register/attest', label: c.var.page.t('register.attest.title') },
    sees: async (proposal) => isOf(proposal, body.id),
  }
}

function isOf({ act, content }: Proposal, bodyId: string): boolean {
  return BODY_ACTS.includes(act) && 'bodyId' in content && content.bodyId === bodyId
}

async function draw(
  deps: Deps,
  c: AppContext,
  body: Organisation,
  form: AttestForm,
  errors: readonly Refusal[],
): Promise<Response> {
  const all = await findOrganisations(deps.db, await attestable(deps.db))
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const waiting = (await openProposals(deps.db)).filter((one) => isOf(one, body.id))
  return c.html(
    AttestPage({
      page: c.var.page,
      body,
      organisations: all.filter(({ id }) => id !== body.id),
      given: (await attestationsBy(deps.db, body.id)).map((attestation) => ({
        attestation,
        organisation: names.get(attestation.organisationId) ?? '',
      })),
      waiting: await linesOf(deps, requireActor(c).personId, waiting),
      form,
      errors,
      sent: c.req.query('sent') === '1',
    }),
  )
}
