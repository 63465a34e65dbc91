export { routes } from './routes.ts'
export { mayAct, organisationsWhere } from './rules.ts'
export {
  chooseRuleSet,
  confirmStudy,
  currentStudyOf,
  grantRole,
  linkStudy,
  newestStatementOf,
  refuseStudy,
} from './service.ts'
export {
  addCourse,
  addMembership,
  addOrganisation,
  addProgramme,
  addRuleChoice,
  coursesOf,
  endMembership,
  findCourse,
  findOrganisation,
  findOrganisations,
  findProgramme,
  findProgrammes,
  holdersOf,
  type NewMembership,
  type NewOrganisation,
  organisationBySlug,
  organisationsOfKinds,
  programmesOf,
  rolesOf,
  ruleSetOf,
} from './store.ts'
export { logReaders } from './store-log.ts'
export { confirmWaiting, findStudy, insertStudy, waitingStudies } from './store-study.ts'
export {
  CAMPUS_KINDS,
  type Course,
  ORGANISATION_KINDS,
  type Organisation,
  type OrganisationKind,
  PROGRAMME_LEVELS,
  type ProgrammeLevel,
  ROLES,
  type Role,
  type Study,
  type StudyForm,
  type StudyProgramme,
  type StudyState,
  type StudyStatement,
} from './types.ts'
