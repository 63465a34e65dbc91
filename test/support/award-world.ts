import { generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import { writeMultikey } from '@lumbung/credential'
import { pino } from 'pino'
import { type Db, sql } from '../../src/platform/database.ts'
import type { Deps, Signer } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { checkpointText, refusalOf, type SignedBefore } from '../../src/platform/signer/checkpoints.ts'
import { listIssuer } from '../../src/trust/index.ts'

/** A signer in memory, with keys that end with the process. `broken` makes it fail as one that can't be had. */
export interface MemorySigner extends Signer {
  broken: boolean
  /** How many messages it has signed. */
  signed: number
}

/** Makes a signer in memory: for tests and measurements, where no second process is wanted. */
export function memorySigner(): MemorySigner {
  const keys = new Map<string, KeyObject>()
  const checkpoints = new Map<string, SignedBefore>()
  const signer: MemorySigner = {
    broken: false,
    signed: 0,
    createKey: async (name) => {
      if (signer.broken) throw named('SignerError')
      const key = keys.get(name) ?? generateKeyPairSync('ed25519').privateKey
      keys.set(name, key)
      const jwk = key.export({ format: 'jwk' }) as { x: string }
      return writeMultikey({ kind: 'Ed25519', bytes: Buffer.from(jwk.x, 'base64url') })
    },
    sign: async (name, messages) => {
      const key = keys.get(name)
      if (signer.broken || key === undefined) throw named('SignerError')
      signer.signed += messages.length
      return messages.map((message) => new Uint8Array(signWith(null, message, key)))
    },
    signCheckpoint: async (name, asked) => {
      const key = keys.get(name)
      if (signer.broken || key === undefined) throw named('SignerError')
      const last = checkpoints.get(asked.origin)
      const refusal = last === undefined ? null : refusalOf(asked, last)
      if (refusal !== null) return { ok: false, refusal, signedSize: last?.size ?? 0 }
      checkpoints.set(asked.origin, { size: asked.size, root: Buffer.from(asked.root).toString('base64') })
      return { ok: true, signature: new Uint8Array(signWith(null, checkpointText(asked), key)) }
    },
  }
  return signer
}

function named(name: string): Error {
  const error = new Error('the signer can not be had')
  error.name = name
  return error
}

/** Deps of one test: a stopped clock that the test moves, a signer in memory, letters kept in a list. */
export function awardDeps(db: Db, start: string) {
  const letters: { to: string; subject: string; text: string }[] = []
  const signer = memorySigner()
  const time = { now: new Date(start) }
  const deps: Deps = {
    db,
    clock: () => time.now,
    publicUrl: 'http://localhost:3000',
    signer,
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: async (letter) => void letters.push(letter),
    demo: true,
    log: pino({ level: 'error' }),
  }
  return { deps, signer, letters, time }
}

/** A provider with one definition, a batch, and people in it. */
export interface AwardWorld {
  readonly organisationId: string
  readonly versionId: string
  readonly batchId: string
  readonly issuer: Actor
  /** Enrolment ids in order: the first `passing` of them passed every mandatory outcome. */
  readonly enrolmentIds: readonly string[]
  readonly personIds: readonly string[]
}

/**
 * Writes a provider `slug` with a published definition of two mandatory outcomes and one optional, a batch of `people`
 * of whom the first `passing` passed, and lists it as an issuer of micro-credentials in energy, KKNI 3 to 6. Everything
 * is invented.
 */
export async function awardWorld(deps: Deps, slug: string, people: number, passing = people): Promise<AwardWorld> {
  const { db } = deps
  const at = new Date(deps.clock().getTime() - 86_400_000)
  const organisationId = `org-${slug}`
  const definitionId = `def-${slug}`
  const versionId = `ver-${slug}`
  const batchId = `batch-${slug}`
  const text = (id: string, en: string) => JSON.stringify({ id, en })
  await sql`insert into organisation (id, slug, name, kind, city, province, created_at, invented)
    values (${organisationId}, ${slug}, ${`Politeknik ${slug}`}, 'polytechnic', 'Ambon', 'Maluku', ${at}, true)`.execute(
    db,
  )
  await sql`insert into definition (id, organisation_id, slug, created_at) values (${definitionId}, ${organisationId}, ${slug}, ${at})`.execute(
    db,
  )
  await sql`insert into definition_version (id, definition_id, number, kind, title, description, micro_competency, field, hours,
      sks, kkni_level, mode, assessment_kind, identity_assurance, standard, evidence_source, skills, valid_months, created_at, published_at)
    values (${versionId}, ${definitionId}, 1, 'micro-credential', ${text('Perawatan Panel Surya Atap', 'Care of Rooftop Solar Panels')}::jsonb,
      ${text('Merawat panel surya atap dengan aman.', 'Caring for rooftop solar panels safely.')}::jsonb,
      ${text('Merawat panel surya.', 'Care for solar panels.')}::jsonb, 'energy', 90, 2, 5, 'blended', 'mixed', 'in-person',
      ${text('SKKNI 2019-114', 'SKKNI 2019-114')}::jsonb, 'study',
      ${JSON.stringify([{ code: 'D.35.1', framework: 'skkni', name: { id: 'Merawat panel', en: 'Panel care' }, kind: 'technical' }])}::jsonb,
      36, ${at}, ${at})`.execute(db)
  for (const position of [1, 2, 3]) {
    await sql`insert into outcome (id, version_id, position, statement, mandatory, assessment, pass_mark)
      values (${`${versionId}-o${position}`}, ${versionId}, ${position}, ${text(`Capaian ${position}`, `Outcome ${position}`)}::jsonb,
        ${position < 3}, ${JSON.stringify({ method: 'practical', description: { id: 'Praktik', en: 'Practical' } })}::jsonb, 60)`.execute(
      db,
    )
  }
  await sql`insert into batch (id, definition_version_id, organisation_id, name, starts_on, ends_on, capacity, seats_taken, created_at)
    values (${batchId}, ${versionId}, ${organisationId}, 'Angkatan 7', '2026-09-01', '2026-11-20', ${people}, ${people}, ${at})`.execute(
    db,
  )
  await sql`insert into person (id, name, email, phone, language, created_at, invented)
    select ${slug} || '-p' || i, 'Peserta ' || i, ${slug} || i || '@contoh.id', '0812000' || i, 'id', ${at}::timestamptz, true
    from generate_series(1, ${people}::int) i`.execute(db)
  await sql`insert into enrolment (person_id, id, batch_id, definition_version_id, organisation_id, participant_number, origin, enrolled_at)
    select ${slug} || '-p' || i, ${slug} || '-e' || lpad(i::text, 7, '0'), ${batchId}, ${versionId}, ${organisationId}, lpad(i::text, 5, '0'), 'roster', ${at}::timestamptz
    from generate_series(1, ${people}::int) i`.execute(db)
  await sql`insert into result (person_id, id, enrolment_id, outcome_id, attempt, score, passed, assessor_id, method, assessed_on, recorded_at)
    select ${slug} || '-p' || i, ${slug} || '-r' || i || '-' || o, ${slug} || '-e' || lpad(i::text, 7, '0'), ${versionId} || '-o' || o, 1,
      case when i > ${passing}::int and o = 2 then 40 else 80 end, not (i > ${passing}::int and o = 2), 'assessor', 'practical', '2026-11-20', ${at}::timestamptz
    from generate_series(1, ${people}::int) i, generate_series(1, 2) o`.execute(db)
  const listed = await listIssuer(
    deps,
    organisationId,
    [{ kinds: ['micro-credential'], fields: ['energy'], levelMin: 3, levelMax: 6 }],
    { from: at },
  )
  if (!listed.ok) throw new Error(listed.refusals[0].code)
  const numbers = Array.from({ length: people }, (_, index) => index + 1)
  return {
    organisationId,
    versionId,
    batchId,
    issuer: { personId: `${slug}-issuer`, name: 'Rukmini', roles: [{ organisationId, role: 'issuer' }] },
    enrolmentIds: numbers.map((i) => `${slug}-e${String(i).padStart(7, '0')}`),
    personIds: numbers.map((i) => `${slug}-p${i}`),
  }
}
