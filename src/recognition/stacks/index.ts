export { stackFiles } from './library.ts'
export {
  awardedByStacks,
  awardStacks,
  followParts,
  lookAfterAwards,
  lookAfterClaim,
  runStackWork,
  startStackWork,
} from './service-award.ts'
export { approveStack, endStack, proposeStack } from './service-publish.ts'
