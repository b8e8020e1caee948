import assert from 'node:assert/strict'
import { inflateSync } from 'node:zlib'

/**
 * What stands on each page of a PDF, read back out of its bytes: every piece of text as it was drawn, in order. It reads
 * what PDF writers of today make: packed streams, and fonts that say which letters their glyphs are.
 */
export function pdfPages(pdf: Uint8Array): string[][] {
  const objects = objectsOf(Buffer.from(pdf).toString('latin1'))
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
  return pages.map(({ head }) => {
    const fonts = fontsOf(objects, resolved(objects, head, 'Resources'))
    const content = objects.get(referenceIn(head, 'Contents'))
    assert(content?.stream !== undefined, 'a page has its content')
    return textsOf(content.stream, fonts)
  })
}

interface PdfObject {
  readonly head: string
  readonly stream?: string
}
type Letters = ReadonlyMap<string, string>

function objectsOf(file: string): Map<string, PdfObject> {
  const found = new Map<string, PdfObject>()
  for (const [, number = '', body = ''] of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n')
    const head = at === -1 ? body : body.slice(0, at)
    if (at === -1) found.set(number, { head })
    else
      found.set(number, { head, stream: unpacked(head, body.slice(at + 7, body.lastIndexOf('\nendstream'))) })
  }
  return found
}

const unpacked = (head: string, bytes: string): string =>
  head.includes('/FlateDecode') && !head.includes('/Image')
    ? inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')
    : bytes

const referenceIn = (head: string, name: string): string =>
  new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? ''

/** What a name stands for: written in place, or in an object of its own. */
const resolved = (objects: Map<string, PdfObject>, head: string, name: string): string =>
  objects.get(referenceIn(head, name))?.head ?? head

function fontsOf(objects: Map<string, PdfObject>, resources: string): Map<string, Letters> {
  const listed = /\/Font <<([\s\S]*?)>>/.exec(resources)?.[1] ?? ''
  return new Map(
    [...listed.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name = '', number = '']) => {
      const font = objects.get(number)
      const map = objects.get(referenceIn(font?.head ?? '', 'ToUnicode'))?.stream
      assert(map !== undefined, `font ${name} says which letters its glyphs are`)
      return [name, lettersOf(map)]
    }),
  )
}

function lettersOf(map: string): Letters {
  const letters = new Map<string, string>()
  for (const [, ranges = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', , list = ''] of ranges.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g))
      for (const [i, [, code = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
        letters.set((parseInt(from, 16) + i).toString(16).padStart(4, '0'), utf16(code))
  assert(letters.size > 0, 'a font has letters')
  return letters
}

const utf16 = (hex: string): string =>
  Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')

function textsOf(content: string, fonts: Map<string, Letters>): string[] {
  const texts: string[] = []
  let letters: Letters = new Map()
  for (const [, font, shown] of content.matchAll(/\/(\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) letters = fonts.get(font) ?? new Map()
    else
      texts.push(
        [...(shown ?? '').matchAll(/<(\w+)>/g)]
          .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
          .map((glyph) => letters.get(glyph) ?? '?')
          .join(''),
      )
  }
  return texts
}
