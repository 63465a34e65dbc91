import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'

// The package as others get it: packed, put into an empty project beside the packages that it names, and used there by Node,
// by a bundler and by the type checker, without anything of this repository.

const root = new URL('../..', import.meta.url).pathname
let project: string

/** The example of the README, with what stands around it in a reader's program. */
function example(): string {
  const readme = readFileSync(join(root, 'credential/README.md'), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  assert.match(code, /issueCredential/)
  assert.ok(code.trim().split('\n').length <= 12, 'the example stays about ten lines long')
  return code
}

const AROUND = `
const now = new Date('2026-11-23T07:05:00Z')
const issuer = { id: 'did:web:lumbung.example:issuers:politeknik-lembah-angin', name: 'Politeknik Lembah Angin' }
const coded = (code, name) => ({ framework: 'Lumbung', code, name })
const award = {
  id: 'https://lumbung.example/credentials/1', issuer, creator: issuer, onBehalfOf: issuer,
  subjectId: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11', holderName: 'Wartini',
  definitionUrl: 'https://lumbung.example/definitions/1', definitionVersion: '1',
  title: { id: 'Analisis Data', en: 'Data Analysis' }, description: { id: 'Membaca data.', en: 'Reading data.' },
  criteria: 'Lulus ujian.', field: 'agriculture', language: 'id', sks: 2, hours: 90, kkniLevel: 5,
  skills: [coded('DA-01', 'Analisis data')], outcomes: ['Menghitung hasil'],
  assessment: coded('exam', 'Ujian'), identityAssurance: coded('proctored', 'Diawasi'),
  qualityStatus: coded('not-reviewed', 'Belum ditinjau'), evidenceSource: coded('study', 'Belajar'),
  mode: coded('online', 'Daring'), validFrom: new Date('2026-10-12T00:00:00Z'), status: [],
}
`

before(() => {
  project = mkdtempSync(join(tmpdir(), 'lumbung-package-'))
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', project], {
    cwd: join(root, 'credential'),
    encoding: 'utf8',
  })
  const home = join(project, 'node_modules', '@lumbung', 'credential')
  mkdirSync(home, { recursive: true })
  execFileSync('tar', [
    '-xzf',
    join(project, packed.trim().split('\n').at(-1) ?? ''),
    '-C',
    home,
    '--strip-components=1',
  ])
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  writeFileSync(join(project, 'package.json'), '{"name":"reader","private":true,"type":"module"}')
})
after(() => rmSync(project, { recursive: true, force: true }))

const run = (file: string): string =>
  execFileSync(process.execPath, [file], { cwd: project, encoding: 'utf8', env: { PATH: process.env.PATH } })

/** The example as a program: a register that lists the key, no status lists. */
function program(): string {
  const [imports = '', ...lines] = example().split('\n\n')
  const register = `const register = {
  asOf: now.toISOString(), validUntil: '2026-11-30T00:00:00Z', statusAuthorities: [],
  issuers: [{ did: issuer.id, name: issuer.name, listings: [{ from: '2024-01-01T00:00:00Z' }],
    keys: [{ id: \`\${issuer.id}#key-1\`, publicKeyMultibase: key.publicKeyMultibase, validFrom: '2024-01-01T00:00:00Z' }],
    authorisations: [{ kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9, from: '2024-01-01T00:00:00Z' }] }],
}
const lists = new Map()
`
  const body = lines.join('\n\n').replace(/(const key = .*\n)/, `$1${register}`)
  return `${imports}\n${AROUND}\n${body}`
}

test('the example of the README runs in an empty project, in Node', () => {
  writeFileSync(join(project, 'example.mjs'), program())
  assert.equal(run('example.mjs').trim(), 'valid Asli dan masih berlaku')
})

test('a bundler takes it for browsers, and nothing of Node comes along', async () => {
  writeFileSync(
    join(project, 'page.mjs'),
    `import { verify } from '@lumbung/credential/browser'
export const answer = async (text) => (await verify(text, { now: new Date(0), trust: null, statusList: async () => null })).verdict`,
  )
  await build({
    absWorkingDir: project,
    entryPoints: ['page.mjs'],
    outdir: 'page',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  })
  for (const name of readdirSync(join(project, 'page')))
    assert.doesNotMatch(readFileSync(join(project, 'page', name), 'utf8'), /from ?"node:|import\("node:/)
  writeFileSync(join(project, 'visit.mjs'), "import { answer } from './page/page.mjs'\nconsole.log(await answer('{}'))")
  assert.equal(run('visit.mjs').trim(), 'invalid')
})

test('its types are those of an ES module, for both ways in which TypeScript resolves them', () => {
  writeFileSync(
    join(project, 'typed.ts'),
    `import { generateKey, issueCredential, type Verdict, verify, type VerifyContext } from '@lumbung/credential'
const context: VerifyContext = { now: new Date(), trust: null, statusList: async () => null }
export async function check(text: string): Promise<Verdict['verdict']> {
  return (await verify(text, context)).verdict
}
export const key = await generateKey()
// @ts-expect-error a credential is an object
await issueCredential('text', { verificationMethod: 'urn:x', created: new Date(), sign: key.sign })
`,
  )
  for (const resolution of [
    ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', ...resolution, 'typed.ts']
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], {
      cwd: project,
      encoding: 'utf8',
    })
  }
})
