import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { consistencySpans, leafHash } from '@lumbung/credential/log'
import { type Edge, grow, rootsOfSpans } from '../../src/log/rules-tree.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { connectSigner } from '../../src/platform/signer/client.ts'
import { temporaryFolder } from '../support/folder.ts'

const strace = spawnSync('strace', ['-V']).status === 0
const ORIGIN = 'lumbung.example/log'
const KILLED_AT = [1, 2, 3]

/** The tree of the first `size` leaves, and the proof from the tree before it. */
function treeOf(size: number): { root: Uint8Array; proof: Uint8Array[] } {
  const empty: Edge = new Map()
  const { root, tiles } = grow(
    0,
    empty,
    Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`leaf ${n}`))),
  )
  return { root, proof: rootsOfSpans(consistencySpans(size - 1, size), tiles) }
}

/** Starts the signer, under strace where a sync is to kill it. */
async function startSigner(folder: string, killedAt?: number) {
  const socket = join(folder, 'signer.sock')
  const inject = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=fsync',
    '-e',
    `inject=fsync:signal=KILL:when=${killedAt}`,
  ]
  const [program, ...args] = signerProgram()
  const words = killedAt === undefined ? [program, ...args] : ['strace', ...inject, program, ...args]
  const child = spawn(words[0] ?? '', words.slice(1), {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, SIGNER_DIR: folder, SIGNER_SOCKET: socket },
  })
  const ended = once(child, 'exit')
  const client = connectSigner(socket, 3_000)
  for (let round = 0; round < 200; round++) {
    if (
      await client.ping().then(
        () => true,
        () => false,
      )
    )
      break
    await pause(50)
  }
  return {
    client,
    end: async () => {
      client.close()
      child.kill('SIGTERM')
      await ended
    },
  }
}

test('a signer killed at its n-th sync has forgotten no checkpoint that it answered', {
  skip: strace ? false : 'needs strace',
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder()
  try {
    const first = await startSigner(folder.path)
    await first.client.createKey('log')
    await first.end()
    let answered = 0
    for (const killedAt of KILLED_AT) {
      const doomed = await startSigner(folder.path, killedAt)
      let asked = answered
      try {
        for (let round = 0; round < 4; round++) {
          asked = answered + 1
          const answer = await ask(doomed.client, asked)
          // What was on its way when the last one died may have been remembered: then it answers the same again.
          assert.ok(answer.ok || answer.refusal === 'from-elsewhere', JSON.stringify(answer))
          answered = asked
        }
        assert.fail('the signer was not killed')
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
      }
      await doomed.end()
      const after = await startSigner(folder.path)
      if (answered > 0) {
        const fork = { origin: ORIGIN, size: answered, root: Buffer.alloc(32, 1), from: 0, proof: [] }
        const answer = await after.client.signCheckpoint('log', fork)
        assert.equal(answer.ok, false, 'an answered checkpoint was forgotten')
      }
      const again = await ask(after.client, asked)
      assert.ok(again.ok, `the checkpoint that was on its way can be signed: ${JSON.stringify(again)}`)
      answered = asked
      await after.end()
    }
  } finally {
    await folder.remove()
  }
})

function ask(client: ReturnType<typeof connectSigner>, size: number) {
  const { root, proof } = treeOf(size)
  return client.signCheckpoint('log', { origin: ORIGIN, size, root, from: size - 1, proof })
}
