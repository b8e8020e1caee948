import type { Finding } from '../../engine/alerting.ts'
import { clientName, formatAge, formatCount } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { UnfinishedTransfer } from '../../engine/signs/money.ts'
import { grouped } from '../grouped.ts'
import { minutesBefore } from '../moments.ts'
import { causeOf, STATE_WORDS } from '../payment-causes.ts'
import { defineRule } from '../rule.ts'
import { totalOf, worthIn } from '../worth.ts'

/** More than one poll ever makes; beyond it the oldest are said, and their number is enough of an alarm. */
const READ_AT_MOST = 20_000
const NAMED_CLIENTS = 3

const KEPT = say`Their sats and balances stay on hold; they are looked up again and again, and nothing is paid a second time.`

export const rule = defineRule({
  id: 'PAYMENT_STUCK',
  title: 'Payment stuck',
  severity: 'critical',
  runbook: 'R3',
  respondMinutes: 30,
  everySeconds: 15,
  money: true,
  why: 'Clients wait for sats that are already taken from their balance, and nobody knows yet where some of them are',
  trigger:
    'payments are not finished so many minutes after they were made, one alert for each cause; not what merely waits while payouts are paused',
  automatic:
    'looks the payments up again and again, and pays nothing a second time; pauses payouts at too many of them or too many sats',
  resolves: 'every one of them is paid, or proven unpaid and decided about',
  // When LNbits is away altogether, that is said once.
  inhibitedBy: ['WALLET_UNREACHABLE'],
  limits: {
    afterMinutes: {
      default: 15,
      least: 1,
      most: 1440,
      unit: 'minutes',
      help: 'how long a payment may be unfinished',
    },
    pauseAtPayments: {
      default: 3,
      least: 1,
      most: 100_000,
      unit: 'count',
      help: 'so many stuck payments pause payouts',
    },
    pauseAboveSats: {
      default: 1_000_000,
      least: 1,
      most: 2_100_000_000_000,
      unit: 'sats',
      help: 'so many sats in stuck payments pause payouts',
    },
  },
  async check({ signs, now }, { afterMinutes, pauseAtPayments, pauseAboveSats }) {
    const offSince = await signs.money.payoutsOffSince()
    const unfinished = await signs.money.unfinished({
      statuses: ['pending', 'invoiced', 'paying', 'needs_review'],
      createdUntil: minutesBefore(now, afterMinutes),
      limit: READ_AT_MOST,
    })
    const stuck = unfinished.filter((payment) => !merelyWaits(payment, offSince, afterMinutes))
    const total = totalOf(stuck.map(({ amountSats }) => amountSats))
    const isMany = stuck.length >= pauseAtPayments || total >= BigInt(pauseAboveSats)
    return grouped(stuck, entityOf).map(([entity, oldest, payments]): Finding => {
      const finding = findingOf(entity, oldest, payments, { now, afterMinutes })
      return isMany
        ? {
            ...finding,
            remedies: [{ kind: 'pause_payouts' }],
          }
        : finding
    })
  },
})

/** Not sent, and not late yet when payouts were switched off: that they are off is told by PAUSED_TOO_LONG. */
const merelyWaits = (
  { status, createdAt }: UnfinishedTransfer,
  offSince: Date | null,
  afterMinutes: number,
): boolean =>
  offSince !== null &&
  (status === 'pending' || status === 'invoiced') &&
  createdAt > minutesBefore(offSince, afterMinutes)

/** One trouble has one card, however many payments it keeps waiting: not sent is not sent, with an invoice or without. */
const entityOf = (payment: UnfinishedTransfer): string =>
  `stuck:${payment.status === 'invoiced' ? 'pending' : payment.status}:${causeOf(payment).name}`

function findingOf(
  entity: string,
  oldest: UnfinishedTransfer,
  payments: readonly UnfinishedTransfer[],
  { now, afterMinutes }: { now: Date; afterMinutes: number },
): Finding {
  const cause = causeOf(oldest)
  return {
    entity,
    what: joined([formatCount(payments.length, 'payment'), ...clientsOf(payments), cause.words], ' · '),
    exposureSats: totalOf(payments.map(({ amountSats }) => amountSats)),
    ...worthIn(payments.map(({ fiat }) => fiat)),
    since: oldest.createdAt,
    fired: say`${STATE_WORDS[oldest.status]} for ${formatAge(oldest.createdAt, now)}, limit ${formatCount(afterMinutes, 'minute')}; the oldest is payment #${oldest.id} of cash-out #${oldest.cashOutId}`,
    did: KEPT,
    now: cause.now,
    steps: [...new Set([cause.step(oldest), 'payment list --status stuck', `payment lookup ${oldest.id}`])],
  }
}

/** '2 clients', or the one client's name; nothing for commission and funding. */
function clientsOf(payments: readonly UnfinishedTransfer[]): Text[] {
  const clients = new Map(payments.flatMap(({ client }) => (client === null ? [] : [[client.id, client]])))
  if (clients.size === 0) return []
  if (clients.size <= NAMED_CLIENTS)
    return [
      joined(
        [...clients.values()].map((one) => clientName(one)),
        ', ',
      ),
    ]
  return [formatCount(clients.size, 'client')]
}
