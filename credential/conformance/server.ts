/** The endpoints that the public suites speak to, over HTTPS on this machine only. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { debuglog } from 'node:util'
import { readJson, resolveDidKey } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { selfSigned } from './certificate.ts'
import type { Refusal } from './form.ts'
import { INSTANCES } from './instances.ts'
import { derived, type Issued, issue } from './issue.ts'
import { type ConformanceKey, type ConformanceKind, conformanceKey } from './keys.ts'
import { conformanceProfile, type Profile } from './profile.ts'
import { newStatusList, type StatusList } from './status-lists.ts'

/** Most bytes of a request: as the library's limit for foreign formats. */
const MAX_BYTES = 2 * 1024 * 1024

/** What was asked and why it was refused, for whoever sets `NODE_DEBUG=conformance`. */
const log = debuglog('conformance')

/** What the endpoints work with. */
interface World {
  readonly keys: ReadonlyMap<ConformanceKind, ConformanceKey>
  readonly list: StatusList
  readonly profile: Profile
  readonly clock: () => Date
}

interface Answer {
  readonly status: number
  readonly body: Json
}

/** What an endpoint is asked: `name` is what stands in its path, `body` the JSON that was sent. */
interface Asked {
  readonly name: string
  readonly query: URLSearchParams
  readonly body: JsonObject
}

/** One endpoint, a row of the table that `--help` prints. */
export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** The path; `:name` stands for one part of it. */
  readonly path: string
  readonly what: string
  readonly answer: (asked: Asked, world: World) => Promise<Answer>
}

const problem = ({ code, at }: Refusal): JsonObject => ({ code, ...(at === undefined ? {} : { at }) })
const refused = (status: number, refusal: Refusal): Answer => ({
  status,
  body: { verified: false, errors: [problem(refusal)] },
})
const NOT_FOUND = refused(404, { code: 'not-found' })

/** HTTP for the errors of a resolver (DID Resolution, section 12); 400 for the others. */
const RESOLUTION_STATUS: Readonly<Record<string, number>> = {
  notFound: 404,
  representationNotSupported: 406,
  methodNotSupported: 501,
}

export const ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/issuers/:name/credentials/issue',
    what: '{credential, options?} -> 201 {verifiableCredential}',
    answer: issued,
  },
  {
    method: 'POST',
    path: '/credentials/verify',
    what: '{verifiableCredential} -> 200, or 400 {errors}',
    answer: async ({ body }, { profile }) => verified(await profile.credential(body.verifiableCredential ?? null)),
  },
  {
    method: 'POST',
    path: '/credentials/derive',
    what: '{verifiableCredential, options: {selectivePointers}} -> 201 {verifiableCredential}',
    answer: async ({ body }) =>
      created(await derived(body.verifiableCredential, textsOf(optionsOf(body).selectivePointers))),
  },
  {
    method: 'POST',
    path: '/presentations/verify',
    what: '{verifiablePresentation, options: {challenge, domain}} -> 200, or 400 {errors}',
    answer: async ({ body }, { profile }) => {
      const { challenge, domain } = optionsOf(body)
      const request = { ...(challenge == null ? {} : { challenge }), ...(domain == null ? {} : { domain }) }
      return verified(await profile.presentation(body.verifiablePresentation ?? null, request))
    },
  },
  {
    method: 'POST',
    path: '/credentials/status',
    what: '{credentialId, credentialStatus: {statusPurpose: "revocation"}, status?} -> 200',
    answer: async ({ body }, { list }) => {
      const isSet = list.set(String(body.credentialId), body.status !== false)
      return isSet ? { status: 200, body: {} } : NOT_FOUND
    },
  },
  {
    method: 'GET',
    path: '/status-lists/:name',
    what: 'the signed status list of the instance bitstring-status-list',
    answer: async ({ name }, { list, clock }) =>
      name === '1' ? { status: 200, body: JSON.parse(await list.text(clock())) as Json } : NOT_FOUND,
  },
  {
    method: 'GET',
    path: '/identifiers/:name',
    what: 'a DID resolution result for a did:key or a DID URL of one, or its standard error',
    answer: async ({ name, query }) => {
      const publicKeyFormat = query.get('publicKeyFormat')
      const result = resolveDidKey(name, {
        ...(publicKeyFormat === null ? {} : { publicKeyFormat }),
        enableExperimentalPublicKeyTypes: query.get('enableExperimentalPublicKeyTypes') === 'true',
      })
      const { error } = (result.didResolutionMetadata ?? result.didDereferencingMetadata) as JsonObject
      const status = error === undefined ? 200 : (RESOLUTION_STATUS[String(error)] ?? 400)
      // On failure the document "MUST be empty" (DID Core 1.0, section 7.1): null to the library, an empty one to the suite.
      return {
        status,
        body: { ...(JSON.parse(JSON.stringify(result)) as JsonObject), didDocument: result.didDocument ?? {} },
      }
    },
  },
]

const textsOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : [])
const optionsOf = ({ options }: JsonObject): JsonObject => (isJsonObject(options) ? options : {})

function verified(refusal: Refusal | null): Answer {
  return refusal === null ? { status: 200, body: { verified: true } } : refused(400, refusal)
}

async function issued({ name, body }: Asked, { keys, list, clock }: World): Promise<Answer> {
  const instance = INSTANCES.find((known) => known.name === name)
  if (instance === undefined) return NOT_FOUND
  const key = keys.get(instance.kind) as ConformanceKey
  const mandatoryPointers = textsOf(optionsOf(body).mandatoryPointers)
  const made = await issue(body.credential, { instance, key, list, now: clock(), mandatoryPointers })
  return created(made)
}

function created(made: Issued): Answer {
  return made.ok ? { status: 201, body: { verifiableCredential: made.credential } } : refused(400, made.refusal)
}

function matched(endpoint: Endpoint, method: string | undefined, pathname: string): string | undefined {
  const pattern = new RegExp(`^${endpoint.path.replace(':name', '([^/]+)')}$`)
  const found = endpoint.method === method ? pattern.exec(pathname) : null
  if (found === null) return undefined
  try {
    return decodeURIComponent(found[1] ?? '')
  } catch {
    return undefined
  }
}

type Body = { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly refusal: Refusal }

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BYTES) return { ok: false, refusal: { code: 'json-too-large' } }
    parts.push(part)
  }
  if (request.method === 'GET') return { ok: true, value: {} }
  const read = readJson(Buffer.concat(parts), { maxBytes: MAX_BYTES })
  if (!read.ok) return { ok: false, refusal: { code: read.code, at: read.at } }
  return isJsonObject(read.value) ? { ok: true, value: read.value } : { ok: false, refusal: { code: 'not-an-object' } }
}

async function answerTo(request: IncomingMessage, world: World): Promise<Answer> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'https://localhost')
  for (const endpoint of ENDPOINTS) {
    const name = matched(endpoint, request.method, pathname)
    if (name === undefined) continue
    const body = await bodyOf(request)
    return body.ok ? endpoint.answer({ name, query, body: body.value }, world) : refused(400, body.refusal)
  }
  return NOT_FOUND
}

function respond(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The adapter as it runs. */
export interface Conformance {
  /** Where it answers, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Starts the adapter on localhost; port 0 takes any that is free. `clock` gives the instant of everything it signs. */
export async function startConformance(port: number, clock: () => Date): Promise<Conformance> {
  const kinds: readonly ConformanceKind[] = ['Ed25519', 'P-256', 'P-384']
  const keys = new Map(await Promise.all(kinds.map(async (kind) => [kind, await conformanceKey(kind)] as const)))
  const signer = keys.get('Ed25519') as ConformanceKey
  let world: World | undefined
  const server: Server = createServer(selfSigned(clock()), (request, response) => {
    answerTo(request, world as World).then(
      (answer) => {
        log('%s %s %d %j', request.method, request.url, answer.status, answer.status < 400 ? null : answer.body)
        respond(response, answer)
      },
      (fault: unknown) => {
        process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`)
        respond(response, refused(500, { code: 'fault' }))
      },
    )
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(port, 'localhost', done)
  })
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  const list = newStatusList(`${url}/status-lists/1`, signer)
  world = { keys, list, profile: conformanceProfile(signer, list, clock), clock }
  return {
    url,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
