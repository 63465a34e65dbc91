import { Hono } from 'hono'
import { newestFacts } from '../../design/index.ts'
import { findSkill, provinces } from '../../frameworks/index.ts'
import { mayAct, organisationsWhere } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { capitalOf, provinceCode, stackExample, stackPractice } from './library.ts'
import { CasesPage, ManagePage, StacksPage } from './pages.tsx'
import type { Naming } from './pages-rule.tsx'
import { type WayShown, WhatIfPage } from './pages-what-if.tsx'
import { draftRoutes } from './routes-draft.ts'
import { filtersOf, isNamedBy, itemOf, placesOf } from './rules.ts'
import { costsOf } from './rules-costs.ts'
import { draftOf } from './rules-draft.ts'
import { casesFor, keepLarger } from './service-case.ts'
import { approveStack, endStack, ownEditions, proposeStack } from './service-publish.ts'
import { type Names, stacksOnOffer, type WhatIf, whatIf } from './service-what-if.ts'
import type { Solver } from './solver.ts'
import type { Part, Way } from './types.ts'

/** A week has no more hours than this to learn in. */
const HOURS_MOST = 80
/** Definitions that a stranger may tick; a rule about a skill may speak of thousands. */
const CHOICES_MOST = 40

/** `/stacks`, `/stacks/<definition>` for everybody; `/stacks/manage` and `/stacks/cases` for whoever designs and issues. */
export function stackRoutes(deps: Deps, solver: Solver): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/stacks', async (c) => {
    const lines = (await stacksOnOffer(deps.db, deps.clock())).map(({ edition, facts, issuer }) => ({
      edition,
      title: facts.title,
      issuer,
      sks: facts.sks,
    }))
    return c.html(StacksPage({ page: c.var.page, lines }))
  })
  app.get('/stacks/manage', (c) => drawManage(deps, c, '', []))
  app.post('/stacks/manage', async (c) => {
    const actor = requireActor(c)
    const written = (await readForm(c)).text('content')
    const content = parsed(written)
    if (content === undefined) return drawManage(deps, c, written, [{ code: 'stacks.not-json', at: 'content' }], 422)
    const proposed = await proposeStack(deps, actor, content)
    if (proposed.ok) return c.redirect(c.var.page.href('/stacks/manage'), 303)
    return drawManage(deps, c, written, proposed.refusals.map(inField), 422)
  })
  app.post('/stacks/manage/:id/approve', async (c) => {
    const approved = await approveStack(deps, requireActor(c), c.req.param('id'))
    if (approved.ok) return c.redirect(c.var.page.href('/stacks/manage'), 303)
    if (approved.refusals[0].code === 'stacks.not-found') return notFound()
    return drawManage(deps, c, '', approved.refusals, 422)
  })
  app.post('/stacks/manage/:id/end', async (c) => {
    const ended = await endStack(deps, requireActor(c), c.req.param('id'))
    if (ended.ok) return c.redirect(c.var.page.href('/stacks/manage'), 303)
    if (ended.refusals[0].code === 'stacks.not-found') return notFound()
    return drawManage(deps, c, '', ended.refusals, 422)
  })
  app.route('/', draftRoutes(deps))
  app.get('/stacks/cases', (c) => drawCases(deps, c, null, []))
  app.post('/stacks/cases/:id/keep', async (c) => {
    const id = c.req.param('id')
    const kept = await keepLarger(deps, requireActor(c), id, (await readForm(c)).text('reason'))
    if (kept.ok) return c.redirect(c.var.page.href('/stacks/cases'), 303)
    if (kept.refusals[0].code === 'stacks.case-not-found') return notFound()
    return drawCases(deps, c, id, kept.refusals, 422)
  })
  app.get('/stacks/:slug', (c) => drawWhatIf(deps, solver, c, c.req.param('slug')))
  return app
}

/** The JSON that somebody wrote, or nothing where it is none. */
function parsed(written: string): unknown {
  try {
    return JSON.parse(written) as unknown
  } catch {
    return undefined
  }
}

/** A fault of the content, at the one field that the form has. */
function inField(refusal: Refusal): Refusal {
  return { ...refusal, at: 'content' }
}

async function drawWhatIf(deps: Deps, solver: Solver, c: AppContext, slug: string) {
  const { page, actor } = c.var
  const known = provinces()
  const asked = {
    held: actor === null ? (c.req.queries('held') ?? []).filter((one) => one !== '').slice(0, CHOICES_MOST) : [],
    province: c.req.query('province') ?? '',
    hours: c.req.query('hours') ?? String(stackPractice().hoursPerWeek.value),
  }
  const refusals: Refusal[] = []
  const hours = /^\d{1,3}$/.test(asked.hours.trim()) ? Number(asked.hours) : 0
  if (hours < 1 || hours > HOURS_MOST)
    refusals.push({ code: 'stacks.hours-out-of-range', at: 'hours', values: { most: HOURS_MOST } })
  const province = known.some(({ code }) => code === asked.province) ? asked.province : null
  const hoursPerWeek = refusals.length > 0 ? stackPractice().hoursPerWeek.value : hours
  const holder = actor === null ? { definitions: asked.held } : { personId: actor.personId }
  const ask = (one: typeof holder) =>
    whatIf(deps, solver, { slug, holder: one, province, hoursPerWeek, isQuick: false })
  let found = await ask(holder)
  if (!found.ok && found.refusals[0].code !== 'stacks.stack-unknown') {
    refusals.push(...found.refusals)
    found = await ask({ definitions: [] })
  }
  if (!found.ok) return notFound()
  const answer = found.value
  const choices = actor === null ? await choicesFor(deps.db, answer) : null
  const form = {
    ...asked,
    choices: choices?.map(({ slug: value, title }) => ({ value, label: page.say(title) })) ?? null,
  }
  if (refusals.length > 0) c.status(422)
  return c.html(
    WhatIfPage({
      page,
      ...answer,
      used: answer.used.flatMap((key) => answer.held.get(key) ?? []),
      ways: waysShown(answer, { hoursPerWeek, province }),
      stops: {
        single: answer.stops.single.flatMap((place) => partAt(answer, place)),
        unreachable: answer.stops.unreachable.flatMap((place) => partAt(answer, place)),
      },
      unused: answer.unused.flatMap(({ key, why, larger }) => {
        const title = answer.held.get(key)
        return title === undefined ? [] : [{ title, why, larger }]
      }),
      naming: namingOf(answer.names),
      form: {
        ...form,
        provinces: known.map(({ code, name }) => ({ value: code, label: page.say(name) })),
        refusals,
      },
    }),
  )
}

function partAt(answer: WhatIf, place: string): readonly Part[] {
  return answer.parts.flatMap((one) => (one.place === place ? [one.part] : []))
}

/** Ways that take and use the same are one, under all their aims. */
function waysShown(answer: WhatIf, learner: { hoursPerWeek: number; province: string | null }): readonly WayShown[] {
  const shown: (WayShown & { ways: Way[] })[] = []
  for (const { way, trouble } of answer.ways) {
    const same = shown.find(
      ({ ways: [one] }) => one?.take.join() === way.take.join() && one.use.join() === way.use.join(),
    )
    if (same !== undefined) same.ways.push(way)
    else
      shown.push({
        ways: [way],
        trouble,
        take: way.take.flatMap((id) => {
          const offering = answer.names.offerings.get(id)
          if (offering === undefined) return []
          const where = { ...offering, province: provinceCode(offering.province) }
          const withinProvinceKilometres = stackPractice().withinProvinceKilometres.value
          return [
            {
              id,
              title: { id: offering.title, en: offering.titleEn ?? offering.title },
              provider: offering.providerName,
              costs: costsOf(where, { ...learner, withinProvinceKilometres }, capitalOf),
            },
          ]
        }),
        use: way.use.flatMap((key) => answer.held.get(key) ?? []),
      })
  }
  return shown
}

/** What a stranger may say they hold: the definitions that the rule names, by themselves or by a skill; else any. */
async function choicesFor(db: Db, { edition }: WhatIf) {
  const filters = filtersOf(edition.content.rule)
  const naming = filters.filter(({ definition, offering, skill }) => (definition ?? offering ?? skill) !== undefined)
  const speaking = naming.length > 0 ? naming : filters
  const facts = [...(await newestFacts(db)).values()]
  return facts
    .filter(({ slug }) => slug !== edition.content.definition)
    .filter((one) => speaking.some((filter) => isNamedBy(filter, itemOf(one, one.definitionId, null))))
    .sort((a, b) => (a.title.id < b.title.id ? -1 : 1))
    .slice(0, CHOICES_MOST)
}

function namingOf(names: Names): Naming {
  const plain = (text: string) => ({ id: text, en: text })
  return {
    definition: (slug) => names.definitions.get(slug) ?? plain(slug),
    offering: (id) => {
      const offering = names.offerings.get(id)
      return offering === undefined ? plain(id) : { id: offering.title, en: offering.titleEn ?? offering.title }
    },
    skill: (name) => names.skills.get(name) ?? plain(name),
  }
}

async function drawManage(
  deps: Deps,
  c: AppContext,
  written: string,
  refusals: readonly Refusal[],
  status: 200 | 422 = 200,
) {
  const actor = requireActor(c)
  const own = organisationsWhere(actor, 'designer', 'owner', 'issuer')
  if (own.length === 0) return forbidden()
  const newest = await newestFacts(deps.db)
  const editions = await ownEditions(deps.db, actor)
  const skills = new Map(
    editions
      .flatMap(({ content }) => placesOf(content.rule))
      .flatMap(({ part }) => ('of' in part || part.skill === undefined ? [] : [part.skill]))
      .map(({ framework, code }) => [`${framework}:${code}`, findSkill(code)?.name ?? { id: code, en: code }]),
  )
  const definitions = new Map([...newest.values()].map(({ slug, title }) => [slug, title]))
  // An offering of a definition bears the definition's id.
  const offerings = new Map([...newest.values()].map(({ definitionId, title }) => [definitionId, title]))
  const naming: Naming = {
    definition: (slug) => definitions.get(slug) ?? { id: slug, en: slug },
    offering: (id) => offerings.get(id) ?? { id, en: id },
    skill: (name) => skills.get(name) ?? { id: name, en: name },
  }
  const lines = editions.map((edition) => {
    const issues = mayAct(actor, edition.organisationId, 'issuer')
    return {
      edition,
      title: naming.definition(edition.content.definition),
      mayApprove: issues && edition.approvedAt === null && edition.proposedBy !== actor.personId,
      fits: draftOf(edition.content) !== null,
      mayEnd: issues && edition.approvedAt !== null && edition.endedAt === null,
    }
  })
  c.status(status)
  return c.html(
    ManagePage({
      page: c.var.page,
      lines,
      naming,
      mayPropose: organisationsWhere(actor, 'designer', 'owner').length > 0,
      openCases: (await casesFor(deps.db, actor)).length,
      written: written === '' ? stackExample() : written,
      isWritten: written !== '',
      refusals,
    }),
  )
}

async function drawCases(
  deps: Deps,
  c: AppContext,
  failedId: string | null,
  refusals: readonly Refusal[],
  status: 200 | 422 = 200,
) {
  const actor = requireActor(c)
  if (organisationsWhere(actor, 'issuer').length === 0) return forbidden()
  const cases = (await casesFor(deps.db, actor)).map((one) => ({ ...one, day: dayOf(one.openedAt) }))
  c.status(status)
  return c.html(CasesPage({ page: c.var.page, cases, refusals, failedId }))
}
