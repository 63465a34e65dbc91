import type { CredentialFacts, Party } from '../openbadge/types.ts'

/** The few things that every foreign format says, under one name each. */
export interface ForeignClaims {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly holderName: string | null
  readonly subjectId: string | null
  readonly issuer: Party
  readonly definitionUrl: string | null
  readonly criteria: string | null
  readonly validFrom: string | null
  readonly validUntil: string | null
}

/** What pages show of a foreign credential: it speaks one language, and says nothing of level, hours or credit. */
export function factsOf(claims: ForeignClaims): CredentialFacts {
  const { title, description } = claims
  return {
    ...claims,
    title: { id: title, en: title },
    description: { id: description, en: description },
    onBehalfOf: null,
    creator: claims.issuer,
    definitionVersion: null,
    field: null,
    sks: null,
    hours: null,
    kkniLevel: null,
    skills: [],
    outcomes: [],
    standard: null,
    assessment: null,
    identityAssurance: null,
    qualityStatus: null,
    evidenceSource: null,
    mode: null,
  }
}
