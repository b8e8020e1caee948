import { clientName, formatCount } from '../format.ts'
import { say } from '../phrase.ts'
import type { DatedRow } from '../ports.ts'
import { type CheckResult, type Discrepancy, judged, msatDrift, NO_TOLERANCE, satsUp } from './verdict.ts'

/** A completed payment to a client, to be found in the client's own wallet. */
export interface ReceivedPayment {
  readonly id: bigint
  readonly paymentHash: string
  readonly amountSats: bigint
  readonly walletId: string
  readonly completedAt: Date
  /** The debit is final, and the receiver was unreadable then: told by the check of payments. */
  readonly confirmed: boolean
  /** A person has settled that the wallets don't show it. */
  readonly mayLack: boolean
}

export interface ReceiverSight {
  readonly client: { readonly id: bigint; readonly username: string; readonly walletId: string }
  readonly payments: readonly ReceivedPayment[]
  /** What the client's wallet showed; or why it did not. */
  readonly read:
    | { readonly rows: readonly DatedRow[]; readonly since: Date | null }
    | { readonly why: string }
    | null
}

const HOUR_MS = 3_600_000

/** Every completed payment against the row in its receiver's wallet, as far back as that was read. */
export function checkReceivers(sights: readonly ReceiverSight[], clientsLeft: number): CheckResult {
  const payments = sights.reduce((sum, sight) => sum + sight.payments.length, 0)
  const looked = sights.map(lookedFor)
  const seen = looked.reduce((sum, { length }) => sum + length, 0)
  return judged({
    name: 'receivers',
    checked: seen,
    figure: say`${seen} of ${formatCount(payments, 'payment')} looked for in ${formatCount(sights.length, 'wallet')} of clients, ${clientsLeft} not opened`,
    tolerance: NO_TOLERANCE,
    explanation: say`Each completed payment stands in its client's own wallet with its exact amount, as far back as that wallet was read.`,
    discrepancies: sights.flatMap((sight, i) => discrepanciesOf(sight, looked[i] ?? [])),
  })
}

/** A payment before the wallet was changed went to another one, which is not looked into. */
function lookedFor({ client, payments, read }: ReceiverSight): ReceivedPayment[] {
  if (read === null || 'why' in read) return []
  const since = read.since
  return payments.filter(
    (payment) =>
      payment.confirmed &&
      payment.walletId === client.walletId &&
      (since === null || payment.completedAt.getTime() > since.getTime() + HOUR_MS),
  )
}

function discrepanciesOf(
  { client, read }: ReceiverSight,
  payments: readonly ReceivedPayment[],
): Discrepancy[] {
  if (read === null || 'why' in read)
    return [
      {
        entity: `client:${client.id}`,
        verdict: 'late',
        what: say`wallet of ${clientName(client)}`,
        why:
          read === null
            ? say`no key of it is stored, so its payments can't be looked for`
            : say`it could not be read, so nothing is known of it: ${read.why}`,
        drift: null,
        doubtSats: 0n,
        steps: [`client show ${client.id}`, `client set-key ${client.id}`],
      },
    ]
  const credited = new Map<string, bigint>()
  for (const row of read.rows)
    if (row.status === 'success')
      credited.set(row.paymentHash, (credited.get(row.paymentHash) ?? 0n) + row.amountMsat)
  return payments.flatMap((payment) => {
    const there = credited.get(payment.paymentHash) ?? 0n
    const drift = there - payment.amountSats * 1000n
    const isAccepted = there === 0n && payment.mayLack
    return drift === 0n || isAccepted ? [] : [notCredited(client, payment, drift)]
  })
}

const notCredited = (
  client: ReceiverSight['client'],
  payment: ReceivedPayment,
  drift: bigint,
): Discrepancy => ({
  entity: `payment:client:${payment.id}`,
  verdict: 'broken',
  what: say`payment #${payment.id} in the wallet of ${clientName(client)}`,
  why: say`${String(payment.amountSats * 1000n)} msat should be credited there, and ${String(payment.amountSats * 1000n + drift)} msat are`,
  drift: msatDrift(drift),
  doubtSats: satsUp(drift),
  steps: [`payment lookup ${payment.id}`, `client balance ${client.id}`],
})
