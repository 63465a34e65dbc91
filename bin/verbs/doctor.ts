import { logSentence, logStatus } from '../../src/log/index.ts'
import type { Db } from '../../src/platform/database.ts'
import type { LogWitnesses } from '../../src/platform/deps.ts'
import { diagnose, type Finding } from '../../src/platform/doctor.ts'
import { witnessesOf } from '../../src/platform/installation.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

const MARKS = { good: 'good  ', notice: 'notice', bad: 'BAD   ' } as const

/** `lumbung doctor`. */
export const doctorVerb: Verb = {
  summary: 'tell what is wrong with this installation and what to do',
  help: `Use: lumbung doctor [--json]

Looks at the disk, the port, the database, its migrations, the public log, the signer and the mail, and changes nothing.
With --json: {"healthy", "findings": [{"check", "outcome", "message", "next"}]}; outcome is good, notice or bad.
Exit: 0 nothing is bad, 1 something is, 64 wrong use.
`,
  valued: [],
  flags: [],
  run: async ({ words, configuration, json, say }) => {
    if (words.length > 0) throw new UsageError('This verb takes no words.')
    const findings = await diagnose(configuration, (db) => ofLog(db, witnessesOf(configuration, 'command')))
    const healthy = findings.every(({ outcome }) => outcome !== 'bad')
    if (json) say(JSON.stringify({ healthy, findings }))
    else {
      for (const { outcome, message, next } of findings)
        say(`${MARKS[outcome]}  ${message}${next === '' ? '' : `\n        ${next}`}`)
      say(healthy ? 'Nothing is broken.' : 'Something is broken; what to do stands beside it.')
    }
    return healthy ? EXIT.good : EXIT.bad
  },
}

/** How the public log stands. */
async function ofLog(db: Db, who: LogWitnesses): Promise<readonly Finding[]> {
  const { ok, words } = logSentence(await logStatus(db, who))
  if (ok) return [{ check: 'log', outcome: 'good', message: words.en, next: '' }]
  const next = 'See "The public log" in docs/operations.md.'
  return [{ check: 'log', outcome: 'bad', message: `${words.en}\n        ${words.id}`, next }]
}
