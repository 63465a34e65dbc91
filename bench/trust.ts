import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { printFigure } from './figure.ts'
import { logFigures } from './trust/log.ts'
import { registerFigures } from './trust/register.ts'
import { statusFigures } from './trust/status.ts'
import { tongueFigures } from './trust/tongues.ts'

// The trust figures. What is stored is stored on a durable PostgreSQL of their own (commits are forced to the disk).

/** `npm run bench -- trust status` runs only the parts whose function begins so. */
const only = process.argv[2] ?? ''

const folder = await mkdtemp(join(tmpdir(), 'lumbung-bench-'))
const postgres = await launchPostgres(folder, { as: 'bench' })
try {
  process.env.LUMBUNG_TEST_DATABASE_URL = postgres.url('postgres')
  for (const figures of [logFigures, registerFigures, tongueFigures, statusFigures])
    if (figures.name.startsWith(only)) for await (const figure of figures()) printFigure(figure)
} finally {
  await postgres.release()
  await rm(folder, { recursive: true, force: true })
}
