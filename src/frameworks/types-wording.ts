import { z } from 'zod'
import { bilingual, isoDay } from './types.ts'

const words = z.array(z.string().regex(/^[a-z0-9]+( [a-z0-9]+)*$/)).min(1)

/** The words by which a text would liken a credential to a degree: a closed list in `data/wording/degree-claims.json`. */
export const degreeClaimWords = z.strictObject({
  id: z.string(),
  version: z.string(),
  validFrom: isoDay,
  source: z.string().min(1),
  note: bilingual,
  betweenMost: z.int().min(0),
  /** A word of `likens`, at most `betweenMost` of `between`, then a word of `degrees` make a claim. */
  languages: z
    .array(z.strictObject({ language: z.enum(['id', 'en']), likens: words, between: words, degrees: words }))
    .min(1),
  /** Whole phrases that are claims by themselves. */
  phrases: words,
  /** Phrases that deny it, and the only ones that may: they are taken out before claims are looked for. */
  denials: words,
})
export type DegreeClaimWords = Readonly<z.infer<typeof degreeClaimWords>>
