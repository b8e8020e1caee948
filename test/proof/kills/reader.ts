import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { databaseFailure } from '../../../engine/store/pool.ts'
import { type BooksLook, lookAtBooks } from './books-look.ts'
import { type Judged, judgeCompleted, judgeMemory, judgeMovements, type WalletsLook } from './judge-look.ts'
import type { WalletReader } from './wallet-rows.ts'

/** Reads the books and the wallets again and again while everything is being killed, and judges what it sees. */
export interface Reader {
  readonly looks: () => number
  /** Looks that came to nothing because the books' server was down. */
  readonly brokenOff: () => number
  readonly last: () => BooksLook | null
  /** Each once, with the moment when it was seen first. */
  readonly violations: readonly string[]
  /** One look more, at once; throws when the books can't be read. */
  look(): Promise<BooksLook>
  stop(): Promise<void>
}

const MOST_VIOLATIONS = 40
const PAUSE_SECONDS = 1
/** A look may take this part of the time: the killing goes on, and the machine has other work. */
const SHARE_OF_TIME = 0.2

export function startReader(options: {
  pool: Pool
  wallets: WalletReader
  judged: Judged
  onLook: (look: BooksLook) => void
}): Reader {
  const { pool, wallets, judged } = options
  const stopping = new AbortController()
  const violations: string[] = []
  const known = new Set<string>()
  const state = {
    looks: 0,
    brokenOff: 0,
    last: null as BooksLook | null,
    walletsBefore: null as WalletsLook | null,
  }
  const report = (found: readonly string[]): void => {
    const moment = `${new Date().toISOString()}, look ${state.looks}`
    for (const violation of found) {
      if (violations.length < MOST_VIOLATIONS && !known.has(violation))
        violations.push(`${moment}: ${violation}`)
      known.add(violation)
    }
  }
  let queue: Promise<unknown> = Promise.resolve()
  /** One after the other: each look is held against the one before it. */
  const look = (): Promise<BooksLook> => {
    const next = queue.then(lookOnce)
    queue = next.catch(() => undefined)
    return next
  }
  const lookOnce = async (): Promise<BooksLook> => {
    const books = await lookAtBooks(pool)
    const after: WalletsLook = { rows: await wallets.read() }
    state.looks += 1
    report(books.unsound)
    if (state.walletsBefore !== null) report(judgeMovements(judged, state.walletsBefore, books))
    report(judgeCompleted(judged, books, after))
    if (state.last !== null) report(judgeMemory(state.last, books))
    state.last = books
    state.walletsBefore = after
    options.onLook(books)
    return books
  }
  const turns = (async () => {
    while (!stopping.signal.aborted) {
      const startedMs = performance.now()
      try {
        await look()
      } catch (thrown) {
        if (databaseFailure(thrown).code !== 'database_unreachable')
          report([`A look broke off: ${String(thrown)}`])
        state.brokenOff += 1
      }
      const tookMs = performance.now() - startedMs
      const pauseMs = Math.max(PAUSE_SECONDS * 1000, tookMs / SHARE_OF_TIME)
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    looks: () => state.looks,
    brokenOff: () => state.brokenOff,
    last: () => state.last,
    violations,
    look,
    async stop() {
      stopping.abort()
      await turns
    },
  }
}
