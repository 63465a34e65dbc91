import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readMultikey } from '@lumbung/credential'
import { connectSigner } from './client.ts'
import type { KeyStore } from './port.ts'
import { runSigner } from './server.ts'
import { openVault, storeOf } from './vault.ts'

const folder = mkdtempSync(join(tmpdir(), 'lumbung-port-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What every store of keys must do, whatever it is made of. A second one is held to the same by one more line below. */
function holdToContract(name: string, open: () => Promise<KeyStore>): void {
  test(`${name}: a name stands for one key, which signs and never comes out`, async () => {
    const store = await open()
    assert.equal(await store.has('contract'), false)
    await assert.rejects(store.sign('contract', [new Uint8Array(1)]))
    const made = await store.createKey('contract')
    assert.equal(await store.createKey('contract'), made)
    assert.notEqual(await store.createKey('contract/2'), made)
    assert.equal(await store.has('contract'), true)
    const messages = [new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(65_536).fill(7)]
    const signatures = await store.sign('contract', messages)
    assert.deepEqual(await store.sign('contract', messages), signatures)
    const x = Buffer.from(readMultikey(made)?.bytes ?? []).toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    for (const [index, message] of messages.entries()) {
      assert.equal(signatures[index]?.length, 64)
      assert.ok(verify(null, message, key, signatures[index] ?? new Uint8Array()))
    }
    assert.deepEqual(await store.sign('contract', []), [])
    assert.deepEqual(Object.keys(store).toSorted(), ['createKey', 'has', 'sign'])
    const again = await open()
    assert.equal(await again.createKey('contract'), made)
  })
}

holdToContract('the vault of files', async () => storeOf(await openVault(join(folder, 'vault'), undefined)))

test('a limit for each key: one issuer in a rush waits, another signs on', async () => {
  const time = { now: new Date('2026-11-23T07:05:00Z') }
  const socket = join(folder, 's.sock')
  const signer = await runSigner({
    folder: join(folder, 'limits'),
    socket,
    signaturesPerSecond: 1_000,
    signaturesPerSecondOfKey: 10,
    now: () => time.now,
  })
  const client = connectSigner(socket, 300)
  try {
    await client.createKey('rush')
    await client.createKey('calm')
    const many = Array.from({ length: 10 }, (_, index) => new Uint8Array([index]))
    assert.equal((await client.sign('rush', many)).length, 10)
    await assert.rejects(client.sign('rush', many), { code: 'later' })
    assert.equal((await client.sign('calm', many)).length, 10)
    time.now = new Date(time.now.getTime() + 1_000)
    assert.equal((await client.sign('rush', many)).length, 10)
  } finally {
    client.close()
    await signer.close()
  }
})
