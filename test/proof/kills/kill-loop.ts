import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Cleanups } from '../../../bot/cleanups.ts'
import type { Sale } from '../../../bot/sandbox/atm/sale.ts'
import { sentenceOf } from '../../../engine/failure.ts'
import { createPool } from '../../../engine/store/pool.ts'
import { seededRandom } from '../../support/random.ts'
import { blows, emptyTally, killsOf, type Tally } from './blows.ts'
import type { BooksLook, TransferLook } from './books-look.ts'
import { type KillClient, settleClients } from './clients.ts'
import { customers } from './customers.ts'
import { countEverything, type FinalCount } from './final-count.ts'
import { type Ground, keepLogs, openGround } from './ground.ts'
import { type Operators, operators } from './operators.ts'
import { type Reader, startReader } from './reader.ts'
import { type Replicas, startReplicas } from './replicas.ts'
import { countSales, type SalesCount } from './sales-count.ts'
import { firstOf, runStreams } from './streams.ts'
import { openWalletReader, type WalletReader } from './wallet-rows.ts'

export interface KillLoopOptions {
  readonly seed: number
  /** How long everything is being killed; starting before it and coming to rest after it take some time more. */
  readonly killSeconds: number
  /** Customers stop buying while more payments than this are open, or fewer on a slow machine. */
  readonly mostOpenPayments: number
  /** Whether replicas also sleep for more than a minute, longer than their lease. */
  readonly longSleeps: boolean
  readonly say: (sentence: string) => void
  /** Breaks the run off: what has begun is brought to its end, and runKillLoop throws. */
  readonly interrupted: AbortSignal
}

export interface KillReport {
  readonly tally: Tally
  readonly kills: number
  readonly replicaStarts: number
  readonly failedStarts: ReadonlyMap<string, number>
  readonly sales: number
  readonly salesCount: SalesCount
  readonly final: FinalCount
  readonly invoices: number
  readonly confirmedDeposits: bigint
  readonly commands: { readonly run: number; readonly killed: number; readonly refused: number }
  readonly looks: number
  readonly secondsToRest: number
  /** One complete sentence each; empty when no sat was lost, doubled, or moved without the books' knowledge. */
  readonly failures: readonly string[]
}

/** What SEED says, or any number. */
export function chooseSeed(): number {
  const given = process.env['SEED']
  if (given === undefined) return Math.floor(Math.random() * 1_000_000)
  if (!/^\d{1,9}$/.test(given)) throw new Error(`SEED must be a whole number such as 4711, not "${given}".`)
  return Number(given)
}

export const REPLICAS = 3
/** As many as clients share it, and the commission. */
const PAYMENTS_PER_CASH_OUT = 13
/** After the last kill leases of one minute run out, and back-offs of five; and each open payment takes its time. */
const REST_SECONDS = 330
const REST_SECONDS_PER_PAYMENT = 0.7

interface Scene {
  readonly ground: Ground
  readonly clients: readonly KillClient[]
  readonly pool: Pool
  readonly walletReader: WalletReader
  readonly reader: Reader
  readonly replicas: Replicas
  readonly people: Operators
  readonly sales: Sale[]
  readonly tally: Tally
}

/**
 * Three replicas on one PostgreSQL, with real other ends, all killed at random; in the end every wallet is counted.
 * What was started goes away with the clean-ups, but for the logs of a run that found something.
 */
export async function runKillLoop(cleanups: Cleanups, options: KillLoopOptions): Promise<KillReport> {
  const scene = await setScene(cleanups, options)
  try {
    const report = await killAndCount(scene, options)
    return report.failures.length === 0
      ? report
      : { ...report, failures: [...report.failures, logsSentence(await keepLogs(scene.ground))] }
  } catch (cause) {
    const logs = logsSentence(await keepLogs(scene.ground))
    throw new Error(`${sentenceOf(cause)} ${logs}`, { cause })
  }
}

const logsSentence = (folder: string): string => `The logs of this run are kept in ${folder}.`

async function killAndCount(scene: Scene, options: KillLoopOptions): Promise<KillReport> {
  const { ground, replicas, reader, tally, people, sales, pool } = scene
  const time = new AbortController()
  const over = firstOf(time.signal, options.interrupted)
  const timer = setTimeout(() => time.abort(), options.killSeconds * 1000).unref()
  const target = { ground, replicas, replicaCount: REPLICAS, pool, tally, over }
  const busy = (): boolean => {
    const look = reader.last()
    const open = openPayments(look) + PAYMENTS_PER_CASH_OUT * pendingOf(look)
    // What is open at the end has to be paid at the pace of this machine.
    return open > options.mostOpenPayments / replicas.slowness()
  }
  await runStreams([...blows(target, options), ...people.streams, customers(ground.atms, sales, busy)], {
    seed: options.seed,
    signal: over,
    slowness: () => replicas.slowness(),
  })
  clearTimeout(timer)
  options.interrupted.throwIfAborted()
  const healedMs = performance.now()
  options.say('all faults are over: waiting until nothing is open any more')
  await people.switchOn()
  const late = await untilAtRest(scene, options.interrupted)
  const secondsToRest = Math.round((performance.now() - healedMs) / 1000)
  options.say('at rest: counting every wallet')
  return report(scene, { secondsToRest, late })
}

async function setScene(cleanups: Cleanups, options: KillLoopOptions): Promise<Scene> {
  const ground = await openGround(cleanups, options)
  options.interrupted.throwIfAborted()
  options.say('settling 25 clients')
  const clients = await settleClients(ground, seededRandom(options.seed))
  const pool = createPool({
    databaseUrl: ground.books.databaseUrl,
    applicationName: 'reader',
    max: 4,
    log: ground.log,
  })
  cleanups.add('connections of the reader', () => pool.end())
  const walletReader = openWalletReader(ground.lnbits)
  cleanups.add('reader of the wallets', () => walletReader.stop())
  const tally = emptyTally()
  const reader = startReader({
    pool,
    wallets: walletReader,
    judged: {
      sourceWalletId: ground.wallets.source.walletId,
      receivingWalletIds: new Set([
        ground.wallets.commission.walletId,
        ...clients.map((client) => client.wallet.walletId),
      ]),
    },
    onLook: (look) => options.say(progressOf(tally, look, reader)),
  })
  cleanups.add('reader', () => reader.stop())
  const replicas = startReplicas(ground, REPLICAS)
  cleanups.add('replicas', () => replicas.end('at once'))
  const people = operators(ground, clients, () => openOf(reader.last()).map((transfer) => transfer.id))
  return { ground, clients, pool, walletReader, reader, replicas, people, sales: [], tally }
}

const OPEN = new Set(['pending', 'invoiced', 'paying'])

const openOf = (look: BooksLook | null): TransferLook[] =>
  look?.transfers.filter((transfer) => OPEN.has(transfer.status)) ?? []

const pendingOf = (look: BooksLook | null): number => look?.cashOuts.get('pending') ?? 0

const openPayments = (look: BooksLook | null): number => openOf(look).length

function progressOf(tally: Tally, look: BooksLook, reader: Reader): string {
  const done = look.transfers.filter((transfer) => transfer.status === 'completed').length
  const cashOuts = [...look.cashOuts.values()].reduce((sum, count) => sum + count, 0)
  return `${killsOf(tally)} kills (${tally.botKills} of a replica, ${tally.postgresStops} of PostgreSQL, ${tally.lnbitsKills} of LNbits, ${tally.sshCuts} of SSH, ${tally.sleptPastLease} sleeps past a lease); ${cashOuts} cash-outs, ${done} payments done, ${openPayments(look)} open; ${reader.violations.length} violations`
}

/** Null when nothing is open and Lamassu has nothing that the books don't know; else what was still open too late. */
async function untilAtRest(
  { ground, pool, reader }: Scene,
  interrupted: AbortSignal,
): Promise<string | null> {
  const first = await reader.look()
  const work = openPayments(first) + PAYMENTS_PER_CASH_OUT * pendingOf(first)
  const seconds = Math.round(REST_SECONDS + REST_SECONDS_PER_PAYMENT * work)
  const deadline = performance.now() + seconds * 1000
  for (let quiet = 0; quiet < 2; ) {
    const look = await reader.look()
    const pending = pendingOf(look)
    const { missing } = await countSales(ground.lamassuUrl, pool)
    const open = openPayments(look)
    quiet = open + pending + missing === 0 ? quiet + 1 : 0
    if (performance.now() > deadline)
      return `Not at rest after ${seconds} seconds: ${open} payments and ${pending} cash-outs are open, ${missing} cash-outs are not in the books.`
    await delay(1500, undefined, { signal: interrupted })
  }
  return null
}

async function report(
  scene: Scene,
  { secondsToRest, late }: { secondsToRest: number; late: string | null },
): Promise<KillReport> {
  const { ground, clients, pool, replicas, people, reader, tally } = scene
  await replicas.end('cleanly')
  await reader.stop()
  // Twice: what the wallets show by then is held against the books that are read after it.
  await reader.look()
  const books = await reader.look()
  const walletRows = await scene.walletReader.read()
  const final = await countEverything(ground, clients, { books, walletRows, pool })
  const salesCount = await countSales(ground.lamassuUrl, pool)
  return {
    tally,
    kills: killsOf(tally),
    replicaStarts: replicas.starts(),
    failedStarts: replicas.failedStarts,
    sales: scene.sales.length,
    salesCount,
    final,
    invoices: books.invoices.length,
    confirmedDeposits: books.confirmedDeposits,
    commands: { run: people.run(), killed: people.killed(), refused: people.refused() },
    looks: reader.looks(),
    secondsToRest,
    failures: [
      ...(late === null ? [] : [late]),
      ...reader.violations,
      ...replicas.problems,
      ...final.problems,
      ...salesCount.problems,
      ...(await lostDeposits(pool, people.acknowledged)),
    ],
  }
}

/** A command that said "confirmed" may not have been wrong. */
async function lostDeposits(pool: Pool, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id::text FROM dca_deposits WHERE status = 'confirmed'`,
  )
  const confirmed = new Set(rows.map((row) => row.id))
  return [...acknowledged]
    .filter((id) => !confirmed.has(id))
    .map((id) => `Deposit ${id} was confirmed to the operator, and the books do not have it.`)
}
