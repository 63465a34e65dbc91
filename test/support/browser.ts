import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'

/** Where shared libraries may lie that the packaged Chromium needs. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib/x86_64-linux-gnu']

/**
 * A real Chromium, headless. The packaged one is unpacked into a folder of this user; where the system lacks its
 * libraries, the package's own are used. It has no default arguments of the package: those switch off what is tested.
 */
export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  const folder = join(tmpdir(), `lumbung-chromium-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lacking = !LIBRARIES.some((place) => existsSync(join(place, 'libnss3.so')))
  const environment = { ...process.env }
  // The package unpacks into the temporary folder that it finds in the environment, under fixed names.
  process.env.TMPDIR = folder
  try {
    // Read when the module is loaded: asks it to unpack its libraries as well.
    if (lacking) process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x'
    const packaged = (await import('@sparticuz/chromium')).default
    const executablePath = await packaged.executablePath()
    const libraries = ['al2023', 'al2']
      .map((name) => join(folder, name, 'lib'))
      .filter((place) => existsSync(place) && readdirSync(place).length > 0)
    const { TMPDIR: _, ...rest } = environment
    const env = Object.fromEntries(
      Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
    if (lacking) env.LD_LIBRARY_PATH = libraries.join(':')
    // The parts below only keep it from asking the network at start.
    const quiet = [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ]
    return await chromium.launch({
      executablePath,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', ...quiet],
      env,
    })
  } finally {
    for (const name of ['TMPDIR', 'AWS_EXECUTION_ENV'])
      if (environment[name] === undefined) delete process.env[name]
      else process.env[name] = environment[name]
  }
}

export { startSite, type TestSite } from './site.ts'
