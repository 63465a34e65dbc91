/** Verifies presentations: who shows which credentials, for which request (VC Data Model 2.0, section 4.13). */
import { checkProof } from '../checks/proof.ts'
import { recordOf, usableRegister, wasGood } from '../checks/register.ts'
import { contextRefusal, openSecured, type Secured } from '../envelope/data-integrity.ts'
import { FOREIGN_LIMITS } from '../envelope/open.ts'
import { readJson } from '../json/read.ts'
import { fromBase64Url } from '../keys/encoding.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { CheckCode, CheckOutcome, Verdict } from '../verdict.ts'
import { verify } from '../verify.ts'
import { PRESENTATION_MESSAGES } from './messages.ts'
import {
  PRESENTATION_CHECKS,
  type PresentationCheckId,
  type PresentationCode,
  type PresentationContext,
  type PresentationVerdict,
} from './verdict.ts'

/** Most credentials of one presentation: each is verified as a whole. */
const MOST_CREDENTIALS = 32

interface Answer {
  readonly outcome: CheckOutcome
  readonly code: PresentationCode
  readonly data?: Readonly<Record<string, string | number>>
}
type Answers = Partial<Record<PresentationCheckId, Answer>>

const fail = (code: PresentationCode, data: Answer['data'] = {}): Answer => ({ outcome: 'fail', code, data })
const unknown = (code: PresentationCode, data: Answer['data'] = {}): Answer => ({ outcome: 'unknown', code, data })
const pass = (code: PresentationCode): Answer => ({ outcome: 'pass', code })

/**
 * Checks a presentation that is secured by Data Integrity, and every credential in it as `verify` does.
 *
 * It holds when each proof is for authentication, names exactly the challenge and the domains of this request, and is by a
 * key of the holder. Its credentials may be secured by Data Integrity or come enveloped (section 4.13.1, a `data:` URL); one
 * without a signature fails. At most 2 MB and 32 credentials. That a challenge is used once is the caller's to keep. Never
 * throws for bad input, never fetches.
 */
export async function verifyPresentation(
  input: string | Uint8Array,
  given: PresentationContext,
): Promise<PresentationVerdict> {
  const read = readJson(input, FOREIGN_LIMITS)
  if (!read.ok) return judged({ form: fail('presentation-not-readable', { reason: read.code, at: read.at }) }, null, [])
  if (!isJsonObject(read.value)) return judged({ form: fail('presentation-not-readable') }, null, [])
  const presentation = read.value
  const refused = formRefusal(presentation)
  if (refused !== undefined) return judged({ form: refused }, null, [])
  const holder = holderOf(presentation)
  const secured = await openSecured(presentation, 'authentication')
  const context = { ...given, trust: usableRegister(given) }
  const proof = await proofAnswer(secured, holder, context)
  const isSigned = secured.ok && proof.outcome !== 'fail'
  const credentials = await Promise.all(
    credentialsOf(presentation).map((credential) => verify(textOf(credential), given)),
  )
  const held = isSigned ? holderAnswer(secured, holder, context) : undefined
  const answers: Answers = {
    form: pass('presentation-read'),
    proof,
    ...(held === undefined ? {} : { holder: held }),
    ...(isSigned ? { audience: audienceAnswer(secured, given) } : {}),
    credentials: credentialsAnswer(credentials),
  }
  return judged(answers, proof.outcome === 'pass' && held?.outcome === 'pass' ? holder : null, credentials)
}

function judged(answers: Answers, holder: string | null, credentials: readonly Verdict[]): PresentationVerdict {
  const checks = PRESENTATION_CHECKS.map((id) => {
    const { outcome, code, data = {} } = answers[id] ?? { outcome: 'none', code: 'presentation-not-reached' }
    return { id, outcome, code, message: PRESENTATION_MESSAGES[code], data }
  })
  const has = (outcome: CheckOutcome): boolean => checks.some((check) => check.outcome === outcome)
  return {
    verdict: has('fail') ? 'invalid' : has('unknown') ? 'unconfirmed' : 'valid',
    checks,
    holder,
    credentials,
    isHolderSubject: holder !== null && credentials.every(({ facts }) => facts?.subjectId === holder),
  }
}

const credentialsOf = ({ verifiableCredential }: JsonObject): Json[] => [verifiableCredential ?? []].flat()

function formRefusal(presentation: JsonObject): Answer | undefined {
  const { id, type, holder } = presentation
  if (![type].flat().includes('VerifiablePresentation')) return fail('presentation-not-readable')
  const context = contextRefusal(presentation)
  if (context !== undefined) {
    return context.outcome === 'unknown'
      ? unknown('presentation-context-not-known', context.data)
      : fail('presentation-context-not-allowed')
  }
  const isUrl = (value: Json | undefined): boolean => typeof value === 'string' && isAbsoluteIri(value)
  if (id !== undefined && !isUrl(id)) return fail('presentation-incomplete', { at: '/id' })
  if (holder !== undefined && !isUrl(isJsonObject(holder) ? holder.id : holder))
    return fail('presentation-incomplete', { at: '/holder' })
  const credentials = credentialsOf(presentation)
  if (credentials.length > MOST_CREDENTIALS || !credentials.every(isJsonObject))
    return fail('presentation-incomplete', { at: '/verifiableCredential' })
  return undefined
}

function holderOf({ holder }: JsonObject): string {
  return String((isJsonObject(holder) ? holder.id : holder) ?? '')
}

/** What the check *proof* of a credential answers, in the words of presentations; other codes mean that it doesn't fit. */
const PROOF_CODES: Partial<Record<CheckCode, PresentationCode>> = {
  'proof-fits': 'presentation-proof-fits',
  'proof-missing': 'presentation-proof-missing',
  'proof-malformed': 'presentation-proof-malformed',
  'proof-several': 'presentation-proof-malformed',
  'proof-chain-broken': 'presentation-proof-malformed',
  'proof-not-supported': 'presentation-proof-not-supported',
  'proof-purpose-wrong': 'presentation-purpose-wrong',
  'proof-expired': 'presentation-expired',
  'proof-key-not-known': 'presentation-key-not-known',
}

async function proofAnswer(secured: Secured, holder: string, context: PresentationContext): Promise<Answer> {
  const { outcome, code, data } = secured.ok
    ? await checkProof({ proofs: secured.opened, issuer: holder }, context)
    : secured.answer
  return {
    outcome,
    code: PROOF_CODES[code] ?? 'presentation-proof-does-not-fit',
    ...(data === undefined ? {} : { data }),
  }
}

type Opened = Extract<Secured, { ok: true }>

/** The holder controls the key of every proof; a key that only the presentation vouches for binds nobody. */
function holderAnswer({ opened }: Opened, holder: string, { trust, now }: PresentationContext): Answer {
  if (holder === '') return fail('presentation-holder-missing')
  for (const { controller, verificationMethod: key, keyInside } of opened) {
    if (controller !== holder) return fail('presentation-holder-another', { holder, key })
    if (keyInside !== undefined && !controller.startsWith('did:'))
      return unknown('presentation-holder-not-bound', { key })
    const record = recordOf(trust, holder, key)
    if (record !== undefined && !wasGood(record, now.getTime())) return fail('presentation-key-not-valid', { key })
  }
  return pass('presentation-by-holder')
}

/** Every proof names this challenge and exactly these domains (VC Data Integrity 1.0, section 4.4, steps 6 and 7). */
function audienceAnswer({ proofs }: Opened, { challenge, domain }: PresentationContext): Answer {
  const wanted = new Set([domain].flat())
  for (const { proof } of proofs) {
    if (proof.challenge !== challenge) return fail('presentation-challenge-wrong')
    const named = new Set([proof.domain ?? []].flat())
    if (named.size !== wanted.size || ![...wanted].every((name) => named.has(name)))
      return fail('presentation-domain-wrong')
  }
  return pass('presentation-for-this-request')
}

function credentialsAnswer(credentials: readonly Verdict[]): Answer {
  if (credentials.length === 0) return { outcome: 'none', code: 'presentation-no-credentials' }
  const place = (wanted: Verdict['verdict']): number => credentials.findIndex(({ verdict }) => verdict === wanted)
  if (place('invalid') >= 0) return fail('presentation-credential-invalid', { place: place('invalid') })
  if (place('unconfirmed') >= 0) return unknown('presentation-credential-unconfirmed', { place: place('unconfirmed') })
  return pass('presentation-credentials-valid')
}

/** The text of a credential: what an envelope carries, or the JSON itself. An envelope that can't be read is an empty text. */
function textOf(credential: Json): string | Uint8Array {
  const { id, type } = credential as JsonObject
  if (![type].flat().includes('EnvelopedVerifiableCredential')) return JSON.stringify(credential)
  const [, base64, content = ''] = /^data:[^,;]+(?:;(?!base64,)[^,;]+)*(;base64)?,(.*)$/s.exec(String(id)) ?? []
  if (base64 !== undefined)
    return fromBase64Url(content.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')) ?? ''
  try {
    return decodeURIComponent(content)
  } catch {
    return ''
  }
}
