import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { readBackup, refuseUsedFolder, restoreFiles, restoreTables } from '../../src/platform/backup.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { launchPostgres } from '../../src/platform/postgres/launch.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** `lumbung restore DIR`. */
export const restoreVerb: Verb = {
  summary: 'bring a copy back into an empty installation',
  help: `Use: DATA_DIR=NEW lumbung restore DIR [--json]

Checks every file of the backup DIR against its manifest, then restores it into the empty folder of DATA_DIR (and, where
DATABASE_URL is set, into that empty database). Nothing that holds something is touched. Every old link verifies again
when PUBLIC_URL is what it was.
Exit: 0 done, 1 failed, 64 wrong use.
`,
  valued: [],
  flags: [],
  run: async ({ words: [source, ...rest], configuration, json, say, progress }) => {
    if (source === undefined || rest.length > 0) throw new UsageError('Give the folder of one backup.')
    const { dataFolder, databaseUrl } = configuration
    refuseUsedFolder(dataFolder, 'A restore')
    const manifest = readBackup(resolve(source))
    if (!existsSync(dataFolder)) mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    const postgres = databaseUrl === undefined ? await launchPostgres(dataFolder, { as: 'restore' }) : null
    const db = openDatabase(databaseUrl ?? postgres?.url() ?? '', 2)
    try {
      await restoreTables(db, resolve(source), manifest, (done, of) => progress(done, of, 'rows'))
      restoreFiles(resolve(source), manifest, dataFolder)
    } finally {
      await db.destroy()
      await postgres?.release()
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    if (json)
      say(
        JSON.stringify({
          folder: dataFolder,
          rows,
          files: manifest.files.length,
          from: manifest.createdAt,
          missing: manifest.unreadable,
        }),
      )
    else {
      say(
        `The copy of ${manifest.createdAt} is back in ${dataFolder}: ${rows} rows, ${manifest.files.length} files. Start Lumbung as before.`,
      )
      for (const folder of manifest.unreadable)
        say(`The folder ${folder} is not in this backup: bring it back as its own user.`)
    }
    return EXIT.good
  },
}
