import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importJWK, type JWK, jwtVerify } from 'jose'
import { awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { createApp } from '../../app.ts'
import { endListing, registerEntryBySlug } from '../index.ts'

// What each standard asks of its tongue, checked the way that a client of that standard checks it.

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let app: ReturnType<typeof createApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  await awardWorld(world.deps, 'timur', 1)
  await awardWorld(world.deps, 'barat', 1)
  app = createApp(world.deps)
})
after(() => database.close())

const ORIGIN = 'http://localhost:3000'
const PLATFORM = 'did:web:localhost%3A3000'
const TIMUR = `${ORIGIN}/issuers/timur`
const MARK = `${ORIGIN}/trust/marks/micro-credential`
const EBSI = '/trust/ebsi/v5/issuers'

type Claims = Record<string, unknown> & { iss: string; sub: string; iat: number; exp: number; jwks: { keys: JWK[] } }

async function text(path: string, type: string): Promise<string> {
  const answer = await app.request(path)
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, type], path)
  return answer.text()
}

async function json<T>(path: string, status = 200): Promise<T> {
  const answer = await app.request(path.replace(ORIGIN, ''))
  assert.equal(answer.status, status, path)
  return (await answer.json()) as T
}

/** The claims of a JWT of a type that one of the keys signed, and that holds now. */
async function checked(jwt: string, typ: string, keys: readonly JWK[]): Promise<Claims> {
  const key = (kid: string | undefined) => keys.find((one) => one.kid === kid) ?? assert.fail(`no key ${kid}`)
  const found = await jwtVerify(jwt, (header) => importJWK(key(header.kid), 'EdDSA'), {
    ...{ typ, algorithms: ['EdDSA'], currentDate: world.time.now, requiredClaims: ['iss', 'sub', 'iat', 'exp'] },
  })
  return found.payload as Claims
}

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Claims
const statementAt = (path: string) => text(path, 'application/entity-statement+jwt')
const wellKnown = '/.well-known/openid-federation'
const markFor = (sub: string, more = '') =>
  app.request(
    `/federation/trust-mark?trust_mark_type=${encodeURIComponent(MARK)}&sub=${encodeURIComponent(sub)}${more}`,
  )

test('OpenID Federation, section 10: the chain from an issuer to the anchor holds link by link', async () => {
  const leafText = await statementAt(`/issuers/timur${wellKnown}`)
  const leaf = await checked(leafText, 'entity-statement+jwt', claimsOf(leafText).jwks.keys)
  assert.deepEqual([leaf.iss, leaf.sub, leaf.authority_hints], [TIMUR, TIMUR, [ORIGIN]])
  const anchorText = await statementAt(wellKnown)
  const anchor = await checked(anchorText, 'entity-statement+jwt', claimsOf(anchorText).jwks.keys)
  assert.deepEqual([anchor.iss, anchor.sub], [ORIGIN, ORIGIN])
  // Section 3.1.2: a trust anchor without superiors has none of these.
  assert.ok(!('authority_hints' in anchor) && !('trust_anchor_hints' in anchor))
  const { federation_entity: ends } = anchor.metadata as { federation_entity: Record<string, string> }
  const fetched = `${ends.federation_fetch_endpoint?.replace(ORIGIN, '')}?sub=${encodeURIComponent(TIMUR)}`
  const statement = await checked(await statementAt(fetched), 'entity-statement+jwt', anchor.jwks.keys)
  assert.deepEqual([statement.iss, statement.sub], [ORIGIN, TIMUR])
  await checked(leafText, 'entity-statement+jwt', statement.jwks.keys)
  for (const name of ['authority_hints', 'trust_marks', 'trust_mark_issuers']) assert.ok(!(name in statement), name)
  for (const { jwks } of [leaf, anchor, statement]) {
    assert.equal(new Set(jwks.keys.map(({ kid }) => kid)).size, jwks.keys.length)
    assert.ok(jwks.keys.every((key) => !('d' in key)))
  }
  const [held] = leaf.trust_marks as { trust_mark_type: string; trust_mark: string }[]
  const mark = await checked(held?.trust_mark ?? '', 'trust-mark+jwt', anchor.jwks.keys)
  assert.deepEqual([held?.trust_mark_type, mark.trust_mark_type, mark.sub], [MARK, MARK, TIMUR])
  assert.deepEqual((anchor.trust_mark_issuers as Record<string, string[]>)[MARK], [ORIGIN])
})

test('OpenID Federation, sections 8.1 and 8.2: filters of the list, errors as JSON, a DID for clients that ask by it', async () => {
  const listed = async (query: string) => json<string[]>(`/federation/list${query}`)
  const all = await listed('')
  assert.ok(all.includes(TIMUR) && all.length === 2)
  assert.deepEqual(await listed('?entity_type=federation_entity&trust_marked=true'), all)
  assert.deepEqual(await listed(`?trust_mark_type=${encodeURIComponent(MARK)}`), all)
  for (const none of ['?entity_type=openid_provider', '?intermediate=true', '?trust_mark_type=https%3A%2F%2Fa.example'])
    assert.deepEqual(await listed(none), [], none)
  const wrong: [string, number, string][] = [
    ['/federation/fetch', 400, 'invalid_request'],
    [`/federation/fetch?sub=${encodeURIComponent(ORIGIN)}`, 400, 'invalid_request'],
    ['/federation/fetch?sub=https%3A%2F%2Fa.example', 404, 'not_found'],
    ['/federation/trust-mark', 400, 'invalid_request'],
    [`/issuers/nobody${wellKnown}`, 404, 'not_found'],
  ]
  for (const [path, status, error] of wrong) {
    const answer = await app.request(path)
    const told = (await answer.json()) as { error: string; error_description: string }
    assert.deepEqual([answer.status, told.error], [status, error], path)
    assert.equal(answer.headers.get('content-type'), 'application/json')
    assert.notEqual(told.error_description, '')
  }
  const did = `${PLATFORM}:issuers:timur`
  const asked = claimsOf(await statementAt(`/federation/fetch?sub=${encodeURIComponent(did)}`))
  const { federation_entity: said } = asked.metadata as { federation_entity: Record<string, string> }
  assert.deepEqual([asked.sub, said.homepage_uri], [did, `${ORIGIN}/register/timur`])
})

test('OpenID Federation, section 7: an issuer without a right now has no mark, and a mark of its past has ended', async () => {
  const sub = `${ORIGIN}/issuers/barat`
  assert.equal((await markFor(sub)).status, 200)
  assert.ok((await endListing(world.deps, 'org-barat', { id: 'Selesai.', en: 'Done.' }, null)).ok)
  world.time.now = new Date(world.time.now.getTime() + 1_000)
  assert.equal((await markFor(sub)).status, 404)
  assert.equal((await app.request(`/issuers/barat${wellKnown}`)).status, 404)
  assert.deepEqual(await json(`/federation/list?trust_marked=true`), [TIMUR])
  const past = await (await markFor(sub, '&past=true')).text()
  const { jwks } = claimsOf(await statementAt(wellKnown))
  await assert.rejects(checked(past, 'trust-mark+jwt', jwks.keys), { code: 'ERR_JWT_EXPIRED' })
  assert.ok((claimsOf(past).authorisations as unknown[]).length > 0)
})

test('EBSI, version 5: an issuer in both shapes, and every address that its answers name can be followed', async () => {
  interface Page {
    readonly self: string
    readonly items: readonly { did?: string; id?: string; href: string }[]
    readonly links: Readonly<Record<'first' | 'prev' | 'next' | 'last', string>>
  }
  const first = await json<Page>(`${EBSI}?page[size]=1`)
  assert.deepEqual(first.links.next, `${ORIGIN}${EBSI}?page[after]=2&page[size]=1`)
  assert.deepEqual(first.links.first, first.self)
  const last = await json<Page>(first.links.last)
  assert.deepEqual([last.items.length, last.links.next], [1, last.self])
  const href = `${EBSI}/${encodeURIComponent(`${PLATFORM}:issuers:timur`)}`
  const inside = await json<{ did: string; attributes: { hash: string; body: string }[] }>(href)
  const latest = await json<{ hasAttributes: boolean; attributes: string }>(`${href}?version=latest`)
  assert.equal(latest.hasAttributes, true)
  const { items } = await json<Page>(latest.attributes)
  assert.deepEqual(
    items.map(({ id }) => id),
    inside.attributes.map(({ hash }) => hash),
  )
  const one = { did: inside.did, attribute: inside.attributes[0] }
  const at = items[0]?.href ?? ''
  assert.deepEqual(await json(at), one)
  assert.deepEqual(await json(at.replace(/([0-9a-f]{64})$/, '0x$1')), one)
  const revisions = await json<Page>(`${at}/revisions`)
  assert.deepEqual(await json(revisions.items[0]?.href ?? ''), one)
  assert.deepEqual((await json<{ items: unknown[] }>(`${at}/revisions?version=deprecated`)).items, [one.attribute])
  assert.deepEqual((await json<Page>(`${href}/proxies`)).items, [])
  await json(`${at}/revisions/00`, 404)
  await json(`${EBSI}/not-a-did`, 400)
  const { vc, jti, exp } = claimsOf(one.attribute?.body ?? '') as unknown as {
    vc: { id: string; issuanceDate: string; expirationDate?: string }
    jti: string
    exp?: number
  }
  assert.equal(jti, vc.id)
  assert.equal(exp === undefined, vc.expirationDate === undefined)
})

test('TRQP 2.0: a blank time means now, and the DID of the authority leads to its endpoint and its rules', async () => {
  const question = {
    ...{ authority_id: PLATFORM, entity_id: `${PLATFORM}:issuers:timur`, action: 'issue' },
    ...{ resource: 'micro-credential?field=energy&level=5', context: { time: '' } },
  }
  const answer = await app.request('/authorization', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  })
  const { context: _, ...asked } = question
  const told = (await answer.json()) as Record<string, unknown>
  assert.deepEqual(
    { ...told, message: 'x' },
    { ...asked, authorized: true, time_evaluated: world.time.now.toISOString(), message: 'x' },
  )
  const { service } = await json<{ service: { type: string; serviceEndpoint: { uri: string } }[] }>(
    '/.well-known/did.json',
  )
  assert.deepEqual(
    service.map(({ type, serviceEndpoint }) => [type, serviceEndpoint.uri]),
    [
      ['TRQP', ORIGIN],
      ['egfURI', `${ORIGIN}/register`],
    ],
  )
})

test('the registry form of the Digital Credentials Consortium: by DID, with the members that its clients read', async () => {
  const { registry, meta } = await json<{
    registry: Record<string, Record<string, string>>
    meta: Record<string, string>
  }>('/trust/dcc/registry.json')
  const entry = await registerEntryBySlug(database.db, 'timur')
  assert.deepEqual(Object.keys(registry), [entry?.did])
  assert.deepEqual(Object.keys(registry[entry?.did ?? ''] ?? {}), ['name', 'location', 'url'])
  for (const at of [meta.created, meta.updated]) assert.ok(!Number.isNaN(Date.parse(at ?? '')))
})
