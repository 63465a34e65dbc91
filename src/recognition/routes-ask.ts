import { Hono } from 'hono'
import { statement } from '../bank/index.ts'
import { coursesOf, currentStudyOf, findOrganisation, findProgramme, type Study } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { suggestionsFor } from './agreements/index.ts'
import { workingPractice } from './library.ts'
import { certificatesOf, credentialIdOf } from './outside/index.ts'
import { type AskItem, AskPage, type AskRow, ChoosePage } from './pages-ask.tsx'
import { fieldAt } from './rules-decision.ts'
import { ruleWords, waitingWith } from './service-account.ts'
import { askTogether } from './service-ask.ts'
import { assess, type Waiting } from './service-case.ts'
import type { CredentialFacts, CredentialSource } from './types.ts'

/** `/credit/requests/new`: the learner chooses one credential or many and sends them to the home university. */
export function askRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/requests/new', async (c) => {
    const { personId } = requireActor(c)
    const ids = [...new Set(c.req.queries('credential') ?? [])]
    const most = workingPractice().credentialsAtOnce.value
    if (ids.length === 0 || ids.length > most)
      return c.html(ChoosePage({ page: c.var.page, credentials: await withCredit(deps.db, source, personId), most }))
    const facts = await ownFacts(source, personId, ids)
    const sks = c.req.query('sks')
    const asPackage = c.req.query('package') === 'yes'
    const item = { sks: sks ?? '', asPackage, courseId: '' }
    return draw(deps, c, facts, ids.length === 1 && (sks !== undefined || asPackage) ? [item] : [], '', [])
  })
  app.post('/credit/requests', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const facts = await ownFacts(source, actor.personId, sent.all('credential'))
    const items = facts.map(
      (_, place): AskItem => ({
        sks: sent.text(fieldAt('sks', place)),
        asPackage: sent.text(fieldAt('asPackage', place)) === 'yes',
        courseId: sent.text(fieldAt('course', place)),
      }),
    )
    const note = sent.text('note')
    const asked = await askTogether(
      deps,
      source,
      actor,
      facts.map(({ credentialId }, place) => {
        const { sks = '', asPackage = false, courseId = '' } = items[place] ?? {}
        return { credentialId, sks: wholeSks(sks), asPackage, courseId: courseId === '' ? null : courseId, note }
      }),
    )
    if (asked.ok) return c.redirect(c.var.page.href(`/credit/requests/${asked.value.requestIds[0]}`), 303)
    c.status(422)
    return draw(deps, c, facts, items, note, asked.refusals)
  })
  return app
}

const wholeSks = (text: string): number => (/^\d{1,3}$/.test(text) ? Number(text) : 0)

async function ownFacts(
  source: CredentialSource,
  personId: string,
  credentialIds: readonly string[],
): Promise<readonly CredentialFacts[]> {
  if (credentialIds.length === 0 || credentialIds.length > workingPractice().credentialsAtOnce.value) return notFound()
  const all: CredentialFacts[] = []
  for (const id of credentialIds) {
    const facts = await source.credentialFacts(id)
    all.push(facts === null || facts.personId !== personId ? notFound() : facts)
  }
  return all
}

async function draw(
  deps: Deps,
  c: AppContext,
  all: readonly CredentialFacts[],
  items: readonly AskItem[],
  note: string,
  refusals: readonly Refusal[],
): Promise<Response> {
  const study = await currentStudyOf(deps.db, requireActor(c).personId)
  const linked = study !== null && study.state !== 'refused'
  const programme = linked ? await findProgramme(deps.db, study.programmeId) : null
  const organisation = linked ? await findOrganisation(deps.db, study.organisationId) : null
  const rows: AskRow[] = []
  let beside: Waiting = {}
  for (const [place, facts] of all.entries()) {
    const made = await rowOf(deps, study, programme === null, facts, items[place], beside)
    rows.push(made.row)
    beside = made.beside
  }
  return c.html(
    AskPage({
      page: c.var.page,
      rows,
      campus:
        programme === null || organisation === null
          ? null
          : { name: organisation.name, programme, confirmed: study?.state === 'confirmed' },
      courses: programme === null ? [] : await coursesOf(deps.db, programme.id),
      note,
      refusals,
    }),
  )
}

/** One credential with its preview; `beside` grows by what it asks, for the next one. */
async function rowOf(
  deps: Deps,
  study: Study | null,
  unlinked: boolean,
  facts: CredentialFacts,
  given: AskItem | undefined,
  beside: Waiting,
): Promise<{ row: AskRow; beside: Waiting }> {
  const wish = {
    personId: facts.personId,
    organisationId: study?.organisationId ?? '',
    programmeId: study?.programmeId ?? '',
    facts,
    waiver: null,
    day: dayOf(deps.clock()),
    beside,
  }
  const first = unlinked ? null : await assess(deps.db, { ...wish, askedSks: 1, asPackage: false })
  const left = first === null ? facts.sks : Math.max(0, first.evaluation.worthSks - first.asked.award.counted)
  const [agreed] =
    unlinked || given !== undefined
      ? []
      : await suggestionsFor(deps.db, { ...wish, versionId: facts.definitionVersionId })
  const item = given ?? { sks: '', asPackage: false, courseId: agreed?.courseId ?? '' }
  const asked = /^\d{1,3}$/.test(item.sks) ? Number(item.sks) : left
  const assessed =
    unlinked || asked < 1
      ? null
      : await assess(deps.db, {
          ...wish,
          askedSks: asked,
          asPackage: item.asPackage,
          courseId: item.courseId === '' ? null : item.courseId,
        })
  const row: AskRow = {
    facts,
    left,
    offerPackage: left >= workingPractice().packageAskFromSks.value,
    item: { ...item, sks: item.sks === '' ? String(left) : item.sks },
    preview:
      assessed === null
        ? null
        : {
            rules: assessed.rules,
            evaluation: assessed.evaluation,
            asked,
            words: (limit) =>
              ruleWords(
                limit,
                assessed.programme.level,
                limit.base === 'sks' ? assessed.programme.totalSks : (assessed.programme.totalCourses ?? 0),
              ),
          },
  }
  const next =
    assessed === null
      ? beside
      : waitingWith(assessed.rules, assessed.asked.award, assessed.evaluation.allowedSks ?? asked, beside)
  return { row, beside: next }
}

/** The credentials on the account that still have SKS to ask for. */
async function withCredit(db: Db, source: CredentialSource, personId: string) {
  const left = new Map<string, { credentialId: string; title: { id: string; en: string }; left: number }>()
  for (const { credentialId, reason, sks } of await statement(db, personId)) {
    const known = left.get(credentialId) ?? {
      credentialId,
      title: reason.title ?? { id: credentialId, en: credentialId },
      left: 0,
    }
    left.set(credentialId, { ...known, left: known.left + sks })
  }
  // Certificates from elsewhere reach the account with the decision that counts them.
  for (const { id, title, checkResult } of await certificatesOf(db, personId)) {
    const credentialId = credentialIdOf(id)
    const facts =
      left.has(credentialId) || checkResult === 'not-confirmed' ? null : await source.credentialFacts(credentialId)
    if (facts !== null) left.set(credentialId, { credentialId, title: { id: title, en: title }, left: facts.sks })
  }
  return [...left.values()].filter((one) => one.left > 0)
}
