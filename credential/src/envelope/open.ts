import { beginsAsJson, COMPACT_PREFIX, unwrap } from '../carriers/unwrap.ts'
import { isClrDocument } from '../clr/recognise.ts'
import { openForeign, openOther, recognisesForeign, recognisesStatusList } from '../foreign/recognise.ts'
import { type JsonLimits, readJson } from '../json/read.ts'
import { partLogProof } from '../log/part.ts'
import { onDemand } from '../on-demand.ts'
import { type Covers, type Recalled, recallText } from '../rdf/templates.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { isDataIntegrity, isPresentation, openDataIntegrity } from './data-integrity.ts'
import { compactText, JOSE_OPENERS } from './jose-recognise.ts'
import { type Opening, stoppedByFormat } from './opened.ts'
import { suiteOf } from './suites/index.ts'

/** An input as read: JSON, or a compact text such as a JWT. `recalled`: what a template knew of it. */
export type Read =
  | {
      readonly kind: 'json'
      readonly value: Json
      readonly text: string
      readonly recalled?: Recalled
      /** The proof of the log that stood beside the signatures, and is none of them. */
      readonly logProof?: string
    }
  | { readonly kind: 'text'; readonly text: string }

/** One way in which credentials come. */
export interface Opener {
  readonly name: string
  recognises(read: Read): boolean
  open(read: Read): Opening | Promise<Opening>
}

const clr = onDemand(() => import('../clr/open.ts'))
const compact = onDemand(() => import('../compact/form.ts'))
const openClr = async (): Promise<Opening> => (await clr()).openClrDocument()

/**
 * Every format that is read, asked in this order: one row each. The first that recognises an input opens it. Foreign
 * formats come first: some of theirs are JWS or have a `proof`, and only they can tell.
 */
const OPENERS: readonly Opener[] = [
  { name: 'foreign', recognises: recognisesForeign, open: openForeign },
  ...JOSE_OPENERS,
  { name: 'clr', recognises: isClrDocument, open: openClr },
  { name: 'data-integrity', recognises: isDataIntegrity, open: openDataIntegrity },
  { name: 'presentation', recognises: isPresentation, open: openOther },
  {
    name: 'lumbung-compact',
    recognises: (read) => read.kind === 'text' && read.text.startsWith(COMPACT_PREFIX),
    open: async (read) => (await compact()).openCompact(read),
  },
]

/** What none of them takes: it is said what it is instead. */
const NONE_OF_THEM: Pick<Opener, 'open'> = { open: openOther }

/**
 * A status list is signed as a credential is, but awards nothing: shown to a person as genuine it would mislead. So
 * `verify` asks this row first, and who reads status lists doesn't.
 */
export const NOT_AWARDED: readonly Opener[] = [
  { name: 'status-list', recognises: recognisesStatusList, open: openOther },
]

/** Limits for foreign formats and CLR: 2 MB and 32 levels. Our own are held to 256 KB. */
export const FOREIGN_LIMITS: Partial<JsonLimits> = { maxBytes: 2 * 1024 * 1024 }

/**
 * Opens whatever was handed in, by its content: a text, or a picture or PDF that carries one. `first` are rows to ask
 * before all others. Never throws for bad input.
 */
export function open(
  input: string | Uint8Array,
  limits: Partial<JsonLimits> = {},
  first: readonly Opener[] = [],
): Opening | Promise<Opening> {
  return beginsAsJson(input) ? openRead(input, limits, first) : openCarried(input, limits, first)
}

async function openCarried(
  input: string | Uint8Array,
  limits: Partial<JsonLimits>,
  first: readonly Opener[],
): Promise<Opening> {
  const compact = compactText(input)
  if (compact !== undefined) return openBy(first, { kind: 'text', text: compact })
  const carried = await unwrap(input)
  if (!carried.ok) {
    // What can't be told is left to the JSON reader, which says what is wrong.
    if (carried.carrier === null) return openRead(input, limits, first)
    return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: carried.code, at: '' } })
  }
  const text = compactText(carried.text) ?? (carried.carrier === 'qr' ? carried.text.trim() : undefined)
  const opening = text === undefined ? openRead(carried.text, limits, first) : openBy(first, { kind: 'text', text })
  return withLogProof(await opening, carried.logProof)
}

function openRead(
  input: string | Uint8Array,
  limits: Partial<JsonLimits>,
  first: readonly Opener[],
): Opening | Promise<Opening> {
  const read = readInput(input, limits)
  if (!('ok' in read)) {
    const opening = openBy(first, read)
    const { logProof } = read
    if (logProof === undefined) return opening
    return opening instanceof Promise
      ? opening.then((found) => withLogProof(found, logProof))
      : withLogProof(opening, logProof)
  }
  return isTooLarge(read) ? openLarge(input, read) : read
}

/** An opening with the proof of the log that came along; one inside the document goes before one beside it. */
function withLogProof(opening: Opening, logProof: string | undefined): Opening {
  if (logProof === undefined || !opening.ok || opening.opened.logProof !== undefined) return opening
  return { ok: true, opened: { ...opening.opened, logProof } }
}

/** Which row took the credentials of a template: types and members are the same in all of them, but for the proof. */
const takers = new WeakMap<Recalled['template'], { readonly proof: string; readonly opener: Pick<Opener, 'open'> }>()

/** All of a proof that a row looks at; nothing where it isn't one plain proof. */
function kindOfProof({ value }: Recalled): string | undefined {
  const { proof } = value
  if (!isJsonObject(proof)) return undefined
  return proof.type === 'DataIntegrityProof' && typeof proof.cryptosuite === 'string' ? proof.cryptosuite : undefined
}

function openBy(first: readonly Opener[], read: Read): Opening | Promise<Opening> {
  if (read.kind === 'text' || read.recalled === undefined || first !== NOT_AWARDED)
    return openerOf(first, read).open(read)
  const proof = kindOfProof(read.recalled)
  const known = takers.get(read.recalled.template)
  if (known !== undefined && known.proof === proof) return known.opener.open(read)
  const opener = openerOf(first, read)
  if (proof !== undefined) takers.set(read.recalled.template, { proof, opener })
  return opener.open(read)
}

function openerOf(first: readonly Opener[], read: Read): Pick<Opener, 'open'> {
  return (
    first.find(({ recognises }) => recognises(read)) ??
    OPENERS.find(({ recognises }) => recognises(read)) ??
    NONE_OF_THEM
  )
}

function isTooLarge(opening: Opening): boolean {
  return !opening.ok && opening.answers.format?.data?.reason === 'json-too-large'
}

/** A file over our own limit: only foreign formats and CLR may be so large. */
function openLarge(input: string | Uint8Array, refused: Opening): Opening | Promise<Opening> {
  const read = readInput(input, FOREIGN_LIMITS)
  if ('ok' in read) return refused
  if (recognisesForeign(read)) return openForeign(read)
  return isClrDocument(read) ? openClr() : refused
}

/** What a proof signs; of a chain of them and of what is no proof, statements are asked for. */
function coveredBy(proof: Json): Covers {
  const signature = partLogProof(proof)?.proof ?? proof
  return (isJsonObject(signature) ? suiteOf(signature)?.covers : undefined) ?? 'statements'
}

/** Takes the proof of the log out of a document that was just read, so that the signatures stand as if it weren't there. */
function takeLogProof(value: Json): { readonly logProof?: string } {
  const parted = isJsonObject(value) ? partLogProof(value.proof) : undefined
  if (parted === undefined) return {}
  ;(value as JsonObject).proof = parted.proof
  return { logProof: parted.logProof }
}

function readInput(
  input: string | Uint8Array,
  limits: Partial<JsonLimits>,
): Extract<Read, { readonly kind: 'json' }> | Opening {
  const known = typeof input === 'string' ? recallText(input, coveredBy) : undefined
  if (known !== undefined)
    return { kind: 'json', text: input as string, value: known.value, recalled: known, ...takeLogProof(known.value) }
  const json = readJson(input, limits)
  if (json.ok)
    return {
      kind: 'json',
      value: json.value,
      text: typeof input === 'string' ? input : '',
      ...takeLogProof(json.value),
    }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
