import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type MonitorAlarm, monitorLog, NO_WITNESSES } from '../../src/log/index.ts'
import { organisationBySlug } from '../../src/organisations/index.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'
import { withInstallation } from './log-database.ts'

/** What a monitor remembers between two runs. */
interface Remembered {
  readonly origin: string
  readonly size: number
  readonly root: string
}

/** `lumbung log monitor --issuer SLUG`. */
export async function monitorIssuer(input: VerbInput, words: readonly string[]): Promise<number> {
  const { issuer, known, remember } = input.options
  if (words.length > 0) throw new UsageError('monitor takes no words.')
  if (typeof issuer !== 'string') throw new UsageError('Name the issuer with --issuer.')
  const ids = typeof known === 'string' ? knownIds(known) : new Set<string>()
  const before = typeof remember === 'string' ? remembered(remember) : null
  const seen = await withInstallation(input, async ({ db, logWitnesses }) => {
    const organisation = await organisationBySlug(db, issuer)
    if (organisation === null) throw new UsageError(`There is no organisation ${issuer}.`)
    const last = before === null ? null : { ...before, root: new Uint8Array(Buffer.from(before.root, 'base64')) }
    return monitorLog(db, logWitnesses ?? NO_WITNESSES, { organisationId: organisation.id, known: ids, last })
  })
  const alarmed = seen.alarms.length > 0
  if (seen.checkpoint !== null && typeof remember === 'string' && !seen.alarms.some(({ what }) => what !== 'unknown')) {
    const { origin, size, root } = seen.checkpoint
    writeFileSync(remember, `${JSON.stringify({ origin, size, root: Buffer.from(root).toString('base64') })}\n`)
  }
  if (input.json)
    input.say(JSON.stringify({ alarms: seen.alarms, leaves: seen.leaves, size: seen.checkpoint?.size ?? 0 }))
  else {
    for (const alarm of seen.alarms) input.say(wordsOf(alarm))
    if (typeof known !== 'string' && seen.leaves > 0)
      input.say('No list was given with --known, so nothing of this issuer is known: every leaf is named.')
    input.say(`${seen.leaves} leaves were left in this issuer's name; ${seen.alarms.length} alarms.`)
  }
  return alarmed ? EXIT.bad : EXIT.good
}

function wordsOf(alarm: MonitorAlarm): string {
  if (alarm.what === 'unknown')
    return `UNKNOWN ${alarm.kind} ${alarm.id} at ${alarm.position ?? 'no position yet'}: nobody on the list knows it.`
  if (alarm.what === 'rewind') return `REWIND: the log had ${alarm.before} leaves and has ${alarm.now}.`
  if (alarm.what === 'fork')
    return `FORK: the log of ${alarm.now} leaves does not hold the ${alarm.before} that were seen.`
  return 'ANOTHER LOG: the checkpoint has another origin than the one that was remembered.'
}

function knownIds(file: string): ReadonlySet<string> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const lines = readFileSync(file, 'utf8').split(/\r?\n/)
  return new Set(lines.map((line) => line.trim().split('/').at(-1) ?? '').filter((id) => id !== ''))
}

function remembered(file: string): Remembered | null {
  if (!existsSync(file)) return null
  try {
    const { origin, size, root } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    if (typeof origin === 'string' && Number.isSafeInteger(size) && typeof root === 'string')
      return { origin, size: size as number, root }
  } catch {}
  throw new UsageError(`${file} is no memory of a monitor. Take it away to begin anew.`)
}
