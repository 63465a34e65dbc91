import { existsSync, readFileSync } from 'node:fs'
import { verify } from '@lumbung/credential'
import { openInstallation } from '../../src/platform/installation.ts'
import { type Report, readCarrier, verifyCredential, verifyDocument } from '../../src/verifier/index.ts'
import { findShare } from '../../src/wallet/index.ts'
import { EXIT, UsageError, type Verb, type VerbInput } from '../verb.ts'
import { readListAt } from './trust-list.ts'

const CODES = { valid: EXIT.good, invalid: EXIT.bad, unconfirmed: EXIT.unconfirmed } as const
const MARKS = { pass: 'pass   ', fail: 'FAIL   ', unknown: 'unknown', none: '-      ' } as const
/** Largest document that is looked at, in bytes. */
const DOCUMENT_BYTES = 26_214_400

/** `lumbung verify FILE|-`. */
export const verifyVerb: Verb = {
  summary: 'check a credential by its eight checks',
  help: `Use: lumbung verify FILE|- [--trust-list URL|FILE [--trust-key KEY,...]] [--json]

Checks a credential (JSON, or a PDF with it attached; - reads the standard input) with the register and the status lists
of the database at hand. With --trust-list there is no database: status lists are asked of the site that the trust list
came from, and are unknown where it came from a file. The list must be signed: by a KEY (Multikey, z6Mk...), or else by a
key that the list seen before names; the first list is believed about its keys. An older list than was seen is refused.
With --json: {"verdict", "format", "checks": [{"id", "outcome", "code", "message": {"id", "en"}}]}.
Where several issued it together, "issuers" names them all.
Exit: 0 valid, 1 invalid, 2 unconfirmed, 64 wrong use.
`,
  valued: ['trust-list', 'trust-key'],
  flags: [],
  failure: EXIT.unconfirmed, // 1 would say that the credential is invalid
  run: async (input) => {
    const [path, ...rest] = input.words
    if (path === undefined || rest.length > 0) throw new UsageError('Give one file, or - for the standard input.')
    const bytes = readDocument(path)
    const list = input.options['trust-list']
    const report = typeof list === 'string' ? await withList(bytes, list, input) : await withDatabase(bytes, input)
    const { verdict, format, checks, facts } = report
    const beside = facts?.coIssuers ?? []
    const issuers = beside.length === 0 ? [] : [facts?.issuer.name ?? '', ...beside.map(({ name }) => name)]
    if (input.json)
      input.say(
        JSON.stringify({
          verdict,
          format,
          checks: checks.map(({ id, outcome, code, message }) => ({ id, outcome, code, message })),
          ...(issuers.length === 0 ? {} : { issuers }),
        }),
      )
    else {
      for (const { id, outcome, message } of checks) input.say(`${MARKS[outcome]}  ${id.padEnd(9)}  ${message.en}`)
      if (issuers.length > 0) input.say(`issued together by ${issuers.join(', ')}`)
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
    const report = share === null ? null : await verifyCredential(deps, share.credentialId)
    return report ?? (await verifyDocument(deps, ''))
  } finally {
    await installation.close()
  }
}

async function withList(bytes: Uint8Array, place: string, { configuration, options }: VerbInput): Promise<Report> {
  const keys = typeof options['trust-key'] === 'string' ? options['trust-key'].split(',') : []
  const trust = await readListAt(place, keys, configuration.dataFolder)
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
