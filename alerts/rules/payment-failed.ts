import type { Finding } from '../../engine/alerting.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { recorded } from '../../engine/recorded.ts'
import type { UnfinishedTransfer } from '../../engine/signs/money.ts'
import { causeOf, receiverOf } from '../payment-causes.ts'
import { defineRule } from '../rule.ts'
import { worthIn } from '../worth.ts'

/** Each is an alert of its own, told by one card when they are many. */
const READ_AT_MOST = 1000

export const rule = defineRule({
  id: 'PAYMENT_FAILED',
  title: 'Payment failed',
  severity: 'critical',
  runbook: 'R3',
  respondMinutes: 30,
  everySeconds: 60,
  money: true,
  why: 'The bot can not bring this payment to an end by itself: a person has to decide what becomes of the sats',
  trigger: 'a payment waits for a person, or was tried in vain more often than the limit',
  automatic:
    'keeps the hold and sends nothing for a payment in review; a payment proven unpaid is tried again, more and more seldom',
  resolves: 'the payment is paid, or given up with proof',
  goodChecks: 1,
  limits: {
    attempts: {
      default: 5,
      least: 1,
      most: 100,
      unit: 'count',
      help: 'how often a payment may fail before a person should look',
    },
  },
  async check({ signs, now }, { attempts }) {
    const unfinished = await signs.money.unfinished({
      // One that is being paid has not failed: nobody knows, and PAYMENT_UNKNOWN tells that.
      statuses: ['pending', 'invoiced', 'needs_review'],
      createdUntil: now,
      limit: 20_000,
    })
    return unfinished
      .filter((payment) => payment.status === 'needs_review' || payment.attempts > attempts)
      .slice(0, READ_AT_MOST)
      .map((payment) => findingOf(payment, { now, attempts }))
  },
})

function findingOf(payment: UnfinishedTransfer, { now, attempts }: { now: Date; attempts: number }): Finding {
  const isInReview = payment.status === 'needs_review'
  const age = formatAge(payment.createdAt, now)
  return {
    entity: `payment:${payment.kind}:${payment.id}`,
    what: say`payment #${payment.id} to ${receiverOf(payment)}: ${causeOf(payment).words}`,
    exposureSats: payment.amountSats,
    ...worthIn([payment.fiat]),
    since: payment.createdAt,
    fired: isInReview
      ? say`it waits for a person; made ${age} ago; the last: ${lastOf(payment)}`
      : say`${formatCount(payment.attempts, 'attempt')} in vain, limit ${attempts}; made ${age} ago; the last: ${lastOf(payment)}`,
    did: isInReview
      ? say`It is not sent any more by itself, and its hold is kept.`
      : say`It is tried again by itself, and only while both wallets prove it unpaid.`,
    now: say`Look it up: both wallets are asked and nothing is sent. Retry only what is proven unpaid.`,
    steps: [`payment lookup ${payment.id}`, `payment show ${payment.id}`, `tx show ${payment.cashOutId}`],
  }
}

const lastOf = ({ lastError }: UnfinishedTransfer): Text => (lastError === null ? '–' : recorded(lastError))
