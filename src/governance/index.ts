export { detectors } from './library.ts'
export { alarmsOf, detect } from './rules.ts'
export type { Alarm, Detector, DetectorId, Facts } from './types.ts'
