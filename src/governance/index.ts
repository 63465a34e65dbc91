export { detectors, zoneOf } from './library.ts'
export { routes } from './routes.ts'
export { alarmsOf, detect as alarmsIn } from './rules.ts'
export {
  caseFor,
  casesFor,
  confirmSanction,
  decideAppeal,
  decideCase,
  fileAppeal,
  proposeSanction,
  takeCase,
} from './service.ts'
export { detect } from './service-detect.ts'
export { startDetection } from './service-worker.ts'
export { loggedRows, logReaders } from './store-log.ts'
export type { Alarm, Detector, DetectorId, Facts } from './types.ts'
