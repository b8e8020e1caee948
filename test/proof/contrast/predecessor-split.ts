import type { CashOutRow } from '../../../engine/ports.ts'

/**
 * The predecessor's arithmetic, on the binary floating-point numbers that it uses. Everything here is meant to be as
 * wrong as it is there; each wrong line bears its number from predecessor-bugs.md.
 */
export interface PolledCashOut {
  readonly transactionId: string
  readonly cryptoSats: number
  /** Whole quetzales. */
  readonly fiat: number
  readonly commissionSats: number
  readonly baseSats: number
  readonly confirmedMs: number
}

/** A row as its query brings it, through int(float(…)) and NULL-to-zero. */
export function readPolled(row: CashOutRow): PolledCashOut {
  // B23: whatever coin it is, its smallest units are taken for sats. B24: and its currency for quetzales.
  const cryptoSats = Math.trunc(Number(row.cryptoAtoms))
  // B21: cents are cut off.
  const fiat = Math.trunc(Number(row.fiat))
  // B39: no commission recorded counts as none charged.
  const commission = Number(row.commissionPercentage ?? '0')
  const discount = Number(row.discount ?? '0')
  const baseSats = baseOf(cryptoSats, commission, discount)
  const confirmedMs = row.confirmedAt?.getTime() ?? 0
  return {
    transactionId: row.transactionId,
    cryptoSats,
    fiat,
    baseSats,
    commissionSats: cryptoSats - baseSats,
    confirmedMs,
  }
}

/**
 * The handbook's formula in floats (B19: int() of a float is one off now and then), with nothing checked (B40: a
 * discount of 250 makes the base larger than what came in), and without the fixed fee, which goes to the clients
 * (lamassu.md 3).
 */
export function baseOf(cryptoSats: number, commission: number, discount: number): number {
  if (!(commission > 0)) return cryptoSats
  const effective = (commission * (100 - discount)) / 100
  return Math.trunc(cryptoSats / (1 + effective))
}

export interface PlannedShare {
  readonly client: number
  readonly sats: number
  /** Whole quetzales. */
  readonly fiat: number
}

/** In proportion to the balances. `balances`: whole quetzales by client, all above 0. */
export function planShares(cashOut: PolledCashOut, balances: ReadonlyMap<number, number>): PlannedShare[] {
  const total = [...balances.values()].reduce((sum, balance) => sum + balance, 0)
  const rate = cashOut.fiat > 0 ? cashOut.baseSats / cashOut.fiat : 0
  // B20: all of the base is handed out, whether the balances cover the cash-out or not.
  return [...balances].map(([client, balance]) => {
    // B17: what rounding down leaves over belongs to nobody.
    const sats = Math.trunc(cashOut.baseSats * (balance / total))
    // B18: the debit is rounded down once more, from the rounded sats.
    return { client, sats, fiat: rate > 0 ? Math.trunc(sats / rate) : 0 }
  })
}
