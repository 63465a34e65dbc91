export { ConformanceTable } from './pages-conformance.tsx'
export { DefinitionLabel, DefinitionText } from './pages-version.tsx'
export { designPolicyOn } from './policy.ts'
export { routes } from './routes.ts'
export { EMPTY_DRAFT, EMPTY_OUTCOME, sksFits } from './rules.ts'
export { createDraft, type DesignHooks, publish, saveDraft, signOff, startVersion } from './service.ts'
export { findVersion, findVersions, latestVersionOf, publishedVersions, signOffRecords, signOffsOf } from './store.ts'
export { loggedRows, logReaders } from './store-log.ts'
export {
  ASSESSMENT_METHODS,
  type AssessmentMethod,
  type DefinitionVersion,
  type Draft,
  type DraftContent,
  EVIDENCE_SOURCES,
  IDENTITY_ASSURANCES,
  MODES,
  type OutcomeOfLearning,
  type SignOff,
  type SkillClaimed,
} from './types.ts'
