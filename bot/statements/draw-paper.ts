import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Paper, type PaperColumn, ROOM, SHEET } from './paper.ts'

type Document = PDFKit.PDFDocument

const FONTS = {
  plain: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const
type Font = keyof typeof FONTS

const INK = '#000000'
const LINE = '#767676'
const FAINT = '#b4b4b4'
const LEFT = SHEET.edge
const RIGHT = SHEET.width - SHEET.edge
const BOTTOM = SHEET.height - SHEET.edge - 22
const ROW = 15
const SUM = 15.5
const TEXT = 8.5
/** Smaller figures could not be read; only numbers of more than thirteen digits come to it. */
const SMALLEST = 5
const PICTURE = { width: 410, height: (410 * 420) / 1000 }

/** The paper as a PDF: A4, in black, with fonts of the package's own, the same bytes for the same paper. */
export async function drawPaper(paper: Paper): Promise<Uint8Array> {
  const document = await openDocument(paper)
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve)
    document.on('error', reject)
  })
  let y = head(document, paper)
  y = sums(document, paper, y) + 14
  if (paper.picture !== null) y = picture(document, paper.picture, y) + 14
  y = table(document, paper, y)
  cell(document, paper.remark, { x: LEFT, y: y + 8, width: ROOM, size: 7.5 })
  feet(document, paper)
  document.end()
  await ended
  return Uint8Array.from(Buffer.concat(chunks))
}

async function openDocument({ title, name, language, madeAt }: Paper): Promise<Document> {
  // Loaded for the first statement: what is idle does without it.
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    // Nothing flows: every line is put where it belongs, so that no page begins by itself.
    margin: 0,
    bufferPages: true,
    lang: language,
    info: { Title: `${title} · ${name}`, Creator: 'satmachine', CreationDate: madeAt, ModDate: madeAt },
  })
  const { resolve } = createRequire(import.meta.url)
  for (const [font, file] of Object.entries(FONTS))
    document.registerFont(font, Uint8Array.from(await readFile(resolve(file))))
  return document
}

function head(document: Document, { banner, title, name, notes }: Paper): number {
  let y: number = LEFT
  if (banner !== null) {
    document.lineWidth(1).strokeColor(INK).rect(LEFT, y, ROOM, 18).stroke()
    cell(document, banner, { x: LEFT + 8, y: y + 4, width: ROOM - 16, font: 'bold', size: 9 })
    y += 28
  }
  cell(document, title, { x: LEFT, y, width: ROOM, font: 'bold', size: 17 })
  document.font('bold').fontSize(12).fillColor(INK)
  const room = { width: ROOM, height: 34, ellipsis: true }
  document.text(name, LEFT, y + 27, room)
  y = document.y + 6
  for (const note of notes) {
    cell(document, note, { x: LEFT, y, width: ROOM, size: TEXT })
    y += 12.5
  }
  return y + 10
}

function sums(document: Document, { sums: all }: Paper, top: number): number {
  let y = top
  for (const { name, value, strong } of all) {
    const font = strong === true ? 'bold' : 'plain'
    if (strong === true) rule(document, y - 2, LINE)
    cell(document, name, { x: LEFT + (strong === true ? 0 : 12), y: y + 1, width: 300, font, size: 9.5 })
    cell(document, value, { x: LEFT + 300, y: y + 1, width: ROOM - 300, font, size: 9.5, align: 'right' })
    y += SUM
  }
  rule(document, y - 1, INK)
  return y
}

function picture(document: Document, png: Uint8Array, y: number): number {
  document.image(Buffer.from(png), LEFT + (ROOM - PICTURE.width) / 2, y, PICTURE)
  return y + PICTURE.height
}

/** Every page that it goes on to begins with the titles again. */
function table(document: Document, { columns, rows, whenEmpty }: Paper, top: number): number {
  let y = titles(document, columns, top)
  if (rows.length === 0) {
    cell(document, whenEmpty, { x: LEFT, y: y + 3.5, width: ROOM, size: TEXT })
    return y + ROW
  }
  for (const row of rows) {
    if (y + ROW > BOTTOM) {
      document.addPage()
      y = titles(document, columns, LEFT)
    }
    let x: number = LEFT
    for (const [i, { width, align }] of columns.entries()) {
      cell(document, row[i] ?? '', { x, y: y + 3.5, width, size: TEXT, align })
      x += width
    }
    y += ROW
    rule(document, y, FAINT, 0.5)
  }
  return y
}

const TITLES = 26

function titles(document: Document, columns: readonly PaperColumn[], wanted: number): number {
  let top = wanted
  // Titles without a row below them belong on the next page.
  if (top + TITLES + ROW > BOTTOM) {
    document.addPage()
    top = LEFT
  }
  let x: number = LEFT
  for (const { title, width, align } of columns) {
    document.font('bold').fontSize(TEXT).fillColor(INK)
    const inner = width - GAP
    const room = { width: inner, align, height: TITLES }
    const lines = document.heightOfString(title, room)
    document.text(title, align === 'right' ? x + GAP : x, top + TITLES - 4 - Math.min(lines, TITLES), room)
    x += width
  }
  rule(document, top + TITLES, INK)
  return top + TITLES
}

/** Which page of how many: known when all of them are there. */
function feet(document: Document, { foot }: Paper): void {
  const { start, count } = document.bufferedPageRange()
  for (let i = start; i < start + count; i += 1) {
    document.switchToPage(i)
    const y = SHEET.height - SHEET.edge - 8
    cell(document, foot, { x: LEFT, y, width: ROOM - 60, size: 7.5 })
    cell(document, `${i - start + 1} / ${count}`, { x: RIGHT - 60, y, width: 60, size: 7.5, align: 'right' })
  }
}

const rule = (document: Document, y: number, colour: string, width = 0.75): void => {
  document.lineWidth(width).strokeColor(colour).moveTo(LEFT, y).lineTo(RIGHT, y).stroke()
}

interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly size: number
  readonly font?: Font
  readonly align?: 'left' | 'right'
}

/** Between columns. */
const GAP = 6

/** One line. Figures that are too wide are written smaller, for none of their digits may be cut; words are cut. */
function cell(
  document: Document,
  words: string,
  { x, y, width, size, font = 'plain', align = 'left' }: Cell,
): void {
  if (words === '') return
  const room = width - GAP
  document.font(font).fontSize(size).fillColor(INK)
  if (align === 'left') {
    document.text(shortened(document, words, room), x, y, { lineBreak: false })
    return
  }
  const wide = document.widthOfString(words)
  if (wide > room) document.fontSize(Math.max(SMALLEST, (size * room) / wide))
  document.text(words, x + width - document.widthOfString(words), y, { lineBreak: false })
}

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })

function shortened(document: Document, words: string, room: number): string {
  if (document.widthOfString(words) <= room) return words
  const letters = Array.from(LETTERS.segment(words), ({ segment }) => segment)
  while (letters.length > 1 && document.widthOfString(`${letters.join('')}…`) > room) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
