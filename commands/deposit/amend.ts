import { say } from '../../engine/phrase.ts'
import type { DepositReading, Readings } from '../../engine/readings.ts'
import type { FiatMinor } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { next, text } from '../answer.ts'
import { decimal, id, optional, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import {
  decidedBefore,
  depositAmount,
  depositJson,
  depositName,
  nameOrNull,
  refuseDecided,
} from '../deposit-view.ts'
import { readFiatAmount } from '../fiat-amount.ts'
import { formatFiat } from '../../engine/format.ts'
import { theDeposit } from '../references.ts'

export const command = actCommand({
  noun: 'deposit',
  verb: 'amend',
  help: 'Correct a deposit that is not confirmed yet: it is replaced by a new one, and both stay in the books',
  example: 'deposit amend 12 --amount 4500.00 --reason "counted again"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }),
    amount: optional(decimal({ help: 'the right amount in whole units', placeholder: '4500.00' })),
    note: optional(words({ help: 'the right note' })),
    reason: words({ help: 'what was wrong' }),
  },
  async preview({ readings, people }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    refuseDecided(deposit, await people.people())
    const { amount, note } = read(deposit, args)
    return {
      what: say`Amend ${depositName(deposit)}`,
      lines: [
        say`amount: ${depositAmount(deposit)} → ${formatFiat(amount, deposit.exponent, deposit.fiatCode)}`,
        say`note: ${deposit.note ?? '–'} → ${note ?? '–'}`,
        say`the old one is rejected and stays in the books, the new one waits to be confirmed; no balance changes`,
      ],
    }
  },
  async act({ actions, readings, people, operationId }, args) {
    const before = await theDeposit(readings, args.deposit)
    const amended = await actions.amendDeposit(args.deposit, {
      ...read(before, args),
      reason: args.reason,
      operationId,
    })
    if (amended.kind === 'unknown') throw new Error('a deposit that was just read can be amended')
    if (amended.kind === 'too_late') {
      const who = nameOrNull(amended.decidedBy, await people.people())
      throw decidedBefore(args.deposit, amended.status, who)
    }
    return amendedAnswer(readings, before, amended.depositId)
  },
})

async function amendedAnswer(readings: Readings, before: DepositReading, depositId: bigint) {
  const deposit = await theDeposit(readings, depositId)
  return {
    tone: 'plain',
    heading: say`Deposit #${before.id} is replaced by #${deposit.id} of ${depositAmount(deposit)}`,
    blocks: [
      text(say`It counts once a treasurer has confirmed it.`),
      next(`deposit confirm ${deposit.id}`, `deposit show ${deposit.id}`),
    ],
    json: { ...depositJson(deposit), replacesDepositId: before.id.toString() },
  } as const
}

function read(
  deposit: DepositReading,
  args: { amount: string | null; note: string | null },
): { amount: FiatMinor; note: string | null } {
  const amount = args.amount === null ? deposit.amount : readFiatAmount(args.amount, 'amount', deposit)
  const note = args.note ?? deposit.note
  if (amount === deposit.amount && note === deposit.note)
    throw new Failure('usage', say`Give the right --amount, the right --note, or both: nothing would change.`)
  return { amount, note }
}
