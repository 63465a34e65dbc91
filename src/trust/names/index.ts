export { asciiDomain, checkDomain } from './domain.ts'
export { checkAgainst, type NameIndex, nameIndex } from './name-index.ts'
export { checkName } from './service.ts'
export type { ShortWords } from './short.ts'
export { skeleton } from './skeleton.ts'
export type {
  FindingCode,
  ListedName,
  NameFinding,
  NameOutcome,
  NameVerdict,
} from './types.ts'
