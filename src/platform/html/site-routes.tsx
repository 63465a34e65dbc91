import { Hono } from 'hono'
import type { AppEnv } from '../page.ts'
import { piecesPage } from './pieces-page.tsx'
import { accessibilityPage, helpPage, privacyPage } from './site-pages.tsx'

/** The pages that need no data: `/help`, `/privacy`, `/accessibility`, and `/pieces` with every piece and its examples. */
export function siteRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/help', (c) => c.html(helpPage(c.var.page)))
  app.get('/privacy', (c) => c.html(privacyPage(c.var.page)))
  app.get('/accessibility', (c) => c.html(accessibilityPage(c.var.page)))
  app.get('/pieces', (c) => c.html(piecesPage(c.var.page)))
  return app
}
