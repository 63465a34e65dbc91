import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Record<string, string | number>

/** A Neo Feeder on this machine that answers as its web service is documented: acts, tokens, error codes, dictionary. */
export interface LocalFeeder {
  readonly url: string
  /** Everything that was asked, in order, without tokens. */
  readonly acts: string[]
  /** What it holds, by the act that reads it. */
  rows(read: string): readonly Row[]
  /** Changes a row behind our back, as somebody at the campus would. */
  change(read: string, place: number, to: Row | null): void
  /** Makes every token too old. */
  expireTokens(): void
  /** Carries out the next call of an act and then drops the connection without an answer. */
  dropAfter(act: string): void
  /** Refuses an act with this answer until told otherwise. */
  refuse(act: string, answer: { code: number; text: string } | null): void
  /** What the dictionary says of an act. */
  dictionary(act: string, fields: Readonly<Record<string, { type: string; nullable: string }>>): void
  close(): Promise<void>
}

const STORES: Readonly<Record<string, { read: string; id: string; required: readonly string[] }>> = {
  NilaiTransferPendidikanMahasiswa: {
    read: 'GetNilaiTransferPendidikanMahasiswa',
    id: 'id_transfer',
    required: [
      'id_registrasi_mahasiswa',
      'kode_mata_kuliah_asal',
      'nama_mata_kuliah_asal',
      'sks_mata_kuliah_asal',
      'nilai_huruf_asal',
      'id_matkul',
      'sks_mata_kuliah_diakui',
      'nilai_huruf_diakui',
      'nilai_angka_diakui',
    ],
  },
  AktivitasMahasiswa: {
    read: 'GetListAktivitasMahasiswa',
    id: 'id_aktivitas',
    required: ['jenis_anggota', 'id_jenis_aktivitas', 'id_prodi', 'id_semester', 'judul'],
  },
  AnggotaAktivitasMahasiswa: {
    read: 'GetListAnggotaAktivitasMahasiswa',
    id: 'id_anggota',
    required: ['id_aktivitas', 'id_registrasi_mahasiswa', 'jenis_peran'],
  },
  KonversiKampusMerdeka: {
    read: 'GetListKonversiKampusMerdeka',
    id: 'id_konversi_aktivitas',
    required: [
      'id_semester',
      'id_matkul',
      'id_anggota',
      'id_aktivitas',
      'sks_mata_kuliah',
      'nilai_angka',
      'nilai_indeks',
      'nilai_huruf',
    ],
  },
}

interface Asked {
  readonly act: string
  readonly token?: string
  readonly record?: Row
  readonly key?: Row
  readonly filter?: string
  readonly fungsi?: string
  readonly username?: string
  readonly password?: string
}

/** Starts a feeder with these rows of reference (`GetProdi`, students, courses), user `pt` and password `rahasia`. */
export async function startNeoFeeder(reference: Readonly<Record<string, readonly Row[]>>): Promise<LocalFeeder> {
  const held = new Map<string, Row[]>(Object.entries(reference).map(([read, rows]) => [read, [...rows]]))
  const tokens = new Set<string>()
  const acts: string[] = []
  const refused = new Map<string, { code: number; text: string }>()
  const dictionaries = new Map<string, object>()
  const drops: string[] = []
  const rowsOf = (read: string): Row[] => {
    if (!held.has(read)) held.set(read, [])
    return held.get(read) ?? []
  }

  const answer = (asked: Asked): { code: number; text: string; data: unknown } => {
    const bad = (code: number, text: string) => ({ code, text, data: [] })
    const good = (data: unknown) => ({ code: 0, text: '', data })
    if (asked.act === 'GetToken') {
      if (asked.username !== 'pt' || asked.password !== 'rahasia') return bad(12, 'Username/Password salah')
      const token = randomUUID()
      tokens.add(token)
      return good({ token })
    }
    if (asked.token === undefined || !tokens.has(asked.token))
      return bad(100, 'Invalid Token. Token tidak ada atau token sudah expired.')
    const no = refused.get(asked.act)
    if (no !== undefined) return bad(no.code, no.text)
    if (asked.act === 'GetDictionary') return good({ request: dictionaries.get(asked.fungsi ?? '') ?? {} })
    const [, verb = '', name = ''] = /^(Insert|Delete)(.+)$/.exec(asked.act) ?? []
    const store = STORES[name]
    if (store === undefined) return good(matching(rowsOf(asked.act), asked.filter ?? ''))
    const rows = rowsOf(store.read)
    if (verb === 'Delete') {
      const place = rows.findIndex((row) => row[store.id] === asked.key?.[store.id])
      if (place < 0) return bad(15, 'Data tidak ditemukan')
      rows.splice(place, 1)
      return good([])
    }
    const record = asked.record ?? {}
    const missing = store.required.find((field) => record[field] === undefined || record[field] === '')
    if (missing !== undefined) return bad(15, `${missing} tidak boleh kosong`)
    for (const [field, value] of Object.entries(record))
      if (field.startsWith('sks_') && (!Number.isInteger(value) || Number(value) > 99))
        return bad(16, `${field} numeric(2,0)`)
    const id = randomUUID()
    // A feeder keeps figures as text with their decimals.
    const kept = Object.entries(record).map(([field, value]) => [
      field,
      typeof value === 'number' ? value.toFixed(2) : value,
    ])
    rows.push({ ...Object.fromEntries(kept), [store.id]: id })
    return good({ [store.id]: id })
  }

  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8')
    })
    request.on('end', () => {
      const asked = JSON.parse(body) as Asked
      acts.push(asked.act)
      const { code, text, data } = answer(asked)
      const drop = drops.indexOf(asked.act)
      if (drop >= 0) {
        drops.splice(drop, 1)
        request.socket.destroy()
        return
      }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ error_code: code, error_desc: text, data }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ws/live2.php`,
    acts,
    rows: rowsOf,
    change: (read, place, to) => {
      const rows = rowsOf(read)
      if (to === null) rows.splice(place, 1)
      else rows[place] = { ...rows[place], ...to }
    },
    expireTokens: () => tokens.clear(),
    dropAfter: (act) => {
      drops.push(act)
    },
    refuse: (act, no) => {
      if (no === null) refused.delete(act)
      else refused.set(act, no)
    },
    dictionary: (act, fields) => {
      dictionaries.set(act, fields)
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

interface KnownFields {
  readonly acts: readonly { act: string; fields: readonly { name: string; type: string; required: boolean }[] }[]
}

/** A feeder of one study programme with these students and courses, whose dictionary says what ours says. */
export async function feederOf(
  programme: string,
  students: readonly string[],
  courses: readonly string[],
): Promise<LocalFeeder> {
  const feeder = await startNeoFeeder({
    GetProdi: [{ kode_program_studi: programme, id_prodi: 'prodi-1' }],
    GetListRiwayatPendidikanMahasiswa: students.map((nim) => ({
      nim,
      id_prodi: 'prodi-1',
      id_registrasi_mahasiswa: `reg-${nim}`,
    })),
    GetListMataKuliah: courses.map((code) => ({
      kode_mata_kuliah: code,
      id_prodi: 'prodi-1',
      id_matkul: `mk-${code}`,
    })),
  })
  knowFields(feeder)
  return feeder
}

/** Lets its dictionary say what ours says of every act. */
export function knowFields(feeder: LocalFeeder): void {
  const known = JSON.parse(readFileSync('data/exports/neo-feeder.json', 'utf8')) as KnownFields
  for (const { act, fields } of known.acts)
    feeder.dictionary(
      act,
      Object.fromEntries(
        fields.map(({ name, type, required }) => [name, { type, nullable: required ? 'not null' : 'null' }]),
      ),
    )
}

/** `field='value' and field='value'`, with doubled quotes inside a value. */
function matching(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = [...filter.matchAll(/(\w+)='((?:[^']|'')*)'/g)].map(
    ([, field = '', value = '']) => [field, value.replaceAll("''", "'")] as const,
  )
  return rows.filter((row) => wanted.every(([field, value]) => String(row[field]) === value))
}
