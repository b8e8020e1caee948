import { refuseIfNot } from '../../engine/intervention-plans.ts'
import { say } from '../../engine/phrase.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { cashOutArgument, cashOutName, decidedAnswer, lamassuIdOf, standingText } from '../tx-decision.ts'

export const command = actCommand({
  noun: 'tx',
  verb: 'release',
  help: 'Let a cash-out go on that was held back or set aside, if nothing speaks against it any more',
  example: 'tx release 17 --reason "the customer was right"',
  role: 'treasurer',
  confirm: 'C1',
  arguments: { cashout: cashOutArgument, reason: words({ help: 'why, for whoever looks next' }) },
  async preview({ readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const seen = await readings.standing(lamassuId)
    refuseIfNot('release', lamassuId, seen)
    const ignored = seen.kind === 'transaction' && seen.status === 'failed'
    return {
      what: say`Release ${cashOutName(lamassuId)}`,
      lines: ignored
        ? [say`the cash-out: put aside for good → held back; release it once more to let it go on`]
        : [
            say`the cash-out: ${standingText(seen)} → judged again, by its row as Lamassu has it now`,
            say`if nothing speaks against it, it is distributed and paid by itself`,
          ],
    }
  },
  async act({ actions, readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const outcome = await actions.releaseCashOut(lamassuId, args.reason)
    return decidedAnswer(readings, lamassuId, say`Released: ${cashOutName(lamassuId)}`, outcome)
  },
})
