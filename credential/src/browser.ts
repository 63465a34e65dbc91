/** What the page that checks a file on the device needs: the verifier with its words, and what finds a credential in a PDF. */
export { credentialInPdf, isPdf, isSavedAgain } from './carriers/pdf.ts'
export type { Check, TrustSnapshot, Verdict, VerifyContext } from './verdict.ts'
export { verify } from './verify.ts'
