import { say } from '../../engine/phrase.ts'
import type { TransferReading } from '../../engine/readings.ts'
import { fields, next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatSats } from '../../engine/format.ts'
import { type LookupVerdict, VERDICT_WORDS, verdictOf } from '../lookup-verdict.ts'
import { thePayment } from '../references.ts'
import { STATUS_WORDS } from '../status-words.ts'
import { receiverOf, transferJson } from '../transfer-view.ts'

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
      heading: say`Payment #${payment.id} is ${VERDICT_WORDS[verdict.verdict]}`,
      blocks: [
        fields(
          [say`In the books`, STATUS_WORDS[payment.status]],
          [say`Amount`, formatSats(payment.amountSats)],
          [say`To`, receiverOf(payment)],
          [say`Payment hash`, payment.paymentHash ?? say`no invoice yet`],
        ),
        text(verdict.finding),
        text(verdict.advice),
        next(...nextOf(payment, verdict)),
      ],
      json: {
        ...transferJson(payment),
        verdict: verdict.verdict,
        resolution: lookup.kind === 'known' ? lookup.resolution.kind : lookup.kind,
        finding: String(verdict.finding),
        advice: String(verdict.advice),
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
