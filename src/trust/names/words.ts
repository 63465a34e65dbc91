import { readFileSync } from 'node:fs'
import { z } from 'zod'

const wordsSchema = z.object({
  id: z.literal('words'),
  from: z.iso.date(),
  source: z.string().min(10),
  provisional: z.boolean(),
  forms: z.record(z.string(), z.array(z.string())),
  expansions: z.record(z.string(), z.string()),
  dropped: z.array(z.string()),
  added: z.array(z.string()),
  suffixes: z.array(z.string()),
})

const list = wordsSchema.parse(
  JSON.parse(readFileSync(new URL('../../../data/names/words.json', import.meta.url), 'utf8')),
)
const meaning = new Map<string, readonly string[]>([
  ...Object.entries(list.forms).flatMap(([word, ways]) => ways.map((way) => [way, word.split(' ')] as const)),
  ...Object.entries(list.expansions).map(([short, long]) => [short, long.split(' ')] as const),
])
const dropped = new Set(list.dropped)
const added = new Set(list.added)

/** Indonesian words of forms and of what stands beside them, and the abbreviations that hold one. */
export const FORMS: ReadonlySet<string> = new Set([
  ...Object.keys(list.forms).flatMap((form) => form.split(' ')),
  ...Object.keys(list.expansions),
])

/** Endings that turn a known name into one that sounds like it (*Columbia*, *Columbiana*). */
export const SUFFIXES: readonly string[] = list.suffixes

/** The name in NFC, trimmed, with single spaces. */
export function normalName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** The words of a name as they are written, in small letters without marks. */
export function plainWords(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`ʼ]/gu, '')
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}

/** The words of a name: small letters without marks, abbreviations written out, forms in Indonesian, legal forms left out. */
export function wordsOf(name: string): readonly string[] {
  const words = plainWords(name)
  const meant = words.flatMap((word) => meaning.get(word) ?? [word]).filter((word) => !dropped.has(word))
  return meant.length === 0 ? words : meant
}

/** The words without those that are put beside a known name to borrow it. */
export function withoutAdded(words: readonly string[]): readonly string[] {
  const left = words.filter((word) => !added.has(word))
  return left.length === 0 ? words : left
}
