import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Pool } from 'pg'
import type { Clock } from '../../../engine/ports.ts'
import { nextBidE5, type Tariff } from './pricing.ts'
import { createSale, type Sale, type SaleOrder } from './sale.ts'
import { randomKind, type SaleKind } from './sale-kinds.ts'
import { type LamassuVersion, lamassuSchemaSql } from './schema.ts'

/** While the machine sells by itself, steps that really are hours apart follow each other after this time. */
const LONGEST_STEP_SECONDS = 20
/** A machine reports to its server every few seconds. */
const PING_SECONDS = 10
/** What fits into a cassette, and when somebody comes to fill it: before the machine runs low. */
const CASSETTE_NOTES = 500
const REFILL_BELOW_NOTES = 150
/** More sales than this at the same time would only pile up. */
const MOST_OPEN_SALES = 20
const TEST_CUSTOMER_ID = '7e57c057-0000-4000-8000-000000000001'

export interface SimulatedAtmSettings {
  /** Of the simulated Lamassu database, as its owner: the schema is created when it is missing. */
  readonly databaseUrl: string
  readonly version?: LamassuVersion
  readonly fiatCode?: string
  readonly machines?: readonly string[]
  /** Scaled by 100,000: 5500 is 5.5 %. */
  readonly commissionE5?: bigint
  readonly bidE5?: bigint
  readonly litecoinBidE5?: bigint
  /** Scaled by 100,000; needs version v12. */
  readonly fixedFeeE5?: bigint
}

export interface SaleTimes {
  readonly startedAt?: Date
  readonly longestGapSeconds?: number
}

/** A friendly world: cash machines whose customers buy and go. */
export interface SimulatedAtm {
  /** A whole sale at once, its times laid back so that it ends now; of a random kind when none is given. */
  sellOnce(kind?: SaleKind): Promise<Sale>
  /** A sale made up but not written: for those who run its steps themselves. It ends now unless told otherwise. */
  nextSale(kind?: SaleKind, times?: SaleTimes): Sale
  /** Writes the sale's steps without waiting, all of them or as many as given. */
  runSteps(sale: Sale, range?: { from: number; to: number }): Promise<void>
  /** Sells by itself, each sale in its own time; the machines report, and are filled up. */
  start(intervalSeconds: number): void
  /** Ends everything and closes the connections. */
  stop(): Promise<void>
}

/** Creates the schema when the database is empty. Throws pg's errors: it is the sandbox's own database. */
export async function createSimulatedAtm(
  settings: SimulatedAtmSettings,
  { clock, random, log }: { clock: Clock; random: () => number; log: Logger },
): Promise<SimulatedAtm> {
  const machines = settings.machines ?? ['Zona 10', 'Antigua']
  const pool = new Pool({ connectionString: settings.databaseUrl, max: 2, application_name: 'simulated atm' })
  pool.on('error', (error) => log.warn({ error: error.message }, 'simulated atm lost its database'))
  await prepare(pool, settings, machines)

  const nextSale = createSaleMaker(settings, { clock, random, machines })
  const runSteps = async (sale: Sale, { from, to } = { from: 0, to: sale.steps.length }): Promise<void> => {
    for (const step of sale.steps.slice(from, to)) await pool.query(step.sql, [...step.values])
  }
  const stopping = new AbortController()
  const open = new Set<Promise<void>>()

  const play = async (sale: Sale): Promise<void> => {
    let previousSeconds = 0
    for (const step of sale.steps) {
      await delay((step.afterSeconds - previousSeconds) * 1000, undefined, {
        signal: stopping.signal,
        ref: false,
      })
      await pool.query(step.sql, [...step.values])
      previousSeconds = step.afterSeconds
    }
  }
  const sellInBackground = (): void => {
    if (open.size >= MOST_OPEN_SALES) return
    const sale = nextSale(undefined, { startedAt: clock.now(), longestGapSeconds: LONGEST_STEP_SECONDS })
    const playing = play(sale)
      .catch((thrown: unknown) => {
        if (!stopping.signal.aborted) log.warn({ error: String(thrown) }, 'simulated sale broke off')
      })
      .finally(() => open.delete(playing))
    open.add(playing)
  }
  const ping = (): void => {
    pool.query(PING_SQL, [CASSETTE_NOTES, REFILL_BELOW_NOTES]).catch((thrown: unknown) => {
      if (!stopping.signal.aborted) log.warn({ error: String(thrown) }, 'simulated machines were not heard')
    })
  }
  const timers: NodeJS.Timeout[] = []
  return {
    async sellOnce(kind) {
      const sale = nextSale(kind)
      await runSteps(sale)
      return sale
    },
    nextSale,
    runSteps,
    start(intervalSeconds) {
      if (timers.length > 0) return
      timers.push(setInterval(sellInBackground, intervalSeconds * 1000).unref())
      timers.push(setInterval(ping, Math.min(PING_SECONDS, intervalSeconds) * 1000).unref())
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await Promise.all(open)
      await pool.end()
    },
  }
}

async function prepare(
  pool: Pool,
  settings: SimulatedAtmSettings,
  machines: readonly string[],
): Promise<void> {
  const { rows } = await pool.query("SELECT to_regclass('public.cash_out_txs') IS NOT NULL AS present")
  if (rows[0]?.present !== true) await pool.query(lamassuSchemaSql(settings.version ?? 'v10'))
  await pool.query(
    'INSERT INTO public.customers (id, is_test_customer) VALUES ($1, true) ON CONFLICT DO NOTHING',
    [TEST_CUSTOMER_ID],
  )
  for (const [index, name] of machines.entries()) {
    await pool.query(
      `INSERT INTO public.devices (device_id, name, cassette1, number_of_cassettes) VALUES ($1, $2, $3, 1)
       ON CONFLICT (device_id) DO UPDATE SET last_online = now(), number_of_cassettes = 1`,
      [deviceId(index), name, CASSETTE_NOTES],
    )
  }
}

/**
 * $1: what fits into a cassette; $2: it is filled when there are fewer. For trying out what happens, a machine with
 * display = false stays silent, and an empty cassette stays empty.
 */
const PING_SQL = `
  UPDATE public.devices
     SET last_online = now(), cassette1 = CASE WHEN cassette1 > 0 AND cassette1 < $2 THEN $1 ELSE cassette1 END
   WHERE paired AND display`

/** Devices are known by a hash of their key. */
const deviceId = (index: number): string => (index + 1).toString(16).padStart(64, '0')

function createSaleMaker(
  settings: SimulatedAtmSettings,
  { clock, random, machines }: { clock: Clock; random: () => number; machines: readonly string[] },
): SimulatedAtm['nextSale'] {
  let bidE5 = settings.bidE5 ?? 82_609_128_000n
  let litecoinBidE5 = settings.litecoinBidE5 ?? 65_000_000n
  return (kind = randomKind(random), { startedAt, longestGapSeconds } = {}) => {
    bidE5 = nextBidE5(bidE5, random)
    litecoinBidE5 = nextBidE5(litecoinBidE5, random)
    const tariff: Tariff = {
      bidE5: kind === 'litecoin' ? litecoinBidE5 : bidE5,
      commissionE5: settings.commissionE5 ?? 5500n,
      discountPercent: kind === 'discount' ? 50 : 0,
      fixedFeeE5: settings.fixedFeeE5 ?? 0n,
    }
    const transactionId = randomUuid(random)
    const order: SaleOrder = {
      kind,
      tariff,
      transactionId,
      deviceId: deviceId(Math.floor(random() * machines.length)),
      toAddress: `simulated-${transactionId}`,
      fiat: 100 * (1 + Math.floor(random() * 40)),
      fiatCode: settings.fiatCode ?? 'GTQ',
      hasFixedFee: settings.version === 'v12',
      customerId: kind === 'testCustomer' ? TEST_CUSTOMER_ID : undefined,
      startedAt: startedAt ?? clock.now(),
      longestGapSeconds,
    }
    const sale = createSale(order)
    if (startedAt !== undefined) return sale
    const lastSeconds = sale.steps.at(-1)?.afterSeconds ?? 0
    return createSale({ ...order, startedAt: new Date(order.startedAt.getTime() - lastSeconds * 1000) })
  }
}

/** A version 4 uuid, as the machines make them. */
function randomUuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16))
  hex[12] = '4'
  hex[16] = '89ab'.charAt(Math.floor(random() * 4))
  const digits = hex.join('')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}
