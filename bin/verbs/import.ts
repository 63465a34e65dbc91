import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, rmSync, statSync, type WriteStream } from 'node:fs'
import { catalogueSources, importCatalogue } from '../../src/catalogue/index.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { loadTexts } from '../../src/platform/text.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** `lumbung import catalogue FILE...`. */
export const importVerb: Verb = {
  summary: 'bring files into the database: catalogue',
  help: `Use: lumbung import catalogue FILE... [--json]

Reads lists of courses (CSV, TSV, XLSX or JSON, told by content) in any shape that data/catalogue-sources/ describes.
The same file twice creates nothing; the same course from two files is one course. Rows that can't be used are written
with their reasons to FILE.rejected.csv, which can be mended and given again.
With --json: {"read", "created", "updated", "unchanged", "rejected", "duplicates"}.
Exit: 0 done, 1 a file could not be read at all, 64 wrong use.
`,
  valued: [],
  flags: [],
  run: async ({ words: [kind, ...paths], configuration, json, say, progress }) => {
    if (kind !== 'catalogue')
      throw new UsageError(kind === undefined ? 'Say what to import.' : `"${kind}" can't be imported; catalogue can.`)
    if (paths.length === 0) throw new UsageError('Give at least one file.')
    for (const path of paths)
      if (!existsSync(path) || !statSync(path).isFile())
        throw new OperationError(`There is no file ${path}.`, 'Nothing was imported; give the right name.')
    const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
    const rejects = rejectFiles()
    try {
      const files = paths.map((path) => ({ name: path, open: () => createReadStream(path) }))
      const { files: reports, ...summary } = await importCatalogue(installation.deps, files, {
        onProgress: ({ read, rowsPerSecond }) => progress(read, null, `rows, ${Math.round(rowsPerSecond)} a second`),
        rejectedTo: rejects.write,
      })
      await rejects.close()
      if (json) say(JSON.stringify(summary))
      else {
        const t = loadTexts().t
        say(
          Object.entries(summary)
            .map(([name, count]) => `${name} ${count}`)
            .join(', '),
        )
        for (const { name, source, rejected, refusals } of reports) {
          for (const { code, values } of refusals)
            say(
              `${name}: ${t('en', code.replace('.', '.refusal.'), values)} ${t('en', `${code.replace('.', '.refusal.')}.next`, values)}`,
            )
          if (rejected > 0)
            say(
              `${name} (${source}): ${rejected} rows were rejected; they stand with their reasons in ${name}.rejected.csv`,
            )
        }
        if (reports.some(({ source }) => source === null))
          say(
            `Known shapes: ${catalogueSources()
              .map(({ id }) => id)
              .join(', ')}`,
          )
      }
      return reports.some(({ refusals }) => refusals.length > 0) ? EXIT.bad : EXIT.good
    } finally {
      await rejects.close()
      await installation.close()
    }
  },
}

/** The files of rejected rows: made when the first row of a file is rejected. */
function rejectFiles(): { write: (name: string, text: string) => Promise<void>; close: () => Promise<void> } {
  const open = new Map<string, WriteStream>()
  return {
    write: async (name, text) => {
      const path = `${name}.rejected.csv`
      let stream = open.get(path)
      if (stream === undefined) {
        rmSync(path, { force: true })
        stream = createWriteStream(path, { mode: 0o600 })
        open.set(path, stream)
      }
      if (!stream.write(text)) await once(stream, 'drain')
    },
    close: async () => {
      const streams = [...open.values()]
      open.clear()
      await Promise.all(streams.map((stream) => new Promise((done) => stream.end(done))))
    },
  }
}
