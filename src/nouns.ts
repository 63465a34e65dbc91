/**
 * The nouns of Lumbung in their order: each may lean only on those before it, and only through their `index.ts`.
 * `test/architecture.test.ts` holds every import to this list.
 */
export const NOUNS = [
  'log',
  'people',
  'organisations',
  'frameworks',
  'trust',
  'design',
  'catalogue',
  'enrolment',
  'assessment',
  'credentials',
  'wallet',
  'verifier',
  'bank',
  'recognition',
  'governance',
] as const

export type Noun = (typeof NOUNS)[number]
