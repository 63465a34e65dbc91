import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import { problem } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import { KEPT_SECONDS, signing } from './answers.ts'
import { type IssuerAttribute, issuerPage, issuerRecord } from './service-forms.ts'

const BASE = '/trust/ebsi/v5/issuers'
const MOST_PER_PAGE = 50

interface IssuerRecord {
  readonly did: string
  readonly attributes: readonly IssuerAttribute[]
}

/**
 * The reading half of the EBSI Trusted Issuers Registry, version 5. One issuer is given in both shapes that its clients know: with its
 * attributes inside, or with `version=latest` an address to fetch them from. An attribute has one revision, itself; nobody has
 * proxies, since status lists are the platform's own.
 */
export function issuerRecordRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const address = (did: string, rest = '') => `${deps.publicUrl}${BASE}/${encodeURIComponent(did)}${rest}`
  app.get(BASE, async (c) => {
    const { size, page } = asked(c)
    const { total, dids } = await issuerPage(deps, page - 1, size)
    return paged(
      c,
      `${deps.publicUrl}${BASE}`,
      total,
      dids.map((did) => ({ did, href: address(did) })),
    )
  })
  app.get(`${BASE}/:did`, (c) =>
    record(deps, c, (found) => {
      const { did, attributes } = found
      if (c.req.query('version') !== 'latest') return json(c, found)
      return json(c, { did, hasAttributes: attributes.length > 0, attributes: address(did, '/attributes') })
    }),
  )
  app.get(`${BASE}/:did/attributes`, (c) =>
    record(deps, c, ({ did, attributes }) => {
      const items = attributes.map(({ hash }) => ({ id: hash, href: address(did, `/attributes/${hash}`) }))
      return slice(c, address(did, '/attributes'), items)
    }),
  )
  app.get(`${BASE}/:did/attributes/:hash`, (c) =>
    attribute(deps, c, (did, found) => json(c, { did, attribute: found })),
  )
  app.get(`${BASE}/:did/attributes/:hash/revisions`, (c) =>
    attribute(deps, c, (did, found) => {
      const self = address(did, `/attributes/${found.hash}/revisions`)
      const latest = { id: found.hash, href: `${self}/${found.hash}` }
      return slice(c, self, [c.req.query('version') === 'deprecated' ? found : latest])
    }),
  )
  app.get(`${BASE}/:did/attributes/:hash/revisions/:revision`, (c) =>
    attribute(deps, c, (did, found) =>
      bare(c.req.param('revision')) === found.hash ? json(c, { did, attribute: found }) : noAttribute(c),
    ),
  )
  app.get(`${BASE}/:did/proxies`, (c) => record(deps, c, ({ did }) => slice(c, address(did, '/proxies'), [])))
  return app
}

async function record(deps: Deps, c: AppContext, answer: (found: IssuerRecord) => Response): Promise<Response> {
  return signing(c, async () => {
    const did = c.req.param('did') ?? ''
    if (!did.startsWith('did:')) return problem(c, 400, [{ code: 'trust.entity-unknown', at: 'did' }])
    const found = await issuerRecord(deps, did)
    return found === null ? problem(c, 404, [{ code: 'trust.entity-unknown', at: 'did' }]) : answer(found)
  })
}

async function attribute(
  deps: Deps,
  c: AppContext,
  answer: (did: string, found: IssuerAttribute) => Response,
): Promise<Response> {
  return record(deps, c, ({ did, attributes }) => {
    const found = attributes.find(({ hash }) => hash === bare(c.req.param('hash') ?? ''))
    return found === undefined ? noAttribute(c) : answer(did, found)
  })
}

function noAttribute(c: AppContext): Response {
  return problem(c, 404, [{ code: 'trust.attribute-unknown', at: 'hash' }])
}

/** A hash without the `0x` that ledgers write before it. */
function bare(hash: string): string {
  return hash.replace(/^0x/, '').toLowerCase()
}

function json(c: AppContext, value: unknown): Response {
  return published(c, JSON.stringify(value), 'application/json; charset=utf-8', KEPT_SECONDS)
}

/** Which page is asked for, counted from 1, and how many there are on each. */
function asked(c: AppContext): { readonly size: number; readonly page: number } {
  return {
    size: whole(c.req.query('page[size]'), 10, MOST_PER_PAGE),
    page: whole(c.req.query('page[after]'), 1, 1_000_000),
  }
}

function slice(c: AppContext, address: string, all: readonly object[]): Response {
  const { size, page } = asked(c)
  return paged(c, address, all.length, all.slice((page - 1) * size, page * size))
}

function paged(c: AppContext, address: string, total: number, items: readonly object[]): Response {
  const { size, page } = asked(c)
  const last = Math.max(1, Math.ceil(total / size))
  const at = (number: number) => `${address}?page[after]=${number}&page[size]=${size}`
  const links = { first: at(1), prev: at(Math.max(1, page - 1)), next: at(Math.min(last, page + 1)), last: at(last) }
  return json(c, { self: at(page), items, total, pageSize: size, links })
}

function whole(text: string | undefined, otherwise: number, most: number): number {
  const value = Number(text ?? otherwise)
  return Number.isInteger(value) ? Math.min(most, Math.max(1, value)) : otherwise
}
