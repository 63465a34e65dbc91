import { type Logger, pino } from 'pino'
import type { Configuration } from './configuration.ts'

/** Fields that never reach the log, wherever they stand in the first two levels of an entry. */
const PERSONAL = ['name', 'email', 'phone', 'nik', 'password', 'token', 'to', 'subject', 'text', 'address']

/**
 * The log: one JSON object a line on the standard output. An error is written as its kind, its code, the constraint it
 * ran into and where it came from, never with its message, because a database quotes people's values in it.
 */
export function openLog(level: Configuration['logLevel'], destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: PERSONAL.flatMap((field) => [field, `*.${field}`]), remove: true },
    serializers: { err: plainError, error: plainError },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** What may be known of an error outside the process. */
function plainError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const { code, constraint, table } = error as Error & { code?: unknown; constraint?: unknown; table?: unknown }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { kind: error.constructor.name, code, constraint, table, at: frames.slice(0, 8).map((line) => line.trim()) }
}
