export { routes } from './routes.ts'
export { agreedProgrammes, confirmEquivalence, proposeEquivalence, suggestionsFor } from './service.ts'
export { importEquivalences } from './service-import.ts'
export type { Suggestion } from './types.ts'
