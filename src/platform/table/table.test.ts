import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import {
  type ColumnWish,
  inWords,
  readTable,
  rejectedCsv,
  type TableHead,
  type TableLimits,
  type TableNotes,
  type TableRow,
} from './index.ts'

const WISHES: ColumnWish[] = [
  { id: 'number', names: ['NIM', 'No. Induk', 'Student number'], key: true },
  { id: 'name', names: ['Nama Mahasiswa', 'Nama', 'Name'], required: true, key: true },
  { id: 'score', names: ['Nilai', 'Score'] },
  { id: 'outcome-', names: [], pattern: /^(o\d+)$/ },
]

/** Writes text as a campus's computer would. */
function encode(
  text: string,
  encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'utf-16le-plain' | 'windows-1252',
): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`)
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1')
  const little = Buffer.from(encoding === 'utf-16le-plain' ? text : `\ufeff${text}`, 'utf16le')
  return encoding === 'utf-16be' ? little.swap16() : little
}

async function read(
  bytes: Uint8Array | string,
  limits: Partial<TableLimits> = {},
): Promise<{ head?: TableHead; notes?: TableNotes; rows: TableRow[]; refused: string[] }> {
  const table = await readTable(typeof bytes === 'string' ? encode(bytes, 'utf-8') : bytes, WISHES, limits)
  if (!table.ok) return { refused: table.refusals.map((refusal) => refusal.code), rows: [] }
  const rows: TableRow[] = []
  for await (const row of table.value.rows) rows.push(row)
  return { ...table.value, rows, refused: [] as string[] }
}

const namesOf = (rows: readonly TableRow[]) => rows.map((row) => row.cell('name'))
const codesOf = (rows: readonly TableRow[]) =>
  rows.flatMap((row) => row.faults.map((fault) => `${fault.row}:${fault.column}:${fault.refusal.code}`))

async function workbook(fill: (sheet: ExcelJS.Worksheet) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  fill(book.addWorksheet('Daftar'))
  return new Uint8Array(await book.xlsx.writeBuffer())
}

test('what was written comes back, whatever the encoding, the delimiter, the line ends and the order of columns', async () => {
  const cell = fc
    .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcKLM 019é;,|"\n\u00fc-') })
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/^[-=+@]/.test(text))
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record(
          { number: fc.stringMatching(/^[1-9][0-9]{6}$/), name: cell, score: fc.nat(100) },
          { noNullPrototype: true },
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'utf-16le-plain', 'windows-1252'),
      fc.constantFrom(';', ',', '\t', '|'),
      fc.constantFrom('\r\n', '\n'),
      fc.shuffledSubarray(['NIM', 'Nama Mahasiswa', 'NILAI'], { minLength: 3 }),
      async (people, encoding, delimiter, end, order) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const values = (person: (typeof people)[number]) => ({
          NIM: person.number,
          'Nama Mahasiswa': quoted(person.name),
          NILAI: String(person.score),
        })
        const lines = [
          order.join(delimiter),
          ...people.map((person) => order.map((column) => values(person)[column as 'NIM']).join(delimiter)),
        ]
        const { rows, refused } = await read(encode(lines.join(end) + end, encoding as 'utf-8'))
        assert.deepEqual(refused, [])
        assert.deepEqual(
          rows.map((row) => ({ number: row.cell('number'), name: row.cell('name'), score: Number(row.cell('score')) })),
          people,
        )
      },
    ),
    { numRuns: 150 },
  )
})

test('the heading is found below titles, and rows are counted as the spreadsheet counts', async () => {
  const { rows, head } = await read(
    'UNIVERSITAS BUKIT SAMARA;;\r\nDaftar nilai angkatan 7;;\r\n;;\r\nno. induk;NAMA;nilai\r\n2403117;Marlina;80\r\n',
  )
  assert.equal(head?.headerRow, 4)
  assert.deepEqual(
    rows.map((row) => [row.row, row.cell('number'), row.cell('name'), row.cell('score')]),
    [[5, '2403117', 'Marlina', '80']],
  )
})

test('merged headings over two rows are read as one', async () => {
  const { rows, head } = await read('NIM,Nama,Capaian,,\n,,O1,O2,O3\n2403117,Marlina,80,75,90\n')
  assert.equal(head?.headerRow, 2)
  assert.deepEqual(
    ['outcome-o1', 'outcome-o2', 'outcome-o3'].map((id) => rows[0]?.cell(id)),
    ['80', '75', '90'],
  )
})

test('data that look like a heading stay data', async () => {
  const { rows } = await read('NIM,Nama,Capaian\n2403117,Marlina,O1\n2403118,Kasdi,O2\n')
  assert.deepEqual(namesOf(rows), ['Marlina', 'Kasdi'])
})

test('totals at the end are left out and noted; a person is never taken for one', async () => {
  const first = await read('NIM;Nama;Nilai\n2403117;Marlina;80\n2403118;Jumlah;70\n;;\nJumlah;;150\nRata-rata;;75\n')
  assert.deepEqual(namesOf(first.rows), ['Marlina', 'Jumlah'])
  assert.deepEqual(first.notes?.totals, [5, 6])
  const middle = await read('NIM;Nama;Nilai\nTotal;;150\n2403117;Marlina;80\n')
  assert.deepEqual(
    middle.rows.map((row) => row.row),
    [2, 3],
    'a total with data behind it is not at the end, and is answered like any row',
  )
})

test('unknown columns are told and passed over; two columns of one heading are refused', async () => {
  const told = await read('NIM;Nama;Golongan darah\n1;Marlina;B\n')
  assert.deepEqual(told.head?.unknown, ['Golongan darah'])
  assert.deepEqual((await read('NIM;Nama;Nilai;Nilai\n1;Marlina;80;90\n')).refused, ['table.column-twice'])
  const better = await read('Nama;Nama Mahasiswa;NIM\nTanpa arti;Marlina;1\n')
  assert.deepEqual(namesOf(better.rows), ['Marlina'])
  assert.deepEqual(better.head?.unknown, ['Nama'])
})

test('formulas are refused by cell, with the row and the column; plain numbers and telephones are not', async () => {
  const { rows } = await read(
    `NIM;Nama;Nilai\n1;=cmd|' /C calc'!A0;80\n2;@SUM(A1);80\n3;+62 812 3456;-5\n4;"=HYPERLINK(""http://x"")";1\n`,
  )
  assert.deepEqual(codesOf(rows), ['2:Nama:table.formula', '3:Nama:table.formula', '5:Nama:table.formula'])
})

test('a quotation mark that is never closed is answered on its row, and what stood before it is kept', async () => {
  const { rows } = await read('NIM;Nama\n1;Marlina\n2;"Kasdi\n3;Wartini\n')
  assert.deepEqual(namesOf(rows).slice(0, 1), ['Marlina'])
  assert.deepEqual(codesOf(rows), ['3::table.quote-not-closed'])
})

test('limits: rows, columns, cells, bytes', async () => {
  const many = await read(`NIM;Nama\n${'1;Marlina\n'.repeat(12)}`, { rows: 10 })
  assert.equal(many.rows.length, 11)
  assert.deepEqual(codesOf(many.rows), ['12::table.too-many-rows'])
  assert.deepEqual((await read(`NIM;Nama${';x'.repeat(300)}\n1;A\n`)).refused, ['table.too-many-columns'])
  assert.deepEqual(codesOf((await read(`NIM;Nama\n1;${'a'.repeat(10_001)}\n`)).rows), ['2:Nama:table.cell-too-long'])
  assert.deepEqual((await read('NIM;Nama\n1;A\n', { bytes: 5 })).refused, ['table.too-large'])
})

test('the time limit counts the reading, not what the caller does with a row', async () => {
  const table = await readTable(encode(`NIM;Nama\n${'1;Marlina\n'.repeat(4)}`, 'utf-8'), WISHES, { seconds: 0.3 })
  assert.ok(table.ok)
  const codes: string[] = []
  for await (const row of table.value.rows) {
    codes.push(...row.faults.map((fault) => fault.refusal.code))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.deepEqual(codes, [])
  assert.deepEqual(codesOf((await read('NIM;Nama\n1;Marlina\n', { seconds: 0 })).rows), ['2::table.too-slow'])
})

test('what is no table is refused by its content, whatever its name', async () => {
  const cases: [Uint8Array | string, string][] = [
    ['', 'table.empty'],
    ['  \r\n ', 'table.empty'],
    ['%PDF-1.7 ...', 'table.not-a-table'],
    ['{"a": 1}', 'table.not-a-table'],
    ['<html><table><tr><td>NIM</td></tr></table></html>', 'table.html'],
    [new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'table.old-excel'],
    [
      new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'table.xlsx-broken',
    ],
    [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'table.not-a-table'],
    ['satu,dua\n1,2\n', 'table.header-not-found'],
    ['NIM,Nilai\n1,2\n', 'table.column-missing'],
  ]
  for (const [bytes, code] of cases) assert.deepEqual((await read(bytes)).refused, [code])
})

test('no bytes make the reader fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ maxLength: 300 }).map((text) => encode(`NIM;Nama\n${text}`, 'utf-8')),
      ),
      async (bytes) => {
        await read(bytes)
      },
    ),
    { numRuns: 300 },
  )
})

test('a workbook: merged heading, dates, numbers, formulas with and without a value, a total', async () => {
  const bytes = await workbook((sheet) => {
    sheet.addRow(['Daftar nilai'])
    sheet.mergeCells('A1:D1')
    sheet.addRow(['NIM', 'Nama', 'Nilai', 'Golongan'])
    sheet.addRow([
      2403117,
      { richText: [{ text: 'Mar' }, { text: 'lina' }] },
      { formula: '40+40.5', result: 80.5 },
      new Date(Date.UTC(2026, 10, 30)),
    ])
    sheet.addRow([3201234567890123, 'Kasdi', { formula: 'A1' }])
    sheet.addRow(['0012', 'Wartini', { error: '#N/A' }])
    sheet.addRow([])
    sheet.addRow(['Jumlah', null, 80.5])
  })
  const { rows, notes, head } = await read(bytes)
  assert.deepEqual([head?.format, head?.headerRow], ['xlsx', 2])
  assert.deepEqual(rows[0]?.cells, ['2403117', 'Marlina', '80.5', '2026-11-30'])
  assert.equal(rows[1]?.cell('number'), '3.201234567890123E+15', 'a number beyond 15 figures is shown as what it is')
  assert.deepEqual(codesOf(rows), ['4:Nilai:table.formula-without-value', '5:Nilai:table.error-cell'])
  assert.equal(rows[2]?.cell('number'), '0012')
  assert.deepEqual(notes?.totals, [7])
})

test('a large workbook: every letter arrives whole, wherever its pieces end, and many are read at once', async () => {
  const names = Array.from({ length: 4000 }, (_, at) => `Éléonore Śrī Nyai ${'ü'.repeat(at % 7)}${at}`)
  const bytes = await workbook((sheet) => {
    sheet.addRow(['NIM', 'Nama', 'Nilai'])
    for (const [at, name] of names.entries()) sheet.addRow([`${at}`, name, 80])
  })
  for (const { rows } of await Promise.all(Array.from({ length: 4 }, () => read(bytes))))
    assert.deepEqual(namesOf(rows), names)
})

test('the sheet that stands first is read, whichever was made first', async () => {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Catatan').addRow(['Apa saja'])
  book.addWorksheet('Nilai').addRows([
    ['NIM', 'Nama', 'Nilai'],
    ['7', 'Darmin', 90],
  ])
  const [notes, marks] = book.worksheets as [{ orderNo: number }, { orderNo: number }] & ExcelJS.Worksheet[]
  notes.orderNo = 2
  marks.orderNo = 1
  const { rows } = await read(new Uint8Array(await book.xlsx.writeBuffer()))
  assert.deepEqual(namesOf(rows), ['Darmin'])
})

test('a workbook that inflates beyond the limit is refused before it is opened', async () => {
  const bytes = await workbook((sheet) => {
    for (let row = 0; row < 400; row++) sheet.addRow([`${row}${'a'.repeat(2000)}`])
  })
  assert.deepEqual((await read(bytes, { inflatedBytes: 200_000 })).refused, ['table.xlsx-too-large-inside'])
})

test('rejected rows go back as a harmless file that reads again as it was', async () => {
  const sent = await read(`NIM;Nama;Nilai\n1;"=1+1";-5\n2;"Kasdi; ""Kas""\nbaris dua";101\n`)
  const rejected = sent.rows.map((row) => ({
    row: row.row,
    cells: row.cells,
    faults: [
      ...row.faults,
      { row: row.row, column: 'Nilai', content: row.cell('score'), refusal: { code: 'table.number-not-readable' } },
    ],
  }))
  const file = rejectedCsv(sent.head!, rejected, 'id')
  assert.match(file, /;'=1\+1;'-5;2;/)
  const again = await read(encode(file, 'utf-8'))
  assert.deepEqual(
    again.rows.map((row) => row.cells.slice(0, 3)),
    sent.rows.map((row) => row.cells),
  )
  assert.deepEqual(again.head?.unknown, [])
})

test('every fault has its words in both languages', () => {
  const words = inWords({ row: 4, column: 'NIK', content: '3.2E+15', refusal: { code: 'table.number-destroyed' } })
  assert.equal(words.row, 4)
  assert.match(words.message.id, /Excel/)
  assert.match(words.next.en, /Text/)
})
