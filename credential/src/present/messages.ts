import type { TwoLanguages } from '../openbadge/types.ts'
import type { PresentationCode } from './verdict.ts'

const say = (id: string, en: string): TwoLanguages => ({ id, en })

/** What each answer of a check of a presentation means, in words that people read. */
export const PRESENTATION_MESSAGES: Readonly<Record<PresentationCode, TwoLanguages>> = {
  'presentation-read': say('Sajian ini terbaca.', 'The presentation can be read.'),
  'presentation-not-readable': say(
    'Berkas ini bukan sajian yang dapat dibaca dengan satu arti yang pasti.',
    'This file is no presentation that can be read in one certain way.',
  ),
  'presentation-context-not-allowed': say(
    'Sajian memakai kosakata yang tidak kami terima.',
    'The presentation uses a vocabulary that we don’t accept.',
  ),
  'presentation-context-not-known': say(
    'Sajian memakai kosakata yang tidak kami simpan, jadi artinya tidak dapat dipastikan.',
    'The presentation uses a vocabulary that we don’t keep, so its meaning can’t be made certain.',
  ),
  'presentation-incomplete': say(
    'Ada bagian sajian yang kosong atau salah bentuk.',
    'A part of the presentation is missing or of the wrong form.',
  ),
  'presentation-proof-fits': say(
    'Isinya sama persis dengan yang ditandatangani penyaji.',
    'The content is exactly what was signed to show it.',
  ),
  'presentation-proof-does-not-fit': say(
    'Isinya berbeda dari yang ditandatangani penyaji.',
    'The content differs from what was signed to show it.',
  ),
  'presentation-proof-missing': say(
    'Penyajinya tidak menandatangani sajian ini.',
    'Nobody signed to show this presentation.',
  ),
  'presentation-proof-malformed': say(
    'Tanda tangan penyajinya rusak bentuknya.',
    'The signature of the one who shows it is of a broken form.',
  ),
  'presentation-proof-not-supported': say(
    'Jenis tanda tangan penyajinya belum dapat kami periksa.',
    'The signature of the one who shows it isn’t of a kind that we can check.',
  ),
  'presentation-purpose-wrong': say(
    'Tanda tangannya bukan untuk menunjukkan siapa penyajinya.',
    'The signature wasn’t made to show who is presenting.',
  ),
  'presentation-expired': say('Masa sajian ini sudah habis.', 'The term of this presentation has ended.'),
  'presentation-key-not-known': say(
    'Kunci penyaji tidak ada pada kami, jadi tanda tangannya belum dapat diperiksa.',
    'We don’t have the key of the one who shows it, so the signature could not be checked.',
  ),
  'presentation-by-holder': say('Yang menyajikan adalah pemegangnya.', 'The one who shows it is its holder.'),
  'presentation-holder-missing': say('Pemegangnya tidak disebut.', 'No holder is named.'),
  'presentation-holder-another': say(
    'Yang menandatangani bukan pemegang yang disebut.',
    'It was signed by somebody other than the holder it names.',
  ),
  'presentation-holder-not-bound': say(
    'Kuncinya berasal dari sajian ini sendiri, jadi tidak membuktikan siapa pemegangnya.',
    'The key comes from the presentation itself, so it doesn’t prove who the holder is.',
  ),
  'presentation-key-not-valid': say(
    'Kunci pemegang sudah tidak berlaku atau pernah dicuri.',
    'The holder’s key is no longer in force, or was stolen.',
  ),
  'presentation-for-this-request': say(
    'Sajian ini dibuat untuk permintaan ini.',
    'The presentation was made for this request.',
  ),
  'presentation-challenge-wrong': say(
    'Sajian ini dibuat untuk permintaan lain. Mintalah yang baru.',
    'The presentation was made for another request. Ask for a new one.',
  ),
  'presentation-domain-wrong': say(
    'Sajian ini dibuat untuk pemeriksa lain.',
    'The presentation was made for another verifier.',
  ),
  'presentation-credentials-valid': say(
    'Semua kredensial di dalamnya asli dan masih berlaku.',
    'Every credential in it is genuine and in force.',
  ),
  'presentation-credential-invalid': say(
    'Ada kredensial di dalamnya yang tidak berlaku.',
    'A credential in it doesn’t hold.',
  ),
  'presentation-credential-unconfirmed': say(
    'Ada kredensial di dalamnya yang belum bisa dipastikan.',
    'A credential in it could not be confirmed.',
  ),
  'presentation-no-credentials': say('Tidak ada kredensial di dalamnya.', 'It holds no credential.'),
  'presentation-not-reached': say(
    'Tidak diperiksa, karena sajiannya tidak terbaca.',
    'Not checked, since the presentation can’t be read.',
  ),
}
