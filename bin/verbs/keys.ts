import { resignCompromised } from '../../src/credentials/index.ts'
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
With --json: {"resigned", "refused", "seconds"}; refused are those signed from that instant on.
Exit: 0 done, 1 the issuer may sign nothing now, 64 wrong use.
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
      )
      if (!done.ok) throw new OperationError(done.refusals.map(sentenceOf).join(' '), '')
      const seconds = Math.round((performance.now() - started) / 1000)
      if (json) say(JSON.stringify({ ...done.value, seconds }))
      else
        say(
          `${done.value.resigned} were signed anew in ${seconds} s; ${done.value.refused} were signed after the compromise.`,
        )
      return EXIT.good
    } finally {
      await installation.close()
    }
  },
}
