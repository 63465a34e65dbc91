import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a browser gets of the verifier: the bytes of its first load, gzipped, and the module itself. */
export interface BrowserBundle {
  readonly firstLoadBytes: number
  readonly code: string
  readonly verifier: typeof import('../src/browser.ts')
}

/** Builds the verifier for browsers in files of their own for what is loaded on demand, and loads it from a folder that is removed again after `use`. */
export async function withBrowserBundle<T>(use: (bundle: BrowserBundle) => Promise<T>): Promise<T> {
  const outdir = await mkdtemp(join(tmpdir(), 'lumbung-browser-'))
  try {
    const { metafile } = await build({
      entryPoints: { verifier: new URL('../src/browser.ts', import.meta.url).pathname },
      bundle: true,
      minify: true,
      format: 'esm',
      splitting: true,
      platform: 'browser',
      outdir,
      outExtension: { '.js': '.mjs' },
      metafile: true,
    })
    const names = firstLoad(metafile.outputs)
    const code = await Promise.all(names.map((name) => readFile(join(outdir, basename(name)), 'utf8')))
    return await use({
      firstLoadBytes: code.reduce((sum, text) => sum + gzipSync(text).length, 0),
      code: code.join('\n'),
      verifier: await import(pathToFileURL(join(outdir, 'verifier.mjs')).href),
    })
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

type Outputs = Readonly<
  Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>
>

/** The entry, and what it imports before it runs. */
function firstLoad(outputs: Outputs): string[] {
  const entry = Object.keys(outputs).find((name) => name.endsWith('/verifier.mjs')) as string
  const found = new Set([entry])
  for (const name of found)
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') found.add(path)
  return [...found]
}
