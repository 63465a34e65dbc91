import type { Configuration } from '../src/platform/configuration.ts'

/** Exit codes of every verb: done; done with something bad found; could not be found out; wrong use. */
export const EXIT = { good: 0, bad: 1, unconfirmed: 2, usage: 64 } as const

/** What a verb is given. */
export interface VerbInput {
  /** What stands after the verb, without the options. */
  readonly words: readonly string[]
  /** `--name value`; a flag is `true`. */
  readonly options: Readonly<Record<string, string | true>>
  readonly json: boolean
  readonly configuration: Configuration
  /** Writes a line for a person, or the one JSON value for a program. */
  readonly say: (line: string) => void
  /** Draws progress on a terminal; nothing where the output goes to a file or a program. */
  readonly progress: (done: number, of: number | null, unit: string) => void
}

/** One verb of the command line. */
export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string
  /** The whole help: use, options, exit codes. */
  readonly help: string
  /** Options that take a value; all others are flags. */
  readonly valued: readonly string[]
  readonly flags: readonly string[]
  /** The exit code when an operator has to mend something first; 1 where nothing else is said. */
  readonly failure?: number
  /** Answers the exit code. Throws `UsageError` for wrong use and `OperationError` for what an operator can mend. */
  run(input: VerbInput): Promise<number>
}

/** The words of the command can't be understood; the message says which. */
export class UsageError extends Error {}
