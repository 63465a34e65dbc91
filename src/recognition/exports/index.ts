export { routes } from './routes.ts'
export { runFeeders } from './service-run.ts'
export { startFeederWork } from './service-worker.ts'
