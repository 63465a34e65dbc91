import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORPUS_ROWS } from './all-rows.ts'
import type { About } from './rows.ts'

// Writes the folders of the corpus from its rows:
//   node --import tsx --conditions=source credential/test/corpus/make.ts

const home = new URL('.', import.meta.url).pathname
for (const { folder, files, ...about } of CORPUS_ROWS) {
  rmSync(join(home, folder), { recursive: true, force: true })
  mkdirSync(join(home, folder))
  for (const [file, content] of Object.entries(files)) writeFileSync(join(home, folder, file), content)
  writeFileSync(join(home, folder, 'about.json'), `${JSON.stringify(about satisfies About, null, 2)}\n`)
}
