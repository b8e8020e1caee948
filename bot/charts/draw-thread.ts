import assert from 'node:assert/strict'
import { parentPort } from 'node:worker_threads'
import { loadRasteriser } from './draw-png.ts'
import { drawSvg, loadEcharts } from './draw-svg.ts'
import type { Picture } from './sheet.ts'

/** The thread that draws, so that payments and chat go on meanwhile: a picture comes in, its PNG or the reason goes out. */

export interface Commission {
  readonly number: number
  readonly picture: Picture
}
export type Delivered =
  | { readonly number: number; readonly png: Uint8Array }
  | { readonly number: number; readonly problem: string }

assert(parentPort !== null, 'this file runs as a worker thread')
const port = parentPort
const loaded = Promise.all([loadEcharts(), loadRasteriser()])
// A failure to load is told to everybody who asks.
loaded.catch(() => undefined)

async function draw({ number, picture }: Commission): Promise<Delivered> {
  try {
    const [echarts, rasterise] = await loaded
    return { number, png: rasterise(drawSvg(echarts, picture)) }
  } catch (thrown) {
    return { number, problem: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

port.on('message', (commission: Commission) => {
  void draw(commission).then((delivered) => port.postMessage(delivered))
})
