import { findOrganisation, findOrganisations } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { formatDay } from '../../platform/format.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { registerPractice } from '../library.ts'
import { checkName } from '../names/index.ts'
import { NAMES } from '../pages-names.ts'
import { knownEntry } from '../service-ask.ts'
import type { RegisterEntry } from '../types.ts'
import { type ProposalLine, ProposalPage } from './pages-proposal.tsx'
import { touchedBy } from './service-party.ts'
import { decideProposal } from './service-review.ts'
import { findProposal } from './store-proposal.ts'
import type { Proposal, RegisterHooks } from './types.ts'

/** The place from which proposals are looked at: the room of those who keep the register, or of a body. */
export interface ProposalRoom {
  /** Path without the language prefix, as `/review/register/proposals`. */
  readonly base: string
  readonly back: { readonly href: string; readonly label: string }
  /** Whether this person may see this proposal here. */
  sees(proposal: Proposal): Promise<boolean>
}

/** Proposals with the names of organisations and people. */
export async function linesOf(
  deps: Deps,
  personId: string,
  proposals: readonly Proposal[],
): Promise<readonly ProposalLine[]> {
  const people = await findPeople(deps.db, [...new Set(proposals.map((one) => one.proposedBy))])
  return Promise.all(
    proposals.map(async (proposal) => ({
      proposal,
      organisation: (await findOrganisation(deps.db, proposal.organisationId))?.name ?? '',
      proposer: people.get(proposal.proposedBy)?.name ?? '',
      mine: proposal.proposedBy === personId,
    })),
  )
}

/** Draws one proposal, or answers 404 where it isn't this person's to see. */
export async function drawProposal(
  deps: Deps,
  c: AppContext,
  room: ProposalRoom,
  told: { errors?: readonly Refusal[]; note?: string } = {},
): Promise<Response> {
  const actor = requireActor(c)
  const proposal = await findProposal(deps.db, c.req.param('id') ?? '')
  if (proposal === null || !(await room.sees(proposal))) return notFound()
  const { page } = c.var
  const [line] = await linesOf(deps, actor.personId, [proposal])
  if (line === undefined) return notFound()
  const decidedBy = proposal.decision?.decidedBy ?? ''
  const entry = await knownEntry(deps.db, proposal.organisationId, { unlisted: true })
  const touched = await findOrganisations(deps.db, touchedBy(proposal, proposal.organisationId))
  return c.html(
    ProposalPage({
      page,
      ...line,
      decider: (await findPeople(deps.db, [decidedBy])).get(decidedBy)?.name ?? null,
      action: `${room.base}/${proposal.id}`,
      back: room.back,
      names: NAMES,
      codeName: (code) => codeName(page, code),
      factName: (id) => factName(page, entry, id),
      partyName: (id) => touched.find((one) => one.id === id)?.name ?? id,
      nameVerdict:
        proposal.act === 'rename' && proposal.decision === null
          ? await checkName(deps.db, proposal.content.newName, null, proposal.organisationId)
          : null,
      errors: told.errors ?? [],
      note: told.note ?? '',
    }),
  )
}

/** Takes the word of the second person. */
export async function answerProposal(
  deps: Deps,
  c: AppContext,
  room: ProposalRoom,
  hooks: RegisterHooks = {},
): Promise<Response> {
  const actor = requireActor(c)
  const id = c.req.param('id') ?? ''
  const proposal = await findProposal(deps.db, id)
  if (proposal === null || !(await room.sees(proposal))) return notFound()
  const form = await readForm(c)
  const outcome = form.text('outcome') === 'confirmed' ? 'confirmed' : 'declined'
  const word = { noConflict: form.text('noConflict') === '1', note: form.text('note') }
  const decided = await decideProposal(deps, actor, id, outcome, word, hooks)
  if (decided.ok) return c.redirect(c.var.page.href(`${room.base}/${id}`), 303)
  if (decided.refusals[0].code === 'register.not-allowed') return forbidden()
  c.status(422)
  return drawProposal(deps, c, room, { errors: decided.refusals, note: word.note })
}

/** The name of a reason's code, from whichever closed list has it. */
export function codeName(page: Page, code: string): string {
  const { refusalReasons, suspensionReasons, resumeReasons, endReasons, rotationReasons, compromiseReasons } =
    registerPractice()
  const lists = [refusalReasons, suspensionReasons, resumeReasons, endReasons, rotationReasons, compromiseReasons]
  const found = lists.flat().find((one) => one.code === code)
  return found === undefined ? code : page.say(found.name)
}

/** A fact of an entry in a few words, for choosing it and for seeing what a proposal is about. */
export function factName(page: Page, entry: RegisterEntry | null, id: string): string {
  return factsOf(page, entry).find((one) => one.value === id)?.label ?? id
}

/** Every standing fact of an entry as something that can be chosen. */
export function factsOf(
  page: Page,
  entry: RegisterEntry | null,
): readonly { value: string; label: string; kind: string }[] {
  if (entry === null) return []
  const since = (from: Date) => formatDay(page.language, dayOf(from))
  const { listings, standings, authorisations, attestations, suspensions, keys } = entry
  const kinds = (codes: readonly string[]) => codes.map((code) => page.t(`trust.kind.${code}`)).join(', ')
  const option = (kind: string, { id, from }: { id: string; from: Date }, words: string) => ({
    value: id,
    kind,
    label: `${page.t(`register.fact.${kind}`)}: ${words === '' ? '' : `${words}, `}${since(from)}`,
  })
  return [
    ...[...listings, ...standings].map((one) => option('listing', one, page.t(`trust.class.${one.class}`))),
    ...authorisations.map((one) => option('authorisation', one, kinds(one.kinds))),
    ...attestations.map((one) => option('attestation', one, `${one.scheme} ${one.number}`)),
    ...suspensions.map((one) => option('suspension', one, '')),
    ...keys.map((one) =>
      option('key', { id: one.verificationMethod, from: one.from }, `${one.publicKeyMultibase.slice(0, 12)}…`),
    ),
  ]
}
