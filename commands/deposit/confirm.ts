import { joined, say, type Text } from '../../engine/phrase.ts'
import { MAX_FIAT_MINOR } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { fields, next } from '../answer.ts'
import { id } from '../arguments.ts'
import { availableOf, inClientFiat } from '../client-view.ts'
import { actCommand } from '../definition.ts'
import {
  decidedBefore,
  depositAmount,
  depositJson,
  depositName,
  depositor,
  nameOrNull,
  refuseDecided,
} from '../deposit-view.ts'
import type { DepositReading } from '../../engine/readings.ts'
import { formatFiat } from '../../engine/format.ts'
import { theClient, theDeposit } from '../references.ts'
import type { PersonReading } from '../../engine/people.ts'

export const command = actCommand({
  noun: 'deposit',
  verb: 'confirm',
  help: 'Confirm that the cash of a deposit is there; from then on it takes part in cash-outs',
  example: 'deposit confirm 12',
  role: 'treasurer',
  confirm: 'C1',
  arguments: { deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }) },
  async preview({ readings, people }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    const known = await people.people()
    refuseDecided(deposit, known)
    const client = await theClient(readings, `#${deposit.clientId}`)
    const after = client.remaining + deposit.amount
    if (after > MAX_FIAT_MINOR)
      throw new Failure(
        'refused',
        say`${depositName(deposit)} would bring the balance above ${inClientFiat(client, MAX_FIAT_MINOR)}, the most that a balance can be.`,
      )
    return {
      what: say`Confirm ${depositName(deposit)}`,
      lines: [
        say`balance: ${inClientFiat(client, client.remaining)} → ${inClientFiat(client, after)}`,
        say`available for cash-outs: ${inClientFiat(client, availableOf(client))} → ${inClientFiat(client, availableOf(client) + deposit.amount)}`,
        enteredBy(deposit, known),
        ...(await readings.receipts(deposit.id)).map((receipt) => say`with the receipt ${receipt.name}`),
      ],
      // The second pair of eyes: not whoever entered it, and not the client himself.
      interested: [
        ...(deposit.createdBy === null ? [] : [{ actor: deposit.createdBy }]),
        { clientId: deposit.clientId },
      ],
    }
  },
  async act({ actions, readings, people }, args) {
    const decision = await actions.decideDeposit(args.deposit, 'confirmed', null)
    if (decision.kind === 'too_late') {
      const who = nameOrNull(decision.decidedBy, await people.people())
      throw decidedBefore(args.deposit, decision.status, who)
    }
    const deposit = await theDeposit(readings, args.deposit)
    if (decision.kind === 'unknown') throw new Error('a deposit that was just read can be decided')
    const { remainingBefore, remainingAfter } = decision
    const money = (amount: bigint): Text => formatFiat(amount, deposit.exponent, deposit.fiatCode)
    return {
      tone: 'good',
      heading: say`Deposit #${deposit.id} of ${depositAmount(deposit)} is confirmed`,
      blocks: [
        fields(
          [say`Client`, depositor(deposit)],
          [say`Balance`, joined([money(remainingBefore), money(remainingAfter)], ' → ')],
        ),
        next(`client balance ${deposit.clientId}`, 'deposit list --status pending'),
      ],
      json: {
        ...depositJson(deposit),
        remainingBeforeMinor: remainingBefore.toString(),
        remainingAfterMinor: remainingAfter.toString(),
      },
    }
  },
})

function enteredBy({ createdBy, note }: DepositReading, people: readonly PersonReading[]): Text {
  const who = nameOrNull(createdBy, people) ?? say`somebody unknown`
  return note === null ? say`entered by ${who}` : say`entered by ${who}: ${note}`
}
