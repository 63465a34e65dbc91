import { once } from 'node:events'
import { createReadStream, createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { catalogueSources, importCatalogue } from '../../src/catalogue/index.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { sayRefused } from '../actor.ts'
import { EXIT, type VerbInput } from '../verb.ts'
import { rejectedPath, sayImported, toldOfFile } from './import-report.ts'

/** `lumbung import catalogue FILE...`: lists of courses in any shape that `data/catalogue-sources/` describes. */
export async function importCatalogueFiles(paths: readonly string[], input: VerbInput): Promise<number> {
  const { configuration, progress } = input
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  const rejects = rejectFiles()
  try {
    const files = paths.map((path) => ({ name: path, open: () => createReadStream(path) }))
    const { files: reports, ...summary } = await importCatalogue(installation.deps, files, {
      onProgress: ({ read, rowsPerSecond }) => progress(read, null, `rows, ${Math.round(rowsPerSecond)} a second`),
      rejectedTo: rejects.write,
    })
    await rejects.close()
    for (const { name, refusals } of reports) for (const refusal of refusals) sayRefused(name, refusal)
    const told = reports.flatMap(({ name, source, unknownColumns, rejected }) => [
      ...(source === null ? [] : [`${name}: read as ${source}`]),
      ...toldOfFile(name, unknownColumns, rejected),
    ])
    if (reports.some(({ source }) => source === null)) {
      const known = catalogueSources().map(({ id }) => id)
      told.push(`Known shapes: ${known.join(', ')}`)
    }
    sayImported(summary, told, input)
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
      const path = rejectedPath(name)
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
