import { Worker } from 'node:worker_threads'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Paper } from '../statements/paper.ts'
import type { Commission, Delivered } from './draw-thread.ts'
import type { Picture } from './sheet.ts'

/** Draws pictures and papers on a thread of its own, which is started when it is needed and ends when it is not. */
export interface Drawing {
  /** The PNG. Throws Failure when it can't be drawn, not in time, or when too many wait already. */
  draw(picture: Picture): Promise<Uint8Array>
  /** The PDF. Throws Failure in the same way. */
  print(paper: Paper): Promise<Uint8Array>
  /** Ends the thread; whoever still waits is refused. */
  stop(): Promise<void>
}

export interface DrawingOptions {
  readonly timeoutSeconds?: number
  readonly idleSeconds?: number
  readonly mostWaiting?: number
}

/** From the first start on a slow machine; once it runs, a chart takes a tenth of a second. */
const TIMEOUT_SECONDS = 15
const IDLE_SECONDS = 60
const MOST_WAITING = 16
/** Of the thread; what ECharts and a picture need many times over. */
const MOST_MEGABYTES = 192

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void
  readonly refuse: (problem: string) => void
  readonly timer: NodeJS.Timeout
}

export function createDrawing({
  timeoutSeconds = TIMEOUT_SECONDS,
  idleSeconds = IDLE_SECONDS,
  mostWaiting = MOST_WAITING,
}: DrawingOptions = {}): Drawing {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | null = null
  let number = 0

  function end(problem: string): Promise<unknown> {
    const ended = worker
    worker = null
    if (idle !== null) clearTimeout(idle)
    idle = null
    for (const { refuse, timer } of waiting.values()) {
      clearTimeout(timer)
      refuse(problem)
    }
    waiting.clear()
    return ended === null ? Promise.resolve() : ended.terminate()
  }

  function start(): Worker {
    const started = startThread()
    started.on('message', (delivered: Delivered) => deliver(delivered))
    started.on('error', (error) => {
      if (worker === started) void end(error.message)
    })
    started.on('exit', () => {
      if (worker === started) void end('the drawing thread ended')
    })
    return started
  }

  function deliver(delivered: Delivered): void {
    const one = waiting.get(delivered.number)
    if (one === undefined) return
    waiting.delete(delivered.number)
    clearTimeout(one.timer)
    if ('bytes' in delivered) one.resolve(delivered.bytes)
    else one.refuse(delivered.problem)
    if (waiting.size === 0) rest()
  }

  /** A program with nothing else to do may end; the thread goes when nobody wants anything for a while. */
  function rest(): void {
    worker?.unref()
    idle = setTimeout(() => void end('nobody draws any more'), idleSeconds * 1000)
    idle.unref()
  }

  function commission(
    wanted: { readonly picture: Picture } | { readonly paper: Paper },
    failureOf: (problem: string) => Failure,
  ): Promise<Uint8Array> {
    if (waiting.size >= mostWaiting)
      return Promise.reject(
        new Failure('refused', say`Too many charts are being drawn at this moment: ask again in a minute.`),
      )
    worker ??= start()
    worker.ref()
    if (idle !== null) clearTimeout(idle)
    idle = null
    const mine = (number += 1)
    const made = new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(() => void end('it took too long'), timeoutSeconds * 1000)
      waiting.set(mine, { resolve, refuse: (problem) => reject(failureOf(problem)), timer })
    })
    const asked: Commission = { number: mine, ...wanted }
    worker.postMessage(asked, [])
    return made
  }

  return {
    draw: (picture) => commission({ picture }, notDrawn),
    print: (paper) => commission({ paper }, notPrinted),
    async stop() {
      await end('the program is stopping')
    },
  }
}

const notDrawn = (problem: string): Failure =>
  new Failure(
    'chart_failed',
    say`The chart could not be drawn (${problem}). Its figures are not affected; ask again.`,
  )

const notPrinted = (problem: string): Failure =>
  new Failure(
    'chart_failed',
    say`The PDF could not be made (${problem}). The books are not affected; ask again.`,
  )

/** Built, it is plain JavaScript; from the sources a thread has to load what runs them first, as tests do. */
function startThread(): Worker {
  const options = { resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES }, env: {} }
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./draw-thread.js', import.meta.url), options)
  const file = JSON.stringify(new URL('./draw-thread.ts', import.meta.url).href)
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(code, { ...options, eval: true })
}
