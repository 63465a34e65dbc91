/** What the page that checks a file on the device needs: what takes a credential out of its carrier, and the verifier with its words. */
export { type Unwrapped, unwrap } from './carriers/unwrap.ts'
export { listAuthorities, readTrustList, type SeenList } from './trust-list.ts'
export type { Check, TrustSnapshot, Verdict, VerifyContext } from './verdict.ts'
export { verify } from './verify.ts'
