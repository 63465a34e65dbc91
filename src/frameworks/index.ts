export {
  creditUnitList,
  creditUnitOn,
  degreeClaims,
  fieldName,
  fields,
  findSkill,
  levelName,
  levels,
  provinceName,
  provinces,
  qualificationFrameworks,
  references,
  skillsList,
} from './library.ts'
export { AqrfBox } from './pages-aqrf.tsx'
export { routes } from './routes.ts'
export { apiRoutes } from './routes-api.ts'
export { unitsOf, valueOn } from './rules.ts'
export { aqrfTest, passesAqrf } from './rules-aqrf.ts'
export { degreeClaimIn, spokenIn, textsWithin } from './rules-wording.ts'
export { creditConversion, levelReference } from './service.ts'
export {
  bilingual,
  CONFIDENCES,
  type Confidence,
  type CreditUnit,
  type CreditUnitValue,
  confidence,
  type Field,
  isoDay,
  type Level,
  type Province,
  type QualificationFramework,
  type Reference,
  type Skill,
} from './types.ts'
export { AQRF_POINTS, type AqrfTest } from './types-aqrf.ts'
export type { DegreeClaimWords } from './types-wording.ts'
