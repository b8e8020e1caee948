import type { Finding } from '../../engine/alerting.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { recorded } from '../../engine/recorded.ts'
import type { UnfinishedTransfer } from '../../engine/signs/money.ts'
import { minutesBefore } from '../moments.ts'
import { receiverOf } from '../payment-causes.ts'
import { defineRule } from '../rule.ts'
import { worthIn } from '../worth.ts'

/** Few are being paid at a time: LNbits takes one after the other. */
const READ_AT_MOST = 1000

export const rule = defineRule({
  id: 'PAYMENT_UNKNOWN',
  title: 'Payment without an answer',
  severity: 'critical',
  runbook: 'R3',
  respondMinutes: 30,
  everySeconds: 30,
  money: true,
  why: 'The sats may have left the wallet or not; paying again blindly is how somebody is paid twice',
  trigger: 'LNbits was asked to pay, and for so many minutes no wallet says what came of it',
  automatic: 'keeps the amount on hold and asks both wallets again; sends no other invoice',
  resolves: 'the wallets show that it was paid, or that it was not',
  goodChecks: 1,
  limits: {
    afterMinutes: {
      default: 2,
      least: 1,
      most: 60,
      unit: 'minutes',
      help: 'how long the answer about a payment may be missing',
    },
  },
  async check({ signs, now }, { afterMinutes }) {
    const paying = await signs.money.unfinished({
      statuses: ['paying'],
      createdUntil: now,
      limit: READ_AT_MOST,
    })
    const until = minutesBefore(now, afterMinutes)
    return paying
      .map((payment) => ({ payment, since: payment.payingSince ?? payment.createdAt }))
      .filter(({ since }) => since <= until)
      .map(({ payment, since }) => findingOf(payment, since, { now, afterMinutes }))
  },
})

function findingOf(
  payment: UnfinishedTransfer,
  since: Date,
  { now, afterMinutes }: { now: Date; afterMinutes: number },
): Finding {
  const limit = formatCount(afterMinutes, 'minute')
  return {
    entity: `payment:${payment.kind}:${payment.id}`,
    what: say`payment #${payment.id} to ${receiverOf(payment)}`,
    exposureSats: payment.amountSats,
    ...worthIn([payment.fiat]),
    since,
    fired:
      payment.lastError === null
        ? say`no answer for ${formatAge(since, now)}, limit ${limit}`
        : say`no answer for ${formatAge(since, now)}, limit ${limit}; the last: ${recorded(payment.lastError)}`,
    did: say`The amount stays on hold. Both wallets are asked again by themselves, and nothing else is sent.`,
    now: say`Look it up. Do not pay it by other means: the sats may already be there.`,
    steps: [`payment lookup ${payment.id}`, 'check wallets', `payment show ${payment.id}`],
  }
}
