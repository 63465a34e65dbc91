import { createHash } from 'node:crypto'
import { creditUnitOn, unitsOf } from '../../frameworks/index.ts'
import { leaveRows } from '../../log/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { readCarrier, verifyDocument } from '../../verifier/index.ts'
import type { CredentialFacts, CredentialSource } from '../types.ts'
import { certificateIn, checkForm, credentialIdOf, gradeOf, mediaTypeOf, sameName } from './rules.ts'
import { openFile, sealFile } from './sealing.ts'
import { findCertificate, insertCertificate, noteCheck, sealedContent, takeMarks } from './store.ts'
import { logReaders, OUTSIDE_CHECK } from './store-log.ts'
import type { OutsideCertificate, OutsideForm } from './types.ts'

const MINUTES_PER_HOUR = 60

/** Thrown to undo the marks that were taken before one was found to be known. */
class KnownError extends Error {}

/**
 * Takes a certificate from elsewhere as evidence: a badge is opened and checked, any other PDF, PNG or JPEG is kept.
 *
 * Refusals: `recognition.outside-file-missing`, `outside-too-large`, `outside-type`, `outside-not-valid` (a badge that was changed,
 * revoked or expired), `outside-own` (one of this installation's own: it needs no upload), `outside-known` (handed in before, by
 * whomever), and those of `checkForm`.
 */
export async function handIn(
  deps: Deps,
  actor: Actor,
  form: OutsideForm,
  bytes: Uint8Array | null,
  bytesMost: number,
): Promise<Outcome<{ id: string }>> {
  const at = deps.clock()
  const read = await readFileOf(deps, actor, bytes, bytesMost)
  if (!read.ok || bytes === null) {
    // The rest of the form is checked all the same, so that nobody finds one fault after the other.
    const stated = checkForm(form, 'unread', dayOf(at))
    const [first = FILE_MISSING, ...more] = read.ok ? [] : read.refusals
    return refuse(first, ...more, ...(stated.ok ? [] : stated.refusals))
  }
  const { badge, mediaType } = read.value
  const checked = checkForm(form, badge?.known ?? null, dayOf(at))
  if (!checked.ok) return checked
  const sha256 = hex(bytes)
  const row: OutsideCertificate = {
    ...checked.value,
    personId: actor.personId,
    id: newId(),
    carrier: badge === null ? 'file' : 'badge',
    namedHolder: badge?.namedHolder ?? null,
    signed: badge?.signed ?? false,
    mediaType,
    bytes: bytes.length,
    sha256,
    uploadedAt: at,
    checkResult: null,
    checkNote: null,
    checkedBy: null,
    checkedAt: null,
  }
  const sealed = sealFile(deps.secrets.nikSeal, placeOf(row), bytes)
  const marks = badge === null ? [sha256] : [sha256, badge.mark]
  try {
    await inTransaction(deps.db, async (tx) => {
      if (!(await takeMarks(tx, [...new Set(marks)], row.id, at))) throw new KnownError()
      await insertCertificate(tx, row, sealed)
      await record(tx, {
        at,
        actorId: actor.personId,
        organisationId: null,
        verb: 'recognition.outside',
        subject: row.id,
      })
    })
  } catch (error) {
    if (error instanceof KnownError) return refuse({ code: 'recognition.outside-known', at: 'file' })
    throw error
  }
  return accept({ id: row.id })
}

const FILE_MISSING: Refusal = { code: 'recognition.outside-file-missing', at: 'file' }

async function readFileOf(
  deps: Deps,
  actor: Actor,
  bytes: Uint8Array | null,
  bytesMost: number,
): Promise<Outcome<Evidence>> {
  if (bytes === null || bytes.length === 0) return refuse(FILE_MISSING)
  if (bytes.length > bytesMost)
    return refuse({ code: 'recognition.outside-too-large', at: 'file', values: { megabytes: bytesMost / 1_000_000 } })
  return readEvidence(deps, actor, bytes)
}

const hex = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex')
const placeOf = ({ personId, id }: Pick<OutsideCertificate, 'personId' | 'id'>) => `${personId}/${id}`

interface Badge {
  /** What it says, where its signature fits: otherwise nothing is a fact. */
  readonly known: { readonly title: string; readonly issuer: string; readonly issuedOn: string } | null
  readonly namedHolder: boolean | null
  readonly signed: boolean
  /** SHA-256 of issuer and number: the same badge, however it was saved. */
  readonly mark: string
}

interface Evidence {
  readonly badge: Badge | null
  readonly mediaType: string
}

/** What a file is: a badge with what it says and whether its signature fits, or something to look at. */
async function readEvidence(deps: Deps, actor: Actor, bytes: Uint8Array): Promise<Outcome<Evidence>> {
  const mediaType = mediaTypeOf(bytes)
  const carried = await readCarrier(bytes, deps.publicUrl)
  const report =
    carried.carrier === 'json' || carried.carrier === 'pdf' ? await verifyDocument(deps, carried.text) : null
  if (report === null || report.format === 'unknown') {
    if (mediaType === null) return refuse({ code: 'recognition.outside-type', at: 'file' })
    return accept({ badge: null, mediaType })
  }
  if (report.verdict === 'valid') return refuse({ code: 'recognition.outside-own', at: 'file' })
  if (report.verdict === 'invalid') return refuse({ code: 'recognition.outside-not-valid', at: 'file' })
  const { facts } = report
  const holderName = facts?.holderName ?? null
  const badge: Badge = {
    known:
      facts === null
        ? null
        : { title: facts.title.id, issuer: facts.issuer.name, issuedOn: (facts.validFrom ?? '').slice(0, 10) },
    namedHolder: holderName === null ? null : sameName(holderName, actor.name),
    signed: report.checks.some((check) => check.id === 'proof' && check.code === 'proof-fits'),
    mark: hex(facts === null ? carried.text : `${facts.issuer.id}\n${facts.id}`),
  }
  return accept({ badge, mediaType: mediaType ?? 'application/json' })
}

/** The file of a certificate, opened. Ask only for who may see it. */
export async function contentOf(
  deps: Pick<Deps, 'db' | 'secrets'>,
  certificate: OutsideCertificate,
): Promise<Buffer | null> {
  const sealed = await sealedContent(deps.db, certificate.personId, certificate.id)
  return sealed === null ? null : openFile(deps.secrets.nikSeal, placeOf(certificate), sealed)
}

/**
 * A registrar opened the link of a certificate and says whether it shows the same. Ask only for a registrar of a university that
 * the certificate was sent to. Refusals: `recognition.outside-unknown`, `outside-no-link`.
 */
export function compareLink(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  certificateId: string,
  found: { readonly confirmed: boolean; readonly note: string },
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const certificate = await findCertificate(tx, certificateId)
    if (certificate === null) return refuse({ code: 'recognition.outside-unknown' })
    if (certificate.link === null) return refuse({ code: 'recognition.outside-no-link' })
    const at = deps.clock()
    const { personId, id } = certificate
    const checkResult = found.confirmed ? 'confirmed' : 'not-confirmed'
    const checkNote = found.note === '' ? null : found.note.slice(0, 500)
    await noteCheck(tx, { personId, id, checkResult, checkNote, checkedBy: actor.personId, checkedAt: at })
    await leaveRows(tx, at, logReaders[OUTSIDE_CHECK], [
      { kind: 'credit', subject: OUTSIDE_CHECK, subjectId: `${personId}/${id}`, organisationId, personId },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.outside-compare',
      subject: id,
      detail: { result: checkResult },
    })
    return accept(true as const)
  })
}

/** Our own credentials and those from outside, asked in the same words. */
export function withOutside(deps: Deps, own: CredentialSource): CredentialSource {
  return {
    credentialFacts: async (credentialId) => {
      const id = certificateIn(credentialId)
      return id === null ? own.credentialFacts(credentialId) : factsOf(deps.db, id, dayOf(deps.clock()))
    },
    verdictOf: async (credentialId) => {
      const id = certificateIn(credentialId)
      return id === null ? own.verdictOf(credentialId) : verdictOf(deps, id)
    },
  }
}

async function factsOf(db: Db, id: string, day: string): Promise<CredentialFacts | null> {
  const one = await findCertificate(db, id)
  if (one === null) return null
  const unit = creditUnitOn(day)
  const minutes = one.hours * MINUTES_PER_HOUR
  return {
    credentialId: credentialIdOf(one.id),
    accountId: credentialIdOf(one.id),
    personId: one.personId,
    definitionId: null,
    definitionVersionId: null,
    title: { id: one.title, en: one.title },
    sks: unit === undefined ? 0 : unitsOf(minutes, unit.minutesMax),
    hours: one.hours,
    kkniLevel: null,
    mode: one.mode,
    issuerName: one.issuerName,
    organisationId: '',
    issuedOn: one.issuedOn,
    expiresOn: one.expiresOn,
  }
}

/** A badge is checked again as of now; what people look at stands as it was compared. `kind` is the grade of proof. */
async function verdictOf(deps: Deps, id: string): ReturnType<CredentialSource['verdictOf']> {
  const one = await findCertificate(deps.db, id)
  if (one === null) return { verdict: 'unconfirmed', kind: 'unconfirmed' }
  if (one.checkResult === 'not-confirmed') return { verdict: 'invalid', kind: 'outside-not-confirmed' }
  if (one.carrier === 'badge') {
    const content = await contentOf(deps, one)
    const carried = content === null ? null : await readCarrier(content, deps.publicUrl)
    const report = carried === null ? null : await verifyDocument(deps, carried.text)
    if (report === null || report.verdict === 'invalid')
      return { verdict: 'invalid', kind: report?.kind ?? 'unreadable' }
  }
  return { verdict: 'valid', kind: `outside-${gradeOf(one)}` }
}
