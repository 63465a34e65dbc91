/** Credentials in SD-JWTs: SD-JWT VC (`dc+sd-jwt`) and VC-JOSE-COSE (`vc+sd-jwt`), with or without key binding. */
import { OWN_LIMITS } from '../json/read.ts'
import type { JsonObject } from '../types.ts'
import { openCarried } from './jose.ts'
import { type Compact, type CompactReading, readCompact } from './jose-compact.ts'
import { type Carrying, carriedPlainly, unclear } from './jose-credential.ts'
import type { Read } from './open.ts'
import { type Answer, type Opened, type Opening, stoppedByFormat } from './opened.ts'
import { type Binding, checkBinding, readBinding } from './sd-jwt-binding.ts'
import { carriedAsVc, factsOfVc } from './sd-jwt-claims.ts'
import { type Disclosure, disclose, partsOf, type SdJwtParts } from './sd-jwt-read.ts'

/**
 * Claims that a holder must not be able to hold back (SD-JWT VC, section 3.2.2.2; VC-JOSE-COSE, section 3.2.1): who issued
 * it, what it is, its dates, its status, and whose key it is bound to.
 */
export const NEVER_HIDDEN: ReadonlySet<string> = new Set([
  ...['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'],
  ...['@context', 'type', 'credentialStatus'],
])

/** An SD-JWT as read, before any signature is checked. */
export interface ReadSdJwt {
  readonly parts: SdJwtParts
  readonly compact: Compact
  /** The issuer's claims with those disclosed in their places. */
  readonly claims: JsonObject
  readonly disclosures: readonly Disclosure[]
  readonly hidden: number
  /** The digest function that `_sd_alg` names. */
  readonly digest: (text: string) => string
  /** The holder's proof; undefined where there is none. */
  readonly binding: Binding | undefined
}

/** `format`: it can't be read; `proof`: it can, but not as what was signed. */
export type SdJwtReading =
  | { readonly ok: true; readonly read: ReadSdJwt }
  | { readonly ok: false; readonly check: 'format' | 'proof'; readonly answer: Answer; readonly claims: JsonObject }

/** Takes an SD-JWT apart and puts its claims together; nothing is checked by keys yet. Never throws. */
export function readSdJwt(text: string): SdJwtReading {
  const parts = partsOf(text)
  if (parts === null || text.length > OWN_LIMITS.maxBytes)
    return unreadable({
      outcome: 'fail',
      code: 'format-not-readable',
      data: { reason: parts === null ? 'sd-jwt-parts' : 'json-too-large', at: '' },
    })
  const issued: CompactReading = readCompact(parts.issued)
  if (!issued.ok && issued.check === 'format') return unreadable(issued.answer)
  const payload = issued.ok ? issued.compact.payload : issued.payload
  const disclosing = disclose(payload, parts.disclosures)
  if (!disclosing.ok)
    return { ok: false, check: 'proof', answer: unmatched(disclosing.reason, disclosing.at), claims: payload }
  const { claims, disclosures, hidden, digest } = disclosing
  const withheld = disclosures.find(({ path }) => path?.length === 1 && NEVER_HIDDEN.has(String(path[0])))
  if (withheld !== undefined)
    return { ok: false, check: 'proof', answer: unmatched('sd-claim-must-show', String(withheld.name)), claims }
  if (!issued.ok) return { ok: false, check: 'proof', answer: issued.answer, claims }
  const binding = parts.binding === '' ? undefined : readBinding(parts, claims, digest)
  if (binding !== undefined && 'outcome' in binding) return { ok: false, check: 'proof', answer: binding, claims }
  return { ok: true, read: { parts, compact: issued.compact, claims, disclosures, hidden, digest, binding } }
}

function unreadable(answer: Answer): SdJwtReading {
  return { ok: false, check: 'format', answer, claims: {} }
}

function unmatched(reason: string, at: string): Answer {
  return { outcome: 'fail', code: 'proof-disclosure-unmatched', data: { reason, at } }
}

/** Opens a credential in an SD-JWT. A key binding must hold; for whom it was made is asked by `verifyPresentedSdJwt`. */
export function openSdJwt({ text }: Read): Opening {
  const reading = readSdJwt(text)
  if (reading.ok) return openRead(reading.read)
  if (reading.check === 'format') return stoppedByFormat(reading.answer)
  const isVc = typeof reading.claims.vct === 'string'
  const carrying = isVc ? carriedAsVc(reading.claims) : carriedPlainly(reading.claims, false)
  // Whatever is wrong with it, it was never a credential: what says so can't be held back.
  if (!carrying.ok && carrying.answer.code === 'format-no-credential') return stoppedByFormat(carrying.answer)
  const format = carrying.ok ? carrying.carried.format : carrying.format
  const formatAnswer: Answer = carrying.ok
    ? carrying.carried.formatAnswer
    : { outcome: 'unknown', code: 'format-not-checked' }
  return { ok: false, format, answers: { format: formatAnswer, proof: reading.answer } }
}

/** The opened credential of an SD-JWT as read. */
export function openRead({ compact, claims, hidden, binding }: ReadSdJwt): Opening {
  const carrying = carryingOf(compact, claims)
  if (!carrying.ok) return stoppedByFormat(carrying.answer, carrying.format)
  const { carried } = carrying
  const signed = openCarried(carried, compact, hidden > 0)
  const opened = carried.format === 'sd-jwt-vc' ? { ...signed, facts: () => factsOfVc(carried) } : signed
  return { ok: true, opened: binding === undefined ? opened : bound(opened, binding) }
}

function carryingOf({ header }: Compact, claims: JsonObject): Carrying {
  const stop = (code: 'format-presentation' | 'format-no-credential'): Carrying => ({
    ok: false,
    format: 'unknown',
    answer: { outcome: 'fail', code },
  })
  if (header.typ === 'vp+sd-jwt') return stop('format-presentation')
  if (header.typ !== 'dc+sd-jwt' && header.typ !== 'vc+sd-jwt') return stop('format-no-credential')
  // `vc+sd-jwt` was the type of SD-JWT VC, too, until its draft 06: there the payload has a `vct` and no `@context`.
  const isVc = header.typ === 'dc+sd-jwt' || claims['@context'] === undefined
  const carrying = isVc ? carriedAsVc(claims) : carriedPlainly(claims, false)
  if (!carrying.ok || header.iss === undefined || header.iss === carrying.carried.issuer) return carrying
  return unclear('jwt-claims-disagree', '/header/iss', carrying.carried.format)
}

/** With the holder's signature checked after the issuer's. */
function bound(opened: Opened, binding: Binding): Opened {
  const proofs = opened.proofs.map((proof) => ({
    ...proof,
    check: async (key: Parameters<typeof proof.check>[0]): Promise<Answer> => {
      const answer = await proof.check(key)
      return answer.outcome === 'pass' ? checkBinding(binding) : answer
    },
  }))
  return { ...opened, proofs }
}
