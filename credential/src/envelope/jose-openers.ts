/** What reads JWTs and SD-JWTs: one module, loaded on demand. */
export { openJwt } from './jose.ts'
export { openEnveloped } from './jose-enveloped.ts'
export { openSdJwt } from './sd-jwt.ts'
