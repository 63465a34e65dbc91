import { Hono } from 'hono'
import type { Organisation } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { record } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { listFrom, notFound, requireActor } from '../../platform/http.ts'
import type { AppEnv } from '../../platform/page.ts'
import { ownCampus } from '../routes-registrar.ts'
import type { CredentialSource } from '../types.ts'
import { skpiBasis } from './library.ts'
import { SkpiListPage, SkpiPage } from './pages-skpi.tsx'
import { skpiOf } from './service-skpi.ts'
import { drawSkpi } from './skpi-pdf.ts'
import { entryCounted, entryFacts } from './skpi-text.ts'
import { supplementPeople } from './store-skpi.ts'
import type { Skpi } from './types-skpi.ts'

const PAGE = '/registrar/exports/skpi'
/** Students on one page of the list. */
const SHOWN = 100

/** `/registrar/exports/skpi`: entries for the diploma supplement, for the registrar of the university. */
export function skpiRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const found = async (organisation: Organisation, personId: string): Promise<Skpi> =>
    (await skpiOf(deps.db, source, organisation.id, personId, deps.clock())) ?? notFound()

  app.get(PAGE, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    const part = { from: listFrom(c), limit: SHOWN }
    const listed = await supplementPeople(deps.db, organisation.id, part)
    const names = await findPeople(
      deps.db,
      listed.people.map(({ personId }) => personId),
    )
    const people = listed.people.map((one) => ({ ...one, name: names.get(one.personId)?.name ?? '' }))
    return c.html(SkpiListPage({ page: c.var.page, organisation, people, total: listed.total, ...part }))
  })
  app.get(`${PAGE}/:file{[a-z0-9]+\\.(?:pdf|json)}`, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    const [personId = '', end = ''] = c.req.param('file').split('.')
    const skpi = await found(organisation, personId)
    const at = deps.clock()
    await record(deps.db, {
      at,
      actorId: requireActor(c).personId,
      organisationId: organisation.id,
      verb: 'skpi.save',
      subject: personId,
      detail: { format: end },
    })
    const headers = { 'content-disposition': `attachment; filename="skpi.${end}"`, 'cache-control': 'no-store' }
    if (end === 'json') return c.json(skpiJson(skpi), 200, headers)
    const bytes = await drawSkpi(skpi, skpiBasis(), at)
    return c.body(new Uint8Array(bytes), 200, { ...headers, 'content-type': 'application/pdf' })
  })
  app.get(`${PAGE}/:person`, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    const skpi = await found(organisation, c.req.param('person'))
    return c.html(SkpiPage({ page: c.var.page, organisation, skpi, basis: skpiBasis() }))
  })
  return app
}

/** The entries for the campus's own system: figures as figures, and each sentence in both languages. */
function skpiJson(skpi: Skpi): object {
  const { name, nim, programme, organisationName, day, entries, leftOut } = skpi
  return {
    format: 'lumbung-skpi',
    version: 1,
    day,
    institution: organisationName,
    student: { name, nim },
    programme: { code: programme.code, level: programme.level, name: programme.name },
    entries: entries.map((entry) => ({ ...entry, facts: entryFacts(entry), counted: entryCounted(entry) })),
    leftOut: leftOut.map(({ entry, verdict, kind }) => ({
      credentialId: entry.credentialId,
      title: entry.title,
      verdict,
      kind,
    })),
    basis: skpiBasis().basis,
  }
}
