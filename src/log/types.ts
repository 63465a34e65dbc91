import type { JsonObject } from '@lumbung/credential'
import type { LeafKind } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'

/** A deed that leaves a leaf. */
export interface Deed {
  readonly kind: LeafKind
  /** Which reader knows the row: `award`, `status-change`, `listing`, ... */
  readonly subject: string
  /** The row's id, as the reader takes it. It never enters the leaf. */
  readonly subjectId: string
  /** Every field that the decision rests on, as the reader of the subject makes it from the stored row. */
  readonly record: JsonObject
  /** For an award: the signature value (`proofValue`) of the credential. */
  readonly signed?: string
  /** In whose name it was done: the organisation that a monitor watches for. */
  readonly organisationId?: string | null
  /** Whose salt is erased on request. */
  readonly personId?: string | null
}

/** What fsck asks: the present record of rows, by id. An absent id says that the row is gone. */
export type RecordReader = (db: Db, ids: readonly string[]) => Promise<ReadonlyMap<string, JsonObject>>

/** The present signature values of rows that were signed, by the same ids. */
export type SignatureReader = (db: Db, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** What a leaf waits for: promised work, by its kind and the column that its unique key ends with; or a row with the same values. */
export type Waits =
  | { readonly promise: string; readonly column: string }
  | { readonly table: string; readonly columns: readonly [string, ...string[]] }

/** Which rows must have left a leaf. Tables and columns are names of ours, never anything that was typed. */
export interface LoggedRows {
  readonly table: string
  /** The columns that name a row, as its reader takes them. */
  readonly key: readonly [string, ...string[]]
  /** A leaf of one of these subjects is enough. */
  readonly subjects: readonly [string, ...string[]]
  /** When it was decided; a row without it isn't decided yet. */
  readonly at: string
  /** Whose opening may be erased. */
  readonly person?: string
  /** The leaf comes later as long as one of these stands. */
  readonly waits?: readonly Waits[]
}

/** Something that contradicts what was logged: which row, and why. */
export interface Contradiction {
  readonly where: string
  readonly why: string
}

/** How all subjects are read back; `src/hooks.ts` gathers it from the nouns. */
export interface LogReaders {
  /** Rows that must have a leaf. */
  readonly rows: readonly LoggedRows[]
  /** What rooms check beside: figures that follow from logged rows and that others rely on. */
  readonly checks: readonly ((db: Db) => Promise<readonly Contradiction[]>)[]
  readonly records: Readonly<Record<string, RecordReader>>
  readonly signatures: Readonly<Record<string, SignatureReader>>
}

/** A leaf as it is stored. `position` is none until the sequencer gave it one. */
export interface Leaf {
  readonly id: string
  readonly kind: LeafKind
  readonly commitment: Uint8Array
  readonly position: number | null
}

/** What opens a leaf: the erasable half. */
export interface Opening {
  readonly leafId: string
  readonly salt: Uint8Array
  readonly recordDigest: Uint8Array
  readonly subject: string
  readonly subjectId: string
  readonly organisationId: string | null
  readonly personId: string | null
}

/** Under which name and key the log began, and when. */
export interface Began {
  readonly origin: string
  readonly vkey: string
  readonly at: Date
}

/** Where the log stands. `version` counts its moves; `began` is none before the first signed checkpoint. */
export interface Head {
  readonly version: number
  readonly size: number
  readonly root: Uint8Array
  readonly began: Began | null
  /** Why the signer refused the last checkpoint. */
  readonly refused: { readonly code: string; readonly size: number; readonly signedSize: number } | null
  readonly refusedAt: Date | null
}

/** A signed checkpoint. */
export interface Checkpoint {
  readonly size: number
  readonly root: Uint8Array
  /** The signed note (C2SP signed-note), without cosignatures. */
  readonly note: string
  readonly signedAt: Date
}

/** One witness's cosignature under a checkpoint. */
export interface Cosignature {
  readonly size: number
  /** The verifier key of the witness. */
  readonly witness: string
  readonly line: string
  /** When the witness signed, by its own clock. */
  readonly seenAt: Date
}

/** A checkpoint with its cosignatures by the witnesses that count now. */
export interface CosignedCheckpoint extends Checkpoint {
  readonly cosignatures: readonly Cosignature[]
}

/** A stored tile (level 0 and above) or bundle of entries (level -1). */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
  readonly bytes: Uint8Array
}

/** What a witness answered last. */
export interface WitnessState {
  readonly witness: string
  readonly size: number
  readonly askedAt: Date
  readonly fault: string | null
}

/** The tree as it had been seen from outside before an instant: every entry of it was grown again to the signed root. */
export interface SeenTree {
  /** Leaves in it; 0 where nothing had been seen. */
  readonly size: number
  /** When the quorum was complete by the witnesses' clocks; by the log's own, where no witness is needed. */
  readonly at: Date | null
  /** Whose clocks say so. */
  readonly by: 'witnesses' | 'log'
}

/**
 * Whether the leaf about a row is in a tree that was seen: `seen`, and the row is to the last bit what was logged; `changed`
 * since it was logged; `late`, left after what was seen; `none` that can be opened.
 */
export type Sighting = 'seen' | 'changed' | 'late' | 'none'

/** How the log stands. */
export interface LogStatus {
  readonly began: Began | null
  /** Leaves in the tree, signed or not. */
  readonly size: number
  /** Leaves without a position. */
  readonly waiting: number
  readonly signed: { readonly size: number; readonly root: Uint8Array; readonly at: Date } | null
  /** The newest checkpoint with a quorum. */
  readonly cosigned: { readonly size: number; readonly at: Date } | null
  readonly quorum: number
  readonly refused: (NonNullable<Head['refused']> & { readonly at: Date }) | null
  readonly witnesses: readonly {
    readonly name: string
    readonly size: number
    readonly seenAt: Date | null
    readonly fault: string | null
  }[]
}
