export { ConformanceTable } from './pages-conformance.tsx'
export { DefinitionLabel, DefinitionText } from './pages-version.tsx'
export { designPolicyOn } from './policy.ts'
export { routes } from './routes.ts'
export { EMPTY_DRAFT, EMPTY_OUTCOME, sksFits } from './rules.ts'
export { createDraft, type DesignHooks, publish, saveDraft, signOff, startVersion } from './service.ts'
export { agreeToCoIssue, countToAgree } from './service-co-issue.ts'
export { findVersion, findVersions, latestVersionOf, publishedVersions, signOffRecords, signOffsOf } from './store.ts'
export { coIssuersAmong } from './store-co-issue.ts'
export { newestFacts, type VersionFacts, versionFacts } from './store-facts.ts'
export { loggedRows, logReaders } from './store-log.ts'
export {
  ASSESSMENT_METHODS,
  type AssessmentMethod,
  CO_ISSUER_ROLES,
  type CoIssuer,
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
