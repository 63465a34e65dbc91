import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuildOptions, buildSync, transformSync } from 'esbuild'
import { Hono } from 'hono'
import type { AppEnv } from '../page.ts'
import { extractRules } from './extract.ts'

/** One file that pages load, ready to be sent. */
interface Asset {
  /** `/assets/public.1a2b3c4d.css`. */
  readonly url: string
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  /** The bytes in an encoding, packed when they are first asked for; nothing where packing gains nothing. */
  readonly packed: (encoding: 'br' | 'gzip') => Uint8Array<ArrayBuffer> | null
}

/** Name of the room font as stylesheets and pages know it. */
export const FONT = 'plus-jakarta-sans.woff2'

/** The barn, for the tab of the browser. */
const MARK = 'mark.svg'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
}
/** The stylesheets: what each is put together from. */
const SHEETS: Readonly<Record<string, readonly string[]>> = {
  'public.css': ['tokens.css', 'public.css'],
  'rooms.css': ['rooms.css'],
}
/** What verify pages are made of. */
export const VERIFY_CLASSES: ReadonlySet<string> = new Set(
  (
    'wrap narrow-page row top end small soft num plain strong serif h3 nowrap gap vh skip btn quiet official mast brand foot account ' +
    'valid invalid unconfirmed withdrawn verdict paper checks pass fail unknown none warn facts name tag padi outline note title dashed break ' +
    'ceplok ceplok-medium ceplok-large ceplok-huge record-head slot noprint one-button linklike code language'
  ).split(' '),
)
const VERIFY_WITHOUT: ReadonlySet<string> = new Set(
  'table caption th td thead tfoot tr tbody input select textarea fieldset legend dialog pre figure'.split(' '),
)
const CSS = new URL('css/', import.meta.url)
const ISLANDS = new URL('islands/', import.meta.url)
const bundles = new Map<string, URL>()
/** Scripts that load parts of themselves on demand. */
const modules = new Map<string, URL>()
/** What modules load on demand, by its address. */
const parts = new Map<string, Asset>()
const assets = new Map<string, Asset>()
let inlineVerify: string | undefined

/**
 * Makes a script of a room loadable as `asset(name)`: `name` ends in `.js`, `entry` is its TypeScript file. Scripts in
 * `islands/` need no such call. Call it while the module loads, before the first page is drawn.
 */
export function addIsland(name: string, entry: URL): void {
  bundles.set(name, entry)
}

/**
 * The same for a script that loads parts of itself by `import()`: it becomes a module, and its parts are served beside it
 * under names with their own digests. Pages name it in `islands` like any other.
 */
export function addModule(name: string, entry: URL): void {
  modules.set(name, entry)
}

/** Whether a script is a module: then it is loaded by `<script type="module">`. */
export function isModule(name: string): boolean {
  return modules.has(name)
}

/**
 * The address of a stylesheet, script or font, with a piece of its hash in it, so that it may be kept for ever.
 * Built at first use. An unknown name throws: it is a slip of ours.
 */
export function asset(name: string): string {
  return find(name).url
}

/**
 * The rules that verify pages use, as text for their one inline `<style>`: `<Layout inlineStyle={verifyStyle()}>`. An
 * extract of `public.css`, so that the two never differ; a class that isn't in `VERIFY_CLASSES` has no style there.
 */
export function verifyStyle(): string {
  inlineVerify ??= extractRules(minify(read('tokens.css') + read('public.css')), VERIFY_CLASSES, VERIFY_WITHOUT)
  return inlineVerify
}

/**
 * Builds everything once and packs what pages load at once, so that the first visitor doesn't wait; `main.ts` calls it
 * after the start. The many parts that only rare files need are packed when one is asked for.
 */
export function warmAssets(): void {
  for (const name of [...Object.keys(SHEETS), ...bundles.keys(), ...modules.keys()]) find(name).packed('br')
}

/** `GET /assets/<name>.<hash>.<ending>`: kept for a year, compressed beforehand. An old hash is answered by 404. Parts of modules carry the hash of their builder. */
export function assetRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>()
  routes.get('/assets/:file', (c) => {
    const [, stem, ending] = /^([a-z0-9-]+)\.[0-9a-f]{10}\.([a-z0-9]+)$/.exec(c.req.param('file')) ?? []
    const name = stem === undefined ? '' : `${stem}.${ending}`
    const found = parts.get(c.req.path) ?? (known(name) ? find(name) : undefined)
    if (found === undefined || found.url !== c.req.path) return c.text('', 404)
    c.header('ETag', found.etag)
    c.header('Cache-Control', 'public, max-age=31536000, immutable')
    c.header('Content-Type', found.type)
    c.header('Vary', 'Accept-Encoding')
    if (c.req.header('if-none-match') === found.etag) return c.body(null, 304)
    const accepted = c.req.header('accept-encoding') ?? ''
    const [encoding, bytes] = encoded(found, accepted)
    if (encoding !== null) c.header('Content-Encoding', encoding)
    return c.body(bytes)
  })
  return routes
}

function encoded(found: Asset, accepted: string): [string | null, Uint8Array<ArrayBuffer>] {
  for (const encoding of ['br', 'gzip'] as const) {
    const bytes = new RegExp(`\\b${encoding}\\b`).test(accepted) ? found.packed(encoding) : null
    if (bytes !== null) return [encoding, bytes]
  }
  return [null, found.plain]
}

function known(name: string): boolean {
  return (
    assets.has(name) ||
    name === FONT ||
    name === MARK ||
    name in SHEETS ||
    bundles.has(name) ||
    modules.has(name) ||
    (/^[a-z0-9-]+\.js$/.test(name) && existsSync(islandFile(name)))
  )
}

function find(name: string): Asset {
  const ready = assets.get(name)
  if (ready !== undefined) return ready
  const made = make(name, build(name))
  assets.set(name, made)
  return made
}

/** `url`: where a part of a module is looked for by the others; an asset of its own is named by its hash. */
function make(name: string, plain: Uint8Array<ArrayBuffer>, url?: string): Asset {
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10)
  const stem = name.slice(0, name.indexOf('.'))
  const ending = name.slice(name.lastIndexOf('.') + 1)
  return {
    url: url ?? `/assets/${stem}.${hash}.${ending}`,
    type: TYPES[ending] ?? 'application/octet-stream',
    etag: `"${hash}"`,
    plain,
    packed: ending === 'woff2' ? () => null : packing(plain),
  }
}

function packing(plain: Uint8Array<ArrayBuffer>): Asset['packed'] {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  return (encoding) => {
    const bytes = kept.get(encoding) ?? PACK[encoding](plain)
    kept.set(encoding, bytes)
    return bytes
  }
}

const PACK = {
  br: (plain: Uint8Array) => bytesOf(brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })),
  gzip: (plain: Uint8Array) => bytesOf(gzipSync(plain, { level: 9 })),
} as const

function build(name: string): Uint8Array<ArrayBuffer> {
  if (name === MARK) return bytesOf(readFileSync(new URL(MARK, CSS)))
  if (name === FONT) {
    const path = '@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2'
    return bytesOf(readFileSync(new URL(import.meta.resolve(path))))
  }
  const sheet = SHEETS[name]
  if (sheet !== undefined) return bytesOf(minify(sheet.map(read).join('\n').replaceAll(`url(${FONT})`, fontUrl)))
  const module = modules.get(name)
  if (module !== undefined) return buildModule(module)
  const entry = bundles.get(name) ?? islandFile(name)
  if (!existsSync(entry)) throw new Error(`there is no asset called ${name}`)
  const built = buildSync({ ...BUILDING, entryPoints: [decodeURIComponent(entry.pathname)], format: 'iife' })
  return bytesOf(built.outputFiles[0]?.contents ?? new Uint8Array())
}

const BUILDING = {
  bundle: true,
  write: false as const,
  minify: true,
  target: 'es2020',
  platform: 'browser' as const,
  conditions: ['source', 'browser'],
  legalComments: 'none' as const,
} satisfies BuildOptions & { readonly write: false }

/** Builds a module: keeps its parts for the routes, and answers its own code. */
function buildModule(entry: URL): Uint8Array<ArrayBuffer> {
  const { outputFiles } = buildSync({
    ...BUILDING,
    entryPoints: { entry: decodeURIComponent(entry.pathname) },
    format: 'esm',
    splitting: true,
    outdir: 'assets',
    chunkNames: '[name].[hash]',
  })
  for (const { path, contents } of outputFiles) {
    const url = `/assets/${basename(path)}`
    if (basename(path) !== 'entry.js') parts.set(url, make(basename(path), bytesOf(contents), url))
  }
  return bytesOf(outputFiles.find(({ path }) => basename(path) === 'entry.js')?.contents ?? new Uint8Array())
}

const fontUrl = (): string => `url(${asset(FONT)})`
const islandFile = (name: string): URL => new URL(name.replace(/\.js$/, '.ts'), ISLANDS)
const read = (name: string): string => readFileSync(new URL(name, CSS), 'utf8')
const minify = (css: string): string =>
  transformSync(css, { loader: 'css', minify: true, legalComments: 'none' }).code.trim()
const bytesOf = (data: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(typeof data === 'string' ? Buffer.from(data) : data)
