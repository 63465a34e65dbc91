import type { TwoLanguages } from './openbadge/types.ts'
import type { CheckCode } from './verdict.ts'

const say = (id: string, en: string): TwoLanguages => ({ id, en })

/** What each answer of a check means, in words that people read. */
export const CHECK_MESSAGES: Readonly<Record<CheckCode, TwoLanguages>> = {
  'format-open-badges-3': say(
    'Kredensial terbuka, format Open Badges 3.0.',
    'An open credential in the Open Badges 3.0 format.',
  ),
  'format-verifiable-credential-2': say(
    'Kredensial terverifikasi, format VC 2.0.',
    'A verifiable credential in the VC 2.0 format.',
  ),
  'format-clr-2': say('Catatan belajar lengkap, format CLR 2.0.', 'A whole learner record in the CLR 2.0 format.'),
  'format-verifiable-credential-1': say(
    'Kredensial terverifikasi, format VC 1.1 yang lama.',
    'A verifiable credential in the older VC 1.1 format.',
  ),
  'format-sd-jwt-vc': say(
    'Kredensial yang isinya dapat dibagikan sebagian, format SD-JWT VC.',
    'A credential whose content can be shown in part, in the SD-JWT VC format.',
  ),
  'format-lumbung-compact': say(
    'Bentuk ringkas untuk kode QR: yang terpenting saja. Yang lengkap ada di alamatnya.',
    'The short form for QR codes: only what matters most. The whole stands at its address.',
  ),
  'format-open-badges-2': say(
    'Lencana terbuka, format Open Badges 2.0 yang lama.',
    'An open badge in the older Open Badges 2.0 format.',
  ),
  'format-blockcerts': say('Sertifikat format Blockcerts.', 'A certificate in the Blockcerts format.'),
  'format-open-attestation': say('Dokumen format OpenAttestation.', 'A document in the OpenAttestation format.'),
  'format-elm': say('Kredensial Eropa, format ELM.', 'A European credential in the ELM format.'),
  'format-no-credential': say(
    'Berkas ini terbaca, tetapi bukan kredensial.',
    'This file can be read, but it is no credential.',
  ),
  'format-presentation': say(
    'Ini sajian beberapa kredensial, bukan satu kredensial. Periksa tiap isinya.',
    'This is a presentation of credentials, not one credential. Check each of them.',
  ),
  'format-context-not-known': say(
    'Berkas memakai kosakata yang tidak kami simpan, jadi artinya tidak dapat dipastikan.',
    'The file uses a vocabulary that we don’t keep, so its meaning can’t be made certain.',
  ),
  'proof-malformed': say('Tanda tangannya rusak bentuknya.', 'The signature is of a broken form.'),
  'proof-not-derived': say(
    'Ini salinan lengkap milik pemegang. Pilih dulu bagian yang ingin ditunjukkan, lalu bagikan hasilnya.',
    'This is the holder’s own full copy. Choose first what to show, then share what comes out.',
  ),
  'proof-purpose-wrong': say(
    'Tanda tangannya dibuat untuk keperluan lain.',
    'The signature was made for another purpose.',
  ),
  'proof-expired': say('Masa tanda tangannya sudah habis.', 'The term of the signature has ended.'),
  'proof-chain-broken': say(
    'Tanda tangan sebelumnya yang disebut tidak ada.',
    'An earlier signature that it names is missing.',
  ),
  'proof-algorithm-not-allowed': say(
    'Cara menandatanganinya bukan cara kunci ini.',
    'It was signed in a way that isn’t this key’s.',
  ),
  'proof-disclosure-unmatched': say(
    'Ada isian yang tidak termasuk dalam yang ditandatangani.',
    'It holds a part that doesn’t belong to what was signed.',
  ),
  'proof-anchor-not-checked': say(
    'Isinya cocok dengan sidik jarinya, tetapi catatan di luar (blockchain atau DNS) tidak dapat diperiksa di sini.',
    'The content fits its fingerprint, but the record outside (blockchain or DNS) can’t be checked here.',
  ),
  'proof-not-checked': say('Tanda tangannya tidak dapat diperiksa.', 'The signature could not be checked.'),
  'issuer-not-bound': say(
    'Kuncinya berasal dari berkas ini sendiri, jadi tidak membuktikan siapa penerbitnya.',
    'The key comes from the file itself, so it doesn’t prove who the issuer is.',
  ),
  'issuer-cosigner-not-listed': say(
    'Salah satu penandatangan tidak ada dalam daftar penerbit tepercaya.',
    'One of those who signed isn’t in the register of trusted issuers.',
  ),
  'status-message': say('Status yang dicatat penerbit perlu dibaca.', 'The issuer has recorded a status to be read.'),
  'schema-not-checked': say(
    'Skema yang disebut tidak dapat diperiksa.',
    'The schema that it names could not be checked.',
  ),
  'schema-none': say('Format ini tidak menyebut skema.', 'This format names no schema.'),
  'format-not-readable': say(
    'Berkas ini tidak dapat dibaca dengan satu arti yang pasti.',
    'This file can’t be read in one certain way.',
  ),
  'format-not-json': say('Berkas ini bukan kredensial yang kami kenal.', 'This file is no credential that we know.'),
  'format-context-not-allowed': say(
    'Berkas memakai kosakata yang tidak kami terima.',
    'The file uses a vocabulary that we don’t accept.',
  ),
  'format-not-checked': say('Bentuknya tidak dapat diperiksa.', 'Its form could not be checked.'),
  'proof-fits': say(
    'Isinya sama persis dengan yang ditandatangani penerbit.',
    'The content is exactly what the issuer signed.',
  ),
  'proof-hosted': say(
    'Isinya sama persis dengan yang dipasang di alamatnya sendiri.',
    'The content is exactly what stands at its own address.',
  ),
  'proof-does-not-fit': say(
    'Isinya berbeda dari yang ditandatangani penerbit.',
    'The content differs from what the issuer signed.',
  ),
  'proof-missing': say('Tanda tangan tidak lengkap.', 'A signature is missing.'),
  'proof-several': say(
    'Ada beberapa tanda tangan, tetapi susunannya tidak dapat kami baca.',
    'There are several signatures, in an arrangement that we can’t read.',
  ),
  'proof-not-supported': say(
    'Jenis tanda tangannya belum dapat kami periksa.',
    'The kind of signature isn’t one that we can check.',
  ),
  'proof-leaves-gap': say(
    'Ada bagian yang tidak tercakup tanda tangan.',
    'A part of it isn’t covered by the signature.',
  ),
  'proof-not-canonicalisable': say(
    'Isinya tidak punya satu arti yang pasti, jadi tanda tangannya tidak berlaku.',
    'The content has no single certain meaning, so the signature doesn’t hold.',
  ),
  'proof-key-not-known': say(
    'Kunci penerbit tidak ada pada kami, jadi tanda tangannya belum dapat diperiksa.',
    'We don’t have the issuer’s key, so the signature could not be checked.',
  ),
  'issuer-listed': say(
    'Kuncinya milik penerbit ini, yang terdaftar pada hari terbit.',
    'The key belongs to this issuer, which was listed on the day of issue.',
  ),
  'issuer-not-listed': say(
    'Penerbit ini tidak ada dalam daftar penerbit tepercaya. Itu tidak berarti palsu; kami hanya tidak mengenalnya.',
    'This issuer isn’t in the register of trusted issuers. That doesn’t make it false; we just don’t know it.',
  ),
  'issuer-not-listed-then': say(
    'Penerbit ini tidak terdaftar pada hari terbit.',
    'This issuer wasn’t listed on the day of issue.',
  ),
  'issuer-day-not-known': say(
    'Tanda tangannya tidak menyebut kapan dibuat. Jadi, tidak dapat dipastikan apakah kunci dan penerbitnya terdaftar saat itu.',
    'The signature doesn’t say when it was made, so we can’t tell whether its key and its issuer were listed then.',
  ),
  'issuer-key-of-another': say(
    'Kuncinya bukan milik penerbit yang disebut.',
    'The key doesn’t belong to the issuer that is named.',
  ),
  'issuer-key-not-valid-then': say(
    'Kunci ini tidak berlaku pada hari terbit.',
    'This key wasn’t in force on the day of issue.',
  ),
  'issuer-key-compromised': say(
    'Kunci ini pernah dicuri; yang terbit sesudahnya tidak berlaku.',
    'This key was stolen; what was issued afterwards doesn’t count.',
  ),
  'issuer-time-not-proven': say(
    'Kunci ini kemudian dicuri, dan tidak ada bukti bahwa tanda tangannya dibuat sebelum itu.',
    'This key was stolen later, and nothing proves that the signature was made before.',
  ),
  'register-not-available': say(
    'Daftar penerbit tepercaya sedang tidak dapat dibuka.',
    'The register of trusted issuers can’t be reached now.',
  ),
  'authority-held': say(
    'Penerbit berwenang untuk jenis, bidang, dan jenjang ini pada hari terbit.',
    'The issuer held authority for this kind, field and level on the day of issue.',
  ),
  'authority-not-held': say(
    'Penerbit tidak berwenang untuk jenis, bidang, atau jenjang ini pada hari terbit.',
    'The issuer held no authority for this kind, field or level on the day of issue.',
  ),
  'authority-not-asked': say(
    'Tidak diperiksa, karena penerbitnya belum dapat dipastikan.',
    'Not asked, since the issuer could not be confirmed.',
  ),
  'authority-withheld': say(
    'Pemegang tidak menunjukkan jenis, bidang, atau jenjangnya, jadi kami tidak tahu apakah penerbitnya berwenang.',
    'The holder doesn’t show its kind, field or level, so we can’t tell whether the issuer had the authority.',
  ),
  'status-good': say('Tidak ditarik dan tidak dibekukan.', 'Neither withdrawn nor suspended.'),
  'status-revoked': say('Sudah ditarik oleh penerbit.', 'Withdrawn by the issuer.'),
  'status-suspended': say('Sedang dibekukan oleh penerbit.', 'Suspended by the issuer for now.'),
  'status-replaced': say('Sudah diganti dengan kredensial yang baru.', 'Replaced by a newer credential.'),
  'status-none': say('Kredensial ini tidak memakai daftar status.', 'This credential uses no status list.'),
  'status-withheld': say(
    'Daftar statusnya boleh tidak ditunjukkan, jadi kami tidak tahu apakah sudah ditarik.',
    'Its status list may be left out, so we can’t tell whether it was withdrawn.',
  ),
  'status-list-not-available': say(
    'Daftar status sedang tidak dapat dibuka, jadi kami tidak tahu apakah sudah ditarik.',
    'The status list can’t be reached now, so we can’t tell whether it was withdrawn.',
  ),
  'status-list-stale': say('Salinan daftar status sudah terlalu lama.', 'The copy of the status list is too old.'),
  'status-list-too-short': say(
    'Daftar statusnya terlalu pendek untuk dipercaya.',
    'The status list is too short to be trusted.',
  ),
  'status-list-wrong-purpose': say('Daftar statusnya untuk keperluan lain.', 'The status list is for another purpose.'),
  'status-list-wrong-issuer': say(
    'Daftar statusnya diterbitkan pihak lain.',
    'The status list was issued by somebody else.',
  ),
  'status-list-not-readable': say(
    'Daftar statusnya rusak atau tanda tangannya tidak cocok.',
    'The status list is damaged or its signature doesn’t fit.',
  ),
  'status-entry-not-readable': say(
    'Keterangan status di dalam kredensial tidak dapat dibaca.',
    'The status entry in the credential can’t be read.',
  ),
  'validity-in-force': say('Berlaku pada saat ini.', 'In force at this moment.'),
  'validity-withheld': say('Akhir masa berlakunya boleh tidak ditunjukkan.', 'The end of its term may be left out.'),
  'validity-expired': say('Masa berlakunya sudah habis.', 'Its term has ended.'),
  'validity-not-yet': say('Masa berlakunya belum mulai.', 'Its term hasn’t begun.'),
  'validity-not-readable': say('Tanggal berlakunya tidak dapat dibaca.', 'Its dates can’t be read.'),
  'validity-clock-uncertain': say(
    'Jam perangkat ini berbeda jauh dari waktu daftar.',
    'This device’s clock is far from the register’s time.',
  ),
  'schema-complete': say('Semua bagian wajib terisi.', 'Every required part is there.'),
  'schema-incomplete': say(
    'Ada bagian wajib yang kosong atau salah bentuk.',
    'A required part is missing or of the wrong form.',
  ),
  'log-none': say('Tidak ada catatan publik yang disebut.', 'No public log entry is claimed.'),
  'log-included': say(
    'Tercatat di log publik yang tidak bisa diubah diam-diam, dan dilihat oleh para saksi.',
    'It is in the public log, which nobody can change in silence, and witnesses have seen it there.',
  ),
  'log-proof-to-come': say(
    'Bukti pencatatannya di log publik belum ada pada kami. Coba lagi nanti.',
    'We don’t have the proof from the public log yet. Try again later.',
  ),
  'log-not-witnessed': say(
    'Ada bukti dari log publik, tetapi saksi yang mengesahkannya belum cukup. Coba lagi nanti.',
    'There is a proof from the public log, but too few witnesses have confirmed it. Try again later.',
  ),
  'log-proof-missing': say(
    'Tidak ada bukti bahwa kredensial ini tercatat di log publik, padahal penerbitnya mencatat semuanya.',
    'Nothing proves that it is in the public log, although its issuer records everything there.',
  ),
  'log-proof-wrong': say(
    'Bukti dari log publik tidak cocok dengan kredensial ini.',
    'The proof from the public log doesn’t fit this credential.',
  ),
  'not-reached': say(
    'Tidak diperiksa, karena pemeriksaan sebelumnya sudah gagal.',
    'Not checked, since an earlier check had failed.',
  ),
}
