import { formatCount, formatSats, shortId } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import {
  type CheckResult,
  type Discrepancy,
  judged,
  NO_TOLERANCE,
  paymentName,
  satsDrift,
} from './verdict.ts'

export type PaymentFault =
  /** Completed without a hash, or with one that is none of its own invoices. */
  | 'no_invoice'
  /** The preimage is not the hash's: the one or the other was changed. */
  | 'preimage'
  | 'no_time'
  | 'unknown_status'
  /** Debited for certain; the receiver's wallet could not be read. */
  | 'unconfirmed'
  /** Its client's cash-out is not distributed, or it is in another currency. */
  | 'stray'

export interface PaymentFacts {
  readonly kind: string
  readonly id: bigint
  readonly fault: PaymentFault
  readonly amountSats: bigint
  readonly status: string
}

/** A difference between a paying wallet and the books that nobody has settled (history.ts). */
export interface OpenDifference {
  readonly what: 'unbooked' | 'missing'
  readonly paymentHash: string
  readonly amountMsat: bigint
}

export interface PaymentTotals {
  readonly completed: number
  readonly sats: bigint
}

const FAULTS: Readonly<Record<PaymentFault, Text>> = {
  no_invoice: say`it counts as completed, and none of its own invoices was paid`,
  preimage: say`its preimage does not prove that its invoice was paid: one of the two was changed`,
  no_time: say`its state and its time of completion contradict each other`,
  unknown_status: say`it is in a state that there is not`,
  unconfirmed: say`it was debited; whether it was credited could not be seen`,
  stray: say`it belongs to no cash-out that was distributed`,
}

/** Each payment by itself: its state, its invoice, its proof; and what the paying wallets' histories have shown. */
export function checkPayments(
  odd: readonly PaymentFacts[],
  differences: readonly OpenDifference[],
  totals: PaymentTotals,
): CheckResult {
  return judged({
    name: 'payments',
    checked: totals.completed,
    figure: say`${formatCount(totals.completed, 'payment')} completed · ${formatSats(totals.sats)}`,
    tolerance: NO_TOLERANCE,
    explanation: say`Each completed payment has its own invoice and a distributed cash-out, a preimage proves it (of older ones a run proves one in sixteen, by lot), and no difference with a paying wallet is open.`,
    discrepancies: [...odd.map(discrepancyOf), ...differences.map(differenceOf)],
  })
}

const discrepancyOf = ({ kind, id, fault, amountSats }: PaymentFacts): Discrepancy => ({
  entity: `payment:${kind}:${id}`,
  verdict: fault === 'unconfirmed' ? 'late' : 'broken',
  what: paymentName(kind, id),
  why: FAULTS[fault],
  drift: null,
  doubtSats: amountSats,
  steps: [`payment lookup ${id}`, `payment show ${id}`],
})

const differenceOf = ({ what, paymentHash, amountMsat }: OpenDifference): Discrepancy => ({
  entity: `hash:${paymentHash}`,
  verdict: 'broken',
  what: say`payment with hash ${shortId(paymentHash)}`,
  why:
    what === 'unbooked'
      ? say`a wallet paid ${formatSats(amountMsat / 1000n)}, and the books know nothing of it`
      : say`the books hold ${formatSats(amountMsat / 1000n)} as paid, and the wallet does not show it`,
  drift: satsDrift((what === 'unbooked' ? 1n : -1n) * (amountMsat / 1000n)),
  doubtSats: amountMsat / 1000n,
  steps: ['status show', 'payment list --status all'],
})
