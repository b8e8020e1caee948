import { formatSats, formatTime, shortId } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { DatedRow } from '../ports.ts'
import { effectMsat } from './wallet-rows.ts'
import type { WalletRole, WalletSnapshot } from './wallets.ts'

const ROLES: Readonly<Record<WalletRole, Text>> = {
  source: say`source`,
  commission: say`commission`,
  treasury: say`treasury`,
}
export const roleName = (role: WalletRole): Text => ROLES[role]

export const inMsat = (amount: bigint): Text =>
  amount % 1000n === 0n ? formatSats(amount / 1000n) : say`${String(amount)} msat`

const ROWS_NAMED = 5

/** The newest rows by which people took so much out, so that somebody can look them up in LNbits. */
export function newestOut(otherRows: readonly DatedRow[], taken: bigint): Text {
  const named: Text[] = []
  let left = taken
  for (const row of otherRows.filter((one) => effectMsat(one) < 0n)) {
    if (left <= 0n || named.length === ROWS_NAMED) break
    named.push(say`row ${shortId(row.paymentHash)} of ${formatTime(row.time)}`)
    left += effectMsat(row)
  }
  return joined(left > 0n ? [...named, '…'] : named, ', ')
}

/** What a wallet holds, and what people moved in it since the last run. */
export function figureOf(
  now: WalletSnapshot,
  {
    earlier,
    since,
    otherRows,
  }: { earlier: WalletSnapshot | null; since: Date | null; otherRows: readonly DatedRow[] },
): Text {
  const since1 = earlier?.walletId === now.walletId ? earlier : null
  const brought = now.othersInMsat - (since1?.othersInMsat ?? 0n)
  const taken = (since1?.othersOutMsat ?? 0n) - now.othersOutMsat
  const name = roleName(now.role)
  if (since !== null) return say`${name} ${inMsat(now.balanceMsat)}`
  if (since1 === null)
    return say`${name} ${inMsat(now.balanceMsat)}, of it unexplained by the books: ${inMsat(brought)} in, ${inMsat(taken)} out`
  const moved = say`${name} ${inMsat(now.balanceMsat)}, since the last run unexplained by the books: ${inMsat(brought)} in, ${inMsat(taken)} out`
  return taken > 0n ? joined([moved, ' (', newestOut(otherRows, taken), ')']) : moved
}
