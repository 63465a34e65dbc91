import { once } from 'node:events'
import { createReadStream, createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { catalogueSources, importCatalogue } from '../../src/catalogue/index.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { sayRefused } from '../actor.ts'
import { EXIT, type VerbInput } from '../verb.ts'

/** `lumbung import catalogue FILE...`: lists of courses in any shape that `data/catalogue-sources/` describes. */
export async function importCatalogueFiles(
  paths: readonly string[],
  { configuration, json, say, progress }: VerbInput,
): Promise<number> {
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  const rejects = rejectFiles()
  try {
    const files = paths.map((path) => ({ name: path, open: () => createReadStream(path) }))
    const { files: reports, ...summary } = await importCatalogue(installation.deps, files, {
      onProgress: ({ read, rowsPerSecond }) => progress(read, null, `rows, ${Math.round(rowsPerSecond)} a second`),
      rejectedTo: rejects.write,
    })
    await rejects.close()
    if (json) {
      say(JSON.stringify(summary))
      for (const { name, refusals } of reports) for (const refusal of refusals) sayRefused(name, refusal)
    } else {
      say(
        Object.entries(summary)
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
      )
      for (const { name, source, rejected, refusals } of reports) {
        for (const refusal of refusals) sayRefused(name, refusal)
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
