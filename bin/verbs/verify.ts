import { existsSync, readFileSync } from 'node:fs'
import { type TrustSnapshot, verify } from '@lumbung/credential'
import { findCredential } from '../../src/credentials/index.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { type Report, readCarrier, verifyDocument } from '../../src/verifier/index.ts'
import { findShare } from '../../src/wallet/index.ts'
import { EXIT, UsageError, type Verb, type VerbInput } from '../verb.ts'

const CODES = { valid: EXIT.good, invalid: EXIT.bad, unconfirmed: EXIT.unconfirmed } as const
const MARKS = { pass: 'pass   ', fail: 'FAIL   ', unknown: 'unknown', none: '-      ' } as const
/** Largest document that is looked at, in bytes. */
const DOCUMENT_BYTES = 26_214_400

/** `lumbung verify FILE|-`. */
export const verifyVerb: Verb = {
  summary: 'check a credential by its eight checks',
  help: `Use: lumbung verify FILE|- [--trust-list URL|FILE] [--json]

Checks a credential (JSON, or a PDF with it attached; - reads the standard input) with the register and the status lists
of the database at hand. With --trust-list there is no database: status lists are asked of the site that the trust list
came from, and are unknown where it came from a file.
With --json: {"verdict", "format", "checks": [{"id", "outcome", "code", "message": {"id", "en"}}]}.
Exit: 0 valid, 1 invalid, 2 unconfirmed, 64 wrong use.
`,
  valued: ['trust-list'],
  flags: [],
  failure: EXIT.unconfirmed, // 1 would say that the credential is invalid
  run: async (input) => {
    const [path, ...rest] = input.words
    if (path === undefined || rest.length > 0) throw new UsageError('Give one file, or - for the standard input.')
    const bytes = readDocument(path)
    const list = input.options['trust-list']
    const report = typeof list === 'string' ? await withList(bytes, list, input) : await withDatabase(bytes, input)
    const { verdict, format, checks } = report
    if (input.json)
      input.say(
        JSON.stringify({
          verdict,
          format,
          checks: checks.map(({ id, outcome, code, message }) => ({ id, outcome, code, message })),
        }),
      )
    else {
      for (const { id, outcome, message } of checks) input.say(`${MARKS[outcome]}  ${id.padEnd(9)}  ${message.en}`)
      input.say(verdict)
    }
    return CODES[verdict]
  },
}

function readDocument(path: string): Uint8Array {
  if (path !== '-' && !existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  const bytes = readFileSync(path === '-' ? 0 : path)
  if (bytes.length > DOCUMENT_BYTES) throw new UsageError('The file is larger than 25 MB and can be no credential.')
  return bytes
}

async function withDatabase(bytes: Uint8Array, { configuration }: VerbInput): Promise<Report> {
  const installation = await openInstallation(configuration, { as: 'command', connections: 2 })
  try {
    const { deps } = installation
    const carried = await readCarrier(bytes, configuration.publicUrl)
    if (carried.carrier !== 'link') return await verifyDocument(deps, carried.text)
    const share = await findShare(deps.db, carried.text)
    const credential = share === null ? null : await findCredential(deps.db, share.credentialId)
    return await verifyDocument(deps, credential?.document ?? '')
  } finally {
    await installation.close()
  }
}

async function withList(bytes: Uint8Array, place: string, { configuration }: VerbInput): Promise<Report> {
  const trust = await readList(place)
  const checkedAt = new Date()
  const { text } = await readCarrier(bytes, configuration.publicUrl)
  const verdict = await verify(text, {
    now: checkedAt,
    trust,
    statusList: (url) => statusListBeside(place, url),
    replacedBy: async () => null,
  })
  return { ...verdict, checkedAt }
}

/** A status list of the very site that the trust list came from; nothing else is asked, so nobody learns what was checked. */
async function statusListBeside(place: string, url: string): Promise<string | null> {
  if (!/^https?:\/\//.test(place) || !URL.canParse(url) || new URL(url).origin !== new URL(place).origin) return null
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'error' })
  return answer.ok ? answer.text() : null
}

async function readList(place: string): Promise<TrustSnapshot> {
  try {
    const text = /^https?:\/\//.test(place)
      ? await (await fetch(place, { signal: AbortSignal.timeout(10_000), redirect: 'error' })).text()
      : readFileSync(place, 'utf8')
    const list = JSON.parse(text) as { payload?: TrustSnapshot }
    if (Array.isArray(list.payload?.issuers)) return list.payload
  } catch {}
  // Not exit 1: whoever reads the code alone must not take a missing register for an invalid credential.
  throw new UsageError(
    'The trust list could not be read. Give a file or an address that holds what a register serves at /trust/list.',
  )
}
