import { spawnSync } from 'node:child_process'

// Everything that a change must pass, in the order of how quickly it answers: types, style, dead code, tests.

const STEPS: readonly (readonly [string, ...string[]])[] = [
  ['tsc', '--noEmit', '-p', '.'],
  ['biome', 'check', '.'],
  ['knip', '--no-progress'],
  ['npm', 'test', '--silent'],
]

for (const [program, ...args] of STEPS) {
  process.stdout.write(`\n== ${program} ${args.join(' ')}\n`)
  const command = program === 'npm' ? program : `node_modules/.bin/${program}`
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) {
    process.stdout.write(`\n${program} found something to mend.\n`)
    process.exit(status ?? 1)
  }
}
