import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
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

const PREIMAGE = /^[0-9a-f]{64}$/i

export const command = actCommand({
  noun: 'payment',
  verb: 'mark-paid',
  help: 'Book a payment as completed, by a proof that fits; nothing is sent',
  example: 'payment mark-paid 8 --proof receiver --note "the client shows it in his wallet"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: {
    payment: paymentArgument,
    proof: words({
      help: 'the preimage (64 hex digits), or "receiver" to have it seen in the receiver\'s wallet',
      placeholder: 'preimage|receiver',
    }),
    note: words({ help: 'how you know that it was paid' }),
  },
  async preview({ readings, probes }, args) {
    const preimage = preimageOf(args.proof)
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    const found = verdictOf(payment, await probes.lookUpPayment(payment.kind, payment.id))
    if (!BOOKABLE.has(found.verdict))
      throw new Failure(
        'refused',
        say`Payment ${payment.id} is ${VERDICT_WORDS[found.verdict]}. ${found.finding} Nothing proves that it was paid.`,
      )
    return {
      what: say`Book ${paymentName(payment)} as completed`,
      lines: [
        say`looked up: ${VERDICT_WORDS[found.verdict]}. ${found.finding}`,
        say`the books: ${STATUS_WORDS[payment.status]} → completed; nothing is sent`,
        preimage === null
          ? say`the proof: the receiver's own wallet has to show the sats`
          : say`the proof: a preimage, which has to fit the payment hash`,
        ...(found.verdict === 'HALF PAID'
          ? [
              say`LNbits debited the paying wallet and credited nobody: book it only if the client has the sats in another way`,
            ]
          : []),
        say`from then on it is never paid, by nobody`,
      ],
      interested: interestedIn(payment),
    }
  },
  async act({ actions, readings }, args) {
    const preimage = preimageOf(args.proof)
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    const outcome = await actions.markPaid(payment.kind, payment.id, { preimage, note: args.note })
    return intervenedAnswer(readings, payment.id, outcome)
  },
})

const BOOKABLE: ReadonlySet<string> = new Set(['PAID', 'HALF PAID', 'PAID BY ANOTHER'])

function preimageOf(proof: string): string | null {
  if (proof.toLowerCase() === 'receiver') return null
  if (PREIMAGE.test(proof)) return proof.toLowerCase()
  throw new Failure(
    'usage',
    say`--proof must be a preimage of 64 hex digits, or "receiver"; "${proof}" is neither.`,
  )
}
