import { say } from '../../engine/phrase.ts'
import { next, text } from '../answer.ts'
import { id, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import {
  decidedBefore,
  nameOrNull,
  depositAmount,
  depositJson,
  depositName,
  refuseDecided,
} from '../deposit-view.ts'
import { theDeposit } from '../references.ts'

export const command = actCommand({
  noun: 'deposit',
  verb: 'reject',
  help: 'Turn down a deposit that was entered and never counted',
  example: 'deposit reject 12 --reason "the cash never came"',
  role: 'treasurer',
  confirm: 'C1',
  arguments: {
    deposit: id({ help: "the deposit's number", positional: true, completes: 'deposit' }),
    reason: words({ help: 'why, for whoever looks next' }),
  },
  async preview({ readings, people }, args) {
    const deposit = await theDeposit(readings, args.deposit)
    refuseDecided(deposit, await people.people())
    return {
      what: say`Reject ${depositName(deposit)}`,
      lines: [
        say`the client's balance does not change`,
        say`a rejected deposit stays in the books and is never confirmed`,
      ],
    }
  },
  async act({ actions, readings, people }, args) {
    const { note } = await theDeposit(readings, args.deposit)
    const reason = `rejected: ${args.reason}`
    const decision = await actions.decideDeposit(
      args.deposit,
      'rejected',
      note === null ? reason : `${note}; ${reason}`,
    )
    if (decision.kind === 'too_late') {
      const who = nameOrNull(decision.decidedBy, await people.people())
      throw decidedBefore(args.deposit, decision.status, who)
    }
    const deposit = await theDeposit(readings, args.deposit)
    return {
      tone: 'plain',
      heading: say`Deposit #${deposit.id} of ${depositAmount(deposit)} is rejected`,
      blocks: [
        text(say`Because: ${args.reason}`),
        next('deposit list --status pending', `deposit show ${deposit.id}`),
      ],
      json: depositJson(deposit),
    }
  },
})
