import { existsSync, statSync } from 'node:fs'
import { OperationError } from '../../src/platform/failure.ts'
import { UsageError, type Verb, type VerbInput } from '../verb.ts'
import { importCatalogueFiles } from './import-catalogue.ts'
import { importEquivalenceFiles } from './import-equivalences.ts'
import { importResultFiles, importRosterFiles } from './import-tables.ts'

/** What can be imported. */
const KINDS: Readonly<Record<string, (paths: readonly string[], input: VerbInput) => Promise<number>>> = {
  catalogue: importCatalogueFiles,
  roster: importRosterFiles,
  results: importResultFiles,
  equivalences: importEquivalenceFiles,
}

const NAMES = Object.keys(KINDS).join(', ')

/** `lumbung import <kind> FILE...`. */
export const importVerb: Verb = {
  summary: `bring files into the database: ${NAMES}`,
  help: `Use: lumbung import catalogue FILE... [--json]
     lumbung import roster FILE... --batch ID [--as PERSON] [--json]
     lumbung import results FILE... --batch ID [--as PERSON] [--json]
     lumbung import equivalences FILE... --organisation SLUG [--as PERSON] [--json]

What a file is, is told by its content: CSV, TSV or XLSX, and for a catalogue JSON as well. The same file twice creates
nothing. Rows that can't be used are written with their reasons to FILE.rejected.csv, which can be mended and given again.

catalogue   lists of courses in any shape that data/catalogue-sources/ describes; the same course from two files is one
roster      enrols the people of a list in the batch; whoever is unknown is registered by name
results     records scores of the people of the batch, for each outcome; another score than before is a correction
equivalences  proposes what a university counts definitions as; each line waits until a second person confirms it on the page

--batch ID  the batch, whose id stands in the address of its page in /provider
--organisation SLUG  the university, as in the address of its page
--as PERSON in whose name, by e-mail or id: an issuer or owner for a roster, an assessor for results, a registrar or owner for
            equivalences; without it, who has been one for longest
With --json: {"read", "created", "updated", "unchanged", "rejected", "duplicates"}. Of a roster and of results, "read" and
"rejected" count rows, and "duplicates" those rejected rows that the file had before; of results, "created", "updated" and
"unchanged" count scores.
Exit: 0 done, 1 a file could not be read at all or nothing may be imported, 64 wrong use.
`,
  valued: ['batch', 'organisation', 'as'],
  flags: [],
  run: async (input) => {
    const [kind, ...paths] = input.words
    const run = kind === undefined || !Object.hasOwn(KINDS, kind) ? undefined : KINDS[kind]
    if (run === undefined)
      throw new UsageError(
        `${kind === undefined ? 'Say what to import.' : `"${kind}" can't be imported.`} The kinds are: ${NAMES}.`,
      )
    if (paths.length === 0) throw new UsageError('Give at least one file.')
    for (const path of paths)
      if (!existsSync(path) || !statSync(path).isFile())
        throw new OperationError(`There is no file ${path}.`, 'Nothing was imported; give the right name.')
    return run(paths, input)
  },
}
