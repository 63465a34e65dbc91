export { routes } from './routes.ts'
export { courseLine } from './rules-named.ts'
export { type CourseMeant, courseMeant, suggestedCourses } from './service-named.ts'
