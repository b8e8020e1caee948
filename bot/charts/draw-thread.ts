import assert from 'node:assert/strict'
import { parentPort } from 'node:worker_threads'
import { drawPaper } from '../statements/draw-paper.ts'
import type { Paper } from '../statements/paper.ts'
import { loadRasteriser } from './draw-png.ts'
import { drawSvg, loadEcharts } from './draw-svg.ts'
import type { Picture } from './sheet.ts'

/**
 * The thread that draws, so that payments and chat go on meanwhile: a picture or a paper comes in, its PNG or PDF or the
 * reason goes out.
 */

export type Commission = { readonly number: number } & (
  | { readonly picture: Picture }
  | { readonly paper: Paper }
)
export type Delivered =
  | { readonly number: number; readonly bytes: Uint8Array }
  | { readonly number: number; readonly problem: string }

assert(parentPort !== null, 'this file runs as a worker thread')
const port = parentPort
let loaded: Promise<[Awaited<ReturnType<typeof loadEcharts>>, (svg: string) => Uint8Array]> | null = null

async function drawn(commission: Commission): Promise<Uint8Array> {
  if ('paper' in commission) return drawPaper(commission.paper)
  // A failure to load is told to everybody who asks.
  loaded ??= Promise.all([loadEcharts(), loadRasteriser()])
  const [echarts, rasterise] = await loaded
  return rasterise(drawSvg(echarts, commission.picture))
}

async function deliver(commission: Commission): Promise<Delivered> {
  const { number } = commission
  try {
    return { number, bytes: await drawn(commission) }
  } catch (thrown) {
    return { number, problem: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

port.on('message', (commission: Commission) => {
  void deliver(commission).then((delivered) => port.postMessage(delivered))
})
