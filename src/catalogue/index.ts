export { catalogueSources } from './library.ts'
export type { ImportFile } from './reader.ts'
export {
  type FileReport,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  importCatalogue,
} from './service-import.ts'
export type { ImportSummary } from './types.ts'
