export { certificateFont, drawCertificate } from './certificate.ts'
export { certificateText } from './certificate-text.ts'
export { previewRobots } from './policy.ts'
export { qrMatrix, qrPath, qrSvg } from './qr.ts'
export { routes } from './routes.ts'
export { isRobot, pinOf, readCode, shareState, spellCode } from './rules.ts'
export { shareCredential, takeBackShare } from './service.ts'
export {
  CLAIM_LETTER,
  type ClaimHooks,
  claimForActor,
  claimWithNewAccount,
  createClaims,
  reissueClaim,
  sendClaimLetters,
  tryPin,
} from './service-claim.ts'
export { findHeld, heldBy } from './service-held.ts'
export { claimsOf, countOpened, findShare, sharesOf } from './store.ts'
export type { Claim, ClaimState, Held, HeldState, LetterState, Share, ShareState } from './types.ts'
