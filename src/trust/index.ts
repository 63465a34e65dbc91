export {
  addDocument,
  appealRefusal,
  saveApplication,
  startApplication,
  submitApplication,
} from './applications/service.ts'
export { decideProposal, declareConflict, propose, recordFindings } from './applications/service-review.ts'
export type { ActGiven, Application, ApplicationContent, Proposal, RegisterHooks } from './applications/types.ts'
export { keysAt } from './keys/rules.ts'
export { compromiseKey, rotateKey } from './keys/service.ts'
export { holdOrganisations } from './keys/store.ts'
export { checklistOn, registerPractice } from './library.ts'
export { checkName, type NameVerdict } from './names/index.ts'
export { IssuerNowLine } from './pages-party.tsx'
export { routes } from './routes.ts'
export { covers, lastDayOf, reasonsAgainst } from './rules.ts'
export { type DidDocument, didDocument, organisationDid, platformDid } from './rules-did.ts'
export { effectiveAuthorisations, entryAsKnown } from './rules-knowledge.ts'
export { authorise, endAuthorisation, endListing, type ListingDecision, listIssuer, registerAs } from './service.ts'
export {
  allEntries,
  issuerOf,
  knownEntry,
  mayIssue,
  registerChanges,
  registerEntries,
  registerEntry,
  registerEntryBySlug,
  signingStopped,
} from './service-ask.ts'
export { attest, type Correction, correctFact, resumeIssuer, suspendIssuer } from './service-change.ts'
export { listKeys, PLATFORM_KEY, platformDocument, platformIssuer, trustList } from './service-list.ts'
export { issuerNow } from './service-party.ts'
export { loggedRows, logReaders } from './store-log.ts'
export {
  type Attestation,
  type AttestationGiven,
  type Authorisation,
  type AuthorisationGiven,
  CLASSES,
  type IssueQuestion,
  type Issuer,
  type IssuerKey,
  type Listing,
  type Period,
  type RegisterClass,
  type RegisterEntry,
  type Suspension,
} from './types.ts'
export type { IssuerNow } from './types-party.ts'
