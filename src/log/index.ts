export { routes } from './routes.ts'
export { cosignatureAmong, noteHolds, readCheckpoint } from './rules-note.ts'
export { eraseOpenings, leave, leaveRows } from './service.ts'
export { lookBack } from './service-ahead.ts'
export { checkpoint, originOf, sequence } from './service-checkpoint.ts'
export { cosign, NO_WITNESSES } from './service-cosign.ts'
export { type Checked, fsck } from './service-fsck.ts'
export { type MonitorAlarm, monitorLog } from './service-monitor.ts'
export { type LeafProof, logBegan, noteOf, proofFor, servedCheckpoint, servedTile } from './service-proof.ts'
export { sightings, treeSeenBefore } from './service-seen.ts'
export { logReadiness, logSentence, logStatus } from './service-status.ts'
export { type NamedLog, namedLog } from './service-trusted.ts'
export { type Fault, storedTiles, type TileSource, walkTree } from './service-walk.ts'
export { startWorkers } from './service-worker.ts'
export { firstShown } from './store-leaf.ts'
export { rowReader } from './store-record.ts'
export type {
  Contradiction,
  Deed,
  LoggedRows,
  LogReaders,
  LogStatus,
  RecordReader,
  SeenTree,
  Sighting,
  SignatureReader,
} from './types.ts'
