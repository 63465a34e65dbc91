import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { connectSigner, SignerError } from './client.ts'
import { runSigner } from './server.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
before(async () => {
  folder = await temporaryFolder()
})
after(() => folder.remove())

const hash = (...parts: Uint8Array[]) => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())
const leaf = (text: string) => hash(Buffer.from([0]), Buffer.from(text))
const [one, two, other] = [leaf('one'), leaf('two'), leaf('other')]
const pair = hash(Buffer.from([1]), one, two)

test('the signer signs only what carries on from the last checkpoint, also after a restart, and no log key otherwise', async () => {
  const place = join(folder.path, 'signer')
  const options = { folder: place, socket: join(place, 'signer.sock') }
  let signer = await runSigner(options)
  const client = connectSigner(options.socket)
  await client.createKey('log')
  await client.createKey('platform')
  const ask = (size: number, root: Uint8Array, from = 0, proof: Uint8Array[] = []) =>
    client.signCheckpoint('log', { origin: 'lumbung.example/log', size, root, from, proof })
  const signed = await ask(1, one)
  assert.ok(signed.ok)
  assert.deepEqual(
    await ask(1, one),
    signed,
    'the same again is the same signature: the first answer may have been lost',
  )
  assert.deepEqual(await ask(1, other), { ok: false, refusal: 'fork', signedSize: 1 })
  assert.deepEqual(await ask(2, pair, 0), { ok: false, refusal: 'from-elsewhere', signedSize: 1 })
  assert.deepEqual(await ask(2, pair, 1, [other]), { ok: false, refusal: 'fork', signedSize: 1 })
  assert.ok((await ask(2, pair, 1, [two])).ok)
  await signer.close()
  signer = await runSigner(options)
  assert.deepEqual(await ask(1, one), { ok: false, refusal: 'rewind', signedSize: 2 })
  const elsewhere = { origin: 'other.example/log', size: 1, root: other, from: 0, proof: [] }
  assert.ok((await client.signCheckpoint('log', elsewhere)).ok, 'each log has a memory of its own')
  const refused = (work: Promise<unknown>, code: SignerError['code']) =>
    assert.rejects(work, (error: unknown) => error instanceof SignerError && error.code === code)
  await refused(client.sign('log', [new Uint8Array([1])]), 'reserved-key')
  await refused(client.signCheckpoint('platform', elsewhere), 'reserved-key')
  await signer.close()
  for (const file of readdirSync(join(place, 'checkpoints')))
    writeFileSync(join(place, 'checkpoints', file), '{"size":0}')
  signer = await runSigner(options)
  await refused(ask(2, pair), 'failed')
  client.close()
  await signer.close()
})
