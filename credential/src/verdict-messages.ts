import type { TwoLanguages } from './openbadge/types.ts'
import type { VerdictKind } from './verdict.ts'

const say = (id: string, en: string): TwoLanguages => ({ id, en })

/** The sentence that people read first, and what it means for them. */
export const VERDICT_MESSAGES: Readonly<
  Record<VerdictKind, { readonly title: TwoLanguages; readonly explanation: TwoLanguages }>
> = {
  valid: {
    title: say('Asli dan masih berlaku', 'Genuine and in force'),
    explanation: say('Semua yang dapat diperiksa, lulus.', 'Everything that can be checked has passed.'),
  },
  changed: {
    title: say('Isi telah diubah — jangan dipakai', 'Content was changed — do not rely on it'),
    explanation: say(
      'Tidak ada isinya yang dapat dipegang. Mintalah salinan asli kepada pemiliknya.',
      'Nothing in it can be relied on. Ask the holder for the original.',
    ),
  },
  revoked: {
    title: say('Asli, tetapi sudah ditarik', 'Genuine but withdrawn'),
    explanation: say(
      'Penerbit menarik kredensial ini. Tanyakan sebabnya kepada penerbit.',
      'The issuer withdrew this credential. Ask the issuer why.',
    ),
  },
  suspended: {
    title: say('Asli, tetapi sedang dibekukan', 'Genuine but suspended'),
    explanation: say(
      'Penerbit membekukannya untuk sementara. Periksa lagi nanti.',
      'The issuer suspended it for now. Check again later.',
    ),
  },
  replaced: {
    title: say('Asli, tetapi sudah diganti', 'Genuine but replaced'),
    explanation: say(
      'Ada kredensial yang lebih baru. Mintalah yang baru kepada pemiliknya.',
      'There is a newer credential. Ask the holder for it.',
    ),
  },
  expired: {
    title: say('Asli, tetapi sudah habis masa berlakunya', 'Genuine but expired'),
    explanation: say('Pernah berlaku, sekarang tidak lagi.', 'It was in force once and is no longer.'),
  },
  'not-yet-valid': {
    title: say('Asli, tetapi belum berlaku', 'Genuine but not yet in force'),
    explanation: say('Periksa lagi setelah tanggal mulainya.', 'Check again after its first day.'),
  },
  'without-authority': {
    title: say('Terbit tanpa wewenang', 'Issued without authority'),
    explanation: say(
      'Penerbitnya dikenal, tetapi tidak berwenang menerbitkan yang seperti ini.',
      'The issuer is known but holds no authority for this.',
    ),
  },
  'wrong-key': {
    title: say('Bukan dari penerbit yang disebut', 'Not from the issuer it names'),
    explanation: say(
      'Tanda tangannya memakai kunci yang bukan milik penerbit. Jangan dipakai.',
      'It was signed with a key that isn’t the issuer’s. Do not rely on it.',
    ),
  },
  'key-compromised': {
    title: say('Ditandatangani dengan kunci yang dicuri', 'Signed with a stolen key'),
    explanation: say('Jangan dipakai. Hubungi penerbit.', 'Do not rely on it. Contact the issuer.'),
  },
  incomplete: {
    title: say('Tidak lengkap', 'Incomplete'),
    explanation: say('Bagian yang wajib ada tidak terisi dengan benar.', 'A part that must be there isn’t right.'),
  },
  unreadable: {
    title: say('Berkas ini tidak dapat diperiksa', 'This file can’t be checked'),
    explanation: say(
      'Ini bukan kredensial yang kami kenal. Mintalah berkas JSON, PDF, atau tautannya.',
      'It is no credential that we know. Ask for the JSON file, the PDF or the link.',
    ),
  },
  'without-proof': {
    title: say('Tidak ada tanda tangan yang berlaku', 'No signature that counts'),
    explanation: say(
      'Siapa pun dapat menulis berkas seperti ini. Jangan dipakai.',
      'Anybody could have written this file. Do not rely on it.',
    ),
  },
  'issuer-not-listed': {
    title: say('Belum bisa dipastikan', 'Could not be confirmed'),
    explanation: say(
      'Penerbitnya tidak ada dalam daftar kami. Hubungi penerbit untuk memastikan.',
      'The issuer isn’t in our register. Contact the issuer to be sure.',
    ),
  },
  'not-logged': {
    title: say(
      'Tidak terbukti tercatat di log publik — jangan dipakai',
      'Not shown to be in the public log — do not rely on it',
    ),
    explanation: say(
      'Penerbit ini mencatat semua kredensialnya di log publik, tetapi yang ini tidak membawa bukti yang benar. Tanyakan kepada penerbit.',
      'This issuer records all its credentials in the public log, but this one brings no right proof of it. Ask the issuer.',
    ),
  },
  'status-unknown': {
    title: say('Belum bisa dipastikan', 'Could not be confirmed'),
    explanation: say(
      'Kami tidak dapat mengetahui apakah kredensial ini sudah ditarik. Coba lagi nanti.',
      'We could not find out whether it was withdrawn. Try again later.',
    ),
  },
  'register-not-available': {
    title: say('Belum bisa dipastikan', 'Could not be confirmed'),
    explanation: say(
      'Daftar penerbit sedang tidak dapat dibuka. Coba lagi nanti.',
      'The register can’t be reached now. Try again later.',
    ),
  },
  unconfirmed: {
    title: say('Belum bisa dipastikan', 'Could not be confirmed'),
    explanation: say(
      'Sebagian pemeriksaan tidak dapat diselesaikan. Coba lagi nanti.',
      'Part of the check could not be finished. Try again later.',
    ),
  },
}
