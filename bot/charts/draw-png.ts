import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { WIDTH } from './sheet.ts'

const PIXELS_PER_POINT = 2
const FONTS = ['dejavu-fonts-ttf/ttf/DejaVuSans.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf']

/** Makes pixels of an SVG, with fonts of the package's own: the same bytes on every machine. */
export async function loadRasteriser(): Promise<(svg: string) => Uint8Array> {
  const { resolve } = createRequire(import.meta.url)
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')))
  const fontBuffers = await Promise.all(FONTS.map((font) => readFile(resolve(font))))
  return (svg) => {
    const resvg = new Resvg(svg, {
      fitTo: { mode: 'width', value: WIDTH * PIXELS_PER_POINT },
      font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' },
    })
    const image = resvg.render()
    try {
      // A copy: what the module hands out is its own memory.
      return Uint8Array.from(image.asPng())
    } finally {
      image.free()
      resvg.free()
    }
  }
}
