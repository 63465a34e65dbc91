export { statusReasons } from './library.ts'
export { Against } from './pages-request.tsx'
export { routes } from './routes.ts'
export { apiRoutes } from './routes-api.ts'
export { countWaiting } from './routes-request.ts'
export { changesAllowed, requestState, showSame, stateOf } from './rules.ts'
export { waitedFor } from './rules-together.ts'
export { decideAwards, mayIssueVersion } from './service.ts'
export { credentialUrl } from './service-document.ts'
export { awardEntitled } from './service-entitled.ts'
export { runIssueJobs, startIssueJob } from './service-job.ts'
export { logProofOf, type Travelling, travelling } from './service-log.ts'
export { confirmOrder, placeOrder, undoOrder } from './service-order.ts'
export { runStatusOrders } from './service-order-work.ts'
export { overruleRequests, reasonsAgainstResult, requestAward } from './service-request.ts'
export { loggedSignature, type Resigned, resignCompromised } from './service-resign.ts'
export { wakeWorkers } from './service-signal.ts'
export { type AwardHooks, signPending } from './service-signing.ts'
export { changeStatus } from './service-status.ts'
export { statusListDocument } from './service-status-list.ts'
export { decideTogether, endOverdue } from './service-together.ts'
export { drainLetters, startWorkers } from './service-worker.ts'
export {
  awardedEnrolments,
  credentialsOf,
  credentialsOfOrganisation,
  findCredential,
  passAward,
  passedAmong,
  standingsOf,
} from './store-award.ts'
export { countCredentials } from './store-count.ts'
export { type AwardRecord, awardRecords } from './store-facts.ts'
export { holdersOf } from './store-holders.ts'
export { findJob } from './store-job.ts'
export { AWARD, loggedRows, logReaders, logSignatures, statusContradictions } from './store-log.ts'
export { findOrder } from './store-order.ts'
export { standingRequest } from './store-overturned.ts'
export { requestedCredentials, requestsAmong, requestsOf } from './store-request.ts'
export { waitingSignatures } from './store-signing.ts'
export { changesOf } from './store-status.ts'
export { togetherAmong } from './store-together.ts'
export type {
  Award,
  Change,
  ChangeAsked,
  Credential,
  CredentialState,
  Decisions,
  IssueJob,
  Passed,
  Rejection,
  Standing,
  StatusChange,
  StatusOrder,
  StatusReason,
} from './types.ts'
export type { AwardRequest, RequestState } from './types-request.ts'
