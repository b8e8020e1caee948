import { inflateSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { createDrawing } from '../../../bot/charts/drawing.ts'
import { HEIGHT, PALETTES, type Picture, sheet, WIDTH } from '../../../bot/charts/sheet.ts'

const drawing = createDrawing()
afterAll(() => drawing.stop())

const titled = (title: string): Picture => sheet({ palette: PALETTES.dark, title, plots: [], elements: [] })

/** Width and height as the PNG's own header says, once its pixels were found to be as many. */
const sizeOf = (png: Uint8Array): [number, number] => {
  const bytes = Buffer.from(png)
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const packed: Buffer[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT')
      packed.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  // Four bytes a pixel, and one before every row.
  expect(inflateSync(Buffer.concat(packed)).length).toBe((width * 4 + 1) * height)
  return [width, height]
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

test('a thread that nobody needs ends, and a new one draws the same', async () => {
  const short = createDrawing({ idleSeconds: 0 })
  const first = await short.draw(titled('One'))
  // Its end is not waited for: the next picture may come at any moment.
  const second = await short.draw(titled('One'))
  await short.stop()
  expect(Buffer.from(first).equals(second)).toBe(true)
})

test('what takes too long is refused, with everything behind it, and does not stay in the way', async () => {
  const hurried = createDrawing({ timeoutSeconds: 0.001 })
  const all = await Promise.allSettled([hurried.draw(titled('One')), hurried.draw(titled('Two'))])
  for (const one of all)
    expect(one).toMatchObject({
      status: 'rejected',
      reason: { code: 'chart_failed', message: expect.stringContaining('it took too long') },
    })
  await hurried.stop()
})

test('no more wait than can be drawn in good time', async () => {
  const narrow = createDrawing({ mostWaiting: 1 })
  const first = narrow.draw(titled('One'))
  await expect(narrow.draw(titled('Two'))).rejects.toMatchObject({
    code: 'refused',
    message: 'Too many charts are being drawn at this moment: ask again in a minute.',
  })
  expect((await first).length).toBeGreaterThan(0)
  await narrow.stop()
})

test('stopping refuses whoever still waits', async () => {
  const stopped = createDrawing()
  const waits = stopped.draw(titled('One'))
  const refused = expect(waits).rejects.toMatchObject({ code: 'chart_failed' })
  await stopped.stop()
  await refused
})

test('a picture that is none is refused, and the next one is drawn', async () => {
  const broken = { ...titled('One'), xAxis: [{ type: 'no such axis', gridIndex: 7 }] } as unknown as Picture
  await expect(drawing.draw(broken)).rejects.toMatchObject({ code: 'chart_failed' })
  expect(sizeOf(await drawing.draw(titled('One')))).toEqual([WIDTH * 2, HEIGHT * 2])
})
