/** What reads JWTs and SD-JWTs: one module, loaded on demand. */

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

export { openJwt } from './jose.ts'
export { openEnveloped } from './jose-enveloped.ts'
export { openSdJwt } from './sd-jwt.ts'
