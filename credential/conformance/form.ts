/** The form that the profile asks of what is sent to it, and how it says that something is wrong. */
import { CREDENTIALS_V2 } from '../src/contexts/bundled.ts'
import { CREDENTIALS_V1 } from '../src/contexts/sequences.ts'
import { isAbsoluteIri } from '../src/rdf/literals.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'

/** Why something is refused, and the JSON pointer of the place where there is one. */
export interface Refusal {
  readonly code: string
  readonly at?: string
}

/** What a request asks of a presentation. */
export interface PresentationRequest {
  readonly challenge?: Json
  readonly domain?: Json
}

/** `@context` is a list that begins with the Data Model's; the rest are URLs or contexts (VC Data Model 2.0, section 4.3). */
export function contextFault({ '@context': context }: JsonObject): Refusal | null {
  const isSound =
    Array.isArray(context) &&
    (context[0] === CREDENTIALS_V2 || context[0] === CREDENTIALS_V1) &&
    context.every((entry) => (typeof entry === 'string' ? isAbsoluteIri(entry) : isJsonObject(entry)))
  return isSound ? null : { code: 'format-context-not-allowed', at: '/@context' }
}

/** The form of a presentation (VC Data Model 2.0, section 4.13). */
export function presentationFault(document: JsonObject): Refusal | null {
  const { id, type, holder, verifiableCredential } = document
  const types = [type ?? []].flat()
  if (!types.includes('VerifiablePresentation') || !types.every((name) => typeof name === 'string'))
    return { code: 'type-missing', at: '/type' }
  if (id !== undefined && !isUrl(id)) return { code: 'id-not-absolute', at: '/id' }
  if (holder !== undefined && !isUrl(isJsonObject(holder) ? holder.id : holder))
    return { code: 'id-not-absolute', at: '/holder' }
  if (![verifiableCredential ?? []].flat().every(isJsonObject))
    return { code: 'value-of-wrong-type', at: '/verifiableCredential' }
  return contextFault(document)
}

const isUrl = (value: Json | undefined): boolean => typeof value === 'string' && isAbsoluteIri(value)
