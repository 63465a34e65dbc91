import { pino } from 'pino'
import type { Db } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'

/** What rooms need that neither sign nor send: a signer that refuses, secrets of the tests, letters that go nowhere, no log. */
export function idleDeps(db: Db, clock: () => Date): Deps {
  const noSigner = () => Promise.reject(new Error('no signer here'))
  return {
    db,
    clock,
    publicUrl: 'http://localhost:3000',
    signer: { createKey: noSigner, sign: noSigner, signCheckpoint: noSigner },
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: () => Promise.resolve(),
    demo: true,
    log: pino({ level: 'silent' }),
  }
}
