/** The predecessor's own tables, as they are on its disk: what was committed survives a kill, nothing else does. */
export interface PredecessorTables {
  configs: PredecessorConfig[]
  readonly deposits: { readonly client: number; readonly fiat: number; readonly confirmedMs: number }[]
  readonly payments: PredecessorPayment[]
  readonly transactions: {
    readonly transactionId: string
    readonly baseSats: number
    readonly commissionSats: number
  }[]
}

export interface PredecessorConfig {
  active: boolean
  lastSuccessfulPollMs: number | null
}

export interface PredecessorPayment {
  readonly client: number
  readonly transactionId: string
  readonly transactionMs: number
  readonly createdMs: number
  readonly sats: number
  /** Whole quetzales: an integer column. */
  readonly fiat: number
  status: 'pending' | 'confirmed' | 'failed' | 'cancelled'
}

export const emptyTables = (): PredecessorTables => ({
  configs: [{ active: true, lastSuccessfulPollMs: null }],
  deposits: [],
  payments: [],
  transactions: [],
})

export const activeConfig = (tables: PredecessorTables): PredecessorConfig | undefined =>
  tables.configs.find((config) => config.active)

/** What an integer column of four bytes holds (B34). */
const MAX_INTEGER = 2_147_483_647

export function insertPayment(tables: PredecessorTables, payment: PredecessorPayment): PredecessorPayment {
  if (payment.sats > MAX_INTEGER || payment.fiat > MAX_INTEGER) throw new Error('integer out of range')
  tables.payments.push(payment)
  return payment
}

export function insertTransaction(
  tables: PredecessorTables,
  transaction: PredecessorTables['transactions'][number],
): void {
  if (tables.transactions.some(({ transactionId }) => transactionId === transaction.transactionId))
    throw new Error('duplicate key value violates unique constraint')
  tables.transactions.push(transaction)
}

/**
 * A client's balance as of a moment, in whole quetzales. B31, B11: only confirmed payments count, so what is under way,
 * or was paid and not written down, is spent again. B29: what newer cash-outs have already spent does not count.
 */
export function balanceAsOf(tables: PredecessorTables, client: number, ms: number): number {
  const paidIn = tables.deposits
    .filter((deposit) => deposit.client === client && deposit.confirmedMs <= ms)
    .reduce((sum, { fiat }) => sum + fiat, 0)
  const spent = tables.payments
    .filter(
      (payment) => payment.client === client && payment.status === 'confirmed' && payment.transactionMs <= ms,
    )
    .reduce((sum, { fiat }) => sum + fiat, 0)
  return paidIn - spent
}
