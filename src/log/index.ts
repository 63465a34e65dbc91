export { routes } from './routes.ts'
export { eraseOpenings, leave } from './service.ts'
export { checkpoint, originOf, sequence } from './service-checkpoint.ts'
export { cosign, NO_WITNESSES } from './service-cosign.ts'
export { type LeafProof, logBegan, proofFor, servedCheckpoint } from './service-proof.ts'
export { logStatus } from './service-status.ts'
export { startWorkers } from './service-worker.ts'
export {
  type Deed,
  LEAF_KINDS,
  type LeafKind,
  type LogReaders,
  type LogStatus,
  type RecordReader,
  type SignatureReader,
} from './types.ts'
