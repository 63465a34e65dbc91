import { type Answer, type Opened, type Opening, stoppedByFormat } from '../envelope/opened.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { ASSOCIATION_TYPES, CLR_CONTEXTS } from './names.ts'
import { isClr } from './recognise.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** Credentials inside one record: each is checked whole, so that more would be a way to keep a verifier busy. */
const INNER_AT_MOST = 100
const ENVELOPED = /^data:application\/vc\+(?:ld\+json\+)?(?:sd-)?jwt[,;]/

/** The envelope signs the claims as they stand, so that our own sequence of contexts is read although none is processed. */
function formatOf({ credential, formatAnswer }: Opened): Opened['formatAnswer'] {
  const contexts = credential['@context']
  const isOurs = Array.isArray(contexts) && contexts.join(' ') === CLR_CONTEXTS.join(' ')
  return isOurs || formatAnswer.outcome === 'pass' ? { outcome: 'pass', code: 'format-clr-2' } : formatAnswer
}

/**
 * A record whose envelope was opened (a JWT, a cryptosuite over JCS), with the credentials in it: each is checked by the
 * same eight checks, and one that fails makes the whole fail. Refused where there are none, more than 100, or a record in
 * a record.
 */
export function asClr(opened: Opened): Opening {
  const inner = innerOf(opened.credential)
  if (inner === undefined)
    return stoppedByFormat(
      { outcome: 'fail', code: 'format-not-readable', data: { reason: 'clr', at: '/credentialSubject' } },
      'clr-2',
    )
  return {
    ok: true,
    opened: {
      ...opened,
      format: 'clr-2',
      formatAnswer: formatOf(opened),
      inner,
      schema: () => schemaAnswer(opened.credential),
    },
  }
}

/**
 * Opens a record with an embedded proof over JSON-LD. Its context is in no package that we hold, so what it means can't
 * be made certain: the verdict is at best *unconfirmed*. Nothing is guessed from the JSON.
 */
export function openClrDocument(): Opening {
  const answers: Record<'format' | 'proof', Answer> = {
    format: { outcome: 'unknown', code: 'format-context-not-known' },
    proof: { outcome: 'unknown', code: 'proof-not-checked' },
  }
  return { ok: false, format: 'clr-2', answers }
}

/** The texts of the credentials inside: JSON, or the token of an enveloped one (VC Data Model 2.0, section 4.13). */
function innerOf({ credentialSubject: subject }: JsonObject): string[] | undefined {
  const held = isJsonObject(subject) ? subject.verifiableCredential : undefined
  const list = Array.isArray(held) ? held : []
  if (list.length === 0 || list.length > INNER_AT_MOST || list.some(isClr)) return undefined
  return list.map((one) => {
    const id = isJsonObject(one) && typeof one.id === 'string' ? one.id : ''
    return ENVELOPED.test(id) ? id.slice(id.indexOf(',') + 1) : JSON.stringify(one)
  })
}

/** What CLR 2.0 asks of the record itself (ClrCredential, ClrSubject, Association), besides what the checks ask anyway. */
function schemaAnswer(credential: JsonObject): Answer {
  const { association = [] } = credential.credentialSubject as JsonObject
  const faults: string[] = []
  for (const field of ['id', 'name', 'validFrom'] as const)
    if (typeof credential[field] !== 'string') faults.push(`/${field}`)
  const types: readonly unknown[] = ASSOCIATION_TYPES
  const isSound = (one: Json) =>
    isJsonObject(one) &&
    types.includes(one.associationType) &&
    [one.sourceId, one.targetId].every((id) => typeof id === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(id))
  if (!Array.isArray(association) || !association.every(isSound)) faults.push('/credentialSubject/association')
  return faults.length === 0
    ? { outcome: 'pass', code: 'schema-complete' }
    : { outcome: 'fail', code: 'schema-incomplete', data: { at: faults.join(' ') } }
}
