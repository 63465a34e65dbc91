export { checkDomain } from './domain.ts'
export { checkAgainst, type NameIndex, nameIndex } from './name-index.ts'
export { hasHidden, scriptsOf } from './script.ts'
export { checkName } from './service.ts'
export { shapesOf, skeleton } from './skeleton.ts'
export {
  FINDING_CODES,
  type FindingCode,
  type ListedName,
  type NameFinding,
  type NameOutcome,
  type NameVerdict,
} from './types.ts'
