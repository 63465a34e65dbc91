import { lookup as resolveName } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './address.ts'

const TIMEOUT_MILLISECONDS = 10_000

/** What a receiver answered: its status, or why there is none. Its body is not read. */
export interface Sent {
  readonly status: number | null
  readonly reason: 'no-answer' | 'private' | 'status' | null
}

class PrivateAddress extends Error {}

/**
 * Looks a name up and lets none through that leads to a private address, at the very moment of the connection: what the name
 * led to before says nothing (DNS rebinding).
 */
const publicLookup: LookupFunction = (hostname, options, answer) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return answer(error, '', 0)
    const found = addresses.every(({ address }) => isPublicAddress(address)) ? addresses[0] : undefined
    if (found === undefined) return answer(new PrivateAddress('private'), '', 0)
    if (options.all) return answer(null, [found])
    return answer(null, found.address, found.family)
  })
}

/** Posts JSON once. No redirect is followed. `allowed` are hosts that the operator lets be private. Never throws. */
export function post(
  url: URL,
  body: string,
  allowed: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<Sent> {
  return new Promise((done) => {
    const start = url.protocol === 'http:' ? httpRequest : httpsRequest
    const request = start(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'user-agent': 'Lumbung',
        'content-length': Buffer.byteLength(body),
      },
      timeout: TIMEOUT_MILLISECONDS,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      agent: false,
      ...(allowed.includes(url.host) ? {} : { lookup: publicLookup }),
    })
    request.on('response', (response) => {
      response.destroy()
      done({ status: response.statusCode ?? null, reason: 'status' })
    })
    request.on('timeout', () => request.destroy())
    request.on('error', (error) =>
      done({ status: null, reason: error instanceof PrivateAddress ? 'private' : 'no-answer' }),
    )
    request.end(body)
  })
}
