import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// npm run bench -- NAME: runs bench/NAME.ts, which prints one JSON object a line for each figure.

const [name = ''] = process.argv.slice(2)
const file = `bench/${name}.ts`
if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
  process.stderr.write('Name a benchmark of the folder bench, as: npm run bench -- spine\n')
  process.exit(64)
}
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--conditions=source', file, ...process.argv.slice(3)],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
