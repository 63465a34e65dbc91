export { bankPolicy } from './policy.ts'
export { routes } from './routes.ts'
export { balance, deposit, statement } from './service.ts'
export { applyCredit, applyReserved, releaseCredit, reserveCredit, reverseUse } from './service-apply.ts'
export { accountOf, creditAwards, followClaim, followStatuses } from './service-award.ts'
export { endReservations, startWorkers } from './service-expire.ts'
export { bringBack } from './service-restore.ts'
export { releaseFromStack, StackTakenError, useInStack } from './service-stack.ts'
export { correctDeposit, reverseDeposit } from './service-withdraw.ts'
export { creditOfCredential } from './store.ts'
export { countUsedSks } from './store-count.ts'
export { countOpenFlags, flagsAt } from './store-flag.ts'
export { stackPartsOf, stackUsesAmong } from './store-stack.ts'
export { countedUnits, countedUses, heldUnits, openReservations, usageIn, usesOf } from './store-unit.ts'
export type {
  AccountHooks,
  AccountView,
  Application,
  Balance,
  Correction,
  Deposit,
  Movement,
  ProgrammeUsage,
  Reservation,
  Reserving,
  RoomShown,
  Transaction,
  Use,
} from './types.ts'
export type { Flag, FlagHooks, SettledFlag, StackPart, StackUse } from './types-stack.ts'
