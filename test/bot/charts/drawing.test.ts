import { afterAll, expect, test } from 'vitest'
import { createDrawing } from '../../../bot/charts/drawing.ts'
import { HEIGHT, PALETTES, type Picture, sheet, WIDTH } from '../../../bot/charts/sheet.ts'

const drawing = createDrawing()
afterAll(() => drawing.stop())

const titled = (title: string): Picture => sheet({ palette: PALETTES.dark, title, plots: [], elements: [] })

/** Width and height as the PNG's own header says. */
const sizeOf = (png: Uint8Array): [number, number] => {
  const header = Buffer.from(png)
  expect(header.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return [header.readUInt32BE(16), header.readUInt32BE(20)]
}

test('a picture is drawn at twice its size, and the same one is the same bytes', async () => {
  const [first, second, other] = await Promise.all([
    drawing.draw(titled('One')),
    drawing.draw(titled('One')),
    drawing.draw(titled('Two')),
  ])
  expect(sizeOf(first)).toEqual([WIDTH * 2, HEIGHT * 2])
  expect(Buffer.from(first).equals(second)).toBe(true)
  expect(Buffer.from(first).equals(other)).toBe(false)
})
