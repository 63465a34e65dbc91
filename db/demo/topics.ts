/** What the demo teaches: a topic in both languages, its field, and what somebody can do afterwards. All invented. */
export interface Topic {
  readonly id: string
  readonly en: string
  readonly field: string
  readonly does: readonly [string, string][]
}

const topic = (field: string, id: string, en: string, ...does: [string, string][]): Topic => ({ field, id, en, does })

export const TOPICS: readonly Topic[] = [
  topic('agriculture', 'Analisis Data Pertanian dengan Spreadsheet', 'Farm Data Analysis with Spreadsheets', ['menggabungkan data panen dari beberapa lahan', 'join harvest data from several fields'], ['menghitung hasil per hektare', 'compute the yield per hectare'], ['membuat grafik yang jujur', 'draw honest charts']),
  topic('agriculture', 'Budidaya Padi Hemat Air', 'Water-saving Rice Growing', ['mengatur pengairan berselang', 'run alternate wetting and drying'], ['mencatat tinggi muka air', 'record the water table']),
  topic('agriculture', 'Pengolahan Kopi Pascapanen', 'Post-harvest Coffee Processing', ['menyortir buah kopi', 'sort coffee cherries'], ['mengendalikan fermentasi', 'control fermentation']),
  topic('agriculture', 'Kesehatan Tanah dan Pemupukan', 'Soil Health and Fertilising', ['membaca hasil uji tanah', 'read a soil test'], ['menyusun rencana pemupukan', 'plan fertilising']),
  topic('agriculture', 'Peternakan Ayam Kampung Sehat', 'Healthy Village Poultry', ['menjaga biosekuriti kandang', 'keep a coop bio-secure'], ['menyusun jadwal vaksin', 'schedule vaccination']),
  topic('agriculture', 'Pemetaan Lahan dengan Drone', 'Field Mapping with Drones', ['menerbangkan drone sesuai aturan', 'fly a drone by the rules'], ['menyusun peta ortofoto', 'make an orthophoto map']),
  topic('food', 'Keamanan Pangan Rumahan', 'Home Food Safety', ['menyusun alur produksi bersih', 'lay out clean production'], ['menulis label pangan', 'write a food label']),
  topic('food', 'Roti dan Kue untuk Usaha Kecil', 'Bread and Cakes for Small Business', ['menghitung harga pokok', 'compute unit cost'], ['menjaga mutu adonan', 'keep dough quality']),
  topic('food', 'Pengalengan Ikan Skala Kecil', 'Small-scale Fish Canning', ['mengatur suhu dan waktu sterilisasi', 'set sterilising heat and time'], ['memeriksa kaleng', 'inspect cans']),
  topic('energy', 'Perawatan Panel Surya Atap', 'Rooftop Solar Maintenance', ['mengukur keluaran panel', 'measure panel output'], ['menemukan sambungan panas', 'find hot connections'], ['bekerja aman di ketinggian', 'work safely at height']),
  topic('energy', 'Instalasi Listrik Rumah Aman', 'Safe Home Wiring', ['memasang pembumian', 'install earthing'], ['menguji kebocoran arus', 'test residual current']),
  topic('energy', 'Audit Energi Bangunan Kecil', 'Energy Audit of Small Buildings', ['membaca pola beban', 'read load profiles'], ['menghitung penghematan', 'compute savings']),
  topic('energy', 'Biogas dari Limbah Ternak', 'Biogas from Livestock Waste', ['merancang digester sederhana', 'design a simple digester'], ['menjaga tekanan gas', 'keep gas pressure']),
  topic('digital', 'Dasar Keamanan Siber untuk Layanan Publik', 'Cyber Security Basics for Public Services', ['mengenali pengelabuan', 'recognise phishing'], ['menyusun rencana pemulihan', 'write a recovery plan'], ['mengelola kata sandi dan kunci', 'manage passwords and keys']),
  topic('digital', 'Desain Antarmuka yang Ramah Semua Orang', 'Interface Design for Everybody', ['menguji dengan pembaca layar', 'test with a screen reader'], ['menyusun formulir yang jelas', 'write clear forms']),
  topic('digital', 'Pemrograman Web dengan TypeScript', 'Web Programming with TypeScript', ['menulis program bertipe', 'write typed programs'], ['menguji lewat pintu depan', 'test by the front door']),
  topic('digital', 'Basis Data Relasional', 'Relational Databases', ['merancang tabel', 'design tables'], ['menulis kueri gabungan', 'write joins']),
  topic('digital', 'Statistika Terapan untuk Usaha Kecil', 'Applied Statistics for Small Business', ['merangkum data penjualan', 'summarise sales'], ['menarik contoh', 'draw samples']),
  topic('digital', 'Pengantar Pembelajaran Mesin', 'Introduction to Machine Learning', ['melatih model sederhana', 'train a simple model'], ['mengukur kesalahan model', 'measure model error']),
  topic('digital', 'Etika Kecerdasan Artifisial', 'Ethics of Artificial Intelligence', ['menemukan bias data', 'find bias in data'], ['menulis kartu model', 'write a model card']),
  topic('digital', 'Administrasi Server Linux', 'Linux Server Administration', ['menjalankan layanan', 'run services'], ['membuat cadangan yang bisa dipulihkan', 'make restorable backups']),
  topic('digital', 'Visualisasi Data yang Jujur', 'Honest Data Visualisation', ['memilih bentuk grafik', 'choose a chart form'], ['menulis sumber dan tanggal', 'state source and date']),
  topic('business', 'Pembukuan Usaha Mikro', 'Book-keeping for Micro-business', ['mencatat kas', 'keep a cash book'], ['menyusun laporan laba rugi', 'draw up an income statement']),
  topic('business', 'Pemasaran Daring yang Beretika', 'Ethical Online Marketing', ['menulis iklan yang benar', 'write truthful adverts'], ['membaca data kunjungan', 'read visit data']),
  topic('business', 'Ekspor untuk Pemula', 'Exporting for Beginners', ['menyusun dokumen ekspor', 'prepare export papers'], ['menghitung biaya kirim', 'compute shipping cost']),
  topic('business', 'Menulis Laporan Teknis', 'Technical Report Writing', ['menyusun ringkasan satu halaman', 'write a one-page summary'], ['mengutip sumber', 'cite sources']),
  topic('business', 'Manajemen Proyek Lincah', 'Agile Project Management', ['menyusun papan kerja', 'run a work board'], ['memimpin tinjauan', 'lead a review']),
  topic('business', 'Koperasi dan Tata Kelolanya', 'Co-operatives and their Governance', ['menyusun rapat anggota', 'hold a members’ meeting'], ['membaca neraca', 'read a balance sheet']),
  topic('health', 'Pendampingan Lansia di Rumah', 'Home Care for Older People', ['membantu mobilitas dengan aman', 'help people move safely'], ['mengenali tanda bahaya', 'recognise warning signs']),
  topic('health', 'Kader Gizi Balita', 'Child Nutrition Volunteer', ['mengukur tumbuh kembang', 'measure growth'], ['menyusun menu seimbang', 'plan balanced meals']),
  topic('health', 'Pertolongan Pertama di Tempat Kerja', 'First Aid at Work', ['melakukan resusitasi', 'perform resuscitation'], ['menghentikan perdarahan', 'stop bleeding']),
  topic('health', 'Rekam Medis Elektronik', 'Electronic Medical Records', ['mengode diagnosis', 'code diagnoses'], ['menjaga kerahasiaan', 'keep confidentiality']),
  topic('manufacturing', 'Las SMAW Posisi Datar', 'Flat-position SMAW Welding', ['menyiapkan sambungan', 'prepare joints'], ['menilai cacat las', 'judge weld defects']),
  topic('manufacturing', 'Gambar Teknik dengan CAD', 'Technical Drawing with CAD', ['membaca toleransi', 'read tolerances'], ['menyusun gambar kerja', 'make working drawings']),
  topic('manufacturing', 'Perawatan Mesin Jahit Industri', 'Industrial Sewing Machine Maintenance', ['menyetel tegangan benang', 'set thread tension'], ['menyusun jadwal rawat', 'schedule maintenance']),
  topic('manufacturing', 'Pengendalian Mutu Dasar', 'Basic Quality Control', ['memakai peta kendali', 'use control charts'], ['menelusuri sebab', 'trace causes']),
  topic('maritime', 'Keselamatan Kapal Nelayan', 'Fishing Boat Safety', ['memeriksa alat keselamatan', 'check safety gear'], ['membaca cuaca laut', 'read sea weather']),
  topic('maritime', 'Budidaya Rumput Laut', 'Seaweed Farming', ['memasang tali budidaya', 'set growing lines'], ['mengeringkan dengan bersih', 'dry cleanly']),
  topic('maritime', 'Perawatan Mesin Tempel', 'Outboard Engine Maintenance', ['mengganti busi dan oli', 'change plugs and oil'], ['menemukan kerusakan', 'find faults']),
  topic('logistics', 'Pergudangan dan Persediaan', 'Warehousing and Stock', ['menyusun tata letak', 'lay out a warehouse'], ['menghitung titik pesan', 'compute reorder points']),
  topic('logistics', 'Rantai Dingin Hasil Laut', 'Cold Chain for Seafood', ['mencatat suhu', 'log temperatures'], ['menyusun rute', 'plan routes']),
  topic('creative', 'Batik Warna Alam', 'Natural-dye Batik', ['menyiapkan pewarna alam', 'prepare natural dyes'], ['membuat malam berulang', 'repeat wax resist']),
  topic('creative', 'Animasi Dua Dimensi', 'Two-dimensional Animation', ['menyusun papan cerita', 'draw storyboards'], ['mengatur waktu gerak', 'time motion']),
  topic('creative', 'Desain Gim: Mekanik dan Purwarupa', 'Game Design: Mechanics and Prototype', ['menulis aturan gim', 'write game rules'], ['menguji purwarupa', 'play-test a prototype']),
  topic('creative', 'Fotografi Produk dengan Ponsel', 'Product Photography by Phone', ['mengatur cahaya', 'set light'], ['menyunting warna', 'edit colour']),
  topic('creative', 'Anyaman Rotan Kontemporer', 'Contemporary Rattan Weaving', ['memilih bahan', 'select material'], ['membuat pola dasar', 'make base patterns']),
  topic('tourism', 'Pemandu Wisata Alam', 'Nature Guiding', ['menyusun jalur', 'plan a trail'], ['menangani keadaan darurat', 'handle emergencies']),
  topic('tourism', 'Homestay yang Nyaman', 'Comfortable Homestays', ['menyusun standar kamar', 'set room standards'], ['melayani tamu asing', 'serve foreign guests']),
  topic('education', 'Pembelajaran Berdiferensiasi', 'Differentiated Teaching', ['memetakan kesiapan murid', 'map pupils’ readiness'], ['menyusun tugas bertingkat', 'write tiered tasks']),
  topic('education', 'Membuat Video Ajar Singkat', 'Making Short Teaching Videos', ['menulis naskah', 'write a script'], ['merekam dengan ponsel', 'record by phone']),
  topic('education', 'Asesmen Formatif di Kelas', 'Formative Assessment in Class', ['menulis rubrik', 'write rubrics'], ['memberi umpan balik', 'give feedback']),
  topic('language', 'Bahasa Inggris untuk Pelayanan', 'English for Service Work', ['menyambut dan menjelaskan', 'greet and explain'], ['menangani keluhan', 'handle complaints']),
  topic('language', 'Bahasa Isyarat Dasar', 'Basic Sign Language', ['memperkenalkan diri', 'introduce oneself'], ['bercakap sehari-hari', 'hold everyday talk']),
]

/** Depths in which a topic is taught. */
export const DEPTHS = [
  { id: '', en: '', hours: 90, kkni: 5, months: null },
  { id: 'Pengantar: ', en: 'Introduction: ', hours: 45, kkni: 4, months: null },
  { id: 'Lanjutan: ', en: 'Advanced: ', hours: 135, kkni: 6, months: 60 },
] as const
