import type { Pool } from 'pg'
import type { BooksLook, TransferLook } from './books-look.ts'
import type { KillClient } from './clients.ts'
import type { Ground } from './ground.ts'
import type { FinalRow } from './wallet-rows.ts'

/** Books and wallets against each other when everything is at rest. */
export interface FinalCount {
  readonly problems: readonly string[]
  /** Σ of all differences, whichever way they point: 0, or the proof has failed. */
  readonly differenceMsat: bigint
  readonly completedPayments: number
  readonly completedSats: bigint
  /** Debited by LNbits and credited to nobody, because it died in between. */
  readonly halfStates: number
  readonly halfStateSats: bigint
  readonly walletsCounted: number
}

export async function countEverything(
  ground: Ground,
  clients: readonly KillClient[],
  seen: { books: BooksLook; walletRows: readonly FinalRow[]; pool: Pool },
): Promise<FinalCount> {
  const { transfers } = seen.books
  const { source, commission } = ground.wallets
  const problems: string[] = []
  let differenceMsat = 0n
  const same = (what: string, found: bigint, expected: bigint): void => {
    if (found === expected) return
    differenceMsat += found > expected ? found - expected : expected - found
    problems.push(`The wallet of ${what} holds ${found} msat instead of ${expected}.`)
  }
  const completed = transfers.filter((transfer) => transfer.status === 'completed')
  for (const { name, wallet } of clients) {
    const owed = satsOf(completed.filter((transfer) => transfer.payeeWalletId === wallet.walletId))
    same(`client ${name}`, await ground.lnbits.balanceMsat(wallet.invoiceKey), owed * 1000n)
  }
  const toCommission = satsOf(completed.filter((transfer) => transfer.kind === 'commission'))
  same('the commission', await ground.lnbits.balanceMsat(commission.invoiceKey), toCommission * 1000n)

  const halfStates = transfers.filter(
    (transfer) => transfer.status === 'needs_review' && transfer.lastError?.startsWith('half_state') === true,
  )
  problems.push(
    ...judgeHalfStates(halfStates, seen.walletRows, source.walletId),
    ...judgeOpen(transfers, halfStates),
  )
  const feesMsat = completed.reduce((sum, transfer) => sum - transfer.feeMsat, 0n)
  const spent = satsOf(completed) * 1000n + feesMsat
  const left = await ground.lnbits.balanceMsat(source.adminKey)
  same('the source', left, ground.sourceSats * 1000n - spent - satsOf(halfStates) * 1000n)
  const journal = await journalOfSource(seen.pool)
  same('the source, by the journal,', left, ground.sourceSats * 1000n + journal - satsOf(halfStates) * 1000n)
  return {
    problems,
    differenceMsat,
    completedPayments: completed.length,
    completedSats: satsOf(completed),
    halfStates: halfStates.length,
    halfStateSats: satsOf(halfStates),
    walletsCounted: clients.length + 2,
  }
}

const satsOf = (transfers: readonly TransferLook[]): bigint =>
  transfers.reduce((sum, transfer) => sum + transfer.amountSats, 0n)

/** The books must know every half-state that LNbits has made, and no other. */
function judgeHalfStates(
  halfStates: readonly TransferLook[],
  rows: readonly FinalRow[],
  sourceWalletId: string,
): string[] {
  const credited = new Set(rows.filter((row) => row.amountMsat > 0n).map((row) => row.paymentHash))
  const uncredited = rows.filter(
    (row) => row.walletId === sourceWalletId && row.amountMsat < 0n && !credited.has(row.paymentHash),
  )
  const known = new Set(halfStates.map((transfer) => transfer.paymentHash))
  const lost = uncredited.filter((row) => !known.has(row.paymentHash))
  const imagined = halfStates.length - (uncredited.length - lost.length)
  return [
    ...lost.map(
      (row) => `LNbits debited ${row.amountMsat} msat that nobody got, and the books do not say so.`,
    ),
    ...(imagined === 0 ? [] : [`The books speak of ${imagined} half-state(s) that LNbits does not show.`]),
  ]
}

/** At rest nothing is open but what a person has to decide because of LNbits' own half-states. */
function judgeOpen(transfers: readonly TransferLook[], halfStates: readonly TransferLook[]): string[] {
  const expected = new Set(halfStates)
  return transfers
    .filter((transfer) => transfer.status !== 'completed' && !expected.has(transfer))
    .slice(0, 5)
    .map(({ kind, id, status, lastError }) => `${kind} payment ${id} is ${status} at the end: ${lastError}.`)
}

async function journalOfSource(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ total: string }>(
    `SELECT coalesce(sum(amount), 0)::text AS total FROM ledger_lines WHERE account = 'source:BTC'`,
  )
  return BigInt(rows[0]?.total ?? '0')
}
