import { accountOf, releaseFromStack, StackTakenError, stackUsesAmong, useInStack } from '../../bank/index.ts'
import {
  type Award,
  awardEntitled,
  holdersOf,
  mayIssueVersion,
  type Passed,
  type Standing,
  type StatusChange,
  wakeWorkers,
} from '../../credentials/index.ts'
import { latestVersionOf, newestFacts, publishedVersions, versionFacts } from '../../design/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { drain, promise, promiseAll } from '../../platform/outbox.ts'
import { filtersOf, isNamedBy, itemOf } from './rules.ts'
import { chooseAwards } from './rules-choose.ts'
import { type HeldAward, heldAwards } from './service-held.ts'
import { leaveLater } from './service-leaf.ts'
import {
  awardsAmong,
  awardsTo,
  endAwards,
  findEdition,
  holdPerson,
  insertAward,
  insertCases,
  stacksInForce,
} from './store.ts'
import { LOG_LATER } from './store-log.ts'
import type { StackAward, StackEdition } from './types.ts'

/** The outbox kinds: to look whether a person meets a stack, and to look for everybody who might. */
const LOOK = 'stacks.look'
export const SWEEP = 'stacks.sweep'
const SWEEP_PEOPLE = 500
const DAY_MILLISECONDS = 86_400_000

type Given = Pick<Deps, 'db' | 'clock'>

/**
 * Promises a look at the stacks for whoever just got an award that one of them speaks of, in the transaction of its signature. Costs a
 * query where no stack is in force, and two where one is.
 */
export async function lookAfterAwards(tx: Db, deps: Pick<Given, 'clock'>, awards: readonly Award[]): Promise<void> {
  const editions = await stacksInForce(tx, dayOf(deps.clock()))
  if (editions.length === 0) return
  const filters = editions.flatMap(({ content }) => filtersOf(content.rule))
  const facts = await versionFacts(tx, [...new Set(awards.map(({ definitionVersionId }) => definitionVersionId))])
  const concerned = awards.filter(({ definitionVersionId }) => {
    const version = facts.get(definitionVersionId)
    if (version === undefined) return false
    const item = itemOf(version, version.definitionId, null)
    return filters.some((filter) => isNamedBy(filter, item))
  })
  await promiseLooks(
    tx,
    concerned.map(({ personId, credentialId }) => ({ personId, cause: credentialId })),
  )
}

/** The same for whoever claimed a credential that was issued to a person of a list. */
export async function lookAfterClaim(tx: Db, { holderId, credentialId }: Passed): Promise<void> {
  await promiseLooks(tx, [{ personId: holderId, cause: `claim:${credentialId}` }])
}

async function promiseLooks(tx: Db, looks: readonly { personId: string; cause: string }[]): Promise<void> {
  await promiseAll(
    tx,
    LOOK,
    looks.map(({ personId, cause }) => ({ uniqueKey: `${LOOK}:${personId}:${cause}`, payload: { personId } })),
  )
}

/**
 * Awards every larger credential whose stack somebody meets now, in the caller's transaction, and writes down what each used. Stacks
 * are looked at in the order in which they were approved; an award that one uses is gone for the next. Where the issuer may not issue today the
 * look is promised again for tomorrow. What was revoked is only awarded again with a part that was earned afterwards.
 */
export async function awardStacks(
  tx: Db,
  deps: Pick<Given, 'clock'>,
  personId: string,
): Promise<readonly StackAward[]> {
  const now = deps.clock()
  const day = dayOf(now)
  const editions = await stacksInForce(tx, day)
  if (editions.length === 0) return []
  await holdPerson(tx, personId)
  let held = await heldAwards(tx, personId, now)
  const before = await awardsTo(tx, personId)
  const made: StackAward[] = []
  for (const edition of editions) {
    const { definition } = edition.content
    if (before.some((one) => one.definitionId === edition.definitionId && one.endedAt === null)) continue
    if (held.some((one) => one.definition === definition && one.state !== 'revoked')) continue
    const chosen = chooseAwards(edition.content, held, day) as readonly HeldAward[] | null
    const ends = before
      .filter((one) => one.definitionId === edition.definitionId)
      .map(({ endedAt }) => endedAt?.getTime() ?? 0)
    if (chosen === null || !chosen.some(({ decidedAt }) => decidedAt.getTime() > Math.max(0, ...ends))) continue
    const award = await awardOne(tx, deps, edition, personId, chosen)
    if (award === null) continue
    made.push(award)
    const used = new Set(chosen.map((one) => one.definition))
    held = held.map((one) =>
      used.has(one.definition) && one.state === null ? { ...one, state: 'used' as const } : one,
    )
  }
  return made
}

/**
 * Awards one larger credential: its parts are taken at the bank first, under the id that it will bear, so that no other stack can
 * have them and its own deposit brings only the rest. Null where it can't be awarded now, with nothing taken. Throws `StackTakenError` where
 * another stack took a part at the same moment: nothing of this look stands, and it is done again, when the part is seen as used.
 */
async function awardOne(
  tx: Db,
  deps: Pick<Given, 'clock'>,
  edition: StackEdition,
  personId: string,
  chosen: readonly HeldAward[],
): Promise<StackAward | null> {
  const at = deps.clock()
  const version = await latestVersionOf(tx, edition.definitionId)
  if (version === null || version.retiredAt !== null) return null
  const decidedBy = edition.approvedBy ?? edition.proposedBy
  const lookTomorrow = async () => {
    const tomorrow = new Date(at.getTime() + DAY_MILLISECONDS)
    const key = `${LOOK}:${personId}:${edition.id}:${dayOf(tomorrow)}`
    await promise(tx, LOOK, key, { personId }, tomorrow)
    return null
  }
  if (!(await mayIssueVersion(tx, version, at)).ok) return lookTomorrow()
  const credentialId = newId()
  const parts = chosen.map((one) => ({ personId: one.personId, credentialId: one.accountId }))
  const taken = await useInStack(tx, {
    holderId: personId,
    parts,
    stackId: edition.id,
    stackVersion: String(edition.number),
    largerId: credentialId,
    usedBy: decidedBy,
    usedAt: at,
  })
  if (!taken.ok) {
    if (taken.refusals.some(({ code }) => code === 'bank.stack-used')) throw new StackTakenError()
    return lookTomorrow()
  }
  const isAssessed = chosen.every(({ isQualification }) => isQualification)
  const decided = await awardEntitled(tx, deps, version, { personId, credentialId, decidedBy, isAssessed })
  if (!decided.ok) {
    await releaseFromStack(tx, credentialId, decidedBy, at)
    return decided.refusals[0].code === 'credentials.awarded-already' ? null : lookTomorrow()
  }
  const { definitionId, organisationId } = edition
  const award = {
    personId,
    id: newId(),
    editionId: edition.id,
    definitionId,
    organisationId,
    credentialId,
    awardedAt: at,
  }
  if (!(await insertAward(tx, award))) throw new StackTakenError()
  const detail = { edition: edition.id, parts: parts.length }
  await record(tx, { at, actorId: decidedBy, organisationId, verb: 'stack.award', subject: credentialId, detail })
  return { ...award, endedAt: null }
}

/**
 * Follows changes of status. A part that is revoked opens a case for the issuer of the larger credential, with a letter to whoever approved
 * the stack; a larger credential that is revoked frees its parts; a part in force again is looked at again.
 */
export async function followParts(
  tx: Db,
  changes: readonly StatusChange[],
  standings: readonly Standing[],
): Promise<void> {
  const ends = new Map(changes.filter(({ change }) => change === 'revoke').map((one) => [one.credentialId, one]))
  const resumed = new Map(changes.filter(({ change }) => change === 'resume').map((one) => [one.credentialId, one]))
  await promiseLooks(
    tx,
    standings.flatMap(({ id, holderId }) => {
      const change = resumed.get(id)
      return change === undefined ? [] : [{ personId: holderId, cause: change.id }]
    }),
  )
  const revoked = standings.filter(({ id }) => ends.has(id))
  const [first] = ends.values()
  if (revoked.length === 0 || first === undefined) return
  const pairs: { personId: string; credentialId: string }[] = []
  for (const { personId, award } of revoked) pairs.push({ personId, credentialId: await accountOf(tx, award) })
  const larger = (await awardsAmong(tx, pairs)).filter(({ endedAt }) => endedAt === null)
  if (larger.length > 0) await endAwards(tx, larger, first.changedBy, first.changedAt)
  for (const { credentialId } of larger) await releaseFromStack(tx, credentialId, first.changedBy, first.changedAt)
  for (const use of await stackUsesAmong(tx, pairs)) {
    const [award] = await awardsAmong(tx, [{ personId: use.holderId, credentialId: use.largerId }])
    if (award !== undefined && award.endedAt === null) await openCase(tx, award, use.credentialId, first.changedAt)
  }
}

async function openCase(tx: Db, award: StackAward, partId: string, openedAt: Date): Promise<void> {
  const { personId, id: stackAwardId, organisationId, credentialId } = award
  const id = newId()
  await insertCases(tx, [{ personId, id, stackAwardId, organisationId, credentialId, partId, openedAt }])
  await record(tx, { at: openedAt, actorId: null, organisationId, verb: 'stack.case', subject: credentialId })
  const edition = await findEdition(tx, award.editionId)
  const to = edition?.approvedBy ?? edition?.proposedBy
  if (to === undefined) return
  const payload = { personId: to, template: 'stacks.part-revoked', values: { path: '/stacks/cases' } }
  await promise(tx, 'letter', `stacks.letter:${stackAwardId}:${partId}`, payload)
}

/** Does what looks at stacks are promised, each in a transaction of its own. Answers how many were done. */
export async function runStackWork(deps: Given): Promise<number> {
  const now = deps.clock()
  const looks = await drain<{ personId: string }>(deps.db, LOOK, now, async (tx, { payload }) => {
    await awardStacks(tx, deps, payload.personId)
  })
  const sweeps = await drain<{ editionId: string; after: string }>(deps.db, SWEEP, now, (tx, { payload }) =>
    sweep(tx, payload.editionId, payload.after),
  )
  await drain<{ editionId: string }>(deps.db, LOG_LATER, now, (tx, { payload }) =>
    leaveLater(tx, now, payload.editionId),
  )
  if (looks.done > 0) wakeWorkers()
  return looks.done + sweeps.done
}

/** Promises a look for whoever holds an award that a stack speaks of, some hundreds at a time. */
async function sweep(tx: Db, editionId: string, after: string): Promise<void> {
  const edition = await findEdition(tx, editionId)
  if (edition === null || edition.endedAt !== null) return
  const filters = filtersOf(edition.content.rule)
  const facts = await newestFacts(tx)
  const concerned = new Set(
    [...facts.values()]
      .filter((one) => filters.some((filter) => isNamedBy(filter, itemOf(one, one.definitionId, null))))
      .map(({ definitionId }) => definitionId),
  )
  const versions = (await publishedVersions(tx)).filter(({ definitionId }) => concerned.has(definitionId))
  const people = await holdersOf(
    tx,
    versions.map(({ id }) => id),
    after,
    SWEEP_PEOPLE,
  )
  await promiseLooks(
    tx,
    people.map((personId) => ({ personId, cause: `sweep:${editionId}:${after}` })),
  )
  const last = people.at(-1)
  if (people.length === SWEEP_PEOPLE && last !== undefined)
    await promise(tx, SWEEP, `${SWEEP}:${editionId}:after:${last}`, { editionId, after: last })
}

/** How often an idle worker looks, in milliseconds. */
const IDLE_MILLISECONDS = 1_000

/** Looks at stacks as long as the site runs. Answers how to stop: what is under way is finished first. */
export function startStackWork(deps: Deps): () => Promise<void> {
  let stopped = false
  let wake = () => {}
  const running = (async () => {
    while (!stopped) {
      const full = (await deps.diskFull?.()) === true
      const done = await (full ? Promise.resolve(0) : runStackWork(deps)).catch((error: unknown) => {
        deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'looks at stacks are tried again')
        return 0
      })
      if (done > 0 || stopped) continue
      await new Promise<void>((end) => {
        const timer = setTimeout(end, IDLE_MILLISECONDS)
        wake = () => {
          clearTimeout(timer)
          end()
        }
      })
    }
  })()
  return async () => {
    stopped = true
    wake()
    await running
  }
}
