import type { AccountHooks, AccountView, PriorRoom, RoomShown } from '../bank/index.ts'
import {
  currentStudyOf,
  findOrganisation,
  findOrganisations,
  findProgramme,
  newestStatementOf,
  ruleSetOf,
} from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { loadTexts } from '../platform/text.ts'
import { priorHeadroom } from './prior-learning/service-headroom.ts'
import { headroomOf, semesterFor } from './rules.ts'
import { studyInputs, type Waiting } from './service-case.ts'
import { originInputs } from './service-facts.ts'
import { reviewByFlag } from './service-review.ts'
import { ruleSetOfDay } from './service-sets.ts'
import { requestsOf } from './store.ts'
import type { Case, Limit, RecognitionRequest, RuleSet } from './types.ts'

/** What the bank shows on the account page beside its own ledger: link, limits, wishes that wait; and what follows settled flags. */
export function accountHooks(deps: Deps): AccountHooks {
  return {
    accountView: (personId) => accountView(deps.db, personId, dayOf(deps.clock())),
    flagSettled: reviewByFlag,
  }
}

/** Room under each limit of the home university's rules, with what is being asked for at this moment. */
export async function accountView(db: Db, personId: string, day: string): Promise<AccountView> {
  const study = await currentStudyOf(db, personId)
  const newest = await newestStatementOf(db, personId)
  const programme = study === null ? null : await findProgramme(db, study.programmeId)
  const rules = await ruleSetOfDay(db, study === null ? null : await ruleSetOf(db, study.organisationId, day), day)
  const open = (await requestsOf(db, personId)).filter(
    ({ closedAt, withdrawnAt }) => closedAt === null && withdrawnAt === null,
  )
  const organisations = await findOrganisations(db, [...new Set(open.map(({ organisationId }) => organisationId))])
  const inputs = programme === null ? null : await studyInputs(db, personId, programme, study, day)
  const heads = programme === null ? [] : headroomOf(rules, programme, inputs)
  const here = await openHere(db, rules, open, programme?.id)
  return {
    programme:
      programme === null
        ? null
        : {
            name: programme.name,
            level: programme.level,
            totalSks: programme.totalSks,
            organisationName: (await findOrganisation(db, programme.organisationId))?.name ?? '',
          },
    linkState: study === null ? 'none' : study.state === 'confirmed' ? 'confirmed' : (newest?.state ?? 'stated'),
    ruleSetName: rules.name,
    ruleSetId: rules.id,
    rooms: rules.limits.map((limit): RoomShown => {
      const head = heads.find((one) => one.limit === limit.id)
      const touching = here.filter(({ award }) => touches(limit, award))
      const pending = limit.base === 'sks' ? touching.reduce((sum, { askedSks }) => sum + askedSks, 0) : touching.length
      return {
        limit: limit.id,
        name: limit.name,
        base: limit.base,
        most: head?.most ?? null,
        used: head?.used ?? null,
        pending,
        left: head === undefined || head.left === null ? null : Math.max(0, head.left - pending),
        rule: ruleWords(
          limit,
          programme?.level ?? 'S1',
          limit.base === 'sks' ? (programme?.totalSks ?? 0) : (programme?.totalCourses ?? 0),
        ),
        provisional: limit.provisional,
      }
    }),
    priorRooms: await priorRooms(db, personId, day),
    pending: open.map((request) =>
      pendingOf(request, organisations.find(({ id }) => id === request.organisationId)?.name ?? ''),
    ),
  }
}

/** The open requests in a programme, each with what limits ask of its award. */
async function openHere(
  db: Db,
  rules: RuleSet,
  open: readonly RecognitionRequest[],
  programmeId: string | undefined,
): Promise<readonly { readonly askedSks: number; readonly award: Pick<Case['award'], 'mode' | 'origin'> }[]> {
  const own = open.filter((request) => request.programmeId === programmeId)
  return Promise.all(
    own.map(async ({ organisationId, facts, askedAt, askedSks, ...request }) => {
      const wish = {
        organisationId,
        programmeId: request.programmeId,
        versionId: facts.definitionVersionId,
        skills: facts.skills,
        day: dayOf(askedAt),
      }
      const { origin } = await originInputs(db, rules, wish, facts)
      return { askedSks, award: { mode: facts.mode, origin } }
    }),
  )
}

/** Room under the limit on prior learning in each programme that it concerns. */
async function priorRooms(db: Db, personId: string, day: string): Promise<readonly PriorRoom[]> {
  const heads = await priorHeadroom(db, personId, day)
  const campuses = await findOrganisations(db, [...new Set(heads.map(({ programme }) => programme.organisationId))])
  return heads.map(({ programme, rules, limit, most, used, pending }) => {
    const { id, name, base, provisional } = limit
    const left = Math.max(0, most - (used ?? 0) - pending)
    const rule = ruleWords(limit, programme.level, programme.totalSks)
    return {
      programme: { id: `${programme.name.id} (${programme.level})`, en: `${programme.name.en} (${programme.level})` },
      organisationName: campuses.find((one) => one.id === programme.organisationId)?.name ?? '',
      room: { limit: id, name, base, most, used: used ?? 0, pending, left, rule, provisional },
      isStated: used !== null,
      ruleSetId: rules.id,
      ruleSetName: rules.name,
    }
  })
}

function pendingOf(request: RecognitionRequest, organisationName: string): AccountView['pending'][number] {
  return {
    requestId: request.id,
    credentialId: request.credentialId,
    title: request.facts.title,
    sks: request.askedSks,
    dueOn: request.dueOn,
    organisationName,
    askedOn: dayOf(request.askedAt),
  }
}

function touches(limit: Limit, { mode, origin }: Pick<Case['award'], 'mode' | 'origin'>): boolean {
  return (
    (limit.modes === null || limit.modes.includes(mode)) && (limit.origins === null || limit.origins.includes(origin))
  )
}

/** What waits under each limit, with `sks` of this award on top. */
export function waitingWith(
  rules: RuleSet,
  award: Pick<Case['award'], 'mode' | 'origin'>,
  sks: number,
  before: Waiting,
): Waiting {
  const touched = rules.limits.filter((limit) => touches(limit, award))
  return {
    ...before,
    ...Object.fromEntries(
      touched.map(({ id, base }) => [
        id,
        { base, pending: (before[id]?.pending ?? 0) + (base === 'sks' ? sks : Math.min(1, sks)) },
      ]),
    ),
  }
}

/** A limit in words, as *at most 40% of 144 SKS, from semester 5*. */
export function ruleWords(
  limit: Limit,
  level: Parameters<typeof semesterFor>[1],
  total: number,
): { id: string; en: string } {
  const kind = limit.amount !== null ? 'amount' : limit.op === '<' ? 'under' : 'most'
  const texts = loadTexts()
  const words = texts.both(`recognition.limit.${kind}.${limit.base}`, {
    amount: limit.amount ?? 0,
    percent: limit.percent ?? 0,
    total,
  })
  const least = semesterFor(limit, level)
  if (least === null) return words
  const from = texts.both('recognition.limit.from-semester', { least })
  return { id: `${words.id}, ${from.id}`, en: `${words.en}, ${from.en}` }
}
