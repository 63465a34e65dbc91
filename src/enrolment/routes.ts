import { Hono } from 'hono'
import { findVersion, findVersions, publishedVersions } from '../design/index.ts'
import { findOrganisations, organisationsWhere } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import type { Html } from '../platform/html/pieces.tsx'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { csvLine, rejectedCsv, type TableHead } from '../platform/table/index.ts'
import { EnrolBox, type EnrolBoxData, type SeatLine, SeatPage, SeatsPage } from './pages.tsx'
import { BatchPage, NewBatchPage, ProviderPage } from './pages-provider.tsx'
import { RosterResultPage } from './pages-upload.tsx'
import { createBatch, enrolSelf, ownBatch, participantsOf, withdraw } from './service.ts'
import { enrolRoster } from './service-roster.ts'
import { openUpload } from './service-upload.ts'
import { batchesOf, enrolmentsOf, findBatch, findBatches, findEnrolment } from './store.ts'
import type { Batch, Upload } from './types.ts'

/** What other rooms may show beside a batch. */
export interface EnrolmentHooks {
  besideBatch?(c: AppContext, batch: Batch): Promise<Html | null>
}

/** The provider's room `/provider`, and a learner's own seats `/enrolments`. */
export function routes(deps: Deps, hooks: EnrolmentHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/provider', async (c) => provider(deps, c))
  app.get('/provider/batches/new', async (c) =>
    newBatch(deps, c, [], {
      versionId: c.req.query('version') ?? '',
      name: '',
      startsOn: '',
      endsOn: '',
      capacity: '',
    }),
  )
  app.post('/provider/batches/new', async (c) => openBatch(deps, c))
  app.get('/provider/batches/:id', async (c) => showBatch(deps, hooks, c, c.req.param('id'), []))
  app.get('/provider/batches/:id/roster.csv', async (c) => {
    const batch = await ownBatch(deps.db, requireActor(c), c.req.param('id'))
    if (batch === null) return notFound()
    const titles =
      c.var.page.language === 'id' ? ['Nama', 'NIM', 'Email', 'No. HP'] : ['Name', 'Student number', 'Email', 'Phone']
    return csvFile(c, `\ufeff${csvLine(titles)}`, 'roster.csv')
  })
  app.post('/provider/batches/:id/roster', async (c) => sendRoster(deps, hooks, c, c.req.param('id')))
  app.get('/provider/batches/:id/roster/:upload', async (c) => {
    const { batch, upload } = await rosterUpload(deps, c, c.req.param('id'), c.req.param('upload'))
    return c.html(RosterResultPage({ page: c.var.page, batch, upload }))
  })
  app.get('/provider/batches/:id/roster/:upload/rejected.csv', async (c) => {
    const { upload } = await rosterUpload(deps, c, c.req.param('id'), c.req.param('upload'))
    return rejectedFile(c, upload)
  })
  app.get('/enrolments', async (c) => seats(deps, c, []))
  app.post('/enrolments', async (c) => takeSeat(deps, c))
  app.get('/enrolments/:id', async (c) => showSeat(deps, c, c.req.param('id'), []))
  app.post('/enrolments/:id/withdrawal', async (c) => {
    const actor = requireActor(c)
    const done = await withdraw(deps, actor, c.req.param('id'))
    if (done.ok) return c.redirect(c.var.page.href(`/enrolments/${c.req.param('id')}`), 303)
    if (done.refusals[0].code === 'enrolment.enrolment-not-found') return notFound()
    c.status(422)
    return showSeat(deps, c, c.req.param('id'), done.refusals)
  })
  return app
}

/** A CSV file as an answer: never shown in the browser, never stored by it. */
export function csvFile(c: AppContext, text: string, name: string): Response {
  return c.body(text, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  })
}

/** The rejected rows of an upload, to be mended and sent again. */
export function rejectedFile(c: AppContext, upload: Upload): Response {
  const head: Pick<TableHead, 'headings'> = { headings: upload.headings }
  return csvFile(
    c,
    rejectedCsv(head, upload.rejected, c.var.page.language),
    c.var.page.language === 'id' ? 'perbaiki.csv' : 'mend.csv',
  )
}

function ownOrganisations(actor: Actor): readonly string[] {
  const own = organisationsWhere(actor, 'owner', 'issuer')
  return own.length === 0 ? forbidden() : own
}

async function provider(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const own = ownOrganisations(actor)
  const today = dayOf(deps.clock())
  const batches = (await Promise.all(own.map((organisationId) => batchesOf(deps.db, { organisationId })))).flat()
  const versions = (await Promise.all(own.map((id) => publishedVersions(deps.db, id)))).flat()
  const byId = await findVersions(
    deps.db,
    batches.map((batch) => batch.definitionVersionId),
  )
  const stateOf = (batch: Batch) => (batch.endsOn < today ? 'over' : batch.startsOn > today ? 'coming' : 'running')
  return c.html(
    ProviderPage({
      page: c.var.page,
      organisations: await findOrganisations(deps.db, own),
      versions,
      batches: batches.map((batch) => ({ batch, version: byId.get(batch.definitionVersionId), state: stateOf(batch) })),
      mayDesign: organisationsWhere(actor, 'owner', 'designer').length > 0,
    }),
  )
}

async function newBatch(
  deps: Deps,
  c: AppContext,
  errors: readonly Refusal[],
  values: Parameters<typeof NewBatchPage>[0]['values'],
): Promise<Response> {
  const own = ownOrganisations(requireActor(c))
  const versions = (await Promise.all(own.map((id) => publishedVersions(deps.db, id)))).flat()
  if (versions.length === 0) return c.redirect(c.var.page.href('/provider'), 303)
  return c.html(NewBatchPage({ page: c.var.page, versions, values, errors }))
}

async function openBatch(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const form = await readForm(c)
  const values = {
    versionId: form.text('version'),
    name: form.text('name'),
    startsOn: form.text('startsOn'),
    endsOn: form.text('endsOn'),
    capacity: form.text('capacity'),
  }
  const batch = await createBatch(deps, actor, values.versionId, values)
  if (batch.ok) return c.redirect(c.var.page.href(`/provider/batches/${batch.value.id}`), 303)
  if (batch.refusals[0].code === 'enrolment.version-not-found') return notFound()
  c.status(422)
  return newBatch(deps, c, batch.refusals, values)
}

async function showBatch(
  deps: Deps,
  hooks: EnrolmentHooks,
  c: AppContext,
  id: string,
  errors: readonly Refusal[],
): Promise<Response> {
  const batch = await ownBatch(deps.db, requireActor(c), id)
  const version = batch === null ? null : await findVersion(deps.db, batch.definitionVersionId)
  if (batch === null || version === null) return notFound()
  const participants = await participantsOf(deps.db, id)
  const beside = (await hooks.besideBatch?.(c, batch)) ?? null
  return c.html(BatchPage({ page: c.var.page, batch, version, participants, errors, beside }))
}

async function sendRoster(deps: Deps, hooks: EnrolmentHooks, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  if ((await ownBatch(deps.db, actor, id)) === null) return notFound()
  const file = await (await readForm(c)).file('file')
  const done = file === null ? null : await enrolRoster(deps, actor, id, file.bytes)
  if (done?.ok) return c.redirect(c.var.page.href(`/provider/batches/${id}/roster/${done.value.uploadId}`), 303)
  const refusals = done === null ? [{ code: 'enrolment.file-missing' }] : done.refusals
  c.status(422)
  return showBatch(
    deps,
    hooks,
    c,
    id,
    refusals.map((refusal) => ({ ...refusal, at: 'file' })),
  )
}

async function rosterUpload(
  deps: Deps,
  c: AppContext,
  batchId: string,
  uploadId: string,
): Promise<{ batch: Batch; upload: Upload }> {
  const batch = await ownBatch(deps.db, requireActor(c), batchId)
  const upload = batch === null ? null : await openUpload(deps, uploadId, 'roster', batchId)
  return batch === null || upload === null ? notFound() : { batch, upload }
}

/** What the box beside an offering needs: open batches of a version, and one's own seat. */
export async function enrolBoxData(
  db: Db,
  actor: Actor | null,
  versionId: string,
  today: string,
): Promise<EnrolBoxData> {
  const batches = (await batchesOf(db, { versionId })).filter((batch) => batch.endsOn >= today).reverse()
  const own = actor === null ? [] : await enrolmentsOf(db, actor.personId)
  const open = new Set(batches.map((batch) => batch.id))
  return { batches, seat: own.find((one) => one.withdrawnAt === null && open.has(one.batchId)) ?? null }
}

/**
 * The box beside an offering of the catalogue; nothing where it is no definition of ours. `headroom` is what another room
 * says about the credit account before one enrols.
 */
export async function besideOffering(
  deps: Pick<Deps, 'db' | 'clock'>,
  c: AppContext,
  offering: { readonly definitionVersionId: string | null },
  headroom: Html | null = null,
): Promise<Html | null> {
  if (offering.definitionVersionId === null) return null
  const data = await enrolBoxData(deps.db, c.var.actor, offering.definitionVersionId, dayOf(deps.clock()))
  return EnrolBox({ page: c.var.page, data, headroom })
}

async function linesOf(deps: Deps, c: AppContext): Promise<readonly SeatLine[]> {
  const own = await enrolmentsOf(deps.db, requireActor(c).personId)
  const batches = await findBatches(
    deps.db,
    own.map((one) => one.batchId),
  )
  const versions = await findVersions(
    deps.db,
    own.map((one) => one.definitionVersionId),
  )
  return own.flatMap((enrolment) => {
    const batch = batches.get(enrolment.batchId)
    const version = versions.get(enrolment.definitionVersionId)
    return batch === undefined || version === undefined ? [] : [{ enrolment, batch, version }]
  })
}

async function seats(deps: Deps, c: AppContext, refusals: readonly Refusal[]): Promise<Response> {
  return c.html(SeatsPage({ page: c.var.page, lines: await linesOf(deps, c), refusals }))
}

async function takeSeat(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const batchId = (await readForm(c)).text('batch')
  const done = await enrolSelf(deps, actor, batchId)
  if (done.ok) return c.redirect(c.var.page.href(`/enrolments/${done.value.id}?taken=1`), 303)
  if (done.refusals[0].code === 'enrolment.batch-not-found') return notFound()
  c.status(422)
  return seats(deps, c, done.refusals)
}

async function showSeat(deps: Deps, c: AppContext, id: string, refusals: readonly Refusal[]): Promise<Response> {
  const actor = requireActor(c)
  const enrolment = await findEnrolment(deps.db, id)
  if (enrolment === null || enrolment.personId !== actor.personId) return notFound()
  const batch = await findBatch(deps.db, enrolment.batchId)
  const version = await findVersion(deps.db, enrolment.definitionVersionId)
  if (batch === null || version === null) return notFound()
  const mayWithdraw = batch.endsOn >= dayOf(deps.clock())
  return c.html(
    SeatPage({
      page: c.var.page,
      line: { enrolment, batch, version },
      refusals,
      taken: c.req.query('taken') === '1',
      mayWithdraw,
    }),
  )
}
