import { dateTime } from '../envelope/suite.ts'
import type { Party } from '../openbadge/types.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { type ASSOCIATION_TYPES, CLR_CONTEXTS } from './names.ts'

/** One relation between two things of a record, by their ids: credentials or achievements. */
export interface Association {
  readonly type: (typeof ASSOCIATION_TYPES)[number]
  readonly source: string
  readonly target: string
}

/** A whole record: signed credentials of one learner, as they are, and how they belong together. */
export interface ClrInput {
  /** The record's own id: an absolute URL or URN. */
  readonly id: string
  readonly issuer: Party
  readonly name: string
  readonly subjectId: string
  readonly holderName: string
  readonly validFrom: Date
  readonly validUntil?: Date | null
  /** Signed credentials as parsed; nothing of them is changed. */
  readonly credentials: readonly JsonObject[]
  readonly associations?: readonly Association[]
}

/**
 * The unsigned CLR 2.0 record of credentials (ClrCredential, ClrSubject). It is secured by an envelope that needs no
 * JSON-LD: a JWT, or a cryptosuite over JCS. Throws RangeError without credentials, for one that isn't signed or is about
 * somebody else, and for an association whose end isn't in the record: faults of the caller.
 */
export function clrCredential(input: ClrInput): JsonObject {
  if (input.credentials.length === 0) throw new RangeError('a record without credentials')
  const ids = new Set<unknown>()
  for (const { id, proof, credentialSubject } of input.credentials) {
    const subject = isJsonObject(credentialSubject) ? credentialSubject : {}
    if (proof === undefined) throw new RangeError('a credential of the record is not signed')
    if (subject.id !== input.subjectId) throw new RangeError('a credential of the record is about somebody else')
    ids.add(id).add(isJsonObject(subject.achievement) ? subject.achievement.id : undefined)
  }
  const stray = input.associations?.find(({ source, target }) => !ids.has(source) || !ids.has(target))
  if (stray !== undefined) throw new RangeError(`an association leads out of the record: ${stray.source}`)
  return {
    '@context': [...CLR_CONTEXTS],
    id: input.id,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: input.name,
    issuer: { id: input.issuer.id, type: ['Profile'], name: input.issuer.name },
    validFrom: dateTime(input.validFrom),
    ...(input.validUntil == null ? {} : { validUntil: dateTime(input.validUntil) }),
    credentialSubject: {
      id: input.subjectId,
      type: ['ClrSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: input.holderName, identityType: 'name' }],
      verifiableCredential: [...input.credentials],
      ...(input.associations === undefined
        ? {}
        : {
            association: input.associations.map(({ type, source, target }) => ({
              type: 'Association',
              associationType: type,
              sourceId: source,
              targetId: target,
            })),
          }),
    },
  }
}
