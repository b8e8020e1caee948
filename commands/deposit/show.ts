import type { DepositReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { depositAmount, depositJson } from '../deposit-view.ts'
import { formatTime } from '../format.ts'
import { theDeposit } from '../references.ts'

export const command = lookCommand({
  noun: 'deposit',
  verb: 'show',
  help: 'One deposit: amount, who entered it, who decided it',
  example: 'deposit show 12',
  role: 'operator',
  arguments: { deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }) },
  async look({ readings, settings }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    const zone = settings['operator-timezone']
    return {
      tone: deposit.status === 'pending' ? 'warn' : 'plain',
      heading: `Deposit #${deposit.id} of ${depositAmount(deposit)}, ${deposit.status}`,
      blocks: [
        fields(
          ['Client', `#${deposit.clientId} ${deposit.username}`],
          ['Amount', depositAmount(deposit)],
          ['Entered', `${formatTime(deposit.createdAt)} by ${deposit.createdBy ?? '–'}`],
          ['Decided by', deposit.decidedBy ?? '–'],
          ['Confirmed', formatTime(deposit.confirmedAt)],
          ['Note', deposit.note ?? '–'],
        ),
        next(...nextOf(deposit)),
      ],
      json: depositJson(deposit),
    }
  },
})

const nextOf = (deposit: DepositReading): string[] =>
  deposit.status === 'pending'
    ? [`deposit confirm ${deposit.id}`, `deposit reject ${deposit.id} --reason "the cash never came"`]
    : [`client history ${deposit.clientId}`, 'deposit list']
