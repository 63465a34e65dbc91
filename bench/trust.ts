import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { printFigure } from './figure.ts'
import { logFigures } from './trust/log.ts'

// The trust figures on a durable PostgreSQL of its own (commits are forced to the disk).

const folder = await mkdtemp(join(tmpdir(), 'lumbung-bench-'))
const postgres = await launchPostgres(folder, { as: 'bench' })
try {
  process.env.LUMBUNG_TEST_DATABASE_URL = postgres.url('postgres')
  for await (const figure of logFigures()) printFigure(figure)
} finally {
  await postgres.release()
  await rm(folder, { recursive: true, force: true })
}
