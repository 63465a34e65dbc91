import type { Context } from 'hono'

export type Language = 'id' | 'en'

/** A text in both languages. */
export interface Bilingual {
  readonly id: string
  readonly en: string
}

/** A role that somebody holds in an organisation. The names of roles belong to `organisations`. */
export interface RoleHeld {
  readonly organisationId: string
  readonly role: string
}

/** Who is asking. `null` where nobody signed in. */
export interface Actor {
  readonly personId: string
  readonly name: string
  readonly roles: readonly RoleHeld[]
}

/** What every page is given. */
export interface Page {
  readonly language: Language
  /** The path without the language prefix, as `/catalogue`. */
  readonly path: string
  /** The query string with its `?`, or nothing. */
  readonly query: string
  /** The nonce of this answer's content security policy. */
  readonly nonce: string
  /** The token that forms carry; empty where nobody signed in and no cookie is set. */
  readonly formToken: string
  readonly actor: Actor | null
  /** How much waits for this person, by entry of the navigation. */
  readonly waiting: Readonly<Record<string, number>>
  readonly demo: boolean
  /** The sentence of a key in this page's language. A missing key throws in tests and shows the key in production. */
  t(key: string, values?: Readonly<Record<string, string | number>>): string
  /** This page's language of a bilingual text. */
  say(text: Bilingual): string
  /** A path in this page's language: `/catalogue` becomes `/en/catalogue` on English pages. */
  href(path: string): string
}

/** Variables that the platform's middleware sets on each request. */
export interface Vars {
  page: Page
  actor: Actor | null
  waiting: Readonly<Record<string, number>>
}

/** The environment of every Hono app in the house. */
export interface AppEnv {
  Variables: Vars
}

export type AppContext = Context<AppEnv>
