/** The parameters of a did:webvh log (did:webvh 1.0, section *DID Method Parameters*): which there are, and what holds after each entry. */
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { readMultikey } from './key.ts'

export const METHOD = 'did:webvh:1.0'

/** Who must approve entries, and how many of them. */
export interface Witnesses {
  readonly threshold: number
  readonly ids: readonly string[]
}

/** What is in force after an entry. */
export interface Parameters {
  readonly scid: string
  readonly updateKeys: readonly string[]
  readonly nextKeyHashes: readonly string[]
  /** Nothing where entries need no witness. */
  readonly witness: Witnesses | null
  readonly portable: boolean
  readonly deactivated: boolean
}

const NAMES = new Set([
  'method',
  'scid',
  'updateKeys',
  'nextKeyHashes',
  'witness',
  'watchers',
  'portable',
  'deactivated',
  'ttl',
])
const TTL_MOST = 2 ** 31

/**
 * The parameters in force after an entry, from those before it; null where one breaks its rule. An old way of writing a
 * default, `null`, is taken as the default.
 */
export function parametersAfter(before: Parameters | null, entry: Json | undefined): Parameters | null {
  if (!isJsonObject(entry) || !Object.keys(entry).every((name) => NAMES.has(name))) return null
  const isFirst = before === null
  if (isFirst ? entry.method !== METHOD : entry.method !== undefined && entry.method !== METHOD) return null
  if (isFirst ? typeof entry.scid !== 'string' : entry.scid !== undefined) return null
  // Once the next keys are promised, both lists stand in every entry until the promise is taken back.
  const isRotated = !isFirst && before.nextKeyHashes.length > 0
  if ((isFirst || isRotated) && entry.updateKeys === undefined) return null
  if (isRotated && entry.nextKeyHashes === undefined) return null
  if (!isFirst && entry.portable === true) return null
  const updateKeys = texts(entry, 'updateKeys', before?.updateKeys)
  const nextKeyHashes = texts(entry, 'nextKeyHashes', before?.nextKeyHashes)
  const witness = witnessesOf(entry, before?.witness ?? null)
  const portable = flag(entry, 'portable', before?.portable)
  const deactivated = flag(entry, 'deactivated', before?.deactivated)
  if (updateKeys === null || nextKeyHashes === null || witness === undefined) return null
  if (portable === null || deactivated === null || !isTtl(entry.ttl) || texts(entry, 'watchers', []) === null)
    return null
  const scid = before?.scid ?? String(entry.scid)
  return { scid, updateKeys, nextKeyHashes, witness, portable, deactivated }
}

function texts(entry: JsonObject, name: string, before: readonly string[] = []): readonly string[] | null {
  const value = entry[name]
  if (value === undefined) return before
  if (value === null) return []
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null
}

function flag(entry: JsonObject, name: string, before = false): boolean | null {
  const value = entry[name] ?? (entry[name] === null ? false : before)
  return typeof value === 'boolean' ? value : null
}

function isTtl(ttl: Json | undefined): boolean {
  return ttl == null || (Number.isInteger(ttl) && (ttl as number) >= 0 && (ttl as number) <= TTL_MOST)
}

/** The witnesses after an entry: null for none, nothing (undefined) where the parameter is malformed. */
function witnessesOf({ witness }: JsonObject, before: Witnesses | null): Witnesses | null | undefined {
  if (witness === undefined) return before
  if (witness === null) return null
  if (!isJsonObject(witness)) return undefined
  if (Object.keys(witness).length === 0) return null
  const { threshold, witnesses } = witness
  if (!Array.isArray(witnesses) || typeof threshold !== 'number' || !Number.isInteger(threshold)) return undefined
  const ids = witnesses.map((item) => (isJsonObject(item) ? String(item.id) : ''))
  const areKeys = ids.every((id) => id.startsWith('did:key:') && readMultikey(id.slice(8))?.kind === 'Ed25519')
  if (!areKeys || new Set(ids).size !== ids.length || threshold < 1 || threshold > ids.length) return undefined
  return { threshold, ids }
}
