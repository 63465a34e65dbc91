/** The only door of the credential library: issue, hold and verify, without I/O, clock or database. */

export type { Baked, Carrier, CarrierNote, CarrierProblem, Found } from './carriers/carried.ts'
export { attachedToPdf, credentialInPdf, isPdf, isSavedAgain } from './carriers/pdf.ts'
export { bakePng, unbakePng } from './carriers/png.ts'
export { bakeSvg, unbakeSvg } from './carriers/svg.ts'
export { type Unwrapped, unwrap } from './carriers/unwrap.ts'
export { type Association, type ClrInput, clrCredential } from './clr/build.ts'
export { ASSOCIATION_TYPES, CLR_V2 } from './clr/names.ts'
export { COMPACT_LETTERS, type CompactForm, type CompactOptions, compactForm, readCompact } from './compact/form.ts'
export { CREDENTIALS_V2, OPEN_BADGES_V3 } from './contexts/bundled.ts'
export {
  attachJwtSignature,
  issueJwt,
  issueTokenStatusList,
  type JwtOptions,
  jwtSigningInput,
} from './envelope/jose-issue.ts'
export {
  attachSdJwtSignature,
  type ClaimPath,
  issueSdJwt,
  prepareSdJwt,
  type SdJwtOptions,
  type UnsignedSdJwt,
} from './envelope/sd-jwt-issue.ts'
export { type KeyBinding, presentSdJwt } from './envelope/sd-jwt-present.ts'
export {
  HOLDER_PROBLEMS,
  type HolderProblem,
  type PresentedVerdict,
  verifyPresentedSdJwt,
} from './envelope/sd-jwt-verify.ts'
export {
  type DerivedCredential,
  deriveCredential,
  prepareSelective,
  type SelectiveCredential,
  type SelectiveOptions,
} from './envelope/selective.ts'
export {
  type AddedProofOptions,
  addProof,
  attachProof,
  CredentialError,
  dateTime,
  issueCredential,
  type JsonObject,
  type ProofOptions,
  signingInput,
} from './envelope/suite.ts'
export { isRecipient } from './foreign/recipient.ts'
export { canonicalJson } from './json/jcs.ts'
export { type JsonLimits, type JsonProblem, type JsonReading, readJson } from './json/read.ts'
export { controllerOf } from './keys/controller.ts'
export { didDocument, didWebOf } from './keys/did.ts'
export {
  DID_MEDIA_TYPES,
  type DidKeyError,
  type DidKeyOptions,
  type DidResolution,
  resolveDidKey,
} from './keys/did-key.ts'
export type { KeyProblem, KeyPurpose, ResolvedKey } from './keys/document.ts'
export { readJwk, writeJwk } from './keys/jwk.ts'
export {
  generateKey,
  type KeyPair,
  type PublicKey,
  readMultikey,
  type Sign,
  signatureHolds,
  writeMultikey,
} from './keys/key.ts'
export { type Load, resolveKey } from './keys/resolve.ts'
export type { Signer } from './keys/webvh-proof.ts'
export { approve, continueLog, hashOfKey, type LogChange, type LogLine, startLog } from './keys/webvh-write.ts'
export { embedLogProof, readLogProof, signedTextIn } from './log/embed.ts'
export { CHECK_MESSAGES } from './messages.ts'
export { achievementCredential } from './openbadge/build.ts'
export { readAchievement } from './openbadge/read.ts'
export type { AchievementInput, Coded, CredentialFacts, Party, TwoLanguages } from './openbadge/types.ts'
export { PRESENTATION_MESSAGES } from './present/messages.ts'
export { type PresentationOptions, signPresentation } from './present/sign.ts'
export {
  PRESENTATION_CHECKS,
  PRESENTATION_CODES,
  type PresentationCheck,
  type PresentationCheckId,
  type PresentationCode,
  type PresentationContext,
  type PresentationVerdict,
} from './present/verdict.ts'
export { verifyPresentation } from './present/verify.ts'
export {
  decodeStatusList,
  encodeStatuses,
  encodeStatusList,
  isSet,
  STATUS_LIST_MIN_LENGTH,
  STATUS_SIZE_AT_MOST,
  statusAt,
} from './status/bitstring.ts'
export type { StatusPurpose } from './status/entry.ts'
export { type StatusEntry, statusEntry, statusListCredential } from './status/list-credential.ts'
export {
  decodeTokenStatusList,
  encodeTokenStatusList,
  type StatusBits,
  type TokenStatuses,
  type TokenStatusFault,
  tokenStatusAt,
  tokenStatusClaim,
  tokenStatusListClaims,
} from './status/token-status.ts'
export {
  type ListedSnapshot,
  listAuthorities,
  readTrustList,
  type SeenList,
  signedTrustList,
  TRUST_LIST_PROBLEMS,
  type TrustListProblem,
  type TrustListProof,
  type TrustListReading,
  trustListSigningInput,
} from './trust-list.ts'
export {
  CHECK_CODES,
  type Check,
  type CheckCode,
  type CheckId,
  type CheckOutcome,
  EIGHT_CHECKS,
  FORMATS,
  type Format,
  type TrustedIssuer,
  type TrustedKey,
  type TrustedLog,
  type TrustSnapshot,
  VERDICT_KINDS,
  type Verdict,
  type VerdictKind,
  type VerifyContext,
} from './verdict.ts'
export { VERDICT_MESSAGES } from './verdict-messages.ts'
export { verify } from './verify.ts'
