export { routes } from './routes.ts'
export { tenantApiRoutes } from './routes-api.ts'
export { sendWebhooks } from './service-webhook.ts'
export { startWebhooks } from './service-worker.ts'
