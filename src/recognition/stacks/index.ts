export { stackRoutes } from './routes.ts'
export { stackApiRoutes } from './routes-api.ts'
export {
  awardStacks,
  followParts,
  lookAfterAwards,
  lookAfterClaim,
  runStackWork,
  startStackWork,
} from './service-award.ts'
export { approveStack, proposeStack } from './service-publish.ts'
export { sharedSolver } from './solver.ts'
export { awardedByStacks } from './store.ts'
