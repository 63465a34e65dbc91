import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Db } from './database.ts'

/** A checkpoint to be signed: a log's tree at a size, with the proof that it holds the tree of size `from`. */
export interface CheckpointAsked {
  /** The log's name, the first line of its checkpoints. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** The size that was signed last, as far as the asker knows. */
  readonly from: number
  /** The consistency proof from `from` to `size` (RFC 6962, section 2.1.2). */
  readonly proof: readonly Uint8Array[]
}

/**
 * The signature, or why there is none: the checkpoint is smaller than the last one (`rewind`), it is no continuation of
 * that (`fork`), or the proof doesn't begin at `signedSize`, the size that was signed last (`from-elsewhere`).
 */
export type CheckpointAnswer =
  | { readonly ok: true; readonly signature: Uint8Array }
  | { readonly ok: false; readonly refusal: 'rewind' | 'fork' | 'from-elsewhere'; readonly signedSize: number }

/** The signer process, seen from the site: keys never leave it. */
export interface Signer {
  /** Makes an Ed25519 key and answers its public key in multibase (`z6Mk...`). The same name answers the same key. */
  createKey(name: string): Promise<string>
  /** Signs each message with the named key: 64 bytes each, in the same order. An empty list only asks whether it answers. */
  sign(name: string, messages: readonly Uint8Array[]): Promise<Uint8Array[]>
  /** Signs a checkpoint of a log with a key whose name begins with `log`, if it carries on from the last one. */
  signCheckpoint(name: string, asked: CheckpointAsked): Promise<CheckpointAnswer>
}

/** A witness of the public log: where it answers and its verifier key (C2SP signed-note), `<name>+<hash>+<key>`. */
export interface LogWitness {
  readonly url: string
  readonly name: string
  readonly vkey: string
}

/** Who cosigns the public log, and how many of them a proof needs. */
export interface LogWitnesses {
  readonly witnesses: readonly LogWitness[]
  readonly quorum: number
}

/** The Neo Feeder of one university, as the operator gives it. Never logged. */
export interface FeederAccess {
  /** Short name of the university, as in addresses. */
  readonly organisation: string
  /** Address of the web service, as `http://10.0.0.5:3003/ws/live2.php`. */
  readonly url: string
  readonly username: string
  readonly password: string
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
  /** Who cosigns the public log; absent means nobody, and then the log's own signature is all there is. */
  readonly logWitnesses?: LogWitnesses | undefined
  /** Whether the disk has too little room to take anything new; absent where the database lies on another machine. */
  readonly diskFull?: (() => Promise<boolean>) | undefined
  /** Neo Feeders that exports may be sent to; absent where none is configured. */
  readonly feeders?: readonly FeederAccess[] | undefined
  /** Hosts with their ports to which webhooks may be sent although their address is private; absent where none is. */
  readonly webhookHosts?: readonly string[] | undefined
}
