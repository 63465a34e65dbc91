import { get } from 'node:http'
import { loadDemoCore } from '../../db/demo/index.ts'
import { credentialsOf } from '../../src/credentials/index.ts'
import { findPersonByEmail } from '../../src/people/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { shareCredential } from '../../src/wallet/index.ts'

/** A figure as `npm run bench` prints it. */
interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit?: number
  readonly ratioToLimit?: number
}

/** What the verify page may weigh over the wire, in bytes: all of it, and its HTML. */
const LIMITS = { page: 30 * 1024, html: 14 * 1024 } as const

/**
 * Measures the bytes of `/v/<code>` over the wire as a browser gets them on a first visit: the page, packed as a browser
 * asks for it, and every file that it names. `deps` and `url` are of a running site whose demo has the person with
 * `holderEmail`, who holds at least one credential.
 */
export async function* verifyPageBytes(deps: Deps, url: string, holderEmail: string): AsyncGenerator<Figure> {
  await loadDemoCore(deps)
  const person = await findPersonByEmail(deps.db, holderEmail)
  const held = person === null ? [] : await credentialsOf(deps.db, person.id)
  const signed = held.find(({ document }) => document !== null)
  if (person === null || signed === undefined) throw new Error(`${holderEmail} holds no signed credential`)
  const actor = { personId: person.id, name: person.name, roles: [] }
  const shared = await shareCredential(deps, actor, signed.id, { label: '', days: '' })
  if (!shared.ok) throw new Error(shared.refusals[0].code)
  const page = await fetchBytes(`${url}/v/${shared.value.code}`)
  if (page.status !== 200) throw new Error(`the verify page answered ${page.status}`)
  const plain = await (
    await fetch(`${url}/v/${shared.value.code}`, { headers: { 'user-agent': 'Mozilla/5.0' } })
  ).text()
  const files = new Set([...plain.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? ''))
  let bytes = page.bytes
  for (const file of files) bytes += (await fetchBytes(`${url}${file}`)).bytes
  yield figure('bytes.verify-page', bytes, LIMITS.page)
  yield figure('bytes.verify-html', page.bytes, LIMITS.html)
}

function figure(name: string, value: number, limit: number): Figure {
  return { name, value, unit: 'bytes', limit, ratioToLimit: Math.round((value / limit) * 1000) / 1000 }
}

/** The bytes of a body as they come over the wire, not unpacked. */
function fetchBytes(address: string): Promise<{ status: number; bytes: number }> {
  const headers = {
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile',
  }
  return new Promise((done, fail) => {
    get(address, { headers }, (answer) => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, bytes }))
    }).on('error', fail)
  })
}
