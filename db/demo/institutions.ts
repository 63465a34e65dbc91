import type { Course } from '../../src/organisations/index.ts'

/** The institutions of the demo: all invented. Provinces are real places, so that the filters read naturally. */
export interface DemoOrganisation {
  readonly slug: string
  readonly name: string
  readonly kind:
    | 'university'
    | 'polytechnic'
    | 'training-provider'
    | 'industry'
    | 'quality-body'
    | 'platform'
    | 'operator'
  readonly province: string
  readonly city: string
  /** Fields it may issue in; none where it issues nothing. */
  readonly fields?: readonly string[]
  readonly levels?: readonly [number, number]
  /** The name that it was founded under, where it was renamed since. */
  readonly foundedAs?: string
  /** It closed, and published nothing here. */
  readonly closed?: true
}

export const ORGANISATIONS: readonly DemoOrganisation[] = [
  {
    slug: 'universitas-bukit-samara',
    name: 'Universitas Bukit Samara',
    kind: 'university',
    province: 'Jawa Tengah',
    city: 'Kota Samara',
    fields: [],
    levels: [4, 7],
  },
  {
    slug: 'universitas-tanjung-merapu',
    name: 'Universitas Tanjung Merapu',
    kind: 'university',
    province: 'Sumatera Barat',
    city: 'Tanjung Merapu',
    fields: [],
    levels: [4, 7],
  },
  {
    slug: 'politeknik-lembah-angin',
    name: 'Politeknik Lembah Angin',
    kind: 'polytechnic',
    province: 'Jawa Timur',
    city: 'Lembah Angin',
    fields: [],
    levels: [3, 6],
  },
  {
    slug: 'politeknik-arung-timur',
    name: 'Politeknik Arung Timur',
    kind: 'polytechnic',
    province: 'Sulawesi Selatan',
    city: 'Arung',
    fields: ['energy', 'manufacturing', 'maritime'],
    levels: [3, 6],
  },
  {
    slug: 'institut-karang-nalar',
    name: 'Institut Karang Nalar',
    kind: 'university',
    province: 'Jawa Barat',
    city: 'Karang Nalar',
    fields: [],
    levels: [5, 7],
  },
  {
    slug: 'universitas-teluk-cendana',
    name: 'Universitas Teluk Cendana',
    kind: 'university',
    province: 'Nusa Tenggara Timur',
    city: 'Teluk Cendana',
    fields: ['agriculture', 'health', 'education'],
    levels: [4, 6],
  },
  {
    slug: 'universitas-rimba-kapuas',
    name: 'Universitas Rimba Kapuas',
    kind: 'university',
    province: 'Kalimantan Barat',
    city: 'Rimba',
    fields: [],
    levels: [4, 6],
  },
  {
    slug: 'universitas-nusa-cakrawala',
    name: 'Universitas Nusa Cakrawala',
    kind: 'university',
    province: 'Maluku',
    city: 'Nusa Cakrawala',
    fields: [],
    levels: [4, 6],
  },
  {
    slug: 'universitas-danau-biru',
    name: 'Universitas Danau Biru',
    kind: 'university',
    province: 'Papua',
    city: 'Danau Biru',
    fields: [],
    levels: [4, 6],
  },
  {
    slug: 'institut-kriya-sagara',
    name: 'Institut Kriya Sagara',
    kind: 'university',
    province: 'Bali',
    city: 'Sagara',
    fields: ['creative', 'tourism'],
    levels: [4, 6],
  },
  {
    slug: 'politeknik-bahari-laweyan',
    name: 'Politeknik Bahari Laweyan',
    kind: 'polytechnic',
    province: 'Kepulauan Riau',
    city: 'Laweyan',
    fields: ['maritime', 'logistics'],
    levels: [3, 6],
  },
  {
    slug: 'akademi-sehat-mentari',
    name: 'Akademi Sehat Mentari',
    foundedAs: 'Akademi Perawat Mentari',
    kind: 'polytechnic',
    province: 'Lampung',
    city: 'Mentari',
    fields: ['health'],
    levels: [3, 5],
  },
  {
    slug: 'lpk-cipta-ladang',
    name: 'LPK Cipta Ladang',
    kind: 'training-provider',
    province: 'Lampung',
    city: 'Ladang',
    fields: ['agriculture', 'food'],
    levels: [2, 4],
  },
  {
    slug: 'lpk-tunas-digital',
    name: 'LPK Tunas Digital',
    kind: 'training-provider',
    province: 'DI Yogyakarta',
    city: 'Tunas',
    fields: ['digital', 'creative'],
    levels: [3, 5],
  },
  {
    slug: 'lpk-las-nusantara-jaya',
    name: 'LPK Las Nusa Jaya',
    kind: 'training-provider',
    province: 'Banten',
    city: 'Jaya',
    fields: ['manufacturing'],
    levels: [2, 4],
  },
  {
    slug: 'balai-kriya-anyam',
    name: 'Balai Kriya Anyam',
    kind: 'training-provider',
    province: 'Kalimantan Selatan',
    city: 'Anyam',
    fields: ['creative'],
    levels: [2, 4],
  },
  {
    slug: 'sanggar-belajar-pesisir',
    name: 'Sanggar Belajar Pesisir',
    kind: 'training-provider',
    province: 'Sulawesi Utara',
    city: 'Pesisir',
    fields: ['tourism', 'maritime', 'food'],
    levels: [2, 4],
  },
  {
    slug: 'rumah-perawat-lansia',
    name: 'Rumah Perawat Lansia',
    kind: 'training-provider',
    province: 'Jawa Barat',
    city: 'Rawat',
    fields: ['health'],
    levels: [2, 4],
  },
  {
    slug: 'konsorsium-belajar-terbuka',
    name: 'Konsorsium Belajar Terbuka',
    kind: 'training-provider',
    province: 'DKI Jakarta',
    city: 'Jakarta',
    fields: [],
    levels: [4, 6],
  },
  {
    slug: 'pt-tani-cakrawala',
    name: 'PT Tani Cakrawala',
    kind: 'industry',
    province: 'Jawa Timur',
    city: 'Lembah Angin',
  },
  { slug: 'pt-surya-arunika', name: 'PT Surya Arunika', kind: 'industry', province: 'Sulawesi Selatan', city: 'Arung' },
  {
    slug: 'pt-data-khatulistiwa',
    name: 'PT Data Garis Tengah',
    kind: 'industry',
    province: 'DKI Jakarta',
    city: 'Jakarta',
  },
  { slug: 'koperasi-kopi-lereng', name: 'Koperasi Kopi Lereng', kind: 'industry', province: 'Aceh', city: 'Lereng' },
  {
    slug: 'rs-harapan-teduh',
    name: 'Rumah Sakit Harapan Teduh',
    kind: 'industry',
    province: 'Lampung',
    city: 'Mentari',
  },
  {
    slug: 'pt-galangan-samudra',
    name: 'PT Galangan Samudra Raya',
    kind: 'industry',
    province: 'Kepulauan Riau',
    city: 'Laweyan',
  },
  {
    slug: 'lembaga-mutu-cermat',
    name: 'Lembaga Mutu Cermat',
    kind: 'quality-body',
    province: 'DKI Jakarta',
    city: 'Jakarta',
  },
  {
    slug: 'dewan-jenjang-nusa',
    name: 'Dewan Jenjang Nusa',
    kind: 'quality-body',
    province: 'DKI Jakarta',
    city: 'Jakarta',
  },
  {
    slug: 'forum-standar-lencana',
    name: 'Forum Standar Lencana',
    kind: 'quality-body',
    province: 'DI Yogyakarta',
    city: 'Yogyakarta',
  },
  {
    slug: 'lpk-tenun-lereng',
    name: 'LPK Tenun Lereng',
    kind: 'training-provider',
    province: 'Nusa Tenggara Timur',
    city: 'Lereng',
    fields: ['creative'],
    levels: [2, 4],
    closed: true,
  },
  { slug: 'layarbelajar', name: 'LayarBelajar', kind: 'platform', province: 'DKI Jakarta', city: 'Jakarta' },
  { slug: 'lumbung', name: 'Lumbung', kind: 'operator', province: 'DKI Jakarta', city: 'Jakarta' },
]

/** Study programmes of the universities: code, names, level, KKNI, total SKS, courses. */
export const PROGRAMMES = [
  { code: '55201', id: 'Informatika', en: 'Informatics', level: 'S1', kkni: 6, sks: 144, courses: 48 },
  { code: '54201', id: 'Agribisnis', en: 'Agribusiness', level: 'S1', kkni: 6, sks: 144, courses: 50 },
  { code: '61201', id: 'Manajemen', en: 'Management', level: 'S1', kkni: 6, sks: 144, courses: 47 },
  { code: '20403', id: 'Teknologi Listrik', en: 'Electrical Technology', level: 'D3', kkni: 5, sks: 108, courses: 40 },
] as const

/** Courses that a registrar can name as the equivalent, the same in every programme of the demo. */
export const COURSES = [
  {
    code: 'STA 210',
    id: 'Statistika Terapan',
    en: 'Applied Statistics',
    sks: 3,
    semester: 3,
    skills: ['DAT-02', 'DAT-08', 'SCI-03'],
    outcomes: [{ id: 'Memilih dan menerapkan uji statistika', en: 'Choose and apply statistical tests' }],
  },
  {
    code: 'DAT 318',
    id: 'Analisis Data',
    en: 'Data Analysis',
    sks: 2,
    semester: 5,
    skills: ['DAT-01', 'DAT-02', 'DAT-03', 'DAT-05'],
    outcomes: [
      { id: 'Membersihkan dan merapikan data', en: 'Clean and tidy data' },
      { id: 'Menyajikan temuan kepada pengambil keputusan', en: 'Present findings to decision makers' },
    ],
  },
  {
    code: 'KWU 301',
    id: 'Kewirausahaan',
    en: 'Entrepreneurship',
    sks: 2,
    semester: 5,
    skills: ['BUS-01', 'BUS-06', 'AGR-04'],
  },
  { code: 'PIL 401', id: 'Mata Kuliah Pilihan', en: 'Elective', sks: 2 },
  {
    code: 'TGA 499',
    id: 'Tugas Akhir',
    en: 'Final Project',
    sks: 6,
    semester: 8,
    standsFor: 'final-project',
    skills: ['SCI-02', 'COM-01'],
  },
] as const satisfies readonly DemoCourse[]

interface DemoCourse extends Pick<Course, 'code' | 'sks' | 'standsFor' | 'semester' | 'outcomes'> {
  readonly id: string
  readonly en: string
  /** Codes of Lumbung's list; left out: the campus hasn't stated them. */
  readonly skills?: readonly string[]
}
