import { resolve } from 'node:path'
import { backUp } from '../../src/platform/backup.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** `lumbung backup DIR`. */
export const backupVerb: Verb = {
  summary: 'write a copy of everything that a stranger can restore',
  help: `Use: lumbung backup DIR [--json]

Writes every table in one snapshot, the secrets, and the signer's keys (encrypted as they are) into the empty folder DIR.
The site goes on working. Keep the copy where the site's user can't change it, and keep SIGNER_PASSPHRASE elsewhere.
Exit: 0 done, 1 failed, 64 wrong use.
`,
  valued: [],
  flags: [],
  run: async ({ words: [target, ...rest], configuration, json, say, progress }) => {
    if (target === undefined || rest.length > 0) throw new UsageError('Give one folder.')
    const installation = await openInstallation(configuration, { as: 'command', connections: 2 })
    try {
      const { db, clock } = installation.deps
      const draw = (done: number, of: number) => progress(done, of, 'rows')
      const { tables, files, unreadable } = await backUp(db, configuration.dataFolder, resolve(target), clock(), draw)
      const rows = tables.reduce((sum, table) => sum + table.rows, 0)
      if (json)
        say(JSON.stringify({ folder: resolve(target), tables: tables.length, rows, files: files.length, unreadable }))
      else {
        say(`${rows} rows of ${tables.length} tables and ${files.length} files were copied to ${resolve(target)}.`)
        for (const folder of unreadable)
          say(
            `The folder ${folder} belongs to another user: copy it as that user, beside this backup. Without it nothing can be signed.`,
          )
      }
      return EXIT.good
    } finally {
      await installation.close()
    }
  },
}
