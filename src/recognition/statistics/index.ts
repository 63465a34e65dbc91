export { routes } from './routes.ts'
export { publishStatistics, quarterDue } from './service.ts'
