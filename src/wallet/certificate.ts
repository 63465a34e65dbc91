import { readFileSync } from 'node:fs'
import { ceplokShapes } from '../platform/html/ceplok.ts'
import { type QrMatrix, qrMatrix } from './qr.ts'

/** What a certificate says; every text is ready to be read. Lines in two languages hold the second one in `en`. */
export interface CertificateText {
  readonly holder: string
  readonly issuer: string
  readonly definitionId: string
  readonly title: { readonly id: string; readonly en: string }
  readonly kind: { readonly id: string; readonly en: string }
  readonly givenTo: string
  readonly provedIn: string
  /** Five facts in a row, each with its name in both languages. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  /** Outcomes, in the first language. */
  readonly outcomes: readonly string[]
  readonly brandLine: string
  readonly checkTitle: string
  readonly checkText: string
  readonly checkTextEn: string
  readonly signedLine: string
  readonly signedOn: string
  readonly linkEnds: string
  /** The address of the share, also in the QR symbol. */
  readonly link: string
  /** Title of the document for the reader's window: no name of a person. */
  readonly documentTitle: string
  readonly signedAt: Date
}

const INK = '#171b26'
const SOGAN = '#6b4a2f'
const NILA = '#1c4377'
const PADI = '#d39a2b'
const LINE = '#d9cebe'
const LEAF = '#fffdf9'

const PAGE = { width: 595.28, height: 841.89, margin: 42 } as const
const INNER = PAGE.width - 2 * PAGE.margin
const HEM = PAGE.width / 12

/** A cut of the certificate's typeface, for documents that look like it. */
export const certificateFont = (name: string): Buffer =>
  readFileSync(new URL(`fonts/source-serif-4-${name}.woff`, import.meta.url))

/**
 * Draws the certificate: one page A4, tagged PDF/A-3a with selectable text, the signed credential attached byte for byte
 * as `credential.json`, and beside it the proof that the public log holds it, where there is one. About 60 KB. pdfkit is loaded at the first call, because few visitors need it.
 */
export async function drawCertificate(
  text: CertificateText,
  credential: string,
  logProof: string | null,
): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: 'id-ID',
    displayTitle: true,
    autoFirstPage: true,
    info: { Title: text.documentTitle, Creator: 'Lumbung', Producer: 'Lumbung', CreationDate: text.signedAt },
  })
  const bytes: Buffer[] = []
  doc.on('data', (part: Buffer) => bytes.push(part))
  const ended = new Promise<void>((done) => doc.on('end', done))
  doc.registerFont('text', certificateFont('latin-400-normal'))
  doc.registerFont('strong', certificateFont('latin-600-normal'))
  doc.registerFont('slanted', certificateFont('latin-400-italic'))
  doc.registerFont('wider', certificateFont('latin-ext-600-normal'))
  const root = doc.struct('Document')
  doc.addStructure(root)
  const draw: Draw = { doc, root }
  drawFrame(draw, text)
  drawMiddle(draw, text)
  drawFacts(draw, text)
  drawFoot(draw, text)
  root.end()
  attach(doc, text, { name: 'credential.json', type: 'application/vc', relationship: 'Source' }, credential)
  if (logProof !== null)
    attach(doc, text, { name: 'log-proof.txt', type: 'text/plain', relationship: 'Supplement' }, logProof)
  doc.end()
  await ended
  return Buffer.concat(bytes)
}

/** Attaches a file (PDF/A-3: each with its type, its relation to the page and its dates). */
function attach(
  doc: PDFKit.PDFDocument,
  { documentTitle, signedAt }: CertificateText,
  file: { readonly name: string; readonly type: string; readonly relationship: 'Source' | 'Supplement' },
  content: string,
): void {
  const dates = { creationDate: signedAt, modifiedDate: signedAt }
  const options = { ...file, ...dates, description: documentTitle }
  doc.file(Buffer.from(content), options as PDFKit.Mixins.PDFAttachmentOptions)
}

interface Draw {
  readonly doc: PDFKit.PDFDocument
  readonly root: PDFKit.PDFStructureElement
}

interface Line {
  readonly font?: 'text' | 'strong' | 'slanted'
  readonly size: number
  readonly colour?: string
  readonly x?: number
  readonly width?: number
  readonly align?: 'left' | 'center' | 'right'
  readonly tag?: 'P' | 'H1' | 'LI'
  readonly lang?: string
}

/** Writes a paragraph at `y` and answers where it ends. */
function write({ doc, root }: Draw, text: string, y: number, line: Line): number {
  const width = line.width ?? INNER
  const options = { width, align: line.align ?? 'left', lineGap: line.size * 0.18 } as const
  doc.font(line.font ?? 'text').fontSize(line.size)
  const height = doc.heightOfString(text, options)
  root.add(
    doc.struct(line.tag ?? 'P', line.lang === undefined ? {} : { lang: line.lang }, () => {
      doc.fillColor(line.colour ?? INK).text(text, line.x ?? PAGE.margin, y, options)
    }),
  )
  return y + height
}

/** Drawings say nothing that the text doesn't: readers pass them by. */
function decorate({ doc }: Draw, work: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' })
  work()
  doc.endMarkedContent()
}

function drawRosette(doc: PDFKit.PDFDocument, id: string, x: number, y: number, side: number): void {
  const { dye, gold, dyeDots, goldDots } = ceplokShapes(id)
  doc.save()
  doc.rect(x, y, side, side).clip()
  doc.translate(x + side / 2, y + side / 2).scale(side / 200)
  if (dye !== '') doc.path(dye).fill(NILA, 'even-odd')
  if (gold !== '') doc.path(gold).fill(PADI, 'even-odd')
  for (const [dots, colour] of [
    [dyeDots, NILA],
    [goldDots, PADI],
  ] as const) {
    for (const [, px, py] of dots.matchAll(/M\s*(-?[\d.]+)[\s,]*(-?[\d.]+)/g))
      doc.circle(Number(px), Number(py), 4.5).fill(colour)
  }
  doc.restore()
}

function drawFrame(draw: Draw, text: CertificateText): void {
  const { doc } = draw
  decorate(draw, () => {
    doc.rect(0, 0, PAGE.width, PAGE.height).fill(LEAF)
    for (let place = 0; place < 12; place++) drawRosette(doc, text.definitionId, place * HEM, 0, HEM)
    doc.rect(0, HEM, PAGE.width, 2.6).fill(PADI)
    doc.save().translate(PAGE.margin, HEM + 20)
    doc
      .path('M17 1c4 0 5.5 2.5 6.5 6.5C25 14 27 17 32 20H2c5-3 7-6 8.5-12.5C11.5 3.5 13 1 17 1ZM14 10h6v6h-6z')
      .fill(NILA, 'even-odd')
    doc.path('M3 22h28v3H3zM14 10h6v6h-6z').fill(PADI)
    doc.path('M6 25h3v8H6zM25 25h3v8h-3z').fill(NILA)
    doc.restore()
  })
  const top = HEM + 20
  write(draw, 'Lumbung', top - 2, { font: 'strong', size: 16, colour: NILA, x: PAGE.margin + 42, width: 200 })
  write(draw, text.brandLine, top + 19, { size: 9.5, colour: NILA, x: PAGE.margin + 42, width: 220 })
  write(draw, text.issuer, top + 6, {
    font: 'strong',
    size: 11,
    colour: NILA,
    x: PAGE.width / 2,
    width: PAGE.width / 2 - PAGE.margin,
    align: 'right',
  })
}

function drawMiddle(draw: Draw, text: CertificateText): void {
  const centre = { align: 'center' } as const
  const side = 148
  decorate(draw, () => drawRosette(draw.doc, text.definitionId, (PAGE.width - side) / 2, 138, side))
  let y = write(draw, text.kind.id, 304, { ...centre, size: 12.5, colour: SOGAN })
  y = write(draw, text.kind.en, y, { ...centre, font: 'slanted', size: 11, colour: SOGAN, lang: 'en-GB' })
  y = write(draw, text.givenTo, y + 12, { ...centre, size: 11 })
  y = writeName(draw, text.holder, y + 2)
  y = write(draw, text.provedIn, y + 6, { ...centre, size: 11 })
  const size = sizeFor(draw.doc, text.title.id, 24, 2)
  y = write(draw, text.title.id, y + 5, { ...centre, font: 'strong', size, tag: 'H1' })
  write(draw, text.title.en, y + 2, { ...centre, font: 'slanted', size: 12.5, colour: SOGAN, lang: 'en-GB' })
}

/** The name in one line, smaller where it is long, letters beyond Latin-1 from the wider cut. Answers where it ends. */
function writeName({ doc, root }: Draw, name: string, y: number): number {
  const pieces = runsOf(doc, name)
  const widthAt = (size: number): number =>
    pieces.reduce((sum, piece) => sum + doc.font(piece.font).fontSize(size).widthOfString(piece.text), 0)
  const size = Math.max(13, Math.min(42, (42 * INNER) / widthAt(42)))
  if (pieces.length === 1 && widthAt(size) > INNER)
    return write({ doc, root }, name, y, { font: 'strong', size, align: 'center' })
  root.add(
    doc.struct('P', {}, () => {
      let x = PAGE.margin + (INNER - widthAt(size)) / 2
      for (const piece of pieces) {
        doc.font(piece.font).fontSize(size).fillColor(INK)
        const width = doc.widthOfString(piece.text)
        doc.text(piece.text, x, y, { lineBreak: false })
        x += width
      }
    }),
  )
  return y + size * 1.3
}

function runsOf(doc: PDFKit.PDFDocument, text: string): { font: 'strong' | 'wider'; text: string }[] {
  const runs: { font: 'strong' | 'wider'; text: string }[] = []
  doc.font('strong')
  const known = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font.font
  for (const letter of text) {
    const name = known.hasGlyphForCodePoint(letter.codePointAt(0) ?? 32) ? 'strong' : 'wider'
    const last = runs.at(-1)
    if (last?.font === name) last.text += letter
    else runs.push({ font: name, text: letter })
  }
  return runs
}

/** The largest size at which a text takes at most so many lines. */
function sizeFor(doc: PDFKit.PDFDocument, text: string, largest: number, lines: number): number {
  for (let size = largest; size > 11; size--) {
    if (
      doc
        .font('strong')
        .fontSize(size)
        .heightOfString(text, { width: INNER, lineGap: size * 0.18 }) <
      size * 1.6 * lines
    )
      return size
  }
  return 11
}

function drawFacts(draw: Draw, text: CertificateText): void {
  const { doc } = draw
  const top = 568
  decorate(draw, () => {
    for (const y of [top, top + 44])
      doc
        .moveTo(PAGE.margin, y)
        .lineTo(PAGE.width - PAGE.margin, y)
        .lineWidth(0.7)
        .stroke(SOGAN)
  })
  const width = INNER / text.facts.length
  text.facts.forEach(({ label, value }, place) => {
    const x = PAGE.margin + place * width
    write(draw, label, top + 8, { size: 8.5, colour: SOGAN, x, width: width - 6 })
    doc.font('strong').fontSize(10.5)
    const size = Math.max(6.5, Math.min(10.5, (10.5 * (width - 8)) / doc.widthOfString(value)))
    write(draw, value, top + 21, { font: 'strong', size, x, width: width - 4 })
  })
  const shown = text.outcomes.slice(0, 6)
  const half = Math.ceil(shown.length / 2)
  shown.reduce(
    (ends, outcome, place) => {
      const column = place < half ? 0 : 1
      const x = PAGE.margin + column * (INNER / 2 + 6)
      const y = ends[column] ?? 0
      const short = outcome.length > 150 ? `${outcome.slice(0, 149)}…` : outcome
      ends[column] =
        y < top + 132 ? write(draw, `•  ${short}`, y, { size: 9, x, width: INNER / 2 - 8, tag: 'LI' }) + 3 : y
      return ends
    },
    [top + 56, top + 56],
  )
}

function drawQr(doc: PDFKit.PDFDocument, matrix: QrMatrix, x: number, y: number, side: number): void {
  const unit = side / (matrix.size + 8)
  doc.rect(x, y, side, side).fill('#ffffff')
  for (let row = 0; row < matrix.size; row++)
    for (let column = 0; column < matrix.size; column++)
      if (matrix.dark(column, row)) doc.rect(x + (column + 4) * unit, y + (row + 4) * unit, unit, unit)
  doc.fill('#000000')
}

function drawFoot(draw: Draw, text: CertificateText): void {
  const top = 712
  const side = 96
  decorate(draw, () => {
    draw.doc
      .moveTo(PAGE.margin, top - 4)
      .lineTo(PAGE.width - PAGE.margin, top - 4)
      .lineWidth(0.7)
      .stroke(LINE)
    drawQr(draw.doc, qrMatrix(text.link), PAGE.margin - 6, top, side)
  })
  const x = PAGE.margin + side + 4
  const width = 262
  let y = write(draw, text.checkTitle, top + 6, { font: 'strong', size: 9.5, x, width })
  y = write(draw, text.checkText, y, { size: 8.5, x, width })
  y = write(draw, text.link.replace(/^https?:\/\//, ''), y + 3, { font: 'strong', size: 9.5, x, width })
  y = write(draw, text.checkTextEn, y + 3, { font: 'slanted', size: 8.5, x, width, lang: 'en-GB' })
  write(draw, text.linkEnds, y, { size: 8, x, width, colour: SOGAN })
  const right = x + width + 8
  const rest = PAGE.width - PAGE.margin - right
  let end = write(draw, text.signedLine, top + 6, { size: 8.5, x: right, width: rest, align: 'right' })
  end = write(draw, text.issuer, end, { font: 'strong', size: 9.5, x: right, width: rest, align: 'right' })
  write(draw, text.signedOn, end, { size: 8.5, x: right, width: rest, align: 'right' })
}
