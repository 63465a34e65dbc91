import { Hono } from 'hono'
import { type DefinitionVersion, findVersion, findVersions } from '../design/index.ts'
import {
  type Batch,
  batchesOf,
  csvFile,
  findBatch,
  openUpload,
  participantsOf,
  rejectedFile,
} from '../enrolment/index.ts'
import { findOrganisations, organisationsWhere } from '../organisations/index.ts'
import { findPeople, findPerson } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import type { Html } from '../platform/html/pieces.tsx'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { csvLine } from '../platform/table/index.ts'
import { BatchesPage } from './pages.tsx'
import { GridPage, gridField, ResultsUploadPage } from './pages-grid.tsx'
import { LearnerPage } from './pages-learner.tsx'
import { assessorRefusal, outcomeCode, standingOf, typedDay } from './rules.ts'
import { assessable, batchProgress, mayAssess, recordResults, standingsAmong } from './service.ts'
import { importResults } from './service-import.ts'
import { resultsOf } from './store.ts'
import type { Result, ResultForm } from './types.ts'

/** How many learners a sheet of the grid holds. */
const SHEET_ROWS = 50

/** What a later room shows above the batches: what else somebody is asked to assess. */
export interface AssessHooks {
  besideBatches?(c: AppContext): Promise<Html | null>
}

/** The assessors' room `/assess`. */
export function routes(deps: Deps, hooks: AssessHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/assess', async (c) => batches(deps, c, (await hooks.besideBatches?.(c)) ?? null))
  app.get('/assess/batches/:id', async (c) =>
    grid(deps, c, c.req.param('id'), { errors: [], fileErrors: [], typed: null }),
  )
  app.post('/assess/batches/:id', async (c) => saveGrid(deps, c, c.req.param('id')))
  app.get('/assess/batches/:id/results.csv', async (c) => template(deps, c, c.req.param('id')))
  app.post('/assess/batches/:id/upload', async (c) => sendResults(deps, c, c.req.param('id')))
  app.get('/assess/batches/:id/uploads/:upload', async (c) => {
    const { batch, version } = await ownBatch(deps, c, c.req.param('id'))
    const upload = await openUpload(deps, c.req.param('upload'), 'results', batch.id)
    return upload === null ? notFound() : c.html(ResultsUploadPage({ page: c.var.page, batch, version, upload }))
  })
  app.get('/assess/batches/:id/uploads/:upload/rejected.csv', async (c) => {
    const { batch } = await ownBatch(deps, c, c.req.param('id'))
    const upload = await openUpload(deps, c.req.param('upload'), 'results', batch.id)
    return upload === null ? notFound() : rejectedFile(c, upload)
  })
  app.get('/assess/enrolments/:id', async (c) => learner(deps, c, c.req.param('id'), [], null))
  app.post('/assess/enrolments/:id', async (c) => saveLearner(deps, c, c.req.param('id')))
  return app
}

async function batches(deps: Deps, c: AppContext, beside: Html | null): Promise<Response> {
  const own = organisationsWhere(requireActor(c), 'assessor')
  if (own.length === 0 && beside === null) forbidden()
  const all = (await Promise.all(own.map((organisationId) => batchesOf(deps.db, { organisationId })))).flat()
  const versions = await findVersions(
    deps.db,
    all.map((batch) => batch.definitionVersionId),
  )
  const organisations = new Map((await findOrganisations(deps.db, own)).map((one) => [one.id, one.name]))
  const lines = []
  for (const batch of all) {
    const version = versions.get(batch.definitionVersionId)
    if (version !== undefined)
      lines.push({
        batch,
        version,
        organisation: organisations.get(batch.organisationId) ?? '',
        progress: await batchProgress(deps.db, batch.id),
      })
  }
  return c.html(BatchesPage({ page: c.var.page, lines, beside }))
}

/** The batch, where this person assesses; else the page isn't found. */
async function ownBatch(deps: Deps, c: AppContext, id: string): Promise<{ batch: Batch; version: DefinitionVersion }> {
  const actor = requireActor(c)
  const batch = await findBatch(deps.db, id)
  const version =
    batch === null || !mayAssess(actor, batch.organisationId)
      ? null
      : await findVersion(deps.db, batch.definitionVersionId)
  return batch === null || version === null ? notFound() : { batch, version }
}

interface GridState {
  readonly errors: readonly Refusal[]
  readonly fileErrors: readonly Refusal[]
  /** What was typed and refused; nothing shows what is stored. */
  readonly typed: Form | null
}

async function sheetOf(deps: Deps, c: AppContext, batch: Batch) {
  const participants = await participantsOf(deps.db, batch.id)
  const count = Math.max(1, Math.ceil(participants.length / SHEET_ROWS))
  const current = Math.min(count, Math.max(1, Number(c.req.query('sheet') ?? 1) || 1))
  return { count, current, participants: participants.slice((current - 1) * SHEET_ROWS, current * SHEET_ROWS) }
}

async function grid(deps: Deps, c: AppContext, id: string, state: GridState): Promise<Response> {
  const { batch, version } = await ownBatch(deps, c, id)
  const actor = requireActor(c)
  const { participants, ...sheet } = await sheetOf(deps, c, batch)
  const standings = await standingsAmong(
    deps.db,
    version,
    participants.map((one) => one.id),
  )
  const rows = participants.map((participant) => {
    const standing = standings.get(participant.id) ?? standingOf<Result>(version.outcomes, [])
    const scores = version.outcomes.map((outcome) => {
      const stored = standing.results.find((result) => result.outcomeId === outcome.id)
      return (
        state.typed?.text(gridField(participant.id, outcome.position)) ??
        (stored === undefined ? '' : String(stored.score))
      )
    })
    return { participant, standing, scores, own: participant.personId === actor.personId }
  })
  const told =
    c.req.query('recorded') === undefined
      ? null
      : { recorded: Number(c.req.query('recorded')) || 0, corrected: Number(c.req.query('corrected')) || 0 }
  return c.html(
    GridPage({
      page: c.var.page,
      batch,
      version,
      rows,
      progress: await batchProgress(deps.db, batch.id),
      assessedOn: state.typed?.text('assessedOn') ?? typedDay(dayOf(deps.clock())),
      errors: state.errors,
      fileErrors: state.fileErrors,
      told,
      sheet,
    }),
  )
}

async function saveGrid(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  const { batch, version } = await ownBatch(deps, c, id)
  const form = await readForm(c)
  const { participants, current } = await sheetOf(deps, c, batch)
  const standings = await standingsAmong(
    deps.db,
    version,
    participants.map((one) => one.id),
  )
  const refusals: Refusal[] = []
  const counts = { recorded: 0, corrected: 0 }
  for (const participant of participants) {
    const changed = version.outcomes.flatMap((outcome): ResultForm[] => {
      const score = form.text(gridField(participant.id, outcome.position))
      const stored = standings.get(participant.id)?.results.find((result) => result.outcomeId === outcome.id)
      if (score === '' || score === String(stored?.score)) return []
      return [
        {
          outcomeId: outcome.id,
          score,
          method: stored?.method ?? outcome.assessment.method,
          evidence: stored?.evidence[0] ?? '',
          assessedOn: form.text('assessedOn'),
        },
      ]
    })
    if (changed.length === 0) continue
    const attempt = standings.get(participant.id)?.attempt ?? 0
    const done = await recordResults(deps, actor, participant.id, changed, attempt === 0 ? null : attempt)
    if (done.ok) {
      counts.recorded += done.value.created
      counts.corrected += done.value.corrected
    } else refusals.push(...done.refusals.map((refusal) => ({ ...refusal, at: gridAt(refusal.at, participant.id) })))
  }
  const [first] = refusals
  if (first !== undefined) {
    c.status(422)
    const once = refusals.filter(
      (one, index) => refusals.findIndex((other) => other.at === one.at && other.code === one.code) === index,
    )
    return grid(deps, c, id, { errors: once, fileErrors: [], typed: form })
  }
  return c.redirect(
    c.var.page.href(`/assess/batches/${id}?sheet=${current}&recorded=${counts.recorded}&corrected=${counts.corrected}`),
    303,
  )
}

/** `O2-score` of one learner as the name of a box in the grid; the day stands once for all. */
function gridAt(at: string | undefined, enrolmentId: string): string {
  const [, position = '1', field = 'score'] = /^O(\d+)-(\w+)$/.exec(at ?? '') ?? []
  return field === 'assessedOn' ? 'assessedOn' : gridField(enrolmentId, Number(position))
}

async function template(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const { batch, version } = await ownBatch(deps, c, id)
  const codes = version.outcomes.map((outcome) => outcomeCode(outcome.position))
  const titles =
    c.var.page.language === 'id'
      ? ['NIM', 'Nama', 'Email', ...codes, 'Tanggal', 'Bukti']
      : ['Student number', 'Name', 'Email', ...codes, 'Date', 'Evidence']
  const participants = await participantsOf(deps.db, batch.id)
  const lines = participants.map((one) =>
    csvLine([one.participantNumber ?? '', one.name, one.email ?? '', ...codes.map(() => ''), '', '']),
  )
  return csvFile(c, `\ufeff${csvLine(titles)}${lines.join('')}`, 'results.csv')
}

async function sendResults(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  await ownBatch(deps, c, id)
  const file = await (await readForm(c)).file('file')
  const done = file === null ? null : await importResults(deps, actor, id, file.bytes)
  if (done?.ok) return c.redirect(c.var.page.href(`/assess/batches/${id}/uploads/${done.value.uploadId}`), 303)
  const refusals = done === null ? [{ code: 'enrolment.file-missing' }] : done.refusals
  c.status(422)
  return grid(deps, c, id, {
    errors: [],
    fileErrors: refusals.map((refusal) => ({ ...refusal, at: 'file' })),
    typed: null,
  })
}

async function learner(
  deps: Deps,
  c: AppContext,
  id: string,
  errors: readonly Refusal[],
  typed: Form | null,
): Promise<Response> {
  const actor = requireActor(c)
  const found = await assessable(deps.db, actor, id)
  if (found === null) return notFound()
  const { enrolment, batch, version } = found
  const history = await resultsOf(deps.db, id)
  const standing = standingOf(
    version.outcomes,
    history.filter((result) => result.replacedAt === null),
  )
  const person = await findPerson(deps.db, enrolment.personId)
  const assessors = await findPeople(deps.db, [...new Set(history.map((result) => result.assessorId))])
  const latest = Math.max(0, ...history.map((result) => result.attempt))
  const current = standing.attempt === 0 ? 1 : standing.attempt
  const next = latest === 0 || standing.passed ? null : latest + 1
  return c.html(
    LearnerPage({
      page: c.var.page,
      enrolment,
      name: person?.name ?? '',
      batch,
      version,
      standing,
      history,
      assessors: new Map([...assessors].map(([personId, one]) => [personId, one.name] as const)),
      forms: version.outcomes.map((outcome) => formOf(outcome, standing.results, typed, dayOf(deps.clock()))),
      attempts: { current, next, chosen: Number(typed?.text('attempt') ?? current) || current },
      barred: assessorRefusal({
        assessorId: actor.personId,
        personId: enrolment.personId,
        withdrawn: enrolment.withdrawnAt !== null,
      }),
      errors,
      saved: c.req.query('saved') === '1',
    }),
  )
}

function formOf(
  outcome: DefinitionVersion['outcomes'][number],
  results: readonly Result[],
  typed: Form | null,
  today: string,
): ResultForm {
  if (typed !== null) return typedForm(outcome, typed)
  const stored = results.find((result) => result.outcomeId === outcome.id)
  return {
    outcomeId: outcome.id,
    score: stored === undefined ? '' : String(stored.score),
    method: stored?.method ?? outcome.assessment.method,
    evidence: stored?.evidence.join(' ') ?? '',
    assessedOn: typedDay(stored?.assessedOn ?? today),
  }
}

function typedForm(outcome: DefinitionVersion['outcomes'][number], form: Form): ResultForm {
  const text = (field: string) => form.text(`${outcomeCode(outcome.position)}-${field}`)
  return {
    outcomeId: outcome.id,
    score: text('score'),
    method: text('method'),
    evidence: text('evidence'),
    assessedOn: text('assessedOn'),
  }
}

async function saveLearner(deps: Deps, c: AppContext, id: string): Promise<Response> {
  const actor = requireActor(c)
  const found = await assessable(deps.db, actor, id)
  if (found === null) return notFound()
  const form = await readForm(c)
  const attempt = /^\d{1,2}$/.test(form.text('attempt')) ? Number(form.text('attempt')) : null
  const stored = await resultsOf(deps.db, id)
  const first = stored.length === 0
  const done = await recordResults(
    deps,
    actor,
    id,
    found.version.outcomes.map((outcome) => typedForm(outcome, form)),
    first ? null : attempt,
  )
  if (done.ok) return c.redirect(c.var.page.href(`/assess/enrolments/${id}?saved=1`), 303)
  c.status(422)
  return learner(deps, c, id, done.refusals, form)
}
