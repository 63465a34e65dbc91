import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../contexts/bundled.ts'

/** Comprehensive Learner Record 2.0. Its document is in no package that we take contexts from, so it is named and not read. */
export const CLR_V2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'
/** The contexts of our records, in their order. */
export const CLR_CONTEXTS: readonly string[] = [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3]

/** How two achievements stand to each other (CLR 2.0, AssociationType Enumeration). */
export const ASSOCIATION_TYPES = [
  'exactMatchOf',
  'isChildOf',
  'isParentOf',
  'isPartOf',
  'isPeerOf',
  'isRelatedTo',
  'precedes',
  'replacedBy',
] as const
