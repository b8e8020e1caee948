import { planCorrection } from '../../engine/corrections.ts'
import { say } from '../../engine/phrase.ts'
import { correctedAnswer } from '../adjust-done.ts'
import { planLines, signed, signedDecimal, theFigures } from '../adjust-view.ts'
import { becauseArguments, becauseLines, becauseOf } from '../because.ts'
import { actCommand } from '../definition.ts'
import { readSignedFiat } from '../fiat-amount.ts'
import { clientName } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'

export const command = actCommand({
  noun: 'adjust',
  verb: 'propose',
  help: "Correct a client's balance by an entry in the journal, once a second person has agreed; nothing is overwritten",
  example: 'adjust propose Ana --amount -50.00 --reason "deposit 12 was counted twice"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: {
    client: clientArgument,
    amount: signedDecimal({
      help: 'by how much, in whole units: 50.00 gives, -50.00 takes away, 0 only books what nobody has booked',
      placeholder: '-50.00',
    }),
    ...becauseArguments,
  },
  async preview(context, args) {
    const client = await theClient(context.readings, args.client)
    const amount = readSignedFiat(args.amount, 'amount', client)
    const facts = await theFigures(context, client.id)
    return {
      what: say`Adjust the balance of ${clientName(client)} by ${signed(client, amount)}`,
      lines: [
        ...planLines(facts, planCorrection(facts, amount)),
        ...becauseLines(await becauseOf(context, args)),
      ],
      interested: [{ clientId: client.id }],
    }
  },
  async act(context, args) {
    const client = await theClient(context.readings, args.client)
    const { operationId, approver } = context
    const corrected = await context.actions.adjust({
      clientId: client.id,
      amount: readSignedFiat(args.amount, 'amount', client),
      ...(await becauseOf(context, args)),
      operationId,
      approver,
    })
    return correctedAnswer(context, corrected, (name, before, after) =>
      corrected.remainingBefore === corrected.remainingAfter
        ? say`The balance of ${name} stays ${after}, and the books agree with it`
        : say`The balance of ${name} is adjusted: ${before} → ${after}`,
    )
  },
})
