export { ruleSetFor, ruleSets, workingPractice } from './library.ts'
export { startSimulations } from './policy/index.ts'
export { routes } from './routes.ts'
export { besideEnrolling } from './routes-before.ts'
export { apiRoutes } from './routes-would-count.ts'
export { evaluate, headroomOf, mostUnder, sksOfHours } from './rules.ts'
export { type Asking, ask, decide, undo, withdraw } from './service.ts'
export { accountHooks, accountView } from './service-account.ts'
export { assess, type Wish } from './service-case.ts'
export { type Rerun, rerun } from './service-rerun.ts'
export { keepRuleSets, type Replayed, replay, replayAll } from './service-rules.ts'
export { allRuleSets } from './service-sets.ts'
export { credentialSource } from './service-source.ts'
export { findRequestAt, openRequests as queue, requestsOf, standingDecision } from './store.ts'
export { type Granted, grantedOf } from './store-granted.ts'
export { loggedRows, logReaders } from './store-log.ts'
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
