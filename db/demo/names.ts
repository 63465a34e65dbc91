import type { Chance } from './random.ts'

/** Everyday given names; about one learner in four has only one, which is a whole name in Indonesia. */
const GIVEN = [
  'Wartini', 'Kasdi', 'Suparmi', 'Rahmadi', 'Sutini', 'Tamrin', 'Darmi', 'Mukhlis', 'Lestari', 'Nurhayati', 'Yohana',
  'Marlina', 'Paramita', 'Fransiska', 'Jumadi', 'Sukinah', 'Tukijan', 'Ratmi', 'Bambang', 'Wahyu', 'Dewi', 'Agus', 'Ayu',
  'Putu', 'Made', 'Nyoman', 'Ketut', 'Komang', 'Ujang', 'Asep', 'Euis', 'Cecep', 'Neneng', 'Togar', 'Butet', 'Rosalina',
  'Maria', 'Yosef', 'Petrus', 'Markus', 'Elisabet', 'Hanna', 'Daniel', 'Yakob', 'Abdul', 'Siti', 'Nur', 'Fitri', 'Rizki',
  'Dimas', 'Bayu', 'Galih', 'Intan', 'Mega', 'Cahya', 'Ratih', 'Sekar', 'Laras', 'Panji', 'Teguh', 'Slamet', 'Joko',
  'Andi', 'Baso', 'Daeng', 'Hasnah', 'Rahma', 'Zulfikar', 'Faisal', 'Hendra', 'Indra', 'Irfan', 'Khairul', 'Melati',
  'Kartika', 'Novita', 'Oktavia', 'Puspita', 'Rina', 'Sari', 'Tri', 'Utami', 'Vina', 'Widodo', 'Yanti', 'Yuliana',
] as const
const SECOND = [
  'Hidayat', 'Lestari', 'Wulandari', 'Saputra', 'Pratama', 'Utami', 'Rahayu', 'Santoso', 'Wibowo', 'Setiawan', 'Handayani',
  'Nugroho', 'Kusuma', 'Permata', 'Anggraini', 'Maharani', 'Firmansyah', 'Ramadhan', 'Hasanah', 'Suryani', 'Simbolon',
  'Wanggai', 'Tanaka Putri', 'Mandowen', 'Tuasikal', 'Latumeten', 'Bintang Laut', 'Arum Sari', 'Dwi Cahyo', 'Eka Putra',
  'Budi Luhur', 'Cakra Wijaya', 'Fajar Nusa', 'Gemilang', 'Harum Melati', 'Jati Kusumo', 'Kencana', 'Mulya', 'Ningsih',
] as const

/** An invented person's name. */
export function nameFrom(chance: Chance): string {
  const first = chance.one(GIVEN)
  return chance.percent(26) ? first : `${first} ${chance.one(SECOND)}`
}
