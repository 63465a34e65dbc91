import { dayOf } from '../platform/clock.ts'
import { formatDay, formatInstant, formatSks } from '../platform/format.ts'
import type { Page } from '../platform/page.ts'
import { printFont } from '../wallet/index.ts'
import { noteWords, verbOf } from './rules.ts'
import type { Balance, Movement } from './types.ts'
import type { StackNote } from './types-stack.ts'

const INK = '#171b26'
const NILA = '#1c4377'
const PADI = '#d39a2b'
const LINE = '#d9cebe'
const PAGE = { width: 595.28, height: 841.89, margin: 42 } as const
const INNER = PAGE.width - 2 * PAGE.margin
/** Where the columns begin, and how wide they are, in points: day, what, change, balance. */
const COLUMNS = [
  { at: 0, width: 92 },
  { at: 98, width: 283 },
  { at: 387, width: 60 },
  { at: 451, width: INNER - 451 },
] as const

export interface StatementPaper {
  readonly page: Page
  readonly name: string
  readonly now: Date
  readonly balance: Balance
  readonly movements: readonly Movement[]
  readonly organisations: ReadonlyMap<string, string>
  /** What has to do with larger credentials, by transaction id. */
  readonly notes: ReadonlyMap<string, readonly StackNote[]>
  /** The signed statement, attached byte for byte. */
  readonly credential: string
}

/**
 * Draws the statement on A4 pages in the language of the page: tagged PDF/A-3a with selectable text, the signed
 * credential attached as `credential.json`. pdfkit is loaded at the first call.
 */
export async function drawStatement(paper: StatementPaper): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  const { page, now } = paper
  const title = page.t('bank.paper.title')
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: page.language === 'id' ? 'id-ID' : 'en-GB',
    displayTitle: true,
    info: { Title: title, Creator: 'Lumbung', Producer: 'Lumbung', CreationDate: now },
  })
  const bytes: Buffer[] = []
  doc.on('data', (part: Buffer) => bytes.push(part))
  const ended = new Promise<void>((done) => doc.on('end', done))
  doc.registerFont('text', printFont('latin-400-normal'))
  doc.registerFont('strong', printFont('latin-600-normal'))
  doc.registerFont('wider', printFont('latin-ext-600-normal'))
  const root = doc.struct('Document')
  doc.addStructure(root)
  const draw: Draw = { doc, root }
  let y = drawHead(draw, paper, title)
  for (const movement of paper.movements.toReversed()) y = drawMovement(draw, paper, movement, y)
  write(draw, page.t('bank.paper.foot', { day: formatDay(page.language, dayOf(now)) }), y + 12, { size: 9 })
  root.end()
  doc.file(Buffer.from(paper.credential), {
    name: 'credential.json',
    type: 'application/vc',
    description: title,
    relationship: 'Source',
    creationDate: now,
    modifiedDate: now,
  } as PDFKit.Mixins.PDFAttachmentOptions)
  doc.end()
  await ended
  return Buffer.concat(bytes)
}

interface Draw {
  readonly doc: PDFKit.PDFDocument
  readonly root: PDFKit.PDFStructureElement
}

interface Line {
  readonly font?: 'text' | 'strong'
  readonly size: number
  readonly colour?: string
  readonly column?: (typeof COLUMNS)[number]
  readonly align?: 'left' | 'right'
  readonly tag?: 'P' | 'H1' | 'H2'
}

type Cut = 'text' | 'strong' | 'wider'

/** Pieces of a text by the cut that holds their letters; a letter that none holds is a question mark, as PDF/A asks. */
function runsOf(doc: PDFKit.PDFDocument, text: string, cut: 'text' | 'strong'): readonly { cut: Cut; text: string }[] {
  const holds = (name: Cut, letter: string) => {
    doc.font(name)
    const { _font: chosen } = doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } }
    return letter === '\n' || chosen.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 32)
  }
  const runs: { cut: Cut; text: string }[] = []
  for (const letter of text.replaceAll('\u2011', '-')) {
    const own = [cut, 'wider' as const].find((name) => holds(name, letter))
    const last = runs.at(-1)
    const said = own === undefined ? '?' : letter
    if (last !== undefined && last.cut === (own ?? cut)) last.text += said
    else runs.push({ cut: own ?? cut, text: said })
  }
  return runs
}

/** Writes a paragraph at `y` and answers where it ends. */
function write({ doc, root }: Draw, text: string, y: number, line: Line): number {
  const { at, width } = line.column ?? { at: 0, width: INNER }
  const options = { width, align: line.align ?? 'left' } as const
  const cut = line.font ?? 'text'
  const runs = runsOf(doc, text, cut)
  doc.font(cut).fontSize(line.size)
  const height = doc.heightOfString(runs.map((run) => run.text).join(''), options)
  root.add(
    doc.struct(line.tag ?? 'P', {}, () => {
      doc.fillColor(line.colour ?? INK)
      for (const [index, run] of runs.entries()) {
        const continued = index < runs.length - 1
        doc.font(run.cut)
        if (index === 0) doc.text(run.text, PAGE.margin + at, y, { ...options, continued })
        else doc.text(run.text, { continued })
      }
    }),
  )
  return y + height
}

function rule({ doc }: Draw, y: number, colour: string, height: number): void {
  doc.markContent('Artifact', { type: 'Layout' })
  doc.rect(PAGE.margin, y, INNER, height).fill(colour)
  doc.endMarkedContent()
}

function drawHead(draw: Draw, { page, name, now, balance }: StatementPaper, title: string): number {
  const t = page.t
  let y = write(draw, 'Lumbung', PAGE.margin, { font: 'strong', size: 14, colour: NILA })
  y = write(draw, title, y + 8, { font: 'strong', size: 22, tag: 'H1' })
  y = write(draw, t('bank.as-of', { name, day: formatInstant(page.language, now) }), y + 4, { size: 11 })
  rule(draw, y + 8, PADI, 2)
  y += 20
  for (const [sum, sks] of [
    ['deposited', balance.depositedSks],
    ['counted', balance.usedSks],
    ['reserved', balance.reservedSks],
    ['ready', balance.sks],
  ] as const)
    y = write(draw, `${t(`bank.credential.sum.${sum}`)}: ${formatSks(page.language, sks)}`, y + 2, { size: 11 })
  y = write(draw, t('bank.movements'), y + 14, { font: 'strong', size: 14, tag: 'H2' }) + 6
  const head = (key: string, column: (typeof COLUMNS)[number], align: 'left' | 'right' = 'left') =>
    write(draw, t(key), y, { font: 'strong', size: 9, column, align })
  head('platform.statement.day', COLUMNS[0])
  head('platform.statement.what', COLUMNS[1])
  head('bank.paper.change', COLUMNS[2], 'right')
  return head('platform.statement.balance', COLUMNS[3], 'right') + 4
}

/** One movement; begins a new page where it no longer fits. Answers where it ends. */
function drawMovement(draw: Draw, paper: StatementPaper, movement: Movement, from: number): number {
  const { page, organisations } = paper
  const { reason } = movement
  const verb = verbOf(movement)
  const organisation = organisations.get(reason.organisationId ?? reason.issuerOrganisationId ?? '') ?? ''
  const what = [page.t(`bank.kind.${verb}`), reason.title === undefined ? '' : page.say(reason.title), organisation]
  const noted = (paper.notes.get(movement.id) ?? []).map((note) => ` ${page.t(...noteWords(note, page.language))}`)
  const text = what.filter((part) => part !== '').join(' · ') + (noted.length === 0 ? '' : `.${noted.join('')}`)
  const size = 10
  draw.doc.font('text').fontSize(size)
  const height = draw.doc.heightOfString(text, { width: COLUMNS[1].width })
  let y = from
  if (y + height + 30 > PAGE.height - PAGE.margin) {
    draw.doc.addPage({ size: 'A4', margin: 0 })
    y = PAGE.margin
  }
  rule(draw, y, LINE, 0.6)
  y += 4
  const number = page.t('bank.number', { number: String(movement.number).padStart(4, '0') })
  const day = `${formatDay(page.language, dayOf(movement.postedAt))}\n${number}`
  const sign = movement.sks > 0 ? '+' : ''
  const ends = [
    write(draw, day, y, { size: 9, column: COLUMNS[0] }),
    write(draw, text, y, { size, column: COLUMNS[1] }),
    write(draw, `${sign}${movement.sks}`.replace('-', '−'), y, { size, column: COLUMNS[2], align: 'right' }),
    write(draw, formatSks(page.language, movement.balanceSks), y, { size, column: COLUMNS[3], align: 'right' }),
  ]
  return Math.max(...ends) + 4
}
