import type { Verdict } from '@lumbung/credential'

/** What a check of one document answers: the library's verdict as of an instant. */
export interface Report extends Verdict {
  /** When it was checked. */
  readonly checkedAt: Date
}

/** A document as it was handed in, and what carried it. */
export type Carried = {
  /** A PDF that was saved again after it was made. */
  readonly savedAgain: boolean
} & (
  | {
      readonly carrier: 'json' | 'pdf' | 'unreadable'
      /** What is checked: the credential's text, a PDF as a whole, for what can't be read whatever text there is. */
      readonly text: string | Uint8Array
    }
  | {
      readonly carrier: 'link'
      /** The code of a share. */
      readonly text: string
    }
)

/** A credential of the sandbox with the verdict that every verifier must reach. */
export interface SandboxCredential {
  readonly name: string
  readonly verdict: Verdict['verdict']
  readonly failingCheck: string | null
  readonly document: string
}
