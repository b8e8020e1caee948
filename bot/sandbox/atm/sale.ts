import { decimalText, quoteCryptoAtoms, type Tariff } from './pricing.ts'
import type { SaleKind } from './sale-kinds.ts'
import { ANONYMOUS_CUSTOMER_ID } from './schema.ts'

/** One commit of the Lamassu server. */
export interface SaleStep {
  readonly afterSeconds: number
  readonly sql: string
  readonly values: readonly unknown[]
}

export interface SaleOrder {
  readonly kind: SaleKind
  readonly transactionId: string
  readonly deviceId: string
  readonly toAddress: string
  /** Whole hundreds; the machine has notes of 100 only. */
  readonly fiat: number
  readonly fiatCode: string
  readonly tariff: Tariff
  /** Only a v12 server has the column. */
  readonly hasFixedFee: boolean
  readonly customerId?: string | undefined
  /** Every time in the rows is this plus the step's afterSeconds. */
  readonly startedAt: Date
  /** Steps that are further apart follow each other after this time. */
  readonly longestGapSeconds?: number | undefined
}

export interface Sale {
  readonly kind: SaleKind
  readonly transactionId: string
  readonly cryptoCode: string
  readonly cryptoAtoms: bigint
  readonly fiat: number
  readonly fiatCode: string
  readonly steps: readonly SaleStep[]
}

const NOTE = 100
const HOUR = 3600

type Write = (afterSeconds: number) => SaleStep
type Planned = readonly [afterSeconds: number, write: Write]

/** The commits of one sale in order, as a Lamassu server makes them. Pure. */
export function createSale(order: SaleOrder): Sale {
  const cryptoCode = cryptoCodeOf(order.kind)
  const cryptoAtoms = quoteCryptoAtoms(BigInt(order.fiat) * 100_000n, order.tariff)
  const planned = timeline(order, { cryptoCode, cryptoAtoms })
  const steps = writeSteps(planned, order.longestGapSeconds ?? Number.POSITIVE_INFINITY)
  const { kind, transactionId, fiat, fiatCode } = order
  return { kind, transactionId, cryptoCode, cryptoAtoms, fiat, fiatCode, steps }
}

function writeSteps(planned: readonly Planned[], longestGapSeconds: number): SaleStep[] {
  let plannedSeconds = 0
  let afterSeconds = 0
  return planned.map(([seconds, write]) => {
    afterSeconds += Math.min(seconds - plannedSeconds, longestGapSeconds)
    plannedSeconds = seconds
    return write(afterSeconds)
  })
}

function cryptoCodeOf(kind: SaleKind): string {
  if (kind === 'litecoin') return 'LTC'
  return kind === 'zeroConf' || kind === 'redeemLater' || kind === 'doubleSpend' ? 'BTC' : 'LN'
}

type Coins = Pick<Sale, 'cryptoCode' | 'cryptoAtoms'>

function timeline(order: SaleOrder, coins: Coins): Planned[] {
  const seen = (status: string): Write => statusSeen(order, coins.cryptoAtoms, status)
  const requestedAt: Planned = [0, requested(order, coins)]
  const dispensing = update(order, 'dispense = true', 'provisionNotes', plannedNotes(order))
  const dispensed = report(order, { action: 'dispense', missingNotes: 0, error: null })
  const paid: Planned[] = [requestedAt, [4, seen('confirmed')]]
  const quick: Planned[] = [...paid, [5, dispensing]]
  const early: Planned[] = [requestedAt, [6, seen('authorized')], [7, dispensing], [30, dispensed]]

  switch (order.kind) {
    case 'lightning':
    case 'discount':
    case 'testCustomer':
      return [...quick, [25, dispensed]]
    case 'litecoin':
    case 'zeroConf':
      return [...early, [660, seen('confirmed')]]
    case 'doubleSpend':
      return [...early, [900, update(order, 'received_crypto_atoms = 0', null, {})]]
    case 'redeemLater':
      return [
        requestedAt,
        [5, seen('rejected')],
        [20, update(order, 'redeem = true', 'redeemLater', {})],
        [1500, seen('confirmed')],
        [2 * HOUR, dispensing],
        [2 * HOUR + 30, dispensed],
      ]
    case 'abandoned':
      return [requestedAt]
    case 'lateReport':
      return [...quick, [26 * HOUR, dispensed]]
    case 'partialDispense':
      return [
        ...quick,
        [25, report(order, { action: 'dispenseError', missingNotes: 1, error: 'Note was not dispensed' })],
      ]
    case 'silentPartialDispense':
      return [...quick, [25, report(order, { action: 'dispense', missingNotes: 1, error: null })]]
    case 'errorAfterDispense':
      return [...quick, [25, dispensed], [60, cancelled(order)]]
    case 'missingAction':
      return [...quick, [25, update(order, 'dispense_confirmed = true', null, {})]]
    case 'operatorCancel':
      return [requestedAt, [60, cancelled(order)]]
    case 'outOfBills':
      return [...paid, [5, update(order, 'dispense = true', 'provisionNotesError', {})]]
    default:
      return order.kind satisfies never
  }
}

function at(order: SaleOrder, afterSeconds: number): Date {
  return new Date(order.startedAt.getTime() + afterSeconds * 1000)
}

function requested(order: SaleOrder, coins: Coins): Write {
  const { tariff } = order
  const columns: Record<string, unknown> = {
    id: order.transactionId,
    device_id: order.deviceId,
    to_address: order.toAddress,
    crypto_atoms: coins.cryptoAtoms.toString(),
    crypto_code: coins.cryptoCode,
    fiat: order.fiat,
    fiat_code: order.fiatCode,
    tx_version: 1,
    customer_id: order.customerId ?? ANONYMOUS_CUSTOMER_ID,
    commission_percentage: decimalText(tariff.commissionE5),
    raw_ticker_price: decimalText(tariff.bidE5),
    discount: tariff.discountPercent === 0 ? null : tariff.discountPercent,
    discount_source: tariff.discountPercent === 0 ? null : 'promoCode',
    ...(order.hasFixedFee ? { fixed_fee: decimalText(tariff.fixedFeeE5) } : {}),
  }
  return (afterSeconds) => {
    const row = { ...columns, created: at(order, afterSeconds) }
    return { afterSeconds, sql: insertSql('cash_out_txs', Object.keys(row)), values: Object.values(row) }
  }
}

const insertSql = (table: string, columns: string[], firstValue = 1): string =>
  `INSERT INTO public.${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${firstValue + index}`).join(', ')})`

/**
 * A change of the sale and, unless the action is null, its line in the action log, in one commit; with it the notes
 * leave their cassette, for the customer or for the reject bin.
 */
function update(
  order: SaleOrder,
  changes: string,
  action: string | null,
  notes: Record<string, unknown>,
  leavingNotes = 0,
): Write {
  return (afterSeconds) => {
    const changed = `UPDATE public.cash_out_txs SET tx_version = tx_version + 1, ${changes} WHERE id = $1`
    if (action === null) return { afterSeconds, sql: changed, values: [order.transactionId] }
    const line = {
      tx_id: order.transactionId,
      action,
      device_id: order.deviceId,
      created: at(order, afterSeconds),
      ...notes,
    }
    const columns = Object.keys(line)
    const insert = insertSql('cash_out_actions', columns, 2)
    const values = [order.transactionId, ...Object.values(line)]
    if (leavingNotes === 0) return { afterSeconds, sql: `WITH sale AS (${changed}) ${insert}`, values }
    const emptied = `UPDATE public.devices SET cassette1 = greatest(0, cassette1 - ${leavingNotes}) WHERE device_id = $${columns.length + 2}`
    return {
      afterSeconds,
      sql: `WITH sale AS (${changed}), cassette AS (${emptied}) ${insert}`,
      values: [...values, order.deviceId],
    }
  }
}

function statusSeen(order: SaleOrder, cryptoAtoms: bigint, status: string): Write {
  return (afterSeconds) => {
    const time = at(order, afterSeconds).toISOString()
    const confirmed = status === 'confirmed' ? `, confirmed_at = coalesce(confirmed_at, '${time}')` : ''
    const changes = `status = '${status}', received_crypto_atoms = ${cryptoAtoms}, published_at = coalesce(published_at, '${time}')${confirmed}`
    return update(order, changes, status, {})(afterSeconds)
  }
}

const plannedNotes = (order: SaleOrder): Record<string, number> => ({
  provisioned_1: order.fiat / NOTE,
  denomination_1: NOTE,
})

function report(
  order: SaleOrder,
  { action, missingNotes, error }: { action: string; missingNotes: number; error: string | null },
): Write {
  const leaving = order.fiat / NOTE
  const notes = {
    dispensed_1: leaving - missingNotes,
    rejected_1: missingNotes,
    denomination_1: NOTE,
    error,
  }
  const complete = `dispense_confirmed = ${missingNotes === 0}`
  const changes = error === null ? complete : `${complete}, error = '${error}'`
  return update(order, changes, action, notes, leaving)
}

const cancelled = (order: SaleOrder): Write =>
  update(
    order,
    "dispense = true, error = 'Operator cancel', error_code = 'operatorCancel'",
    'operatorCompleted',
    { device_id: '' },
  )
