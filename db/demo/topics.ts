import topics from './topics.json' with { type: 'json' }

/** What the demo teaches: a topic in both languages, its field, and what somebody can do afterwards. All invented. */
export interface Topic {
  readonly id: string
  readonly en: string
  readonly field: string
  /** Indonesian and English of each outcome, verb first. */
  readonly does: readonly (readonly [string, string])[]
}

export const TOPICS = topics as unknown as readonly Topic[]

/** Depths in which a topic is taught. */
export const DEPTHS = [
  { id: '', en: '', level: 'Intermediate' },
  { id: 'Pengantar: ', en: 'Introduction: ', level: 'Beginner' },
  { id: 'Lanjutan: ', en: 'Advanced: ', level: 'Advanced' },
] as const
