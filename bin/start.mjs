// Builds a program of this checkout into var/build, once for each state of its sources, and runs it: the sources are
// TypeScript, and translating them at every start would cost a second and more.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const entries = {
  main: join(root, 'src/main.ts'),
  signer: join(root, 'bin/signer.ts'),
  witness: join(root, 'bin/witness.ts'),
  lumbung: join(root, 'bin/lumbung.ts'),
}

/** A hash over names, sizes and times of the sources: reading them all would take longer than this saves. */
function stateOfSources() {
  const hash = createHash('sha256').update(`${process.version} 1`)
  for (const folder of ['src', 'credential', 'db', 'bin']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (
        !/\.(tsx?|mjs|json)$/.test(name) ||
        /(?:^|[\\/])(?:node_modules|dist)[\\/]/.test(name) ||
        /\.test\.tsx?$/.test(name)
      )
        continue
      const { size, mtimeMs } = statSync(join(root, folder, name))
      hash.update(`${folder}/${name} ${size} ${mtimeMs}\n`)
    }
  }
  hash.update(String(statSync(join(root, 'package.json')).mtimeMs))
  return hash.digest('hex').slice(0, 16)
}

/** Files find their data beside themselves, so each keeps the address of its source. */
const ownAddress = {
  name: 'own-address',
  setup(build) {
    build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
    })
  },
}

/** Translates programs and all they lean on into a folder, `<name>.mjs` each. What `outside` names is loaded as it is. */
export async function bundle(programs, folder, outside = []) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    packages: 'bundle',
    external: [
      'pg-native',
      'pdfkit',
      'exceljs',
      'esbuild',
      'pino',
      'prom-client',
      'jsonld',
      'nodemailer',
      'tsx',
      'viem',
      ...outside,
    ],
    banner: {
      js: "import { createRequire as lumbungRequire } from 'node:module'; const require = lumbungRequire(import.meta.url);",
    },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [ownAddress],
  })
}

async function build(folder) {
  const fresh = `${folder}.new-${process.pid}`
  await bundle(entries, fresh)
  try {
    renameSync(fresh, folder)
  } catch {
    rmSync(fresh, { recursive: true, force: true }) // another start was faster
  }
}

/** The folder of the builds: in the checkout, so that packages are found, or beside it where it can't be written to. */
export function buildFolder() {
  const wanted = join(root, 'node_modules', '.cache', 'lumbung')
  try {
    mkdirSync(wanted, { recursive: true })
    return wanted
  } catch {
    return join(tmpdir(), `lumbung-build-${process.getuid?.() ?? 0}`)
  }
}

/** Takes away builds that are older than a day. */
export function dropOldBuilds() {
  const builds = buildFolder()
  for (const old of existsSync(builds) ? readdirSync(builds) : []) {
    const { mtimeMs } = statSync(join(builds, old))
    if (Date.now() - mtimeMs > 86_400_000) rmSync(join(builds, old), { recursive: true, force: true })
  }
}

/** Runs one of the programs, built for the present sources. */
export async function start(program) {
  const folder = join(buildFolder(), stateOfSources())
  if (!existsSync(join(folder, `${program}.mjs`))) {
    dropOldBuilds()
    await build(folder)
  }
  process.argv[1] = join(folder, `${program}.mjs`)
  await import(pathToFileURL(process.argv[1]).href)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await start('main')
