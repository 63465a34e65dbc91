import { z } from 'zod'

/** A small named step from a cell to a value. Those with a parameter are objects with one key. */
const transform = z.union([
  z.enum([
    'text',
    'firstLine',
    'repeatedSentences',
    'lines',
    'words',
    'list',
    'withoutFirst',
    'number',
    'count',
    'hours',
    'effort',
    'weeks',
    'level',
    'language',
    'locale',
    'free',
    'paid',
    'truth',
  ]),
  z.strictObject({ after: z.string().min(1) }),
  z.strictObject({ lastLine: z.literal(true) }),
  z.strictObject({ list: z.string().min(1) }),
  z.strictObject({ lookup: z.record(z.string(), z.string()) }),
  z.strictObject({ absoluteUrl: z.string() }),
])
export type Transform = z.infer<typeof transform>

/** Where a value comes from: a column, several columns (joined by a line break), or always the same. */
const origin = z.union([
  z.strictObject({ column: z.string(), transforms: z.array(transform) }),
  z.strictObject({ columns: z.array(z.string()).min(2), transforms: z.array(transform) }),
  z.strictObject({ constant: z.string() }),
])
export type Origin = z.infer<typeof origin>

export const FIELD_NAMES = [
  'title',
  'provider',
  'description',
  'url',
  'language',
  'level',
  'mode',
  'field',
  'hours',
  'weeks',
  'isFree',
  'skills',
  'rating',
  'ratingCount',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

/**
 * A source of courses: how its files are recognised (by their heading, never by their name) and what each column means.
 * One file in `data/catalogue-sources`; a new source needs no code.
 */
export const catalogueSource = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  /** The year of the data: where two sources differ, the newer is believed. */
  asOf: z.int().min(2000).max(2100),
  /** Where the courses are held; empty: the host of each course's address. */
  platform: z.string(),
  /** Words that stand for an empty cell. */
  emptyWords: z.array(z.string()),
  /** Headings that all have to be there. Of several sources that fit, the one with most headings is taken. */
  signature: z.array(z.string().min(1)).min(2),
  /** Headings that are known and not used. */
  ignored: z.array(z.string()),
  note: z.string(),
  /** The first origin that gives a value counts. */
  fields: z.partialRecord(z.enum(FIELD_NAMES), z.array(origin).min(1)).refine((fields) => fields.title !== undefined),
})
export type CatalogueSource = z.infer<typeof catalogueSource>

/** Words of learning in both languages, Indonesian first, in lower case, one or two words each. */
export const searchWords = z.strictObject({
  id: z.literal('search-words'),
  source: z.string(),
  pairs: z.array(z.tuple([z.string().regex(/^\S+( \S+)?$/), z.string().regex(/^\S+( \S+)?$/)])),
})
