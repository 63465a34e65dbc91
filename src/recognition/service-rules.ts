import { leaveRows } from '../log/index.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { allEditions, contradicting, type Edition, editionOf, ruleSets } from './library.ts'
import { ruledDecisions } from './prior-learning/store-case.ts'
import { evaluate } from './rules.ts'
import { faultsTogether } from './rules-read.ts'
import { sameAnswer } from './rules-rerun.ts'
import { allRuleSets } from './service-sets.ts'
import { logReaders, RULE_SET } from './store-log.ts'
import {
  type DecisionsAsked,
  decisionPage,
  findEditions,
  keepEdition,
  keptAmong,
  type StoredDecision,
} from './store-rules.ts'
import { type Decision, type Evaluation, type RuleSet, ruleSetSchema } from './types.ts'

/** What a decision says of the rule set that made it. */
type Ruled = Pick<Decision, 'ruleSetHash' | 'ruleSetId' | 'ruleSetVersion'>

/** Decisions read at once. */
const PAGE = 500

/**
 * Keeps the content of a rule set in the transaction that takes it into use, with a leaf in the public log where it is new,
 * and answers its hash. However a file of the data changes afterwards, what was decided under it can be made again.
 */
export async function keepRuleSet(tx: Db, at: Date, rules: RuleSet): Promise<string> {
  const edition = editionOf(rules)
  const kept = await keptAmong(tx, [edition.hash])
  if (!kept.has(edition.hash)) await keep(tx, at, edition)
  return edition.hash
}

/**
 * Keeps every rule set of the data: the site does so when it starts, so that a change of rules stands in the public log
 * before anybody is decided under it. Answers how many were new. Throws `OperationError` where the data can't be read, or
 * contradict what was published here.
 */
export async function keepRuleSets(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const contradictions = faultsTogether(await allRuleSets(deps.db))
  if (contradictions.length > 0) throw contradicting(contradictions)
  const editions = allEditions()
  const kept = await keptAmong(
    deps.db,
    editions.map(({ hash }) => hash),
  )
  const fresh = editions.filter(({ hash }) => !kept.has(hash))
  if (fresh.length === 0) return 0
  return inTransaction(deps.db, async (tx) => {
    let added = 0
    for (const edition of fresh) if (await keep(tx, deps.clock(), edition)) added++
    return added
  })
}

async function keep(tx: Db, at: Date, { hash, content, rules }: Edition): Promise<boolean> {
  const isNew = await keepEdition(tx, { hash, ruleSetId: rules.id, version: rules.version, content }, at)
  if (isNew) await leaveRows(tx, at, logReaders[RULE_SET], [{ kind: 'rule', subject: RULE_SET, subjectId: hash }])
  return isNew
}

/** Finds the rule set of each: its kept content, or its version in `data` where none was kept. */
async function rulesOfDecisions(db: Db, decisions: readonly Ruled[]): Promise<(decision: Ruled) => RuleSet | null> {
  const hashes = [...new Set(decisions.flatMap(({ ruleSetHash }) => ruleSetHash ?? []))]
  const kept = await findEditions(db, hashes)
  const parsed = new Map([...kept].map(([hash, { content }]) => [hash, ruleSetSchema.parse(content)]))
  return ({ ruleSetHash, ruleSetId, ruleSetVersion }) =>
    ruleSetHash !== null
      ? (parsed.get(ruleSetHash) ?? null)
      : (ruleSets().find(({ id, version }) => id === ruleSetId && version === ruleSetVersion) ?? null)
}

/** The rule set that decided, as it was then; null where it is lost. */
export async function rulesOfDecision(db: Db, decision: Decision): Promise<RuleSet | null> {
  return (await rulesOfDecisions(db, [decision]))(decision)
}

/** Asks the rule set that decided the stored question again; null where it is lost. */
export async function replay(db: Db, decision: Decision): Promise<Evaluation | null> {
  const rules = await rulesOfDecision(db, decision)
  return rules === null ? null : evaluate(rules, decision.inputs)
}

/** What a replay of stored decisions found: each is the same, differs, or has lost its rule set. */
export interface Replayed {
  readonly total: number
  readonly same: number
  /** Ids of requests whose decision doesn't come out as it was stored, and of those that can't be replayed. */
  readonly different: readonly string[]
  readonly lost: readonly string[]
}

/** Replays every stored decision, also those that were taken back, and those about prior learning. */
export async function replayAll(db: Db, progress: (done: number) => void = () => {}): Promise<Replayed> {
  const found = { total: 0, same: 0, different: [] as string[], lost: [] as string[] }
  for await (const page of decisionPages(db, { standingOnly: false })) {
    const rulesOf = await rulesOfDecisions(db, page)
    for (const decision of page) {
      const rules = rulesOf(decision)
      found.total++
      if (rules === null) found.lost.push(decision.requestId)
      else if (sameAnswer(evaluate(rules, decision.inputs), decision.trace)) found.same++
      else found.different.push(decision.requestId)
    }
    progress(found.total)
  }
  for (let last = '', more = true; more; ) {
    const page = await ruledDecisions(db, last, PAGE)
    const rulesOf = await rulesOfDecisions(db, page)
    for (const decision of page) {
      const rules = rulesOf(decision)
      found.total++
      if (rules === null) found.lost.push(decision.applicationId)
      else if (sameAnswer(evaluate(rules, decision.inputs), decision.trace)) found.same++
      else found.different.push(decision.applicationId)
    }
    last = page.at(-1)?.id ?? last
    more = page.length === PAGE
    progress(found.total)
  }
  return found
}

/** Stored decisions, page by page, oldest first. */
export async function* decisionPages(db: Db, asked: DecisionsAsked): AsyncGenerator<readonly StoredDecision[]> {
  for (let last: StoredDecision | null = null; ; ) {
    const page: readonly StoredDecision[] = await decisionPage(db, asked, last, PAGE)
    if (page.length > 0) yield page
    last = page.at(-1) ?? null
    if (page.length < PAGE) return
  }
}
