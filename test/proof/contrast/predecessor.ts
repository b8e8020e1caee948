import type { CashOutRow } from '../../../engine/ports.ts'
import {
  activeConfig,
  balanceAsOf,
  insertPayment,
  insertTransaction,
  type PredecessorPayment,
  type PredecessorTables,
} from './predecessor-books.ts'
import { planShares, type PlannedShare, type PolledCashOut, readPolled } from './predecessor-split.ts'

/**
 * `published`: as it stands. `repaired`: with the three mistakes mended because of which it pays nothing at all
 * (B01–B03), in the way that is kindest to it, so that the rest of its algorithm can be seen.
 */
export type PredecessorEdition = 'published' | 'repaired'

/** The world as the predecessor reaches it. Each call is a step at which it can be killed. */
export interface PredecessorWorld {
  readonly edition: PredecessorEdition
  readonly clients: number
  nowMs(): number
  /** One commit or query on its own tables. */
  books<T>(name: string, run: (tables: PredecessorTables) => T): Promise<T>
  /** psql through SSH. */
  queryLamassu(): Promise<readonly CashOutRow[]>
  /** The superuser's "Admin credit" of the source wallet: new sats, without any reference. */
  creditSource(cashOutId: string, sats: number): Promise<void>
  createInvoice(payee: number | 'commission', sats: number, cashOutId: string): Promise<{ bolt11: string }>
  payFromSource(bolt11: string, payee: number | 'commission', cashOutId: string): Promise<void>
  sleep(seconds: number): Promise<void>
}

const HOUR_SECONDS = 3600
const DAY_MS = 24 * HOUR_SECONDS * 1000

/** Its background task: polls at the start of the program and then every hour, for ever. */
export async function pollForEver(world: PredecessorWorld): Promise<void> {
  for (;;) {
    await pollAndProcess(world)
    await world.sleep(HOUR_SECONDS)
  }
}

/**
 * One poll. Nothing keeps two of them from running at once (B06). Every error on the way is logged and forgotten, and
 * then the poll counts as a success (B26, B27, B46).
 */
export async function pollAndProcess(world: PredecessorWorld): Promise<void> {
  try {
    const config = await world.books('config', activeConfig)
    if (config === undefined) return
    for (const cashOut of await fetchNew(world, config.lastSuccessfulPollMs))
      await processSwallowing(world, cashOut)
    // B25: the window of the next poll begins now, not where this one has looked.
    await world.books('success', () => {
      config.lastSuccessfulPollMs = world.nowMs()
    })
  } catch {
    // Logged; the next poll is in an hour.
  }
}

/** B26, B46: SSH or its own database may be down, and the answer is "nothing new". */
async function fetchNew(world: PredecessorWorld, sinceMs: number | null): Promise<PolledCashOut[]> {
  try {
    const thresholdMs = sinceMs ?? world.nowMs() - DAY_MS
    const rows = await world.queryLamassu()
    const found = rows.filter((row) => isWanted(row, thresholdMs)).map(readPolled)
    // B28: the newest first, so that balances are spent in the wrong order.
    found.sort((a, b) => b.confirmedMs - a.confirmedMs)
    const processed = await world.books(
      'payments',
      (tables) => new Set(tables.payments.map((p) => p.transactionId)),
    )
    return found.filter(({ transactionId }) => !processed.has(transactionId))
  } catch {
    return []
  }
}

/**
 * B25: confirmed_at is set when the customer's sats are confirmed, and the dispense may be reported long after: such a
 * row is behind the threshold when it begins to qualify. B30: no look at errors, test customers, or the notes that came out.
 */
const isWanted = (row: CashOutRow, thresholdMs: number): boolean =>
  row.confirmedAt !== null &&
  row.confirmedAt.getTime() > thresholdMs &&
  ['confirmed', 'authorized'].includes(row.status) &&
  row.dispense &&
  row.dispenseConfirmed === true

async function processSwallowing(world: PredecessorWorld, cashOut: PolledCashOut): Promise<void> {
  try {
    await processCashOut(world, cashOut)
  } catch {
    // B27: logged; the cursor moves on all the same.
  }
}

async function processCashOut(world: PredecessorWorld, cashOut: PolledCashOut): Promise<void> {
  const { transactionId } = cashOut
  // B05: one payment of it is enough to call all of it processed. B06: and between this look and the first payment
  // another poll may take the same look.
  const existing = await world.books('existing', (tables) =>
    tables.payments.some((payment) => payment.transactionId === transactionId),
  )
  if (existing) return
  // B04: before anything is written down; whatever ends the work after this, the next look credits it again.
  await world.creditSource(transactionId, cashOut.cryptoSats)
  await storeTransaction(world, cashOut)
  const shares = await planDistribution(world, cashOut)
  // B15: nobody to pay, and so no commission either.
  if (shares.length === 0) return
  for (const share of shares) await distributeSwallowing(world, cashOut, share)
  await payCommission(world, cashOut)
}

/** B01: as published, an undefined name ends this, is caught, and nothing is stored. B07: so is a second row. */
async function storeTransaction(world: PredecessorWorld, cashOut: PolledCashOut): Promise<void> {
  if (world.edition === 'published') return
  const { transactionId, baseSats, commissionSats } = cashOut
  const row = { transactionId, baseSats, commissionSats }
  await world.books('transaction', (tables) => insertTransaction(tables, row)).catch(() => undefined)
}

async function planDistribution(world: PredecessorWorld, cashOut: PolledCashOut): Promise<PlannedShare[]> {
  // B03: as published, the balances are read from a column that does not exist; the error reads as "no balances".
  if (world.edition === 'published') return []
  try {
    const balances = await world.books('balances', (tables) => {
      const all = Array.from({ length: world.clients }, (_, client) => client)
      const asOf = all.map((client) => [client, balanceAsOf(tables, client, cashOut.confirmedMs)] as const)
      return new Map(asOf.filter(([, balance]) => balance > 0))
    })
    return balances.size === 0 ? [] : planShares(cashOut, balances).filter(({ sats }) => sats > 0)
  } catch {
    return []
  }
}

/** One client after the other, each on his own; an error is logged and the next is served (B42: his share is lost). */
async function distributeSwallowing(
  world: PredecessorWorld,
  cashOut: PolledCashOut,
  share: PlannedShare,
): Promise<void> {
  try {
    await payShare(world, {
      ...share,
      transactionId: cashOut.transactionId,
      transactionMs: cashOut.confirmedMs,
      createdMs: world.nowMs(),
      status: 'pending',
    })
  } catch {
    // B11: the sats may have gone, and the row still says pending.
  }
}

/** B10: between the row and its end nothing takes it up again. B12: the invoice is never written down. */
async function payShare(world: PredecessorWorld, wanted: PredecessorPayment): Promise<void> {
  const payment = await world.books('payment', (tables) => insertPayment(tables, wanted))
  const sent = await send(world, payment.client, payment.sats, payment.transactionId)
  // B09: failed is final. B08: and it may have been paid, when only the answer was lost.
  await world.books('status', () => {
    payment.status = sent ? 'confirmed' : 'failed'
  })
}

/** A new invoice with every attempt, and any error means "not paid" (B08). */
async function send(
  world: PredecessorWorld,
  payee: number | 'commission',
  sats: number,
  cashOutId: string,
): Promise<boolean> {
  try {
    const { bolt11 } = await world.createInvoice(payee, sats, cashOutId)
    await world.payFromSource(bolt11, payee, cashOutId)
    return true
  } catch {
    return false
  }
}

/** B14: there is no row for it, and nobody looks at whether it went well. */
async function payCommission(world: PredecessorWorld, cashOut: PolledCashOut): Promise<void> {
  if (cashOut.commissionSats > 0)
    await send(world, 'commission', cashOut.commissionSats, cashOut.transactionId)
}

/** Saving the configuration: two commits (B47), after which the last 24 hours are looked at again (B04). */
export async function saveConfig(world: PredecessorWorld): Promise<void> {
  await world.books('deactivate', (tables) => {
    for (const config of tables.configs) config.active = false
  })
  await world.books('insert', (tables) => {
    tables.configs.push({ active: true, lastSuccessfulPollMs: null })
  })
}

const STUCK_MS = HOUR_SECONDS * 1000

/**
 * The handbook's "Payment Distribution Failures", option B: every payment that is not completed after an hour is marked
 * cancelled, and a new one with the same figures goes through the normal flow. A configuration that is gone is saved again.
 */
export async function morningRound(world: PredecessorWorld): Promise<void> {
  const config = await world.books('config', activeConfig)
  if (config === undefined) await saveConfig(world)
  const stuck = await world.books('stuck', (tables) =>
    tables.payments.filter(
      ({ status, createdMs }) =>
        ['pending', 'failed'].includes(status) && createdMs < world.nowMs() - STUCK_MS,
    ),
  )
  for (const payment of stuck) {
    await world.books('cancel', () => {
      payment.status = 'cancelled'
    })
    await payShare(world, { ...payment, createdMs: world.nowMs(), status: 'pending' })
  }
}
