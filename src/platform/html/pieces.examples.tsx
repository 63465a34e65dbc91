import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import {
  Bar,
  Button,
  Ceplok,
  Checks,
  Chip,
  Choice,
  CredentialCard,
  EmptyState,
  ErrorSummary,
  Facet,
  Facts,
  Field,
  Fields,
  Finding,
  FlowTable,
  Headroom,
  Hem,
  Item,
  Label,
  Note,
  Pager,
  Paper,
  Progress,
  RecordHead,
  RowErrors,
  Search,
  Select,
  Shelf,
  Statement,
  Steps,
  Sums,
  Tag,
  Textarea,
  Upload,
  Verdict,
} from './pieces.tsx'

/** One piece with what it looks like. */
export interface Example {
  readonly piece: string
  readonly html: Html
}

/** Every piece with invented content, in the page's language: drives `/pieces`, the tests and the pictures. */
export function examples(page: Page): readonly Example[] {
  return [...basics(page), ...browsing(page), ...records(page), ...figures(page), ...forms(page), ...tables(page)]
}

const COURSE = { id: 'Analisis Data Pertanian', en: 'Farm Data Analysis' }
const SOLAR = { id: 'Perawatan Panel Surya Atap', en: 'Care of Rooftop Solar Panels' }

function basics(page: Page): Example[] {
  const say = page.say
  return [
    {
      piece: 'Ceplok',
      html: (
        <div class="row">
          <Ceplok id="padi" size="small" />
          <Ceplok id="nila" />
          <Ceplok id="sogan" size="medium" />
          <Ceplok id="lumbung" size="large" />
        </div>
      ),
    },
    { piece: 'Shelf', html: <Shelf ids={['satu', 'dua', 'tiga', 'empat', 'lima', 'enam']} /> },
    { piece: 'Hem', html: <Hem id="padi" /> },
    {
      piece: 'Button',
      html: (
        <div class="row">
          <Button>{say({ id: 'Kirim', en: 'Send' })}</Button>
          <Button kind="quiet" shortcut="s">
            {say({ id: 'Sebagian', en: 'In part' })}
          </Button>
          <Button kind="bad">{say({ id: 'Tolak', en: 'Refuse' })}</Button>
          <Button kind="link">{say({ id: 'Batal', en: 'Cancel' })}</Button>
          <Button href="#Button" kind="quiet">
            {say({ id: 'Tautan', en: 'Link' })}
          </Button>
        </div>
      ),
    },
    {
      piece: 'Tag',
      html: (
        <div class="row">
          <Tag>{say({ id: 'Terdaftar sejak 2024', en: 'Listed since 2024' })}</Tag>
          <Tag tone="padi">{say({ id: 'Gratis', en: 'Free' })}</Tag>
          <Tag tone="outline">{say({ id: '3 dipesan', en: '3 reserved' })}</Tag>
        </div>
      ),
    },
    {
      piece: 'Finding',
      html: (
        <div class="row">
          <Finding tone="pass">{say({ id: 'Ada preseden', en: 'Precedent found' })}</Finding>
          <Finding tone="fail">{say({ id: 'Lewat batas', en: 'Over the limit' })}</Finding>
          <Finding tone="warn">{say({ id: 'Besok', en: 'Tomorrow' })}</Finding>
          <Finding tone="unknown">{say({ id: 'Belum ada padanan', en: 'No match yet' })}</Finding>
        </div>
      ),
    },
    {
      piece: 'Note',
      html: (
        <>
          <Note tone="fail" title={say({ id: 'Tidak boleh 2 SKS penuh', en: 'Not the full 2 SKS' })}>
            <p>
              {say({
                id: 'SKS dari luar kampus akan menjadi 58 dari 57.',
                en: 'Credit from outside would become 58 of 57.',
              })}
            </p>
          </Note>
          <Note tone="pass" dashed title={say({ id: 'Yang membuatnya boleh', en: 'What would make it a yes' })}>
            <p>{say({ id: 'Hitung 1 SKS sekarang.', en: 'Count 1 SKS now.' })}</p>
          </Note>
        </>
      ),
    },
    {
      piece: 'EmptyState',
      html: (
        <EmptyState
          title={say({ id: 'Dompet Anda masih kosong', en: 'Your wallet is still empty' })}
          actions={<Button href="#EmptyState">{say({ id: 'Cari program', en: 'Find a programme' })}</Button>}
        >
          <p>
            {say({
              id: 'Di sini nanti tersimpan semua kredensial Anda.',
              en: 'All your credentials will be kept here.',
            })}
          </p>
        </EmptyState>
      ),
    },
    {
      piece: 'Steps',
      html: (
        <Steps
          page={page}
          steps={[
            { state: 'done', title: say(COURSE), detail: '2 SKS' },
            {
              state: 'now',
              title: say({ id: 'Statistika Terapan', en: 'Applied Statistics' }),
              detail: say({ id: 'Menunggu keputusan', en: 'Waiting for a decision' }),
            },
            { state: 'todo', title: say({ id: 'Pilihan bebas', en: 'Free choice' }), detail: '11 SKS' },
          ]}
        />
      ),
    },
  ]
}

function browsing(page: Page): Example[] {
  const say = page.say
  return [
    {
      piece: 'Search',
      html: (
        <Search
          page={page}
          action="/catalogue"
          label={say({ id: 'Apa yang ingin Anda kuasai?', en: 'What do you want to master?' })}
          button={say({ id: 'Cari', en: 'Search' })}
          value="data"
        />
      ),
    },
    {
      piece: 'Chip',
      html: (
        <Chip href="#Chip" remove={say({ id: 'hapus saringan', en: 'remove filter' })}>
          KKNI 5
        </Chip>
      ),
    },
    {
      piece: 'Facet',
      html: (
        <Facet
          page={page}
          name="mode"
          legend={say({ id: 'Cara belajar', en: 'How you learn' })}
          options={[
            {
              value: 'online',
              label: say({ id: 'Sepenuhnya daring', en: 'Fully online' }),
              count: 1284,
              checked: true,
            },
            { value: 'mixed', label: say({ id: 'Campuran', en: 'Mixed' }), count: 21 },
          ]}
        />
      ),
    },
    {
      piece: 'Item',
      html: (
        <ul class="plain">
          <Item
            page={page}
            id="padi"
            href="/catalogue"
            title={say(COURSE)}
            provider="Politeknik Lembah Angin"
            facts={[<b>2 SKS</b>, say({ id: '90 jam', en: '90 hours' }), 'KKNI 5', null]}
            side={<Tag tone="padi">{say({ id: 'Gratis', en: 'Free' })}</Tag>}
          />
        </ul>
      ),
    },
    {
      piece: 'Label',
      html: (
        <div class="centre">
          <Label
            title={say({ id: 'Label kredensial mikro', en: 'Micro-credential label' })}
            lines={[
              { label: say({ id: 'Nilai kredit', en: 'Credit' }), value: '2 SKS', weight: 'big', thick: true },
              { label: say({ id: 'Jam belajar', en: 'Hours of learning' }), value: '90', weight: 'bold' },
              { label: say({ id: 'Mandiri dan proyek', en: 'On your own and project' }), value: '58', weight: 'sub' },
              {
                label: say({ id: 'Jenjang KKNI', en: 'KKNI level' }),
                value: say({ id: '5 dari 9', en: '5 of 9' }),
                weight: 'bold',
                thick: true,
              },
              { label: say({ id: 'Biaya bagi Anda', en: 'What you pay' }), value: 'Rp 0', weight: 'big' },
            ]}
            foot={say({
              id: 'Kredensial ini bukan izin praktik dan bukan gelar.',
              en: 'This credential is no licence to practise and no degree.',
            })}
          />
        </div>
      ),
    },
  ]
}

function records(page: Page): Example[] {
  const say = page.say
  const verdict = (kind: 'valid' | 'invalid' | 'unconfirmed' | 'withdrawn', title: string) => (
    <Verdict kind={kind} title={title} label={title} level={2}>
      {kind === 'invalid' ? undefined : (
        <RecordHead
          id="padi"
          level={3}
          over={say({ id: 'Kredensial mikro', en: 'Micro-credential' })}
          title={say(COURSE)}
          under="Politeknik Lembah Angin"
        />
      )}
    </Verdict>
  )
  return [
    {
      piece: 'Verdict',
      html: (
        <div class="grid halves">
          {verdict('valid', say({ id: 'Asli dan masih berlaku', en: 'Genuine and in force' }))}
          {verdict('withdrawn', say({ id: 'Asli, tetapi sudah ditarik', en: 'Genuine but withdrawn' }))}
          {verdict('unconfirmed', say({ id: 'Belum bisa dipastikan', en: 'Could not be confirmed' }))}
          {verdict(
            'invalid',
            say({ id: 'Isi telah diubah: jangan dipakai', en: 'Content was changed: do not rely on it' }),
          )}
        </div>
      ),
    },
    {
      piece: 'Checks',
      html: (
        <Checks
          page={page}
          checks={[
            {
              id: 'format',
              outcome: 'pass',
              message: say({
                id: 'Kredensial terbuka, format Open Badges 3.0.',
                en: 'An open credential, Open Badges 3.0.',
              }),
            },
            {
              id: 'proof',
              outcome: 'fail',
              message: say({
                id: 'Isinya tidak sama dengan yang ditandatangani.',
                en: 'The content is not what was signed.',
              }),
            },
            {
              id: 'issuer',
              outcome: 'unknown',
              message: say({
                id: 'Daftar penerbit sedang tidak dapat dibuka.',
                en: 'The register can’t be reached now.',
              }),
            },
            {
              id: 'log',
              outcome: 'none',
              message: say({
                id: 'Kredensial ini tidak menyebut catatan publik.',
                en: 'This credential names no public record.',
              }),
            },
          ]}
        />
      ),
    },
    {
      piece: 'CredentialCard',
      html: (
        <ul class="plain grid cards">
          <CredentialCard
            page={page}
            id="padi"
            href="/wallet"
            title={say(COURSE)}
            issuer="Politeknik Lembah Angin"
            facts={[<b>2 SKS</b>, 'KKNI 5']}
            use={say({
              id: 'Dihitung di Universitas Bukit Samara: 2 SKS',
              en: 'Counted at Universitas Bukit Samara: 2 SKS',
            })}
            actions={
              <Button href="#CredentialCard" kind="quiet">
                {say({ id: 'Bagikan', en: 'Share' })}
              </Button>
            }
          />
          <CredentialCard
            page={page}
            id="desa"
            href="/wallet"
            title={say(SOLAR)}
            issuer="LPK Cipta Ladang"
            facts={['1 SKS']}
            status={{
              kind: 'withdrawn',
              text: say({ id: 'Ditarik 9 November 2026.', en: 'Withdrawn 9 November 2026.' }),
            }}
          />
        </ul>
      ),
    },
    {
      piece: 'Facts',
      html: (
        <Facts
          facts={[
            { label: say({ id: 'Pemilik', en: 'Holder' }), value: <span class="name">Wartini</span> },
            { label: say({ id: 'Beban', en: 'Load' }), value: '2 SKS' },
          ]}
        />
      ),
    },
  ]
}

function figures(page: Page): Example[] {
  const say = page.say
  const rule = say({ id: '40% dari 144 SKS', en: '40% of 144 SKS' })
  const outside = say({ id: 'Dari luar kampus', en: 'From outside' })
  return [
    {
      piece: 'Bar',
      html: (
        <Bar
          tone="harvest"
          total={20}
          label={say({
            id: '3 dari 20 SKS terkumpul, 3 sedang diputuskan',
            en: '3 of 20 SKS gathered, 3 being decided',
          })}
          parts={[
            { kind: 'counted', amount: 3 },
            { kind: 'reserved', amount: 3 },
          ]}
        />
      ),
    },
    {
      piece: 'Headroom',
      html: (
        <div class="grid halves">
          <Headroom page={page} title={outside} counted={20} reserved={3} limit={57} rule={rule} />
          <Headroom page={page} title={outside} counted={56} reserved={2} limit={57} rule={rule} />
        </div>
      ),
    },
    {
      piece: 'Progress',
      html: (
        <Progress
          page={page}
          label={say({ id: '2.612 dari 3.963 terbit', en: '2,612 of 3,963 issued' })}
          done={2612}
          total={3963}
          perSecond={148}
        />
      ),
    },
    {
      piece: 'Sums',
      html: (
        <Paper>
          <Sums
            sums={[
              { label: say({ id: 'Dibaca', en: 'Read' }), value: say({ id: '4.000', en: '4,000' }) },
              { label: say({ id: 'Perlu diperbaiki', en: 'To be mended' }), value: '31', tone: 'fail' },
            ]}
          />
        </Paper>
      ),
    },
  ]
}

function forms(page: Page): Example[] {
  const say = page.say
  const errors = [{ code: 'people.nik-length', at: 'example-nik', values: { digits: 15 } }]
  return [
    { piece: 'ErrorSummary', html: <ErrorSummary page={page} refusals={errors} quiet /> },
    {
      piece: 'Field',
      html: (
        <Field
          page={page}
          name="example-nik"
          label="NIK"
          hint={say({ id: '16 angka', en: '16 digits' })}
          value="317401170890001"
          width="medium"
          errors={errors}
        />
      ),
    },
    {
      piece: 'Textarea',
      html: (
        <Textarea page={page} name="example-reason" label={say({ id: 'Alasan', en: 'Reason' })} optional rows={3} />
      ),
    },
    {
      piece: 'Select',
      html: (
        <Select
          page={page}
          name="example-days"
          label={say({ id: 'Berlaku sampai', en: 'Valid until' })}
          width="medium"
          options={[{ value: '7', label: say({ id: '7 hari', en: '7 days' }) }]}
        />
      ),
    },
    {
      piece: 'Fields',
      html: (
        <Fields
          page={page}
          errors={[]}
          fields={[
            { as: 'line', name: 'example-name', label: say({ id: 'Nama', en: 'Name' }), value: '' },
            { as: 'figure', name: 'example-figure', label: say({ id: 'Nilai', en: 'Mark' }), value: '3,5' },
            { as: 'day', name: 'example-day', label: say({ id: 'Tanggal', en: 'Day' }), value: '', optional: true },
            {
              as: 'yes',
              name: 'example-yes',
              label: say({ id: 'Diakui?', en: 'Recognised?' }),
              value: 'yes',
              words: say({ id: 'Ya', en: 'Yes' }),
            },
          ]}
        />
      ),
    },
    {
      piece: 'Choice',
      html: (
        <Choice
          page={page}
          name="example-way"
          label={say({ id: 'Yang dilihat penerima', en: 'What the receiver sees' })}
          value="less"
          options={[
            {
              value: 'less',
              label: say({ id: 'Tanpa nilai', en: 'Without results' }),
              hint: say({ id: 'Biasanya cukup.', en: 'Usually enough.' }),
            },
            { value: 'more', label: say({ id: 'Dengan nilai', en: 'With results' }) },
          ]}
        />
      ),
    },
    {
      piece: 'Upload',
      html: (
        <Upload
          page={page}
          name="example-file"
          label={say({ id: 'Berkas peserta', en: 'Participants file' })}
          hint="CSV, XLSX"
          accept=".csv,.xlsx"
        />
      ),
    },
  ]
}

function tables(page: Page): Example[] {
  const say = page.say
  return [
    {
      piece: 'FlowTable',
      html: (
        <FlowTable
          page={page}
          caption={say({ id: 'Antrean', en: 'Queue' })}
          columns={[
            { label: say({ id: 'Pemilik', en: 'Holder' }), header: true },
            { label: say({ id: 'Kredensial', en: 'Credential' }), full: true },
            { label: 'SKS', numeric: true },
            { label: say({ id: 'Tenggat', en: 'Due' }), sort: { href: '#FlowTable', direction: 'ascending' } },
          ]}
          rows={[
            { cells: ['Kasdi', say(SOLAR), '2', say({ id: '24 Nov', en: '24 Nov' })], current: true },
            { cells: ['Wartini', say(COURSE), '3', say({ id: '4 Des', en: '4 Dec' })] },
          ]}
        />
      ),
    },
    {
      piece: 'Pager',
      html: <Pager page={page} from={100} limit={100} total={1234} href={() => '/pieces#Pager'} />,
    },
    {
      piece: 'Statement',
      html: (
        <Statement
          page={page}
          caption={say({ id: 'Mutasi', en: 'Movements' })}
          movements={[
            {
              day: '2026-11-21',
              what: <b>{say({ id: 'Dipesan', en: 'Reserved' })}</b>,
              detail: 'Universitas Bukit Samara',
              number: 'M-00981',
              held: 3,
              balance: 1,
            },
            {
              day: '2026-10-12',
              what: <b>{say({ id: 'Masuk', en: 'In' })}</b>,
              detail: say(COURSE),
              number: 'M-00874',
              in: 2,
              balance: 4,
            },
          ]}
          totals={{ in: 6, out: 2, balance: 1 }}
        />
      ),
    },
    {
      piece: 'RowErrors',
      html: (
        <RowErrors
          page={page}
          caption={say({ id: 'Baris yang perlu diperbaiki', en: 'Rows to be mended' })}
          errors={[
            { row: 14, column: 'nama', value: '', refusal: { code: 'people.name-missing' } },
            { row: 417, column: 'surel', value: 'sari@', refusal: { code: 'people.email-malformed' } },
          ]}
        />
      ),
    },
  ]
}
