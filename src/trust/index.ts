export { routes } from './routes.ts'
export { covers, type DidDocument, didDocument, organisationDid, platformDid, reasonsAgainst } from './rules.ts'
export {
  authorise,
  endListing,
  issuerOf,
  listIssuer,
  mayIssue,
  PLATFORM_KEY,
  platformDocument,
  platformIssuer,
  registerEntries,
  registerEntry,
  registerEntryBySlug,
  trustList,
} from './service.ts'
export type {
  Authorisation,
  AuthorisationGiven,
  IssueQuestion,
  Issuer,
  IssuerKey,
  Listing,
  Period,
  RegisterEntry,
} from './types.ts'
