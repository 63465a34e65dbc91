import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Db } from './database.ts'

/** The signer process, seen from the site: keys never leave it. */
export interface Signer {
  /** Makes an Ed25519 key and answers its public key in multibase (`z6Mk...`). The same name answers the same key. */
  createKey(name: string): Promise<string>
  /** Signs each message with the named key: 64 bytes each, in the same order. An empty list only asks whether it answers. */
  sign(name: string, messages: readonly Uint8Array[]): Promise<Uint8Array[]>
}

/** A letter to somebody: plain text in the person's language. */
export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Secrets of this installation, made at first start and kept in `DATA_DIR/keys`, or given by the environment. */
export interface Secrets {
  /** Keys the one-way mark of a NIK (HMAC-SHA-256). */
  readonly nikMark: Buffer
  /** Seals a NIK (AES-256-GCM). */
  readonly nikSeal: Buffer
  /** Signs session cookies and form tokens. */
  readonly session: Buffer
}

/** What the rooms are given. Each takes what it needs and nothing ambient. */
export interface Deps {
  readonly db: Db
  readonly clock: Clock
  /** Origin of the site without a trailing slash, as `http://localhost:3000`. */
  readonly publicUrl: string
  readonly signer: Signer
  readonly secrets: Secrets
  /** Sends a letter, or throws when the mail server can't be had. Letters go through the outbox, never straight. */
  readonly sendLetter: (letter: Letter) => Promise<void>
  /** Demo accounts are named on the sign-in page and invented data is announced. */
  readonly demo: boolean
  readonly log: Logger
  /** Whether the disk has too little room to take anything new; absent where the database lies on another machine. */
  readonly diskFull?: (() => Promise<boolean>) | undefined
}
