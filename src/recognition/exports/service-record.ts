import {
  attachJwtSignature,
  clrCredential,
  type JsonObject,
  type JwtOptions,
  jwtSigningInput,
  readAchievement,
  readJson,
} from '@lumbung/credential'
import { bankPolicy } from '../../bank/index.ts'
import { travelling } from '../../credentials/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { platformDid, platformIssuer, signingStopped } from '../../trust/index.ts'
import { newestEdition } from '../service-source.ts'
import type { RecognitionRequest } from '../types.ts'
import { clrCourse, clrWords, uuidOf } from './rules-outward.ts'
import type { Recognised } from './types-outward.ts'

const DAY_MILLISECONDS = 86_400_000

/**
 * The record of one decision as CLR 2.0 (`ClrCredential`), not signed yet: the learner's signed credential as it travels, the
 * course it was counted for, and that they belong together. The platform publishes it, since it keeps the decision. It names its
 * holder as the credential inside does, and nobody else; it is `partial`, for it holds one credential and not all of a learner.
 * A decision can be taken back, so it holds for the days of `data/bank.json` that a statement holds, from now.
 *
 * Refusal: `exports.outward-not-ours` where no credential signed here is behind the credit.
 */
export async function clrRecord(
  deps: Deps,
  request: RecognitionRequest,
  one: Recognised,
): Promise<Outcome<JsonObject>> {
  const credential = await signedCredential(deps, request.credentialId)
  const subject = credential?.credentialSubject
  const { id: subjectId, achievement } = isObject(subject) ? subject : {}
  if (credential === null || typeof subjectId !== 'string' || !isObject(achievement))
    return refuse({ code: 'exports.outward-not-ours' })
  const { name, description } = clrWords(one)
  const record = clrCredential({
    id: `urn:uuid:${uuidOf(`clr ${request.id}`)}`,
    issuer: { id: platformDid(deps.publicUrl), name: 'Lumbung' },
    name,
    subjectId,
    holderName: readAchievement(credential).holderName ?? one.holderName,
    validFrom: one.decidedAt,
    validUntil: new Date(deps.clock().getTime() + bankPolicy().statementDays.value * DAY_MILLISECONDS),
    credentials: [credential],
  })
  const course = clrCourse(one)
  const association = {
    type: 'Association',
    associationType: 'isRelatedTo',
    sourceId: achievement.id ?? null,
    targetId: course.id,
  }
  const about = record.credentialSubject as JsonObject
  return accept({
    ...record,
    description,
    partial: true,
    credentialSubject: { ...about, achievement: [course], association: [association] },
  })
}

/**
 * `clrRecord` as a JWT under the platform's key (CLR 2.0, JSON Web Token Proof Format; the profile of Open Badges 3.0). A JWT signs
 * the record letter by letter. An embedded proof over JSON-LD would need the context of CLR 2.0, which is in no package, so that
 * our own verifier, too, could only call it unconfirmed (decision 0012).
 *
 * Refusals besides those of `clrRecord`: `exports.outward-suspended` while the register has suspended the university, about whose
 * acts nothing new is signed then; `exports.outward-signer-away` where the signer can't be had. Nothing is half made.
 */
export async function signedRecord(deps: Deps, request: RecognitionRequest, one: Recognised): Promise<Outcome<string>> {
  const record = await clrRecord(deps, request, one)
  if (!record.ok) return record
  const stopped = await signingStopped(deps.db, one.university.id, deps.clock())
  const suspension = stopped.find(({ code }) => code === 'trust.suspended')
  if (suspension !== undefined)
    return refuse({ code: 'exports.outward-suspended', values: { day: suspension.values?.day ?? '' } })
  try {
    return accept(await sealed(deps, record.value))
  } catch (error) {
    if (error instanceof Error && error.name === 'SignerError') return refuse({ code: 'exports.outward-signer-away' })
    throw error
  }
}

async function sealed(deps: Deps, record: JsonObject): Promise<string> {
  const { verificationMethod, signerName } = await platformIssuer(deps)
  const options: JwtOptions = {
    verificationMethod,
    kind: 'Ed25519',
    issuedAt: deps.clock(),
    profile: 'open-badges',
  }
  const input = jwtSigningInput(record, options)
  const [signature] = await deps.signer.sign(signerName, [input])
  if (signature === undefined) throw new RangeError('the signer answered no signature')
  return attachJwtSignature(input, signature, options.kind)
}

/** The edition that stands of a credential of ours, with its proof of the log where there is one; nothing for any other. */
async function signedCredential(deps: Deps, credentialId: string): Promise<JsonObject | null> {
  const credential = await newestEdition(deps.db, credentialId)
  if (credential === null || credential.document === null) return null
  const { text } = await travelling(deps, credential, credential.document)
  const read = readJson(new TextEncoder().encode(text))
  return read.ok && isObject(read.value) ? read.value : null
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
