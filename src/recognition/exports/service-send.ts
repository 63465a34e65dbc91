import { findCourse, findProgramme, findStudy } from '../../organisations/index.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { FeederAnswer, FeederClient } from './client.ts'
import { activityRecord, conversionRecord, memberRecord, saysTheSame, transferRecord } from './rules-feeder.ts'
import { freeStandingParts, hasReplacedPart, lockLine, updateChecked, updateLine } from './store.ts'
import type { FeederIds, FeederLine, FeederRecord } from './types.ts'

type Refused = Exclude<FeederAnswer, { ok: true }>
type Id = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly refusal: Refusal }
type LineResult = 'sent' | 'rejected' | 'withdrawn' | 'skipped'

const refused = ({ code, text }: Refused): Refusal => ({ code: 'exports.feeder-rejected', values: { code, text } })

/**
 * Sends one line, in a transaction that locks it. Before every insert the feeder is asked whether it has the line already,
 * by the line's own key: a crash between sending and storing doubles nothing. Throws `FeederUnreachable`.
 */
export function sendLine(
  deps: Pick<Deps, 'db' | 'clock'>,
  client: FeederClient,
  at: Pick<FeederLine, 'personId' | 'id'>,
): Promise<LineResult> {
  return inTransaction(deps.db, async (tx) => {
    const line = await lockLine(tx, at.personId, at.id)
    if (line === null || line.state !== 'waiting') return 'skipped'
    const ids = await idsOf(tx, client, line)
    if (!ids.ok) {
      await updateLine(tx, line, { ...line, state: 'rejected', refusal: ids.refusal })
      return 'rejected'
    }
    if (await hasReplacedPart(tx, line)) return withdraw(tx, client, line)
    const done = await (line.sourceKind === 'transfer' ? sendTransfer : sendConversion)(client, line, ids.ids)
    if (done.refusal === null) await updateLine(tx, line, { ...done, state: 'sent', sentAt: deps.clock() })
    else await updateLine(tx, line, { ...done, state: 'rejected', sentAt: null })
    return done.refusal === null ? 'sent' : 'rejected'
  })
}

/** Takes a sent line back at the feeder, because a decision of it was taken back. Throws `FeederUnreachable`. */
export function withdrawLine(
  deps: Pick<Deps, 'db'>,
  client: FeederClient,
  at: Pick<FeederLine, 'personId' | 'id'>,
): Promise<LineResult> {
  return inTransaction(deps.db, async (tx) => {
    const line = await lockLine(tx, at.personId, at.id)
    return line === null || line.state !== 'sent' ? 'skipped' : withdraw(tx, client, line)
  })
}

/** Compares one sent line with what the feeder says. Throws `FeederUnreachable`. */
export function checkLine(
  deps: Pick<Deps, 'db' | 'clock'>,
  client: FeederClient,
  at: Pick<FeederLine, 'personId' | 'id'>,
): Promise<'same' | 'different' | 'missing' | 'skipped'> {
  return inTransaction(deps.db, async (tx) => {
    const line = await lockLine(tx, at.personId, at.id)
    if (line === null || line.state !== 'sent') return 'skipped'
    const { read, id } = NAMES[line.sourceKind]
    const found = await client.find(read, { [id]: line.remoteId ?? '' })
    const ids = await idsOf(tx, client, line)
    if (!found.ok || !ids.ok) return 'skipped'
    const row = found.rows.find((one) => String(one[id]) === line.remoteId)
    const ours =
      line.sourceKind === 'transfer'
        ? transferRecord(line, ids.ids)
        : conversionRecord(line, ids.ids, line.activityId ?? '', line.memberId ?? '')
    const checked = row === undefined ? 'missing' : saysTheSame(row, ours) ? 'same' : 'different'
    await updateChecked(tx, line, checked, deps.clock())
    return checked
  })
}

const NAMES = {
  transfer: {
    read: 'GetNilaiTransferPendidikanMahasiswa',
    insert: 'InsertNilaiTransferPendidikanMahasiswa',
    remove: 'DeleteNilaiTransferPendidikanMahasiswa',
    id: 'id_transfer',
  },
  activity: {
    read: 'GetListAktivitasMahasiswa',
    insert: 'InsertAktivitasMahasiswa',
    remove: 'DeleteAktivitasMahasiswa',
    id: 'id_aktivitas',
  },
  member: {
    read: 'GetListAnggotaAktivitasMahasiswa',
    insert: 'InsertAnggotaAktivitasMahasiswa',
    remove: 'DeleteAnggotaAktivitasMahasiswa',
    id: 'id_anggota',
  },
  conversion: {
    read: 'GetListKonversiKampusMerdeka',
    insert: 'InsertKonversiKampusMerdeka',
    remove: 'DeleteKonversiKampusMerdeka',
    id: 'id_konversi_aktivitas',
  },
} as const
type Kind = keyof typeof NAMES

/** The id of a record at the feeder: that of one which is there already, else of a new one. */
async function have(client: FeederClient, kind: Kind, wanted: FeederRecord, record: FeederRecord): Promise<Id> {
  const { read, insert, id } = NAMES[kind]
  const found = await client.find(read, wanted)
  if (!found.ok) return { ok: false, refusal: refused(found) }
  const known = found.rows[0]?.[id]
  if (typeof known === 'string' && known !== '') return { ok: true, id: known }
  const answer = await client.call(insert, { record })
  if (!answer.ok) return { ok: false, refusal: refused(answer) }
  const given = (answer.data as Record<string, unknown> | null)?.[id]
  return typeof given === 'string' && given !== ''
    ? { ok: true, id: given }
    : { ok: false, refusal: { code: 'exports.feeder-no-id', values: { act: insert } } }
}

type Sent = Pick<FeederLine, 'activityId' | 'memberId' | 'remoteId' | 'refusal'>

async function sendTransfer(client: FeederClient, line: FeederLine, ids: FeederIds): Promise<Sent> {
  const { activityId, memberId } = line
  const wanted = { id_registrasi_mahasiswa: ids.registration, kode_mata_kuliah_asal: line.key }
  const done = await have(client, 'transfer', wanted, transferRecord(line, ids))
  return done.ok
    ? { activityId, memberId, remoteId: done.id, refusal: null }
    : { activityId, memberId, remoteId: null, refusal: done.refusal }
}

/** The chain: activity, the student's part in it, conversion. What was made before a no is kept for the next try. */
async function sendConversion(client: FeederClient, line: FeederLine, ids: FeederIds): Promise<Sent> {
  const record = activityRecord(line, ids)
  const activity = await have(client, 'activity', { judul: record.judul ?? '', id_prodi: ids.programme }, record)
  if (!activity.ok) return { activityId: null, memberId: null, remoteId: null, refusal: activity.refusal }
  const activityId = activity.id
  const wanted = { id_aktivitas: activityId, id_registrasi_mahasiswa: ids.registration }
  const member = await have(client, 'member', wanted, memberRecord(ids, activityId))
  if (!member.ok) return { activityId, memberId: null, remoteId: null, refusal: member.refusal }
  const done = await have(
    client,
    'conversion',
    { id_aktivitas: activityId, id_anggota: member.id, id_matkul: ids.course },
    conversionRecord(line, ids, activityId, member.id),
  )
  return done.ok
    ? { activityId, memberId: member.id, remoteId: done.id, refusal: null }
    : { activityId, memberId: member.id, remoteId: null, refusal: done.refusal }
}

const NO_IDS: FeederIds = { registration: '', course: '', programme: '' }
const transferOnly = (line: FeederLine) =>
  [['transfer', line.remoteId, { kode_mata_kuliah_asal: line.key }]] as const satisfies readonly (readonly [
    Kind,
    string | null,
    FeederRecord,
  ])[]

async function knownId(client: FeederClient, kind: Kind, wanted: FeederRecord): Promise<string | null> {
  const { read, id } = NAMES[kind]
  const found = await client.find(read, wanted)
  const known = found.ok ? found.rows[0]?.[id] : undefined
  return typeof known === 'string' && known !== '' ? known : null
}

/** Deletes what the feeder has of a line, from its end to its beginning; what isn't there any more is well. */
async function withdraw(tx: Db, client: FeederClient, line: FeederLine): Promise<LineResult> {
  const judul = activityRecord(line, NO_IDS).judul ?? ''
  const activityId = line.activityId ?? (await knownId(client, 'activity', { judul }))
  const inActivity = { id_aktivitas: activityId ?? '' }
  const chain: readonly (readonly [Kind, string | null, FeederRecord])[] = [
    ['conversion', line.remoteId, inActivity],
    ['member', line.memberId, inActivity],
    ['activity', activityId, { judul }],
  ]
  const kinds = line.sourceKind === 'transfer' ? transferOnly(line) : activityId === null ? [] : chain
  for (const [kind, known, wanted] of kinds) {
    const { read, remove, id } = NAMES[kind]
    const found = await client.find(read, known === null ? wanted : { [id]: known })
    const there = found.ok ? found.rows[0]?.[id] : undefined
    const answer = !found.ok
      ? found
      : typeof there === 'string'
        ? await client.call(remove, { key: { [id]: there } })
        : { ok: true as const }
    if (!answer.ok) {
      await updateLine(tx, line, { ...line, refusal: refused(answer as Refused) })
      return 'rejected'
    }
  }
  await updateLine(tx, line, { ...line, state: 'withdrawn', refusal: { code: 'exports.feeder-taken-back' } })
  await freeStandingParts(tx, line)
  return 'withdrawn'
}

/** The feeder's ids of student, course and programme. Each must be one and no more. */
async function idsOf(
  db: Db,
  client: FeederClient,
  line: FeederLine,
): Promise<{ ok: true; ids: FeederIds } | { ok: false; refusal: Refusal }> {
  const study = await findStudy(db, line.personId, line.studyId)
  const programme = await findProgramme(db, line.programmeId)
  const course = await findCourse(db, line.courseId)
  const programmeId = await oneOf(client, 'GetProdi', { kode_program_studi: programme?.code ?? '' }, 'id_prodi')
  if (!programmeId.ok) return { ok: false, refusal: programmeId.refusal }
  const wanted = { nim: study?.nim ?? '', id_prodi: programmeId.id }
  const registration = await oneOf(client, 'GetListRiwayatPendidikanMahasiswa', wanted, 'id_registrasi_mahasiswa')
  if (!registration.ok) return { ok: false, refusal: registration.refusal }
  const courseWanted = { kode_mata_kuliah: course?.code ?? '', id_prodi: programmeId.id }
  const courseId = await oneOf(client, 'GetListMataKuliah', courseWanted, 'id_matkul')
  if (!courseId.ok) return { ok: false, refusal: courseId.refusal }
  return { ok: true, ids: { programme: programmeId.id, registration: registration.id, course: courseId.id } }
}

/** A sentence chooses its words by this value. */
const THING: Readonly<Record<string, string>> = {
  id_prodi: 'programme',
  id_registrasi_mahasiswa: 'student',
  id_matkul: 'course',
}

async function oneOf(client: FeederClient, act: string, wanted: FeederRecord, id: string): Promise<Id> {
  const found = await client.find(act, wanted)
  if (!found.ok) return { ok: false, refusal: refused(found) }
  const ids = [...new Set(found.rows.map((row) => row[id]).filter((one) => typeof one === 'string' && one !== ''))]
  const [only] = ids
  return ids.length === 1 && only !== undefined
    ? { ok: true, id: String(only) }
    : {
        ok: false,
        refusal: { code: 'exports.feeder-not-one', values: { thing: THING[id] ?? id, found: ids.length } },
      }
}
