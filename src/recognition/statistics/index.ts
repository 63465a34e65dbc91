export { routes } from './routes.ts'
export { publishStatistics } from './service.ts'
