import { existsSync, readFileSync } from 'node:fs'
import { type Change, changeStatuses, findCredential } from '../../src/credentials/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import type { Refusal } from '../../src/platform/refusal.ts'
import { issuerActor, sentenceOf } from '../actor.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

const CHANGES: readonly string[] = ['suspend', 'resume', 'revoke', 'replace'] satisfies Change[]

/** `lumbung status CREDENTIAL ...`. */
export const statusVerb: Verb = {
  summary: 'suspend, resume, revoke or replace credentials, with a reason',
  help: `Use: lumbung status CREDENTIAL... --suspend|--resume|--revoke|--replace --reason CODE [--note TEXT] [--as PERSON] [--json]
     lumbung status --file FILE --revoke --reason CODE

CREDENTIAL is an id or the address that ends with it; FILE holds one on each line. The codes of the reasons stand in
data/status-reasons. --as names the issuer who decides, by e-mail or id; without it the longest-standing issuer.
The note stays with the organisation and is never published.
With --json: {"changed": [ids], "refused": [{"credential", "code", "message"}]}.
Exit: 0 all were changed, 1 some were not, 64 wrong use.
`,
  valued: ['reason', 'note', 'as', 'file'],
  flags: [...CHANGES],
  run: async ({ words, options, configuration, json, say, progress }) => {
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
      const changed: string[] = []
      const refused: { credential: string; code: string; message: string }[] = []
      const refuse = (credential: string, refusal: Refusal) =>
        refused.push({ credential, code: refusal.code, message: sentenceOf(refusal) })
      for (const [organisationId, own] of await byOrganisation(deps, ids, refuse)) {
        const actor = await issuerActor(deps.db, organisationId, options.as)
        const what = { change: change as Change, reason, ...(typeof note === 'string' ? { note } : {}) }
        for (let start = 0; start < own.length; start += 100) {
          const outcome = await changeStatuses(deps, actor, own.slice(start, start + 100), what, awardHooks(deps))
          changed.push(...outcome.changed.map(({ credentialId }) => credentialId))
          for (const { credentialId, refusals } of outcome.refused)
            for (const refusal of refusals) refuse(credentialId, refusal)
          progress(changed.length + refused.length, ids.length, 'credentials')
        }
      }
      if (json) say(JSON.stringify({ changed, refused }))
      else {
        say(`${changed.length} of ${ids.length} were changed.`)
        for (const { credential, message } of refused) say(`${credential}: ${message}`)
      }
      return refused.length === 0 ? EXIT.good : EXIT.bad
    } finally {
      await installation.close()
    }
  },
}

async function byOrganisation(
  deps: Deps,
  ids: readonly string[],
  refuse: (id: string, refusal: Refusal) => void,
): Promise<ReadonlyMap<string, string[]>> {
  const groups = new Map<string, string[]>()
  for (const id of ids) {
    const credential = await findCredential(deps.db, id)
    if (credential === null) refuse(id, { code: 'credentials.credential-not-found' })
    else groups.set(credential.award.organisationId, [...(groups.get(credential.award.organisationId) ?? []), id])
  }
  return groups
}
