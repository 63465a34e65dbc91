/** From an assertion to its badge class and to the issuer's profile, each loaded from its own address. */
import { readJson } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { objectOf, textOf } from './fields.ts'

export type Loader = (url: string) => Promise<string | null>

/** What stands at an address: its text, and the object in it where it is JSON. */
export interface Loaded {
  readonly text: string
  readonly object: JsonObject | undefined
}

/** The badge class as loaded or embedded, the address of the issuer, and the profile that stands there. */
interface Chain {
  readonly badgeClass: JsonObject | undefined
  readonly issuer: string
  readonly profile: JsonObject | undefined
  /** Whether the profile names the address at which it stands as its own; one without an id (1.x) claims no other. */
  readonly isOwn: boolean
}

const LIMITS = { maxBytes: 2 * 1024 * 1024 }

/** Loads what stands at an address. A loader that fails answers as one that finds nothing. */
export async function loadObject(url: string, load: Loader): Promise<Loaded> {
  const text = (await load(url).catch(() => null)) ?? ''
  const read = readJson(text, LIMITS)
  return { text, object: read.ok && isJsonObject(read.value) ? read.value : undefined }
}

/**
 * Follows `badge` and `issuer`. A badge class may be embedded, since the assertion vouches for it; a profile never is,
 * since only its own address does.
 */
export async function chainOf(assertion: JsonObject, load: Loader): Promise<Chain> {
  const badgeClass = await reached(assertion.badge, load)
  const issuer = textOf(badgeClass?.issuer) ?? textOf(objectOf(badgeClass?.issuer).id) ?? ''
  const profile = URL.canParse(issuer) ? (await loadObject(issuer, load)).object : undefined
  return { badgeClass, issuer, profile, isOwn: profile?.id === undefined || profile.id === issuer }
}

async function reached(value: Json | undefined, load: Loader): Promise<JsonObject | undefined> {
  if (isJsonObject(value)) return value
  return typeof value === 'string' ? (await loadObject(value, load)).object : undefined
}
