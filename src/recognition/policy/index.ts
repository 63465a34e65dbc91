export { policyRoutes } from './routes.ts'
export { startSimulations } from './service-simulation.ts'
