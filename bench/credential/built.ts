/**
 * The library as its users get it: types stripped, in plain JavaScript. The runner of these benchmarks compiles as it loads
 * and wraps every function for the sake of its name, which would be measured with ours and not with the peers.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

type Library = typeof import('../../credential/src/index.ts')

/** Built in a folder from where its packages are found, which is removed as soon as the library is loaded. */
async function built(): Promise<Library> {
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  const outdir = await mkdtemp(join(cache, 'lumbung-bench-'))
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('../../credential/src/index.ts', import.meta.url))],
      bundle: true,
      packages: 'external',
      conditions: ['source'],
      platform: 'node',
      target: 'node20',
      format: 'esm',
      outdir,
      outExtension: { '.js': '.mjs' },
    })
    return await import(pathToFileURL(join(outdir, 'index.mjs')).href)
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

export const library = await built()
