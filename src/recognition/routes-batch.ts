import { Hono } from 'hono'
import { type Organisation, organisationsWhere } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { BatchPage, BatchResultPage, type BatchRow } from './pages-batch.tsx'
import { ownCampus } from './routes-registrar.ts'
import { resumeBatch, takeBatch } from './service-batch.ts'
import { warningsOf } from './service-warnings.ts'
import { findRequestAt } from './store.ts'
import { findBatch, lastBatches, linesOfBatch } from './store-batch.ts'
import type { CredentialSource } from './types.ts'
import type { Batch } from './types-batch.ts'

/** `/registrar/batch`: a list of credentials by paste or file, with a result for each line. */
export function batchRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/batch', async (c) => draw(deps, c, c.req.query('organisation'), '', []))
  app.post('/registrar/batch', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'))
    const file = await sent.file('file')
    const text = sent.text('list')
    const taken = await takeBatch(
      deps,
      source,
      actor,
      organisation.id,
      file === null ? { text } : { bytes: file.bytes },
    )
    if (taken.ok) return c.redirect(c.var.page.href(`/registrar/batch/${taken.value.batchId}`), 303)
    c.status(422)
    return draw(deps, c, organisation.id, text, taken.refusals)
  })
  app.get('/registrar/batch/:id', async (c) => {
    const { organisation, batch } = await ownBatch(deps, c)
    return c.html(
      BatchResultPage({
        page: c.var.page,
        organisation,
        batch,
        rows: await rowsOf(deps, organisation.id, batch.id),
      }),
    )
  })
  app.post('/registrar/batch/:id/resume', async (c) => {
    const actor = requireActor(c)
    const { organisation, batch } = await ownBatch(deps, c)
    const done = await resumeBatch(deps, source, actor, organisation.id, batch.id)
    if (!done.ok) return notFound()
    return c.redirect(c.var.page.href(`/registrar/batch/${batch.id}`), 303)
  })
  return app
}

/** The list of the address, of whichever of the registrar's own campuses it is. */
async function ownBatch(deps: Deps, c: AppContext): Promise<{ organisation: Organisation; batch: Batch }> {
  for (const id of organisationsWhere(requireActor(c), 'registrar')) {
    const batch = await findBatch(deps.db, id, c.req.param('id') ?? '')
    if (batch !== null) return { organisation: await ownCampus(deps, c, id), batch }
  }
  return notFound()
}

async function rowsOf(deps: Deps, organisationId: string, batchId: string): Promise<readonly BatchRow[]> {
  const lines = await linesOfBatch(deps.db, organisationId, batchId)
  const people = await findPeople(deps.db, [...new Set(lines.flatMap(({ personId }) => personId ?? []))])
  const rows: BatchRow[] = []
  for (const line of lines) {
    const request = line.requestId === null ? null : await findRequestAt(deps.db, [organisationId], line.requestId)
    const warnings =
      request === null || request.closedAt !== null ? [] : await warningsOf(deps.db, request, request.courseId)
    rows.push({ line, name: people.get(line.personId ?? '')?.name ?? null, request, warnings })
  }
  return rows
}

async function draw(
  deps: Deps,
  c: AppContext,
  asked: string | undefined,
  text: string,
  refusals: readonly Refusal[],
): Promise<Response> {
  const organisation = await ownCampus(deps, c, asked)
  return c.html(
    BatchPage({
      page: c.var.page,
      organisation,
      most: workingPractice().batchLines.value,
      text,
      batches: await lastBatches(deps.db, organisation.id),
      refusals,
    }),
  )
}
