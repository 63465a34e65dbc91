import type { test as nodeTest } from 'node:test'

// Stands where the kernel's tests import `node:test`: it keeps them, so that those that matter can be run one by one.

interface Context {
  readonly name: string
  diagnostic(text: string): void
  skip(why?: string): void
}

export interface KeptTest {
  readonly name: string
  readonly run: (context: Context) => unknown
}

/** The tests of the files imported so far, in their order. */
export const kept: KeptTest[] = []

type Rest = readonly [options: object, run: KeptTest['run']] | readonly [run: KeptTest['run']]

/** Takes a test as `node:test` does, with or without options. None of the kernel's tests needs an option. */
export const test = ((name: string, ...rest: Rest) => {
  const run = rest.length === 1 ? rest[0] : rest[1]
  kept.push({ name, run })
}) as unknown as typeof nodeTest
