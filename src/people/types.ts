import type { Bilingual, Language } from '../platform/page.ts'

/** Somebody. `id` is opaque, for ever, and the pseudonymous national learner id (F001). */
export interface Person {
  readonly id: string
  /** 1 to 150 characters; a single word is a name. */
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly language: Language
}

/** What is needed to register somebody. Only the name must be there. */
export interface NewPerson {
  readonly name: string
  readonly language: Language
  /** May be shared with others unless a password opens an account with it. */
  readonly email?: string | undefined
  readonly phone?: string | undefined
  /** 16 digits; kept only as a mark and sealed. */
  readonly nik?: string | undefined
  /** Opens an account for sign-in; needs an e-mail. At least 10 characters. */
  readonly password?: string | undefined
  /** A person of the demo country. */
  readonly invented?: boolean | undefined
}

/** What data may be used for, beyond what the service itself needs. From `data/consent-purposes.json`. */
export interface ConsentPurpose {
  readonly id: string
  readonly version: string
  readonly name: Bilingual
  /** What consent changes, in plain words. */
  readonly effect: Bilingual
}

/** A purpose and whether this person agrees to it now. */
export interface ConsentState {
  readonly purpose: ConsentPurpose
  readonly givenAt: Date | null
  readonly withdrawnAt: Date | null
  readonly given: boolean
}

/** An account of the demo country, named on the sign-in page. */
export interface DemoAccount {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly role: Bilingual
}
