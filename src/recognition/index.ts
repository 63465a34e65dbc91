export { confirmEquivalence, importEquivalences, proposeEquivalence } from './agreements/index.ts'
export { runFeeders, startFeederWork } from './exports/index.ts'
export { ruleSets, ruleSetsWith, workingPractice } from './library.ts'
export * as outside from './outside/index.ts'
export * as policy from './policy/index.ts'
export { startSimulations } from './policy/index.ts'
export * as priorLearning from './prior-learning/index.ts'
export { routes } from './routes.ts'
export { apiRoutes } from './routes-api.ts'
export { besideEnrolling } from './routes-before.ts'
export { evaluate, headroomOf, mostUnder, sksOfHours } from './rules.ts'
export { decide, undo } from './service.ts'
export { accountHooks, accountView } from './service-account.ts'
export { answerAppeal, appeal } from './service-appeal.ts'
export { type Asking, ask, askFor, askTogether, withdraw } from './service-ask.ts'
export { takeBatch } from './service-batch.ts'
export { assess, type Wish } from './service-case.ts'
export { leaveLater } from './service-log-later.ts'
export { type Rerun, rerun } from './service-rerun.ts'
export { keepRuleSets, type Replayed, replay, replayAll } from './service-rules.ts'
export { allRuleSets } from './service-sets.ts'
export { credentialSource } from './service-source.ts'
export {
  approveStack,
  awardedByStacks,
  awardStacks,
  followParts,
  lookAfterAwards,
  lookAfterClaim,
  proposeStack,
  runStackWork,
  startStackWork,
} from './stacks/index.ts'
export { publishStatistics, quarterDue } from './statistics/index.ts'
export { findRequestAt, openRequests as queue, requestsOf, standingDecision } from './store.ts'
export { type Granted, grantedOf } from './store-granted.ts'
export { loggedRows, logReaders } from './store-log.ts'
export { sendWebhooks, startWebhooks, tenantApiRoutes } from './tenants/index.ts'
export type {
  Case,
  CredentialFacts,
  CredentialSource,
  Decision,
  DecisionForm,
  DecisionOutcome,
  Evaluation,
  RecognitionRequest,
  RuleSet,
  Way,
} from './types.ts'
