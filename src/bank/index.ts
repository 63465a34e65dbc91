export { routes } from './routes.ts'
export { applyCredit, balance, deposit, reverseDeposit, reverseUse, statement } from './service.ts'
export { accountOf, creditAwards, followClaim, followStatuses } from './service-award.ts'
export { creditOfCredential, heldUnits, usageIn, usesOf } from './store.ts'
export { countUsedSks } from './store-count.ts'
export type {
  AccountHooks,
  AccountView,
  Application,
  Balance,
  Deposit,
  Movement,
  ProgrammeUsage,
  RoomShown,
  Transaction,
  Use,
} from './types.ts'
