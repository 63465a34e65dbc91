export { type PeopleOptions, routes } from './routes.ts'
export { checkEmail, checkName, checkPhone, maskNik, normaliseName, normaliseNik } from './rules.ts'
export {
  checkNik,
  consentsOf,
  findPersonByNik,
  giveConsent,
  openAccount,
  recordNik,
  registerPerson,
  sexOfPeople,
  withdrawConsent,
} from './service.ts'
export { sendPasswordLetters } from './service-reset.ts'
export { authenticate } from './sessions.ts'
export { findPeople, findPerson, findPersonByEmail, hasAccount, hasConsent, haveAccount, lockPerson } from './store.ts'
export type { ConsentPurpose, ConsentState, DemoAccount, NewPerson, Person } from './types.ts'
