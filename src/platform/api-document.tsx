import { OpenAPIHono } from '@hono/zod-openapi'
import { Layout } from './html/layout.tsx'
import type { AppEnv, Page } from './page.ts'

const ABOUT = {
  openapi: '3.1.0',
  info: { title: 'Lumbung', version: '0.1.0', license: { name: 'Apache-2.0' } },
} as const

/** `/openapi.json` and `/docs/api`, drawn from the very routes that answer: what isn't routed isn't documented. */
export function apiDocumentRoutes(apis: readonly OpenAPIHono<AppEnv>[]): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  for (const api of apis) app.route('/', api)
  app.get('/openapi.json', (c) =>
    c.json(app.getOpenAPI31Document(ABOUT), 200, { 'Cache-Control': 'public, max-age=300' }),
  )
  app.get('/docs/api', (c) => c.html(<ApiPage page={c.var.page} paths={pathsOf(app)} />))
  return app
}

interface Operation {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly codes: readonly string[]
}

function pathsOf(app: OpenAPIHono<AppEnv>): readonly Operation[] {
  return Object.entries(app.getOpenAPI31Document(ABOUT).paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]: [string, { summary?: string; responses?: object }]) => ({
      method: method.toUpperCase(),
      path,
      summary: operation.summary ?? '',
      codes: Object.keys(operation.responses ?? {}),
    })),
  )
}

function ApiPage({ page, paths }: { page: Page; paths: readonly Operation[] }) {
  return (
    <Layout page={page} title={page.t('platform.api.title')} narrow>
      <h1>{page.t('platform.api.title')}</h1>
      <p class="lead">{page.t('platform.api.lead')}</p>
      <p>{page.t('platform.api.idempotency')}</p>
      <p>
        <a href="/openapi.json">{page.t('platform.api.machine')}</a>
      </p>
      {paths.map((operation) => (
        <section class="paper">
          <h2 class="h3">
            <code>
              {operation.method} <Path path={operation.path} />
            </code>
          </h2>
          <p lang="en">{operation.summary}</p>
          <p class="small soft">{page.t('platform.api.answers', { codes: operation.codes.join(', ') })}</p>
        </section>
      ))}
    </Layout>
  )
}

/** A path that breaks before its slashes and nowhere else. */
function Path({ path }: { path: string }) {
  return (
    <>
      {path.split(/(?=\/)/).map((part) => (
        <>
          <wbr />
          {part}
        </>
      ))}
    </>
  )
}
