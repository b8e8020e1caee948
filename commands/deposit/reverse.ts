import { formatDecimal } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { formatTime } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { PersonReading } from '../../engine/people.ts'
import type { DepositReading } from '../../engine/readings.ts'
import { fiatOf } from '../adjust-view.ts'
import { fields, next } from '../answer.ts'
import { id } from '../arguments.ts'
import { becauseArguments, becauseLines, becauseOf } from '../because.ts'
import { availableOf, inClientFiat } from '../client-view.ts'
import { actCommand } from '../definition.ts'
import {
  decidedBefore,
  depositAmount,
  depositJson,
  depositName,
  depositor,
  nameOrNull,
} from '../deposit-view.ts'
import { theClient, theDeposit } from '../references.ts'
import { DEPOSIT_STATUS } from '../status-words.ts'

export const command = actCommand({
  noun: 'deposit',
  verb: 'reverse',
  help: 'Take a confirmed deposit back, once a second person has agreed; it stays in the books, and so does its confirmation',
  example: 'deposit reverse 12 --reason "false notes"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: {
    deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }),
    ...becauseArguments,
  },
  async preview({ readings, people, incidents }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    const known = await people.people()
    if (deposit.status !== 'confirmed') throw notConfirmed(deposit, known)
    const client = await theClient(readings, `#${deposit.clientId}`)
    const available = availableOf(client)
    if (available < deposit.amount) throw notCovered(deposit, available, client.held)
    const after = client.remaining - deposit.amount
    return {
      what: say`Take back ${depositName(deposit)}`,
      lines: [
        say`balance: ${inClientFiat(client, client.remaining)} → ${inClientFiat(client, after)}`,
        say`available for cash-outs: ${inClientFiat(client, available)} → ${inClientFiat(client, available - deposit.amount)}`,
        say`confirmed at ${formatTime(deposit.confirmedAt)} by ${nameOrNull(deposit.decidedBy, known) ?? say`somebody unknown`}`,
        say`deposited before: ${inClientFiat(client, client.deposited)} → ${inClientFiat(client, client.deposited - deposit.amount)}: the reconciliation stays as it is`,
        ...becauseLines(await becauseOf({ incidents }, args)),
      ],
      interested: [{ clientId: deposit.clientId }],
    }
  },
  async act({ actions, readings, people, incidents, operationId, approver }, args) {
    const { reason, incident } = await becauseOf({ incidents }, args)
    const outcome = await actions.reverseDeposit(args.deposit, { reason, incident, operationId, approver })
    const deposit = await theDeposit(readings, args.deposit)
    if (outcome.kind === 'unknown') throw new Error('a deposit that was just read can be taken back')
    if (outcome.kind === 'not_confirmed') throw notConfirmed(deposit, await people.people())
    if (outcome.kind === 'not_covered') throw notCovered(deposit, outcome.available, outcome.held)
    const money = (amount: bigint): Text => fiatOf(deposit, amount)
    return {
      tone: 'good',
      heading: say`Deposit #${deposit.id} of ${depositAmount(deposit)} is taken back`,
      blocks: [
        fields(
          [say`Client`, depositor(deposit)],
          [say`Balance`, joined([money(outcome.remainingBefore), money(outcome.remainingAfter)], ' → ')],
          [say`Why`, reason],
        ),
        next(
          `client notify ${deposit.clientId} --template corrected`,
          `recon run --client ${deposit.clientId}`,
          `deposit show ${deposit.id}`,
        ),
      ],
      json: {
        ...depositJson(deposit),
        approver,
        incident,
        remainingBeforeMinor: outcome.remainingBefore.toString(),
        remainingAfterMinor: outcome.remainingAfter.toString(),
      },
    }
  },
})

function notConfirmed(deposit: DepositReading, people: readonly PersonReading[]): Failure {
  const who = nameOrNull(deposit.decidedBy, people)
  if (deposit.status !== 'pending') return decidedBefore(deposit.id, deposit.status, who)
  return new Failure(
    'refused',
    say`Deposit ${deposit.id} is ${DEPOSIT_STATUS[deposit.status]} and counts for nothing so far: "deposit reject ${deposit.id}" turns it down.`,
  )
}

/** What was spent can't be taken back: what is left can, and the rest is between the operator and the client. */
function notCovered(deposit: DepositReading, available: bigint, held: bigint): Failure {
  const money = (amount: bigint): Text => fiatOf(deposit, amount)
  const rest = money(deposit.amount - available)
  const left = formatDecimal(available, deposit.exponent)
  const wait =
    held === 0n
      ? ''
      : say` ${money(held)} is on hold for payments under way: wait until they are completed or cancelled.`
  return new Failure(
    'refused',
    available <= 0n
      ? say`Deposit #${deposit.id} of ${depositAmount(deposit)} can't be taken back: nothing of the balance is left that is not on hold. Settle it with the client himself.${wait}`
      : say`Deposit #${deposit.id} of ${depositAmount(deposit)} can't be taken back: only ${money(available)} of the balance is left and not on hold. Take that with "adjust propose ${deposit.clientId} --amount -${left}", and settle the other ${rest} with the client himself.${wait}`,
  )
}
