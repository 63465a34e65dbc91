export { ministries, partyLists } from './library-parties.ts'
export { routes } from './routes.ts'
export { mayAct, organisationsWhere } from './rules.ts'
export {
  agreementsOf,
  type BecameOf,
  becameOf,
  type EventGiven,
  endingSoon,
  lastDayBefore,
  ministryNameOn,
  ministryOfName,
  nameOn,
  subjectsOf,
  successorOn,
} from './rules-parties.ts'
export {
  chooseRuleSet,
  confirmStudy,
  currentStudyOf,
  grantRole,
  linkStudy,
  newestStatementOf,
  refuseStudy,
} from './service.ts'
export { heldBack, mayCount } from './service-curation.ts'
export { tellOfEndings } from './service-notices.ts'
export {
  agreementFaults,
  becomingOf,
  type ChoiceGiven,
  choiceFaults,
  chooseCourses,
  endRole,
  eventFaults,
  nameOf,
  recordAgreement,
  recordEvent,
  recordRole,
  roleEndFaults,
  roleFaults,
  successorOf,
} from './service-parties.ts'
export {
  addCourse,
  addMembership,
  addOrganisation,
  addProgramme,
  addRuleChoice,
  changeCourse,
  closeProgramme,
  coursesOf,
  endMembership,
  findCourse,
  findOrganisation,
  findOrganisations,
  findProgramme,
  findProgrammes,
  holdersOf,
  lockProgramme,
  type NewMembership,
  type NewOrganisation,
  organisationBySlug,
  organisationsOfKinds,
  programmesOf,
  programmesTeaching,
  rolesOf,
  ruleSetOf,
} from './store.ts'
export { loggedRows, logReaders } from './store-log.ts'
export { addDomain, courseChoices, findAgreements, findDomains, partyEvents, partyRolesOf } from './store-parties.ts'
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
export type {
  Agreement,
  AgreementParty,
  CourseChoice,
  HeldBack,
  Ministry,
  PartyEvent,
  PartyRole,
} from './types-parties.ts'
