import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { NOUNS } from '../src/nouns.ts'

/** Every TypeScript file below a folder, as paths with forward slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules') && !path.includes('/dist/'))
}

const source = filesBelow('src').filter((path) => !/\.test\.tsx?$/.test(path))
const everything = [
  ...filesBelow('src'),
  ...filesBelow('credential'),
  ...filesBelow('test'),
  ...filesBelow('bench'),
  ...filesBelow('bin'),
  ...filesBelow('db'),
]

/** What each file imports. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

/** The place of a file inside its room or its sub-room: `rules`, `store-queue` is `store`, `browser/x` is `browser`. */
function placeOf(path: string): { noun: string; place: string } {
  const [, noun = '', rest = ''] = /^src\/([^/]+)\/(.+)$/.exec(path) ?? []
  return { noun, place: rest.startsWith('browser/') ? 'browser' : (/([a-z]+)[^/]*$/.exec(rest)?.[1] ?? '') }
}

/** Inside a room: which places a place may lean on. Other places (islands, carriers) may lean on anything but routes. */
const INSIDE: Record<string, readonly string[]> = {
  types: ['types'],
  rules: ['types', 'rules'],
  store: ['types', 'rules', 'store'],
  service: ['types', 'rules', 'store', 'service'],
  pages: ['types', 'rules', 'pages'],
}

const rooms = source.filter((path) => !path.startsWith('src/platform/') && path.split('/').length > 2)

test('every folder of src is a noun of the list, or the platform', () => {
  const folders = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  assert.deepEqual(
    folders.filter((name) => name !== 'platform' && !NOUNS.includes(name as never)),
    [],
  )
  assert.deepEqual(
    NOUNS.filter((noun) => !folders.includes(noun)),
    [],
    'no empty rooms',
  )
})

test('nouns lean only on earlier nouns, and only through their index.ts', () => {
  const faults: string[] = []
  for (const path of rooms) {
    const { noun } = placeOf(path)
    const earlier = NOUNS.slice(0, NOUNS.indexOf(noun as never))
    for (const specifier of importsOf(path)) {
      const other = /^(?:\.\.\/)+([a-z]+)\/(.+)$/.exec(specifier)
      if (other === null || other[1] === 'platform' || other[1] === 'data' || other[1] === 'browser') continue
      if (!NOUNS.includes(other[1] as never)) continue
      if (!earlier.includes(other[1] as never) || other[2] !== 'index.ts') faults.push(`${path} imports ${specifier}`)
    }
  }
  assert.deepEqual(faults, [])
})

test('inside a room the arrow is types, rules, store, service, routes; pages know no store', () => {
  const faults: string[] = []
  for (const path of rooms) {
    const { place } = placeOf(path)
    const allowed = INSIDE[place]
    if (allowed === undefined) continue
    for (const specifier of importsOf(path)) {
      const inside = /^\.\/([a-z]+)/.exec(specifier)?.[1]
      if (
        inside !== undefined &&
        (inside === 'routes' || inside === 'service' || inside === 'store' || inside === 'pages') &&
        !allowed.includes(inside)
      )
        faults.push(`${path} imports ${specifier}`)
    }
  }
  assert.deepEqual(faults, [])
})

test('the platform knows no noun', () => {
  const pattern = new RegExp(`^(?:\\.\\./)+(?:${NOUNS.join('|')})/`)
  const faults = source
    .filter((path) => path.startsWith('src/platform/'))
    .flatMap((path) =>
      importsOf(path)
        .filter((specifier) => pattern.test(specifier))
        .map((specifier) => `${path} imports ${specifier}`),
    )
  assert.deepEqual(faults, [])
})

test('SQL stands only in stores and in the platform', () => {
  const faults = rooms.filter(
    (path) => placeOf(path).place !== 'store' && /\bsql<|\bsql`/.test(readFileSync(path, 'utf8')),
  )
  assert.deepEqual(faults, [])
})

test('rules know no clock, no file, no network and no database', () => {
  const faults = rooms
    .filter((path) => placeOf(path).place === 'rules')
    .filter((path) => {
      const text = readFileSync(path, 'utf8')
      return /new Date\(\)|Date\.now\(|process\.|platform\/database|from 'node:(fs|net|http|child_process)/.test(text)
    })
  assert.deepEqual(faults, [])
})

test('only main.ts and the programs read the environment, and no room reads the clock', () => {
  const environment = source.filter((path) => path !== 'src/main.ts' && /process\.env/.test(readFileSync(path, 'utf8')))
  assert.deepEqual(
    environment.filter((path) => !path.startsWith('src/platform/signer/')),
    [],
  )
  const clock = rooms.filter(
    (path) => !path.includes('/browser/') && /new Date\(\)|Date\.now\(\)/.test(readFileSync(path, 'utf8')),
  )
  assert.deepEqual(clock, [])
})

test('no default exports, no any, no enum, no class but errors, no file called utils, helpers or common', () => {
  const faults: string[] = []
  for (const path of everything.filter((name) => !name.startsWith('test/architecture'))) {
    const text = readFileSync(path, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    if (/^export default/m.test(text)) faults.push(`${path}: default export`)
    if (/[:<]\s*any\b(?!\w)/.test(text)) faults.push(`${path}: any`)
    if (/^\s*(?:export )?(?:const )?enum /m.test(text)) faults.push(`${path}: enum`)
    for (const [, name] of text.matchAll(/^\s*(?:export )?class (\w+)\b(?! extends Error)/gm))
      if (!path.endsWith('.d.ts')) faults.push(`${path}: class ${name}`)
    if (/\/(utils|helpers|common)\.tsx?$/.test(path)) faults.push(`${path}: name`)
  }
  assert.deepEqual(faults, [])
})

test('files stay small enough to hold in the head', () => {
  const long = everything
    .filter((path) => !/examples|\.test\.tsx?$/.test(path))
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > 330)
  assert.deepEqual(long, [])
})

test('every room has its README and its door', () => {
  for (const noun of NOUNS) {
    const files = readdirSync(`src/${noun}`)
    assert.ok(files.includes('README.md'), `${noun} has no README.md`)
    assert.ok(files.includes('index.ts'), `${noun} has no index.ts`)
  }
})

test('no test is skipped or singled out in silence', () => {
  const faults = everything
    .filter((path) => /\.test\.tsx?$/.test(path))
    .filter((path) => /\b(test|it|describe)\.only\(/.test(readFileSync(path, 'utf8')))
  assert.deepEqual(faults, [])
})
