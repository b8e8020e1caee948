import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { formatSats } from '../../engine/format.ts'
import { VERDICT_WORDS, verdictOf } from '../lookup-verdict.ts'
import {
  interestedIn,
  intervenedAnswer,
  paymentArgument,
  paymentName,
  refuseSettled,
} from '../payment-decision.ts'
import { thePayment } from '../references.ts'
import { STATUS_WORDS } from '../status-words.ts'
import { transferFiat } from '../transfer-view.ts'

export const command = actCommand({
  noun: 'payment',
  verb: 'cancel',
  help: 'Give up a payment that is proven unpaid and can not be paid any more; its hold goes back',
  example: 'payment cancel 8 --note "the client has left"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: { payment: paymentArgument, note: words({ help: 'why it is given up' }) },
  async preview({ readings, probes }, args) {
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    const found = verdictOf(payment, await probes.lookUpPayment(payment.kind, payment.id))
    if (found.verdict !== 'UNPAID')
      throw new Failure(
        'refused',
        say`Payment ${payment.id} is ${VERDICT_WORDS[found.verdict]}. ${found.finding} Only what is proven unpaid can be cancelled.`,
      )
    return {
      what: say`Cancel ${paymentName(payment)}`,
      lines: [
        say`looked up: ${VERDICT_WORDS[found.verdict]}. ${found.finding}`,
        say`the books: ${STATUS_WORDS[payment.status]} → cancelled`,
        ...(payment.kind === 'client'
          ? [say`${transferFiat(payment)}: on hold → back in the client's balance`]
          : []),
        say`${formatSats(payment.amountSats)} stay in wallet ${payment.payerWalletId ?? '–'}: promised → the operator's`,
        say`both wallets are asked again, and an invoice that may still be paid keeps it from being cancelled`,
      ],
      interested: interestedIn(payment),
    }
  },
  async act({ actions, readings }, args) {
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    return intervenedAnswer(
      readings,
      payment.id,
      await actions.cancelPayment(payment.kind, payment.id, args.note),
    )
  },
})
