import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestSite } from './site.ts'

/** What a program said, and the code it ended with. */
export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line as an operator would, in a program of its own that sees nothing but this environment. */
export async function lumbung(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<Said> {
  const child = spawn(process.execPath, ['bin/lumbung.mjs', ...words], {
    env: { PATH: process.env.PATH, ...environment },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    err += String(chunk)
  })
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** The environment in which the command line finds the installation of a test's site. */
export function environmentOf(site: TestSite): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: site.databaseUrl,
    DATA_DIR: site.dataFolder,
    PUBLIC_URL: site.url,
    PORT: new URL(site.url).port,
  }
}
