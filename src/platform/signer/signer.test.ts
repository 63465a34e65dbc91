import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { OperationError } from '../failure.ts'
import { signerProgram } from '../installation.ts'
import { openSigner } from './child.ts'
import { connectSigner, SignerError } from './client.ts'
import { runSigner } from './server.ts'
import { openVault } from './vault.ts'

const root = process.getuid?.() === 0
let folder: Awaited<ReturnType<typeof temporaryFolder>>
before(async () => {
  folder = await temporaryFolder()
})
after(() => folder.remove())

const MESSAGES = ['one', 'two', 'three'].map((text) => new TextEncoder().encode(text))

/** Reads a Multikey back, by the definition of base 58. */
function keyOf(multibase: string): ReturnType<typeof createPublicKey> {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let value = 0n
  for (const letter of multibase.slice(1)) value = value * 58n + BigInt(alphabet.indexOf(letter))
  const bytes = Buffer.from(value.toString(16).padStart(68, '0'), 'hex')
  assert.deepEqual([...bytes.subarray(0, 2)], [0xed, 0x01])
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(2).toString('base64url') },
  })
}

test('keys are made once by name, sign in order, and survive a restart; files are closed and hold no key in the clear', async () => {
  const place = join(folder.path, 'plain')
  const options = { folder: place, socket: join(place, 'signer.sock') }
  let signer = await runSigner(options)
  const client = connectSigner(options.socket)
  const key = await client.createKey('issuers/nusantara')
  assert.match(key, /^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/)
  const signatures = await client.sign('issuers/nusantara', MESSAGES)
  for (const [index, message] of MESSAGES.entries())
    assert.ok(verify(null, message, keyOf(key), signatures[index] ?? new Uint8Array()))
  await signer.close()
  signer = await runSigner(options)
  assert.equal(await client.createKey('issuers/nusantara'), key, 'the client connects again by itself')
  assert.deepEqual(await client.sign('issuers/nusantara', MESSAGES), signatures)
  assert.equal(lstatSync(options.socket).mode & 0o777, 0o600)
  const [file = ''] = readdirSync(join(place, 'keys'))
  assert.equal(lstatSync(join(place, 'keys', file)).mode & 0o777, 0o600)
  assert.equal(lstatSync(place).mode & 0o777, 0o700)
  assert.doesNotMatch(readFileSync(join(place, 'keys', file), 'utf8'), /PRIVATE|"d"/)
  const audit = readFileSync(join(place, 'audit.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    audit.map(({ verb, key: name, count }) => [verb, name, count]),
    [
      ['create-key', 'issuers/nusantara', undefined],
      ['sign', 'issuers/nusantara', 3],
      ['create-key', 'issuers/nusantara', undefined],
      ['sign', 'issuers/nusantara', 3],
    ],
  )
  client.close()
  await signer.close()
})

test('a wrong passphrase opens nothing, and says so; a changed key file is refused', async () => {
  const place = join(folder.path, 'chosen')
  ;(await openVault(place, 'kata sandi yang panjang')).createKey('platform')
  await assert.rejects(
    openVault(place, 'lain'),
    (error: unknown) => error instanceof OperationError && /passphrase does not open/.test(error.message),
  )
  const vault = await openVault(place, 'kata sandi yang panjang')
  assert.equal(vault.find('issuers/nobody'), null)
  assert.notEqual(vault.find('platform'), null)
  const [file = ''] = readdirSync(join(place, 'keys'))
  const sealed = JSON.parse(readFileSync(join(place, 'keys', file), 'utf8')) as { tag: string }
  writeFileSync(join(place, 'keys', file), JSON.stringify({ ...sealed, tag: Buffer.alloc(16).toString('base64') }))
  const again = await openVault(place, 'kata sandi yang panjang')
  assert.throws(() => again.find('platform'), /damaged/)
})

test('an unknown key, nonsense and too much at once are refused without harm', async () => {
  const place = join(folder.path, 'limits')
  const socket = join(place, 'signer.sock')
  const signer = await runSigner({ folder: place, socket, signaturesPerSecond: 200 })
  const client = connectSigner(socket)
  await assert.rejects(
    client.sign('issuers/unknown', MESSAGES),
    (error: unknown) => error instanceof SignerError && error.code === 'unknown-key',
  )
  const answer = await new Promise<string>((done) => {
    const raw = connect(socket, () => raw.write('{"verb":"export"}\n'))
    raw.once('data', (chunk) => done(String(chunk)))
  })
  assert.match(answer, /malformed/)
  await client.createKey('platform')
  const started = performance.now()
  const many = Array.from({ length: 300 }, (_, index) => new Uint8Array([index & 255]))
  await client.sign('platform', many.slice(0, 200))
  await client.sign('platform', many.slice(200))
  assert.ok(performance.now() - started > 300, 'the second hundred had to wait for the limit')
  client.close()
  await signer.close()
})

test('a signer that dies is started again, and the client goes on', async () => {
  const reports: string[] = []
  const place = {
    dataFolder: join(folder.path, 'child'),
    program: signerProgram(),
    report: (sentence: string) => reports.push(sentence),
  }
  const signer = await openSigner(place)
  const key = await signer.client.createKey('platform')
  const shared = await openSigner(place)
  assert.deepEqual([signer.how, shared.how], ['child', 'shared'])
  await shared.stop()
  const pid = execFileSync(
    'sh',
    ['-c', `grep -lz ${join(folder.path, 'child')} /proc/[0-9]*/environ 2>/dev/null | head -1`],
    { encoding: 'utf8' },
  )
  const number = Number(/\/proc\/(\d+)\//.exec(pid)?.[1])
  assert.ok(number > 1 && number !== process.pid)
  process.kill(number, 'SIGKILL')
  await pause(100)
  await assert.rejects(
    signer.client.sign('platform', MESSAGES),
    (error: unknown) => error instanceof SignerError && error.code === 'unreachable',
  )
  let back = ''
  for (let tries = 0; tries < 100 && back === ''; tries++)
    back = await signer.client.createKey('platform').catch(() => pause(100).then(() => ''))
  assert.equal(back, key)
  assert.match(reports[0] ?? '', /ended by itself.*signed when it is back/)
  await signer.stop()
})

test('run as its own user, the signer signs for the site, and the site can read none of its files', {
  skip: root ? false : 'needs root',
}, async () => {
  const [signerUser, siteUser, group] = [61_001, 61_002, 61_003]
  const place = join(folder.path, 'users')
  mkdirSync(place)
  chmodSync(folder.path, 0o755)
  chmodSync(place, 0o755)
  await build({
    entryPoints: {
      signer: fileURLToPath(new URL('../../../bin/signer.ts', import.meta.url)),
      client: fileURLToPath(new URL('./client.ts', import.meta.url)),
    },
    outdir: place,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    conditions: ['source'], // as bin/start.mjs
    format: 'esm',
    platform: 'node',
  })
  const [keys, sockets] = [join(place, 'keys'), join(place, 'run')]
  for (const [path, uid, mode] of [
    [keys, signerUser, 0o700],
    [sockets, signerUser, 0o2750],
  ] as const) {
    mkdirSync(path)
    chownSync(path, uid, group)
    chmodSync(path, mode)
  }
  const socket = join(sockets, 'signer.sock')
  const as = (uid: number) => ['--reuid', String(uid), '--regid', String(group), '--clear-groups']
  const signer = spawn('setpriv', [...as(signerUser), process.execPath, join(place, 'signer.mjs')], {
    cwd: '/',
    env: { PATH: process.env.PATH, SIGNER_DIR: keys, SIGNER_SOCKET: socket, SIGNER_SOCKET_MODE: '660' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    await new Promise((done) => signer.once('message', done))
    const program = `import { connectSigner } from ${JSON.stringify(join(place, 'client.mjs'))}
      import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
      const client = connectSigner(${JSON.stringify(socket)})
      const attempt = (work) => { try { work(); return 'read' } catch (error) { return error.code } }
      console.log(JSON.stringify({
        uid: process.getuid(), signer: await client.ping(), key: await client.createKey('platform'),
        signed: (await client.sign('platform', [new Uint8Array([1])]))[0].length,
        list: attempt(() => readdirSync(${JSON.stringify(join(keys, 'keys'))})),
        vault: attempt(() => readFileSync(${JSON.stringify(join(keys, 'vault.json'))})),
        passphrase: attempt(() => readFileSync(${JSON.stringify(join(keys, 'passphrase'))})),
      }))
      client.close()`
    const said = execFileSync('setpriv', [...as(siteUser), process.execPath, '--input-type=module', '-e', program], {
      cwd: '/',
      encoding: 'utf8',
    })
    const { key, ...rest } = JSON.parse(said) as Record<string, unknown>
    assert.match(String(key), /^z6Mk/)
    assert.deepEqual(rest, {
      uid: siteUser,
      signer: signerUser,
      signed: 64,
      list: 'EACCES',
      vault: 'EACCES',
      passphrase: 'EACCES',
    })
  } finally {
    const ended = new Promise((done) => signer.once('exit', done))
    signer.kill('SIGTERM')
    await ended
  }
})
