import { existsSync, readFileSync } from 'node:fs'
import {
  type Change,
  confirmOrder,
  findOrder,
  placeOrder,
  type StatusOrder,
  standingsOf,
  undoOrder,
} from '../../src/credentials/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import type { Outcome, Refusal } from '../../src/platform/refusal.ts'
import { issuerActor, sentenceOf } from '../actor.ts'
import { EXIT, UsageError, type Verb, type VerbInput } from '../verb.ts'

const CHANGES: readonly string[] = ['suspend', 'resume', 'revoke', 'replace'] satisfies Change[]
/** Ids asked of the database at once. */
const CHUNK = 10_000

/** `lumbung status CREDENTIAL ...`. */
export const statusVerb: Verb = {
  summary: 'order to suspend, resume, revoke or replace credentials, with a reason; confirm or undo an order',
  help: `Use: lumbung status CREDENTIAL... --suspend|--resume|--revoke|--replace --reason CODE [--note TEXT] [--as PERSON] [--json]
     lumbung status --file FILE --revoke --reason CODE
     lumbung status --confirm ORDER | --undo ORDER [--as PERSON] [--json]

CREDENTIAL is an id or the address that ends with it; FILE holds one on each line. The codes of the reasons stand in
data/status-reasons. --as names the issuer who decides, by e-mail or id; without it the longest-standing issuer.
The note stays with the organisation and is never published.

An order takes effect after the hold of data/status-policy, by the site that runs; until then --undo takes it back. Where it
needs a second person (many credentials, fraud, a leaked key) another issuer confirms it: --confirm ORDER --as PERSON.
The same order given twice is one order.
With --json: {"orders": [{"id", "total", "refused", "secondNeeded", "effectiveAt"}], "refused": [{"credential", "code", "message"}]}.
Exit: 0 all were ordered, 1 some were not, 64 wrong use.
`,
  valued: ['reason', 'note', 'as', 'file', 'confirm', 'undo'],
  flags: [...CHANGES],
  run: async (input) => {
    const { options } = input
    const order = options.confirm ?? options.undo
    if (typeof order === 'string') return decide(input, order, options.confirm === undefined ? undoOrder : confirmOrder)
    return place(input)
  },
}

type Refused = { credential: string; code: string; message: string }

async function place({ words, options, configuration, json, say, progress }: VerbInput): Promise<number> {
  const asked = CHANGES.filter((name) => options[name] === true)
  const [change] = asked
  const { reason, note, file } = options
  if (change === undefined || asked.length > 1)
    throw new UsageError('Say one of --suspend, --resume, --revoke, --replace.')
  if (typeof reason !== 'string') throw new UsageError('Give the reason with --reason.')
  if (typeof file === 'string' && !existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const lines = typeof file === 'string' ? readFileSync(file, 'utf8').split(/\r?\n/) : []
  const ids = [
    ...new Set([...words, ...lines].map((word) => word.trim().split('/').at(-1) ?? '').filter((id) => id !== '')),
  ]
  if (ids.length === 0) throw new UsageError('Give at least one credential.')
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  try {
    const { deps } = installation
    const orders: StatusOrder[] = []
    const refused: Refused[] = []
    const refuse = (credential: string, refusal: Refusal) =>
      refused.push({ credential, code: refusal.code, message: sentenceOf(refusal) })
    const groups = await byOrganisation(deps, ids, refuse)
    let done = refused.length
    for (const [organisationId, own] of groups) {
      const actor = await issuerActor(deps.db, organisationId, options.as)
      const what = { change: change as Change, reason, ...(typeof note === 'string' ? { note } : {}) }
      const placed = await placeOrder(deps, actor, organisationId, own, what)
      if (placed.ok) orders.push(placed.value)
      else for (const id of own) for (const refusal of placed.refusals) refuse(id, refusal)
      done += own.length
      progress(done, ids.length, 'credentials')
    }
    if (json) say(JSON.stringify({ orders: orders.map(told), refused }))
    else {
      for (const order of orders) say(sentence(order))
      for (const { credential, message } of refused) say(`${credential}: ${message}`)
    }
    return refused.length === 0 && orders.every((order) => order.refused === 0) ? EXIT.good : EXIT.bad
  } finally {
    await installation.close()
  }
}

async function decide(
  { options, configuration, json, say }: VerbInput,
  id: string,
  verb: typeof confirmOrder,
): Promise<number> {
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  try {
    const { deps } = installation
    const order = await findOrder(deps.db, id)
    if (order === null) throw new UsageError(`There is no order ${id}.`)
    const actor = await issuerActor(deps.db, order.organisationId, options.as)
    const outcome: Outcome<StatusOrder> = await verb(deps, actor, id)
    if (outcome.ok) say(json ? JSON.stringify({ orders: [told(outcome.value)], refused: [] }) : sentence(outcome.value))
    else {
      const refused = outcome.refusals.map((refusal) => ({ code: refusal.code, message: sentenceOf(refusal) }))
      if (json) say(JSON.stringify({ orders: [], refused }))
      else for (const { message } of refused) say(message)
    }
    return outcome.ok ? EXIT.good : EXIT.bad
  } finally {
    await installation.close()
  }
}

function told({ id, total, refused, secondNeeded, effectiveAt }: StatusOrder) {
  return { id, total, refused, secondNeeded, effectiveAt: effectiveAt?.toISOString() ?? null }
}

function sentence({ id, total, refused, effectiveAt, undoneAt }: StatusOrder): string {
  const what = `Order ${id}: ${total - refused} of ${total} credentials.`
  if (undoneAt !== null) return `${what} It is undone; nothing changed.`
  if (effectiveAt === null) return `${what} It waits for a second person: lumbung status --confirm ${id} --as PERSON.`
  return `${what} It takes effect at ${effectiveAt.toISOString()}; until then: lumbung status --undo ${id}.`
}

async function byOrganisation(
  deps: Deps,
  ids: readonly string[],
  refuse: (id: string, refusal: Refusal) => void,
): Promise<ReadonlyMap<string, string[]>> {
  const groups = new Map<string, string[]>()
  for (let from = 0; from < ids.length; from += CHUNK) {
    const part = ids.slice(from, from + CHUNK)
    const found = new Map((await standingsOf(deps.db, part)).map((one) => [one.id, one] as const))
    for (const id of part) {
      const organisationId = found.get(id)?.award.organisationId
      if (organisationId === undefined) {
        refuse(id, { code: 'credentials.credential-not-found' })
        continue
      }
      const group = groups.get(organisationId) ?? []
      group.push(id)
      groups.set(organisationId, group)
    }
  }
  return groups
}
