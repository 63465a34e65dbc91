import { Hono } from 'hono'
import { publishedVersions } from '../../design/index.ts'
import {
  CAMPUS_KINDS,
  coursesOf,
  findOrganisation,
  findOrganisations,
  findProgramme,
  findProgrammes,
  organisationsOfKinds,
} from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv, Page } from '../../platform/page.ts'
import type { Outcome, Refusal } from '../../platform/refusal.ts'
import { guidelineOn, priorPractice } from './library.ts'
import { CasePage } from './pages-case.tsx'
import { DraftPage } from './pages-draft.tsx'
import type { Typed } from './pages-portfolio.tsx'
import { StartPage, type TargetOption } from './pages-start.tsx'
import { worded } from './pages-words.tsx'
import { sendEvidence } from './routes-evidence.ts'
import { lastAppealDay, stateOf } from './rules.ts'
import { type Aiming, appeal, begin, submit, withdrawPrior } from './service.ts'
import { issueOf } from './service-award.ts'
import { addClaim, addEvidence, removeClaim, removeEvidence, saveDraft } from './service-portfolio.ts'
import {
  excludedUses,
  guidelineOf,
  mostByPriorLearning,
  ruleSetOfGuideline,
  rulesDay,
  withRuleSet,
} from './service-rules.ts'
import { aimOf, targetsOf } from './service-target.ts'
import { applicationsOf, findOwn, hostOf, hostsOf } from './store.ts'
import { countAsked, wholeOf } from './store-case.ts'
import { EDUCATION, FORMER, type Stated, type Whole } from './types.ts'

const LINE_LETTERS = 200
const TEXT_LETTERS = 5_000

/** `/rpl`: the applicant's own cases. */
export function applicantRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/rpl', (c) =>
    drawStart(deps, c, [], { route: c.req.query('route') ?? '', target: c.req.query('target') ?? '' }),
  )
  app.post('/rpl', async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const values = { route: form.text('route'), target: form.text('target') }
    const begun = await begin(deps, actor, aimingOf(values))
    if (begun.ok) return c.redirect(c.var.page.href(`/rpl/${begun.value.applicationId}`), 303)
    c.status(422)
    return drawStart(deps, c, begun.refusals, values)
  })
  app.get('/rpl/:id', async (c) => draw(deps, c, await own(deps, c)))
  app.post('/rpl/:id', async (c) => {
    const whole = await own(deps, c)
    const stated = statedOf(await readForm(c))
    return answer(deps, c, whole, await saveDraft(deps, requireActor(c), whole.application.id, stated), { stated })
  })
  app.post('/rpl/:id/evidence', async (c) => {
    const whole = await own(deps, c)
    const form = await readForm(c)
    const evidence = {
      source: form.text('source'),
      title: form.text('title'),
      about: form.text('about'),
      datedOn: form.text('datedOn'),
      link: form.text('link'),
    }
    const added = await addEvidence(deps, requireActor(c), whole.application.id, {
      ...evidence,
      file: await form.file('file'),
    })
    return answer(deps, c, whole, added, { typed: { evidence } })
  })
  app.get('/rpl/:id/evidence/:evidence', async (c) => {
    const { personId } = requireActor(c)
    return sendEvidence(deps.db, c, await own(deps, c), personId, c.req.param('evidence'))
  })
  app.post('/rpl/:id/evidence/:evidence/removal', async (c) => {
    const whole = await own(deps, c)
    return answer(
      deps,
      c,
      whole,
      await removeEvidence(deps, requireActor(c), whole.application.id, c.req.param('evidence')),
    )
  })
  app.post('/rpl/:id/claims', async (c) => {
    const whole = await own(deps, c)
    const form = await readForm(c)
    const claim = {
      targetId: form.text('target'),
      self: form.text('self'),
      reason: form.text('reason'),
      evidenceIds: form.all('evidence'),
    }
    return answer(deps, c, whole, await addClaim(deps, requireActor(c), whole.application.id, claim), {
      typed: { claim },
    })
  })
  app.post('/rpl/:id/claims/:claim/removal', async (c) => {
    const whole = await own(deps, c)
    return answer(deps, c, whole, await removeClaim(deps, requireActor(c), whole.application.id, c.req.param('claim')))
  })
  app.post('/rpl/:id/submission', async (c) => {
    const whole = await own(deps, c)
    return answer(deps, c, whole, await submit(deps, requireActor(c), whole.application.id))
  })
  app.post('/rpl/:id/withdrawal', async (c) => {
    const whole = await own(deps, c)
    return answer(deps, c, whole, await withdrawPrior(deps, requireActor(c), whole.application.id))
  })
  app.post('/rpl/:id/appeal', async (c) => {
    const whole = await own(deps, c)
    const grounds = (await readForm(c)).text('grounds')
    return answer(deps, c, whole, await appeal(deps, requireActor(c), whole.application.id, grounds), { grounds })
  })
  return app
}

/** One's own case; anybody else's isn't found. */
async function own(deps: Deps, c: AppContext): Promise<Whole> {
  const found = await findOwn(deps.db, requireActor(c).personId, c.req.param('id') ?? '')
  return found === null ? notFound() : wholeOf(deps.db, found)
}

interface Told {
  readonly stated?: Stated
  readonly typed?: Typed
  readonly grounds?: string
}

async function answer(
  deps: Deps,
  c: AppContext,
  whole: Whole,
  done: Outcome<unknown>,
  told: Told = {},
): Promise<Response> {
  const { id } = whole.application
  if (done.ok) {
    const fresh = whole.application.submittedAt === null ? '?saved=1' : ''
    return c.redirect(c.var.page.href(`/rpl/${id}${fresh}`), 303)
  }
  c.status(422)
  return draw(deps, c, whole, done.refusals, told)
}

/** `programme/ID`, `definition/ID` or `level/CAMPUS/8` as the form sends it. */
function aimingOf({ route, target }: { route: string; target: string }): Aiming {
  const [aim = '', id = '', level = ''] = target.split('/')
  if (aim === 'definition') return { route, aim, id, kkniLevel: null }
  if (aim === 'level') return { route, aim, id, kkniLevel: /^\d$/.test(level) ? Number(level) : null }
  return { route, aim: 'programme', id, kkniLevel: null }
}

async function drawStart(
  deps: Deps,
  c: AppContext,
  errors: readonly Refusal[],
  values: { route: string; target: string },
): Promise<Response> {
  const { page } = c.var
  const { personId } = requireActor(c)
  const applications = await applicationsOf(deps.db, personId)
  const organisations = await findOrganisations(deps.db)
  const nameOf = (id: string) => organisations.find((one) => one.id === id)?.name ?? ''
  const lines = await Promise.all(
    applications.map(async (application) => ({
      application,
      aim: await aimOf(deps.db, application),
      organisation: nameOf(application.organisationId),
      state: stateOf(await wholeOf(deps.db, application)),
    })),
  )
  const day = dayOf(deps.clock())
  const inForce = guidelineOn(day)
  const guideline = inForce === null ? null : withRuleSet(inForce, await ruleSetOfGuideline(deps.db, inForce, day))
  const targets = await targetOptions(deps, page, nameOf, guideline?.levelMinKkni.value ?? null)
  const asked = await countAsked(deps.db, personId)
  return c.html(StartPage({ page, asked, guideline, lines, targets, values, errors: worded(page, errors) }))
}

/** What can be applied for: programmes that take prior learning, micro-credentials, levels. */
async function targetOptions(
  deps: Deps,
  page: Page,
  nameOf: (id: string) => string,
  leastLevel: number | null,
): Promise<readonly TargetOption[]> {
  const hosts = (await hostsOf(deps.db)).filter((one) => one.open)
  const programmes = await findProgrammes(
    deps.db,
    hosts.map(({ programmeId }) => programmeId),
  )
  const campuses = [...new Set(hosts.map(({ organisationId }) => organisationId))]
  const highest = 9
  const levels = leastLevel === null ? [] : Array.from({ length: highest - leastLevel + 1 }, (_, at) => leastLevel + at)
  return [
    ...[...programmes.values()].map(({ id, name, level, organisationId }) => ({
      value: `programme/${id}`,
      label: `${page.say(name)} (${level}), ${nameOf(organisationId)}`,
    })),
    ...(await publishedVersions(deps.db)).map(({ id, title, organisationId }) => ({
      value: `definition/${id}`,
      label: `${page.t('rpl.target.definition')}: ${page.say(title)}, ${nameOf(organisationId)}`,
    })),
    ...campuses.flatMap((id) =>
      levels.map((level) => ({
        value: `level/${id}/${level}`,
        label: `${page.t('rpl.target.level', { level })}, ${nameOf(id)}`,
      })),
    ),
  ]
}

async function draw(
  deps: Deps,
  c: AppContext,
  whole: Whole,
  refusals: readonly Refusal[] = [],
  told: Told = {},
): Promise<Response> {
  const { page } = c.var
  const { application, evidence, claims } = whole
  const state = stateOf(whole)
  const inForce = guidelineOf(application.guidelineId)
  const rules = await ruleSetOfGuideline(deps.db, inForce, rulesDay(application, deps.clock()))
  const shared = {
    page,
    aim: await aimOf(deps.db, application),
    organisation: (await findOrganisation(deps.db, application.organisationId))?.name ?? '',
    guideline: withRuleSet(inForce, rules),
    issue: await issueOf(deps.db, whole, deps.clock()),
    errors: worded(page, refusals),
  }
  if (state === 'draft') {
    const programme = application.programmeId === null ? null : await findProgramme(deps.db, application.programmeId)
    const sks = programme === null ? null : mostByPriorLearning(rules, programme)
    const excluded = excludedUses(rules)
    return c.html(
      DraftPage({
        ...shared,
        application,
        stated: told.stated ?? application.stated,
        evidence,
        claims,
        targets: (await targetsOf(deps.db, application)).filter(({ standsFor }) => !excluded.includes(standsFor)),
        campuses: await organisationsOfKinds(deps.db, CAMPUS_KINDS),
        most: programme === null || sks === null ? null : { sks, total: programme.totalSks },
        saved: c.req.query('saved') === '1',
        typed: told.typed ?? {},
      }),
    )
  }
  const last = whole.decisions.at(-1)
  const granted = new Set(last?.granted.map(({ targetId }) => targetId))
  const courses =
    last === undefined || application.programmeId === null ? [] : await coursesOf(deps.db, application.programmeId)
  const host = application.programmeId === null ? null : await hostOf(deps.db, application.programmeId)
  return c.html(
    CasePage({
      ...shared,
      whole,
      state,
      shownAs: host?.shownAs,
      rest: courses.filter(({ id }) => !granted.has(id)),
      appealUntil: last === undefined ? null : lastAppealDay(dayOf(last.decidedAt), priorPractice().appealDays.value),
      grounds: told.grounds ?? '',
    }),
  )
}

function statedOf(form: Form): Stated {
  const years = form.text('workYears')
  const campus = form.text('formerOrganisation')
  return {
    education: EDUCATION.find((one) => one === form.text('education')) ?? null,
    former: FORMER.find((one) => one === form.text('former')) ?? null,
    formerOrganisationId: campus === '' ? null : campus,
    formerName: form.text('formerName').slice(0, LINE_LETTERS),
    workYears: /^\d{1,2}$/.test(years) ? Number(years) : null,
    story: form.text('story').replace(/\r\n/g, '\n').slice(0, TEXT_LETTERS),
  }
}
