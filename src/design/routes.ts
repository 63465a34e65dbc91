import { Hono } from 'hono'
import {
  CAMPUS_KINDS,
  findOrganisation,
  findOrganisations,
  organisationsOfKinds,
  organisationsWhere,
} from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { EditPage, ListPage, NewPage } from './pages.tsx'
import { SignPage } from './pages-sign.tsx'
import { VersionPage } from './pages-version.tsx'
import { designPolicyOn } from './policy.ts'
import { agree, coIssuersShown, isAsked, namedCoIssuers, readCoIssuers } from './routes-co-issue.ts'
import { checkDraft, EMPTY_DRAFT, EMPTY_OUTCOME, standingSignatures } from './rules.ts'
import {
  createDraft,
  type DesignHooks,
  draftsOf,
  mayDesign,
  publicationRefusals,
  publish,
  saveDraft,
  sidesOf,
  signOff,
  startVersion,
} from './service.ts'
import { mayAgreeFor, waitsForAgreement } from './service-co-issue.ts'
import { findDraft, findVersion, publishedVersions, signOffsOf } from './store.ts'
import { type Draft, type DraftContent, SIDES } from './types.ts'

const OUTCOMES_READ = 50

/** The designers' room: `/design`, `/design/new`, `/design/:id`, its sign-off and its publication. */
export function routes(deps: Deps, hooks: DesignHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/design', async (c) => list(deps, c))
  app.get('/design/new', async (c) => begin(deps, c))
  app.post('/design/new', async (c) => create(deps, c))
  app.get('/design/:id', async (c) => show(deps, c, c.req.param('id')))
  app.post('/design/:id', async (c) => save(deps, c, c.req.param('id')))
  app.get('/design/:id/sign', async (c) => showSign(deps, c, c.req.param('id'), [], ''))
  app.post('/design/:id/signatures', async (c) => sign(deps, c, c.req.param('id')))
  app.post('/design/:id/agreements', async (c) => agree(deps, c, c.req.param('id'), showSign))
  app.post('/design/:id/publish', async (c) => {
    const actor = requireActor(c)
    const id = c.req.param('id')
    const done = await publish(deps, actor, id, hooks)
    if (done.ok) return c.redirect(c.var.page.href(`/design/${id}?published=1`), 303)
    const draft = await ownDraft(deps, c, id)
    c.status(422)
    return edit(deps, c, draft, draft.content, done.refusals)
  })
  app.post('/design/:id/versions', async (c) => {
    const actor = requireActor(c)
    const version = await findVersion(deps.db, c.req.param('id'))
    const draft = version === null ? null : await startVersion(deps, actor, version.definitionId)
    if (draft === null || !draft.ok) return notFound()
    return c.redirect(c.var.page.href(`/design/${draft.value.versionId}`), 303)
  })
  return app
}

async function list(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const own = organisationsWhere(actor, 'designer', 'owner')
  const policy = designPolicyOn(dayOf(deps.clock()))
  const drafts = await draftsOf(deps.db, actor)
  const signing = organisationsWhere(actor, 'faculty', 'industry-validator')
  if (own.length + signing.length + drafts.length === 0) forbidden()
  const published = (await Promise.all(own.map((id) => publishedVersions(deps.db, id)))).flat()
  const organisations = new Map(
    (
      await findOrganisations(
        deps.db,
        [...drafts, ...published].map((one) => one.organisationId),
      )
    ).map((one) => [one.id, one.name]),
  )
  const lines = await Promise.all(
    drafts.map(async (draft) => {
      const checked = checkDraft(draft.content, policy)
      const standing = standingSignatures(await signOffsOf(deps.db, draft.versionId), draft.contentMark)
      const sides = await sidesOf(deps.db, actor, draft)
      return {
        draft,
        organisation: organisations.get(draft.organisationId) ?? '',
        lacking: checked.ok ? 0 : checked.refusals.length,
        signed: standing.map((one) => one.side),
        mayEdit: mayDesign(actor, draft.organisationId),
        maySign:
          (await waitsForAgreement(deps.db, actor, draft)) ||
          (checked.ok &&
            sides.some((side) => !standing.some((one) => one.side === side)) &&
            !standing.some((one) => one.personId === actor.personId)),
      }
    }),
  )
  const versions = published.map((version) => ({
    version,
    organisation: organisations.get(version.organisationId) ?? '',
    dayPublished: version.publishedAt === null ? '' : dayOf(version.publishedAt),
  }))
  return c.html(ListPage({ page: c.var.page, drafts: lines, published: versions, mayCreate: own.length > 0 }))
}

async function begin(
  deps: Deps,
  c: AppContext,
  values = { titleId: '', titleEn: '', organisationId: '' },
  errors: readonly Refusal[] = [],
): Promise<Response> {
  const own = organisationsWhere(requireActor(c), 'designer', 'owner')
  if (own.length === 0) forbidden()
  return c.html(NewPage({ page: c.var.page, organisations: await findOrganisations(deps.db, own), values, errors }))
}

async function create(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const form = await readForm(c)
  const values = {
    titleId: form.text('titleId'),
    titleEn: form.text('titleEn'),
    organisationId: form.text('organisation'),
  }
  if (!mayDesign(actor, values.organisationId)) forbidden()
  if (values.titleId === '') {
    c.status(422)
    return begin(deps, c, values, [{ code: 'design.title-missing-id', at: 'titleId' }])
  }
  const draft = await createDraft(deps, actor, values.organisationId, {
    ...EMPTY_DRAFT,
    titleId: values.titleId,
    titleEn: values.titleEn,
  })
  if (!draft.ok) return forbidden()
  return c.redirect(c.var.page.href(`/design/${draft.value.versionId}`), 303)
}

/** The draft, where this person designs it; else the page isn't found. */
async function ownDraft(deps: Deps, c: AppContext, id: string): Promise<Draft> {
  const draft = await findDraft(deps.db, id)
  return draft !== null && mayDesign(requireActor(c), draft.organisationId) ? draft : notFound()
}

async function namesOf(deps: Deps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await findPeople(deps.db, [...ids]))].map(([id, person]) => [id, person.name] as const))
}

async function show(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  const version = await findVersion(deps.db, id)
  if (version !== null) {
    const signatures = await signOffsOf(deps.db, id)
    const mayEdit = mayDesign(actor, version.organisationId)
    if (!mayEdit && !signatures.some((one) => one.personId === actor.personId)) notFound()
    const organisation = await findOrganisation(deps.db, version.organisationId)
    return c.html(
      VersionPage({
        page: c.var.page,
        version,
        dayPublished: version.publishedAt === null ? '' : dayOf(version.publishedAt),
        organisation: organisation?.name ?? '',
        signatures,
        names: await namesOf(
          deps,
          signatures.map((one) => one.personId),
        ),
        coIssuers: await namedCoIssuers(deps.db, version),
        mayEdit,
        justPublished: c.req.query('published') === '1',
      }),
    )
  }
  const draft = await findDraft(deps.db, id)
  if (draft !== null && !mayDesign(actor, draft.organisationId) && (await isAsked(deps.db, actor, draft)))
    return c.redirect(c.var.page.href(`/design/${id}/sign`), 303)
  const own = await ownDraft(deps, c, id)
  return edit(deps, c, own, own.content, [])
}

async function edit(
  deps: Deps,
  c: AppContext,
  draft: Draft,
  content: DraftContent,
  errors: readonly Refusal[],
): Promise<Response> {
  const day = dayOf(deps.clock())
  const standing = standingSignatures(await signOffsOf(deps.db, draft.versionId), draft.contentMark)
  const unit = designPolicyOn(day).minutesPerSks
  return c.html(
    EditPage({
      page: c.var.page,
      draft,
      content,
      errors,
      open: await publicationRefusals(deps.db, draft, deps.clock()),
      standing,
      names: await namesOf(
        deps,
        standing.map((one) => one.personId),
      ),
      campuses: await organisationsOfKinds(deps.db, CAMPUS_KINDS),
      companies: await organisationsOfKinds(deps.db, ['industry']),
      ...(await coIssuersShown(deps.db, draft)),
      hoursPerSks: unit === null ? null : Math.round(unit.max / 60),
      told: { saved: c.req.query('saved') === '1', voided: Number(c.req.query('voided') ?? 0) || 0 },
    }),
  )
}

async function save(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  const form = await readForm(c)
  const draft = await ownDraft(deps, c, id)
  const deed = form.text('do')
  const typed = readDraft(form)
  const removed = Number(/^remove-outcome-(\d+)$/.exec(deed)?.[1] ?? 0)
  const outcomes =
    deed === 'add-outcome'
      ? [...typed.outcomes, EMPTY_OUTCOME]
      : typed.outcomes.filter((_, index) => index !== removed - 1)
  const content = { ...typed, outcomes }
  const saved = await saveDraft(deps, actor, id, Number(form.text('revision')) || 0, content)
  if (!saved.ok) {
    c.status(422)
    return edit(deps, c, draft, content, saved.refusals)
  }
  if (deed === 'check') {
    const checked = checkDraft(content, designPolicyOn(dayOf(deps.clock())))
    if (!checked.ok) c.status(422)
    return edit(deps, c, saved.value.draft, content, checked.ok ? [] : checked.refusals)
  }
  const told = saved.value.voided > 0 ? `&voided=${saved.value.voided}` : ''
  const anchor = deed === 'add-outcome' ? `#outcome-${outcomes.length}` : removed > 0 ? '#outcomes' : ''
  return c.redirect(c.var.page.href(`/design/${id}?saved=1${told}${anchor}`), 303)
}

/** The draft of a form: every field as typed, line ends of browsers made plain. */
function readDraft(form: Form): DraftContent {
  const text = (name: string) => form.text(name).replace(/\r\n/g, '\n').slice(0, 20_000)
  const fields = Object.fromEntries(
    Object.keys(EMPTY_DRAFT)
      .filter((key) => key !== 'skills' && key !== 'outcomes' && key !== 'coIssuers')
      .map((key) => [key, text(key)]),
  ) as unknown as Omit<DraftContent, 'skills' | 'outcomes' | 'coIssuers'>
  const numbers = Array.from({ length: OUTCOMES_READ }, (_, index) => index + 1)
  const outcomes = numbers
    .filter((number) => form.all(`outcome-${number}-statementId`).length > 0)
    .map((number) => {
      const part = (name: string) => text(`outcome-${number}-${name}`)
      return {
        statementId: part('statementId'),
        statementEn: part('statementEn'),
        mandatory: part('mandatory') === '1',
        method: part('method'),
        descriptionId: part('descriptionId'),
        descriptionEn: part('descriptionEn'),
        passMark: part('passMark'),
      }
    })
  return { ...fields, skills: form.all('skills').slice(0, 200), outcomes, coIssuers: readCoIssuers(form) }
}

async function showSign(
  deps: Deps,
  c: AppContext,
  id: string,
  errors: readonly Refusal[],
  note: string,
): Promise<Response> {
  const actor = requireActor(c)
  const draft = await findDraft(deps.db, id)
  if (draft === null)
    return (await findVersion(deps.db, id)) === null ? notFound() : c.redirect(c.var.page.href(`/design/${id}`), 303)
  const sides = await sidesOf(deps.db, actor, draft)
  if (!mayDesign(actor, draft.organisationId) && !(await isAsked(deps.db, actor, draft))) notFound()
  const checked = checkDraft(draft.content, designPolicyOn(dayOf(deps.clock())))
  const signatures = await signOffsOf(deps.db, id)
  const standing = standingSignatures(signatures, draft.contentMark)
  const organisation = await findOrganisation(deps.db, draft.organisationId)
  const { page } = c.var
  return c.html(
    SignPage({
      page,
      versionId: id,
      definitionId: draft.definitionId,
      number: draft.number,
      title:
        (page.language === 'id' ? draft.content.titleId : draft.content.titleEn) ||
        draft.content.titleId ||
        page.t('design.untitled'),
      organisation: organisation?.name ?? '',
      whole: checked.ok ? checked.value : null,
      lacking: checked.ok ? 0 : checked.refusals.length,
      contentMark: draft.contentMark,
      sides: SIDES.filter((side) => sides.includes(side)),
      signatures,
      names: await namesOf(
        deps,
        signatures.map((one) => one.personId),
      ),
      signedByMe: standing.some((one) => one.personId === actor.personId),
      ...(await coIssuersShown(deps.db, draft)),
      mayAgree: mayAgreeFor(actor, draft),
      errors,
      note,
    }),
  )
}

async function sign(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  const form = await readForm(c)
  const given = { side: form.text('side'), markRead: form.text('mark'), note: form.text('note') }
  const done = await signOff(deps, actor, id, given)
  if (done.ok) return c.redirect(c.var.page.href(`/design/${id}/sign`), 303)
  if (done.refusals[0].code === 'design.not-found') return notFound()
  if (done.refusals.some((refusal) => refusal.code === 'design.side-not-allowed')) return forbidden()
  c.status(422)
  return showSign(deps, c, id, done.refusals, given.note)
}
