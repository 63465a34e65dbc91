import { formatDay } from '../../platform/format.ts'
import { loadTexts } from '../../platform/text.ts'
import { printFont } from '../../wallet/index.ts'
import { entryCounted, entryFacts } from './skpi-text.ts'
import type { Skpi, SkpiBasis, SkpiEntry } from './types-skpi.ts'

const INK = '#171b26'
const SOGAN = '#6b4a2f'
const MARGIN = 56
/** Room that an entry takes at least, so that its title doesn't stand alone at the foot of a page. */
const ENTRY_POINTS = 96
const SIZE = { title: 17, entry: 11.5, text: 9.5, small: 8 } as const

interface Draw {
  readonly doc: PDFKit.PDFDocument
  readonly root: PDFKit.PDFStructureElement
}

/**
 * Draws a student's entries in both languages: A4, tagged PDF/A-3a with selectable text, for the registrar to put to the
 * supplement. It is no supplement by itself and says so. pdfkit is loaded at the first call.
 */
export async function drawSkpi(skpi: Skpi, basis: SkpiBasis, drawnAt: Date): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  const texts = loadTexts()
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: 'id-ID',
    displayTitle: true,
    info: {
      Title: texts.t('id', 'exports.skpi.document'),
      Creator: 'Lumbung',
      Producer: 'Lumbung',
      CreationDate: drawnAt,
    },
  })
  const bytes: Buffer[] = []
  doc.on('data', (part: Buffer) => bytes.push(part))
  const ended = new Promise<void>((done) => doc.on('end', done))
  for (const name of ['latin-400-normal', 'latin-600-normal', 'latin-400-italic', 'latin-ext-600-normal'] as const)
    doc.registerFont(name, printFont(name))
  const root = doc.struct('Document')
  doc.addStructure(root)
  const draw: Draw = { doc, root }
  drawHead(draw, skpi)
  for (const entry of skpi.entries) drawEntry(draw, entry)
  drawFoot(draw, basis)
  root.end()
  doc.end()
  await ended
  return Buffer.concat(bytes)
}

type Font = 'latin-400-normal' | 'latin-600-normal' | 'latin-400-italic'

function write(
  { doc, root }: Draw,
  text: string,
  {
    font = 'latin-400-normal',
    size = SIZE.text,
    colour = INK,
    tag = 'P',
    lang,
    gap = 2,
  }: Partial<{
    font: Font
    size: number
    colour: string
    tag: 'P' | 'H1' | 'H2'
    lang: string
    gap: number
  }> = {},
): void {
  root.add(
    doc.struct(tag, lang === undefined ? {} : { lang }, () => {
      const runs = runsOf(doc, text, font)
      doc.fillColor(colour).fontSize(size)
      for (const [place, run] of runs.entries())
        doc.font(run.font).text(run.text, { continued: place < runs.length - 1 })
    }),
  )
  doc.y += gap
}

/** Letters beyond Latin-1 (a name, an institution) come from the wider cut. */
function runsOf(doc: PDFKit.PDFDocument, text: string, font: Font): { font: string; text: string }[] {
  doc.font(font)
  const known = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font.font
  const runs: { font: string; text: string }[] = []
  for (const letter of text) {
    const name = known.hasGlyphForCodePoint(letter.codePointAt(0) ?? 32) ? font : 'latin-ext-600-normal'
    const last = runs.at(-1)
    if (last?.font === name) last.text += letter
    else runs.push({ font: name, text: letter })
  }
  return runs
}

const ENGLISH = { font: 'latin-400-italic', colour: SOGAN, lang: 'en-GB' } as const

function drawHead(draw: Draw, skpi: Skpi): void {
  const texts = loadTexts()
  const title = texts.both('exports.skpi.document')
  write(draw, skpi.organisationName, { font: 'latin-600-normal', size: SIZE.entry, gap: 8 })
  write(draw, title.id, { font: 'latin-600-normal', size: SIZE.title, tag: 'H1', gap: 0 })
  write(draw, title.en, { ...ENGLISH, size: SIZE.entry, gap: 10 })
  write(draw, `${skpi.name}, ${skpi.nim}`, { font: 'latin-600-normal', size: SIZE.entry })
  write(draw, `${skpi.programme.level} ${skpi.programme.name.id}`, { gap: 0 })
  write(draw, `${skpi.programme.level} ${skpi.programme.name.en}`, ENGLISH)
  const asOf = (language: 'id' | 'en') =>
    texts.t(language, 'exports.skpi.as-of', { day: formatDay(language, skpi.day) })
  write(draw, `${asOf('id')} / ${asOf('en')}`, { size: SIZE.small, gap: 14 })
}

function drawEntry(draw: Draw, entry: SkpiEntry): void {
  const { doc } = draw
  if (doc.y + ENTRY_POINTS > doc.page.height - MARGIN) doc.addPage()
  const facts = entryFacts(entry)
  const counted = entryCounted(entry)
  write(draw, entry.title.id, { font: 'latin-600-normal', size: SIZE.entry, tag: 'H2', gap: 0 })
  write(draw, entry.title.en, { ...ENGLISH, size: SIZE.entry })
  for (const text of [facts, counted]) {
    write(draw, text.id, { gap: 0 })
    write(draw, text.en, ENGLISH)
  }
  doc.y += 8
}

function drawFoot(draw: Draw, { basis }: SkpiBasis): void {
  const texts = loadTexts()
  const note = texts.both('exports.skpi.no-supplement')
  draw.doc.y += 6
  write(draw, note.id, { size: SIZE.small, gap: 0 })
  write(draw, note.en, { ...ENGLISH, size: SIZE.small, gap: 6 })
  for (const { source, clause, text, provisional } of basis) {
    const unsure = (language: 'id' | 'en') => (provisional ? ` (${texts.t(language, 'exports.skpi.unverified')})` : '')
    const named = clause === null ? source : `${source} ${clause}`
    write(draw, `${named}: ${text.id}${unsure('id')}`, { size: SIZE.small, gap: 0 })
    write(draw, `${named}: ${text.en}${unsure('en')}`, { ...ENGLISH, size: SIZE.small })
  }
}
