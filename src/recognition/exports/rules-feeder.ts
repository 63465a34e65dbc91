import type { DictionaryFinding, FeederIds, FeederLine, FeederList, FeederRecord } from './types.ts'

/** One learner, so the activity is personal, and so is the part in it. */
const PERSONAL_ACTIVITY = 0
const PERSONAL_PART = 3
const HUNDRED = 100
const TEN = 10

/** Reporting period as PDDikti writes it. */
export const SEMESTER = /^\d{4}[123]$/

/** The code of a line at the feeder: `LB` and 18 letters of its id, which fits `string(20)`. */
export function keyOf(lineId: string): string {
  return `LB${lineId.slice(-18).toUpperCase()}`
}

/** `InsertNilaiTransferPendidikanMahasiswa`. `nilai_angka_diakui` holds the index of 4.00. */
export function transferRecord(line: FeederLine, ids: FeederIds): FeederRecord {
  return {
    id_registrasi_mahasiswa: ids.registration,
    kode_mata_kuliah_asal: line.key,
    nama_mata_kuliah_asal: line.title,
    sks_mata_kuliah_asal: line.originSks,
    nilai_huruf_asal: line.letter,
    id_matkul: ids.course,
    sks_mata_kuliah_diakui: line.sks,
    nilai_huruf_diakui: line.letter,
    nilai_angka_diakui: line.indexHundredths / HUNDRED,
  }
}

/** `InsertAktivitasMahasiswa`: the key closes the title, by which the activity is found again. */
export function activityRecord(line: FeederLine, ids: FeederIds): FeederRecord {
  return {
    jenis_anggota: PERSONAL_ACTIVITY,
    id_jenis_aktivitas: line.activityKind ?? 0,
    id_prodi: ids.programme,
    id_semester: line.semester,
    judul: `${line.title} [${line.key}]`,
    keterangan: line.key,
  }
}

/** `InsertAnggotaAktivitasMahasiswa`. */
export function memberRecord(ids: FeederIds, activityId: string): FeederRecord {
  return { id_aktivitas: activityId, id_registrasi_mahasiswa: ids.registration, jenis_peran: PERSONAL_PART }
}

/** `InsertKonversiKampusMerdeka`. */
export function conversionRecord(line: FeederLine, ids: FeederIds, activityId: string, memberId: string): FeederRecord {
  return {
    id_semester: line.semester,
    id_matkul: ids.course,
    id_anggota: memberId,
    id_aktivitas: activityId,
    sks_mata_kuliah: line.sks,
    nilai_angka: line.numberTenths / TEN,
    nilai_indeks: line.indexHundredths / HUNDRED,
    nilai_huruf: line.letter,
  }
}

/** A filter of the feeder: each value in quotes, its own quotes doubled, so that none can end the text. */
export function filterOf(wanted: FeederRecord): string {
  return Object.entries(wanted)
    .map(([name, value]) => `${name}='${String(value).replaceAll("'", "''")}'`)
    .join(' and ')
}

/** Whether a row of the feeder says what we wrote: numbers by value, however many decimals they come with. */
export function saysTheSame(row: Readonly<Record<string, unknown>>, ours: FeederRecord): boolean {
  return Object.entries(ours).every(([name, value]) => {
    const theirs = row[name]
    if (theirs === undefined) return true
    if (typeof value === 'number') return Number(String(theirs).trim()) === value
    return String(theirs).trim().toLowerCase() === value.trim().toLowerCase()
  })
}

/** Fields of a dictionary's answer: an object by field, or rows that name theirs; under `request` where that exists. */
export function dictionaryFields(
  data: unknown,
): readonly { readonly name: string; readonly type: string | null; readonly required: boolean | null }[] {
  if (typeof data !== 'object' || data === null) return []
  const request = (data as { request?: unknown }).request
  if (typeof request === 'object' && request !== null) return dictionaryFields(request)
  if (Array.isArray(data))
    return data.flatMap((row: unknown) => {
      if (typeof row !== 'object' || row === null) return []
      const said = row as Record<string, unknown>
      const name = said.column_name ?? said.nama ?? said.name ?? said.field
      return typeof name === 'string' ? [fieldOf(name, said)] : []
    })
  return Object.entries(data).map(([name, said]) =>
    fieldOf(name, typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : { type: said }),
  )
}

function fieldOf(name: string, said: Record<string, unknown>) {
  const type = said.type ?? said.data_type ?? said.tipe
  const nullable = said.nullable ?? said.is_nullable
  return {
    name,
    type: typeof type === 'string' ? type : null,
    required: nullable === undefined ? null : /^(not null|no|false|tidak)$/i.test(String(nullable).trim()),
  }
}

/**
 * Compares what the installed feeder says of an act with our list. A field of ours that is gone, or a new one that is
 * required, stops the run: a line could not be right. An id that the act answers (`id_transfer`) is no new field.
 */
export function compareDictionary(list: FeederList, act: string, data: unknown): readonly DictionaryFinding[] {
  const ours = list.acts.find((one) => one.act === act)?.fields ?? []
  const theirs = dictionaryFields(data)
  if (theirs.length === 0) return [{ act, field: '', kind: 'no-dictionary', stops: false }]
  const findings: DictionaryFinding[] = []
  for (const { name, type, required } of ours) {
    const found = theirs.find((one) => one.name === name)
    if (found === undefined) findings.push({ act, field: name, kind: 'field-gone', stops: required })
    else if (found.type !== null && plainType(found.type) !== plainType(type))
      findings.push({ act, field: name, kind: 'type-differs', stops: false })
  }
  for (const { name, required } of theirs) {
    if (ours.some((one) => one.name === name)) continue
    if (required === true) findings.push({ act, field: name, kind: 'field-new-required', stops: true })
    else if (required === null) findings.push({ act, field: name, kind: 'field-new', stops: false })
  }
  return findings
}

/** Types under one name: `character varying(20)` and `varchar(20)` are `string(20)`. */
function plainType(type: string): string {
  return type
    .toLowerCase()
    .replace(/character varying|varchar|character|char|bpchar/, 'string')
    .replace(/decimal/, 'numeric')
    .replace(/\s+/g, '')
}
