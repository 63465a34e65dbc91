import type { Bilingual } from '../../src/platform/page.ts'

/** The password of every account of the demo: the sign-in page shows it, so it protects nothing. */
const PASSWORD = 'lumbung-contoh-2026'

/** Somebody of the demo who can sign in, with the roles they hold. All invented. */
export interface DemoPerson {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly role: Bilingual
  /** Roles by organisation slug. */
  readonly holds: Readonly<Record<string, readonly string[]>>
}

const person = (name: string, role: Bilingual, holds: DemoPerson['holds']): DemoPerson => ({
  name,
  email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@contoh.example`,
  password: PASSWORD,
  role,
  holds,
})

/** The accounts that the sign-in page names, in the order of the story. */
export const demoAccounts: readonly DemoPerson[] = [
  person('Wartini', { id: 'Mahasiswa, semester 6', en: 'Student, semester 6' }, {}),
  person('Kasdi', { id: 'Mahasiswa, semester 4', en: 'Student, semester 4' }, {}),
  person(
    'Pratiwi Anggraini',
    {
      id: 'Mahasiswa, semester 6, dengan kredit yang diputuskan',
      en: 'Student, semester 6, with credit that was decided',
    },
    {},
  ),
  person(
    'Bagus Wirawan',
    { id: 'Perancang dan penerbit, Politeknik Lembah Angin', en: 'Designer and issuer, Politeknik Lembah Angin' },
    { 'politeknik-lembah-angin': ['designer', 'issuer', 'owner'] },
  ),
  person(
    'Sekar Arum',
    { id: 'Dosen, Universitas Tanjung Merapu', en: 'Faculty, Universitas Tanjung Merapu' },
    { 'universitas-tanjung-merapu': ['faculty'] },
  ),
  person(
    'Fransiska Hartono',
    {
      id: 'Validator industri dan penerbit, PT Tani Cakrawala',
      en: 'Industry validator and issuer, PT Tani Cakrawala',
    },
    { 'pt-tani-cakrawala': ['industry-validator', 'issuer'] },
  ),
  person(
    'Marlina',
    { id: 'Penguji, Politeknik Lembah Angin', en: 'Assessor, Politeknik Lembah Angin' },
    { 'politeknik-lembah-angin': ['assessor'] },
  ),
  person(
    'Tamara Siregar',
    { id: 'Registrar, Universitas Bukit Samara', en: 'Registrar, Universitas Bukit Samara' },
    { 'universitas-bukit-samara': ['registrar'] },
  ),
  person(
    'Galuh Prameswari',
    { id: 'Registrar kedua, Universitas Bukit Samara', en: 'Second registrar, Universitas Bukit Samara' },
    { 'universitas-bukit-samara': ['registrar'] },
  ),
  person(
    'Yohana Rumbiak',
    { id: 'Registrar, Universitas Tanjung Merapu', en: 'Registrar, Universitas Tanjung Merapu' },
    { 'universitas-tanjung-merapu': ['registrar'] },
  ),
  person(
    'Dewanto Saputra',
    { id: 'Registrar, Politeknik Lembah Angin', en: 'Registrar, Politeknik Lembah Angin' },
    { 'politeknik-lembah-angin': ['registrar'] },
  ),
  person(
    'Rahmadi',
    { id: 'Pengelola dan pemilik kebijakan, Lumbung', en: 'Operator and policy owner, Lumbung' },
    { lumbung: ['operator', 'policy-owner'] },
  ),
  person(
    'Nurhayati Lubis',
    {
      id: 'Pengelola daftar penerbit dan pemilik kebijakan, Lumbung',
      en: 'Keeper of the register and policy owner, Lumbung',
    },
    { lumbung: ['operator', 'policy-owner'] },
  ),
  person(
    'Ratna Kusuma',
    { id: 'Asesor, Lembaga Mutu Cermat', en: 'Assessor of institutions, Lembaga Mutu Cermat' },
    { 'lembaga-mutu-cermat': ['owner'] },
  ),
  person(
    'Darmi Astuti',
    {
      id: 'Pemilik akun, PT Galangan Samudra Raya dan PT Surya Arunika',
      en: 'Account owner, PT Galangan Samudra Raya and PT Surya Arunika',
    },
    { 'pt-galangan-samudra': ['owner'], 'pt-surya-arunika': ['owner'] },
  ),
]
