import type { CashOutRow } from '../../../engine/ports.ts'
import type { Workload } from './workload.ts'

/** What one cash-out owes to whom; written from money.md alone, and sharing no line with engine/domain. */
export interface Due {
  readonly transactionId: string
  readonly cashMs: number
  readonly cryptoSats: bigint
  readonly commissionSats: bigint
  /** By the number of the client; only those who get something. */
  readonly clients: ReadonlyMap<number, { readonly sats: bigint; readonly minor: bigint }>
}

export interface Reckoning {
  readonly dues: ReadonlyMap<string, Due>
  /** What each client may still spend when all is done. */
  readonly balancesMinor: readonly bigint[]
}

/** A fraction with a positive denominator. */
interface Ratio {
  readonly n: bigint
  readonly d: bigint
}

const ratio = (n: bigint, d = 1n): Ratio => (d < 0n ? { n: -n, d: -d } : { n, d })
const plus = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.d + b.n * a.d, a.d * b.d)
const times = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.n, a.d * b.d)
const over = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.d, a.d * b.n)
const compare = (a: Ratio, b: Ratio): number =>
  Number(a.n * b.d - b.n * a.d > 0n) - Number(a.n * b.d - b.n * a.d < 0n)
/** Of a ratio that is not negative. */
const whole = (a: Ratio): bigint => a.n / a.d
const isWhole = (a: Ratio): boolean => a.n % a.d === 0n
const ZERO = ratio(0n)
const ONE = ratio(1n)
const HUNDRED = ratio(100n)
const MOST_SATS = ratio(2_100_000_000_000_000n)

function decimal(text: string): Ratio {
  const [before = '', after = ''] = text.replace('-', '').split('.')
  const digits = BigInt(before + after)
  return ratio(text.startsWith('-') ? -digits : digits, 10n ** BigInt(after.length))
}

/** What every client is owed after these days, whatever any program did. */
export function reckon(workload: Workload): Reckoning {
  const balances = Array.from({ length: workload.clients }, () => 0n)
  const deposits = workload.happenings.filter((happening) => happening.kind === 'deposit')
  const dues = new Map<string, Due>()
  let booked = 0
  const bookUntil = (ms: number): void => {
    for (let next = deposits[booked]; next !== undefined && next.atMs <= ms; next = deposits[booked]) {
      balances[next.client] = (balances[next.client] ?? 0n) + next.minor
      booked += 1
    }
  }
  for (const { row, cashMs } of payable(workload)) {
    bookUntil(cashMs)
    const due = dueOf(row, cashMs, balances)
    for (const [client, { minor }] of due.clients) balances[client] = (balances[client] ?? 0n) - minor
    dues.set(row.transactionId, due)
  }
  bookUntil(Number.MAX_SAFE_INTEGER)
  return { dues, balancesMinor: balances }
}

/** The rows that somebody is owed for, in the order in which the cash left the machine. */
function payable(workload: Workload): { row: CashOutRow; cashMs: number }[] {
  const decided = new Set<string>()
  const found: { row: CashOutRow; cashMs: number }[] = []
  for (const happening of workload.happenings) {
    if (happening.kind !== 'row') continue
    const { row } = happening
    if (decided.has(row.transactionId) || row.dispenseConfirmed !== true) continue
    if (row.status !== 'confirmed' && row.error === null) continue
    // Whatever somebody changes in the row from now on is for a person to look at.
    decided.add(row.transactionId)
    const cashMs = (row.cashTime ?? row.confirmedAt)?.getTime() ?? happening.atMs
    if (isOwed(row)) found.push({ row, cashMs })
  }
  return found.sort((a, b) => a.cashMs - b.cashMs || (a.row.transactionId < b.row.transactionId ? -1 : 1))
}

/** lamassu.md 2.5: PAYABLE; the rest waits for a person's decision and is owed to nobody until then. */
function isOwed(row: CashOutRow): boolean {
  if (row.error !== null || row.errorCode !== null || row.isTestCustomer) return false
  if (!['BTC', 'LN'].includes(row.cryptoCode) || row.fiatCode !== 'GTQ') return false
  if (row.commissionPercentage === null || row.rawTickerPrice === null) return false
  const [atoms, fiat] = [decimal(row.cryptoAtoms), decimal(row.fiat)]
  const [rate, off] = [decimal(row.commissionPercentage), decimal(row.discount ?? '0')]
  if (compare(atoms, ZERO) <= 0 || compare(atoms, MOST_SATS) > 0) return false
  if (compare(fiat, ZERO) <= 0 || !isWhole(times(fiat, HUNDRED))) return false
  if (row.dispensedFiat !== null && compare(decimal(row.dispensedFiat), fiat) !== 0) return false
  if (compare(decimal(row.rawTickerPrice), ZERO) <= 0) return false
  return (
    compare(rate, ZERO) >= 0 &&
    compare(rate, ONE) < 0 &&
    compare(off, ZERO) >= 0 &&
    compare(off, HUNDRED) <= 0
  )
}

function dueOf(row: CashOutRow, cashMs: number, balances: readonly bigint[]): Due {
  const fiat = decimal(row.fiat)
  const atoms = decimal(row.cryptoAtoms)
  // 1 + c·(100 − d)/100, and a fixed fee belongs to the operator.
  const off = over(plus(HUNDRED, times(decimal(row.discount ?? '0'), ratio(-1n))), HUNDRED)
  const markup = plus(ONE, times(decimal(row.commissionPercentage ?? '0'), off))
  const withoutFee = over(times(atoms, fiat), plus(fiat, decimal(row.fixedFee)))
  const baseSats = whole(over(withoutFee, markup))
  const cryptoSats = whole(atoms)
  return {
    transactionId: row.transactionId,
    cashMs,
    cryptoSats,
    commissionSats: cryptoSats - baseSats,
    clients: sharesOf(whole(times(fiat, HUNDRED)), baseSats, balances),
  }
}

/** Fiat first, sats second; whoever would pay and get no sat is left out, and the rest is divided again. */
function sharesOf(fiatMinor: bigint, baseSats: bigint, balances: readonly bigint[]): Due['clients'] {
  let takers = balances.map((balance, client) => ({ client, balance })).filter(({ balance }) => balance > 0n)
  for (;;) {
    const held = takers.reduce((total, { balance }) => total + balance, 0n)
    if (held === 0n) return new Map()
    const spent = fiatMinor < held ? fiatMinor : held
    const sats = fiatMinor < held ? baseSats : (baseSats * held) / fiatMinor
    const fiatParts = apportion(
      spent,
      takers.map(({ balance }) => balance),
    )
    const satParts = apportion(sats, fiatParts)
    const empty = takers.filter((_, at) => (fiatParts[at] ?? 0n) > 0n && satParts[at] === 0n)
    if (empty.length === 0) {
      const shares = takers.map(
        ({ client }, at) => [client, { sats: satParts[at] ?? 0n, minor: fiatParts[at] ?? 0n }] as const,
      )
      return new Map(shares.filter(([, { sats: part }]) => part > 0n))
    }
    takers = takers.filter((taker) => !empty.includes(taker))
  }
}

/** Largest remainders, one unit at a time: whoever is furthest below his exact part is next; the first of equals. */
function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n)
  if (sum === 0n) return weights.map(() => 0n)
  const exact = weights.map((weight) => ratio(total * weight, sum))
  const parts = exact.map(whole)
  const missing = (at: number): Ratio => plus(exact[at] ?? ZERO, ratio(-(parts[at] ?? 0n)))
  for (let left = total - parts.reduce((all, part) => all + part, 0n); left > 0n; left -= 1n) {
    let furthest = 0
    for (let at = 1; at < parts.length; at += 1)
      if (compare(missing(at), missing(furthest)) > 0) furthest = at
    parts[furthest] = (parts[furthest] ?? 0n) + 1n
  }
  return parts
}
