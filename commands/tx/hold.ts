import { refuseIfNot } from '../../engine/intervention-plans.ts'
import { say } from '../../engine/phrase.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { cashOutArgument, cashOutName, decidedAnswer, lamassuIdOf, standingText } from '../tx-decision.ts'

export const command = actCommand({
  noun: 'tx',
  verb: 'hold',
  help: 'Keep a cash-out from being distributed until somebody releases it',
  example: 'tx hold 17 --reason "the customer came back"',
  role: 'operator',
  confirm: 'C1',
  arguments: { cashout: cashOutArgument, reason: words({ help: 'why, for whoever looks next' }) },
  async preview({ readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const seen = await readings.standing(lamassuId)
    refuseIfNot('hold', lamassuId, seen)
    return {
      what: say`Hold ${cashOutName(lamassuId)} back`,
      lines: [
        say`the cash-out: ${standingText(seen)} → held back`,
        say`no sats and no balance move; the other cash-outs go on`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const outcome = await actions.holdCashOut(lamassuId, args.reason)
    return decidedAnswer(readings, lamassuId, say`Held back: ${cashOutName(lamassuId)}`, outcome)
  },
})
