/**
 * How OpenAttestation hashes: each leaf is hashed with its path and salt, the hashes are sorted and hashed together, so
 * that a leaf can be taken out and its hash left in its place. What two documents could hash to alike is refused.
 */
import { readJson } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { listOf, objectOf } from './fields.ts'
import { keccak } from './keccak.ts'
import { bytesOfHex, STEPS } from './merkle.ts'

const HASH = /^[0-9a-f]{64}$/
/** A salt of version 2, before the type and the value: a UUID. */
const SALTED = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:(?:string|number|boolean|null|undefined):(.*)$/is

/** Most leaves that are hashed, shown or taken out: a certificate has some hundreds, and a Keccak takes a fifth of a millisecond. */
const LEAVES = 2_000

type Leaf = readonly [path: string, value: Json]

/** How a version writes paths, and whether an empty list or object is a leaf of it. */
interface Paths {
  readonly inList: (path: string, place: string) => string
  readonly keepsEmpty: boolean
}

const PATHS_2: Paths = { inList: (path, place) => `${path}.${place}`, keepsEmpty: true }
const PATHS_3: Paths = { inList: (path, place) => `${path}[${place}]`, keepsEmpty: false }

/**
 * Every leaf with its path. Nothing where a name is empty, holds a dot or a bracket, or could be a place in a list:
 * another document would then have the same paths. Nothing, too, where there are too many.
 */
function leavesOf(document: JsonObject, paths: Paths): readonly Leaf[] | undefined {
  const leaves: Leaf[] = []
  const walk = (value: Json, path: string): boolean => {
    const isList = Array.isArray(value)
    if (!isList && !isJsonObject(value)) return leaves.push([path, value]) <= LEAVES
    const parts = Object.entries(value)
    if (parts.length === 0 && path !== '' && paths.keepsEmpty) return leaves.push([path, value]) <= LEAVES
    return parts.every(([name, part]) => {
      if (isList) return walk(part, paths.inList(path, name))
      return !/^\d*$|[.[\]]/.test(name) && walk(part, path === '' ? name : `${path}.${name}`)
    })
  }
  return walk(document, '') ? leaves : undefined
}

function hashOf(leaves: readonly string[], hidden: unknown): string | undefined {
  const hashes = listOf(hidden)
  if (!hashes.every((hash) => typeof hash === 'string' && HASH.test(hash)) || hashes.length > LEAVES) return undefined
  return keccak(JSON.stringify([...hashes, ...leaves].sort()))
}

/** The target hash of a document of version 2; nothing where it is ambiguous. */
export function targetHash2({ data, privacy }: JsonObject): string | undefined {
  const hashes = leavesOf(objectOf(data), PATHS_2)?.map(([path, value]) => keccak(JSON.stringify({ [path]: value })))
  return hashes === undefined ? undefined : hashOf(hashes, objectOf(privacy).obfuscatedData)
}

/**
 * The target hash of a document of version 3 without its proof; nothing where its salts aren't exactly those of its
 * leaves. The format hashes a value as text, so that 5 and "5" are alike to it.
 */
export function targetHash3(bare: JsonObject, { salts, privacy }: JsonObject): string | undefined {
  const leaves = leavesOf(bare, PATHS_3)
  const known = saltsOf(salts)
  if (leaves?.length !== known.size || !leaves.every(([path]) => known.has(path))) return undefined
  const hashes = leaves.map(([path, value]) => keccak(JSON.stringify({ [path]: `${known.get(path)}:${value}` })))
  return hashOf(hashes, objectOf(privacy).obfuscated)
}

/** The salts of version 3 by path: base64 of a JSON list of `{ value, path }`, 32 bytes in hexadecimal each. */
function saltsOf(encoded: unknown): Map<string, string> {
  const salts = new Map<string, string>()
  if (typeof encoded !== 'string' || !/^[A-Za-z0-9+/]*=*$/.test(encoded)) return salts
  const read = readJson(
    Uint8Array.from(atobOrNothing(encoded), (letter) => letter.charCodeAt(0)),
    LIMITS,
  )
  for (const entry of read.ok ? listOf(read.value) : []) {
    const { path, value } = objectOf(entry)
    if (typeof path === 'string' && typeof value === 'string' && HASH.test(value)) salts.set(path, value)
  }
  return salts
}

const LIMITS = { maxBytes: 2 * 1024 * 1024 }

function atobOrNothing(encoded: string): string {
  try {
    return atob(encoded)
  } catch {
    return ''
  }
}

/** Whether a path leads from the target to the root: both children in order of their bytes, Keccak-256. */
export function pathLeads(targetHash: string, path: unknown, root: unknown): boolean {
  const steps = listOf(path)
  if (steps.length > STEPS) return false
  let hash = targetHash
  for (const step of steps) {
    if (typeof step !== 'string' || !HASH.test(step)) return false
    hash = keccak(bytesOfHex([hash, step].sort().join('')))
  }
  return hash === root
}

/** The values of a document of version 2 without their salts. */
export function unsalted(value: Json): Json {
  if (Array.isArray(value)) return value.map(unsalted)
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, unsalted(below)]))
  const salted = typeof value === 'string' ? SALTED.exec(value) : null
  return salted === null ? value : (salted[1] as string)
}
