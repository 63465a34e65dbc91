import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a browser gets of the verifier: the bytes of its first load and of all of it, gzipped, and the module itself. */
export interface BrowserBundle {
  readonly firstLoadBytes: number
  readonly allBytes: number
  /** The code of the first load. */
  readonly code: string
  readonly verifier: typeof import('../src/browser.ts')
  /** Every file by its name; `verifier.mjs` is the entry. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * Builds the verifier for browsers in files of their own for what is loaded on demand, and loads it from a folder that is
 * removed again after `use`. `lost`: everything beyond the first load is broken, as where a connection is lost.
 */
export async function withBrowserBundle<T>(
  use: (bundle: BrowserBundle) => Promise<T>,
  { lost = false }: { readonly lost?: boolean } = {},
): Promise<T> {
  const outdir = await mkdtemp(join(tmpdir(), 'lumbung-browser-'))
  try {
    const { metafile } = await build({
      entryPoints: { verifier: new URL('../src/browser.ts', import.meta.url).pathname },
      bundle: true,
      minify: true,
      format: 'esm',
      splitting: true,
      platform: 'browser',
      conditions: ['source'],
      outdir,
      outExtension: { '.js': '.mjs' },
      metafile: true,
    })
    const files = new Map<string, string>()
    for (const name of await readdir(outdir)) files.set(name, await readFile(join(outdir, name), 'utf8'))
    const first = firstLoad(metafile.outputs).map((name) => basename(name))
    const code = first.map((name) => files.get(name) as string)
    if (lost)
      for (const name of files.keys())
        if (!first.includes(name)) await writeFile(join(outdir, name), 'throw new Error("no connection")')
    return await use({
      firstLoadBytes: gzipped(code),
      allBytes: gzipped([...files.values()]),
      code: code.join('\n'),
      verifier: await import(pathToFileURL(join(outdir, 'verifier.mjs')).href),
      files,
    })
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

const gzipped = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + gzipSync(text).length, 0)

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
