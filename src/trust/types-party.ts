import type { Agreement, Organisation, PartyEvent, PartyRole } from '../organisations/index.ts'

/** A party as a reader meets it elsewhere: its name, and where its page is. */
export interface PartyLink {
  readonly name: string
  readonly slug: string
}

/** An agreement that binds a party on a day, with the names of the day on which it began. */
export interface AgreementOfParty {
  readonly agreement: Agreement
  readonly with: readonly PartyLink[]
  /** Under which name it was signed, where that isn't the present one of this party. */
  readonly signedAs: string | null
}

/** All that is known of a party besides what it may issue. */
export interface PartyShown {
  readonly organisation: Organisation
  /** The name of the day that is asked about. */
  readonly name: string
  /** Names that it bore before, newest first, each with the day of the change. */
  readonly renamings: readonly PartyEvent[]
  /** Its own end, with who stands for it on that day. */
  readonly end: { readonly event: PartyEvent; readonly successor: PartyLink | null } | null
  /** Parties that merged into it or whose duties it took over. */
  readonly predecessors: readonly { readonly event: PartyEvent; readonly party: PartyLink }[]
  readonly roles: readonly PartyRole[]
  readonly agreements: readonly AgreementOfParty[]
  /** How many courses are chosen of it on that day. */
  readonly chosen: number
}

/** What became of an issuer since it issued something: a new name, or somebody who stands for it, or its closing. */
export interface IssuerNow {
  readonly kind: PartyEvent['kind']
  /** ISO day of the change. */
  readonly onDay: string
  /** The new name, or that of the successor; nothing where it closed and nobody followed. */
  readonly name: string | null
  /** Short name of the page to read on. */
  readonly slug: string
}
