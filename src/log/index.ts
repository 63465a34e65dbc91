export { eraseOpenings, leave } from './service.ts'
export { checkpoint, originOf, sequence } from './service-checkpoint.ts'
export { cosign } from './service-cosign.ts'
export { startWorkers } from './service-worker.ts'
export {
  type Deed,
  LEAF_KINDS,
  type LeafKind,
  type LogReaders,
  type RecordReader,
  type SignatureReader,
} from './types.ts'
