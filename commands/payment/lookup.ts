import type { TransferReading } from '../../engine/readings.ts'
import { fields, next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatSats } from '../format.ts'
import { type LookupVerdict, verdictOf } from '../lookup-verdict.ts'
import { thePayment } from '../references.ts'
import { receiverOf, STATUS_WORDS, transferJson } from '../transfer-view.ts'

export const command = lookCommand({
  noun: 'payment',
  verb: 'lookup',
  help: 'Ask both wallets what became of a payment; changes nothing',
  example: 'payment lookup 8',
  role: 'operator',
  arguments: { payment: id({ help: "the payment's number", positional: true, completes: 'payment' }) },
  async look({ readings, probes }, args) {
    const payment = await thePayment(readings, args.payment)
    const lookup = await probes.lookUpPayment(payment.kind, payment.id)
    const verdict = verdictOf(payment, lookup)
    return {
      tone: verdict.tone,
      heading: `Payment #${payment.id} is ${verdict.verdict}`,
      blocks: [
        fields(
          ['In the books', STATUS_WORDS[payment.status]],
          ['Amount', formatSats(payment.amountSats)],
          ['To', receiverOf(payment)],
          ['Payment hash', payment.paymentHash ?? 'no invoice yet'],
        ),
        text(verdict.finding),
        text(verdict.advice),
        next(...nextOf(payment, verdict)),
      ],
      json: {
        ...transferJson(payment),
        verdict: verdict.verdict,
        resolution: lookup.kind === 'known' ? lookup.resolution.kind : lookup.kind,
        finding: verdict.finding,
        advice: verdict.advice,
      },
    }
  },
})

function nextOf(payment: TransferReading, verdict: LookupVerdict): string[] {
  if (verdict.retry !== 'refuses') return [`payment retry ${payment.id}`, `payment show ${payment.id}`]
  if (verdict.verdict === 'CONTRADICTION')
    return ['poll pause --what payout --reason "books and wallets differ"']
  return verdict.verdict === 'UNKNOWN' ? [`payment lookup ${payment.id}`] : [`payment show ${payment.id}`]
}
