export { catalogueSources } from './library.ts'
export type { Recognition } from './pages-offering.tsx'
export type { ImportFile } from './reader.ts'
export { type CatalogueHooks, routes } from './routes.ts'
export { apiRoutes } from './routes-api.ts'
export { readQuery } from './rules-query.ts'
export { holdBackUnchosen, offerDefinition, search, suggest, withdrawOffering } from './service.ts'
export {
  type FileReport,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  importCatalogue,
} from './service-import.ts'
export { countOfferings, findOffering, findOfferings, offeringOfVersion, ownOfferings } from './store.ts'
export type { ImportSummary, Offering, OfferingQuery, SearchResult } from './types.ts'
