import { type Resigned, resignCompromised } from '../../src/credentials/index.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { registerEntryBySlug } from '../../src/trust/index.ts'
import { sentenceOf } from '../actor.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** `lumbung keys re-sign --issuer SLUG`. */
export const keysVerb: Verb = {
  summary: 'sign anew what a compromised key signed before it was compromised',
  help: `Use: lumbung keys re-sign --issuer SLUG [--json]

Signs anew, with the present key of the issuer, what its compromised keys signed before the instant of the compromise:
the same content with another proof. The first documents stay; holders get the new ones. A run that was broken off is
carried on by running it again. That a key is compromised is declared by two people, in /review/register.
What came before is said by the public log: the signature's leaf was in a tree that enough witnesses of LOG_WITNESSES had
cosigned by then; without witnesses, that the log itself had signed. Only for what is older than the log this machine's
clock is believed.
With --json: {"resigned", "byOwnClock", "refused", "unseen", "changed", "doubtful", "seconds"}. Of the resigned, byOwnClock are those
older than the log; of the refused, unseen are dated before the instant but were not in the log in time, and the rows of
the changed are not what was logged. The rest of the refused were signed from that instant on. Doubtful are the ids of
credentials that an earlier run signed anew and that an earlier instant, declared since, no longer covers: withdraw them.
Exit: 0 done, 1 the issuer may sign nothing now or the stored log is damaged, 64 wrong use.
`,
  valued: ['issuer'],
  flags: [],
  run: async ({ words, options, configuration, json, say, progress }) => {
    const { issuer } = options
    if (words.length !== 1 || words[0] !== 're-sign' || typeof issuer !== 'string')
      throw new UsageError('Say re-sign and --issuer.')
    const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
    try {
      const { deps } = installation
      const entry = await registerEntryBySlug(deps.db, issuer)
      if (entry === null)
        throw new OperationError(`There is no issuer ${issuer}.`, 'Give the last part of its address in /register.')
      const started = performance.now()
      const done = await resignCompromised(deps, entry.organisationId, (count, of) =>
        progress(count, of, 'credentials'),
      ).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'TreeDamagedError')
          throw new OperationError(
            `Nothing was signed anew: ${error.message}.`,
            'Run lumbung log fsck, put back what it names from a backup, and run this again.',
          )
        throw error
      })
      if (!done.ok) throw new OperationError(done.refusals.map(sentenceOf).join(' '), '')
      const seconds = Math.round((performance.now() - started) / 1000)
      if (json) say(JSON.stringify({ ...done.value, seconds }))
      else for (const line of linesOf(done.value, seconds)) say(line)
      return EXIT.good
    } finally {
      await installation.close()
    }
  },
}

/** What was done, in sentences; those about nothing are left out. */
function linesOf({ resigned, byOwnClock, refused, unseen, changed, doubtful }: Resigned, seconds: number): string[] {
  const said = (count: number, sentence: string) => (count === 0 ? [] : [`${count} ${sentence}`])
  return [
    `${resigned} were signed anew in ${seconds} s; ${refused} are not believed any more.`,
    ...said(
      byOwnClock,
      "of those signed anew are older than the public log: for these this machine's clock was believed.",
    ),
    ...said(unseen, 'of the others are dated before the compromise, but nobody had seen them in the log by then.'),
    ...said(changed, 'of the others are not what was logged: lumbung log fsck names the rows.'),
    ...said(
      doubtful.length,
      `were signed anew by an earlier run and are not covered by the earlier moment declared since. Look into them and withdraw them: ${doubtful.join(' ')}`,
    ),
  ]
}
