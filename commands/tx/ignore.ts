import { refuseIfNot } from '../../engine/intervention-plans.ts'
import { say } from '../../engine/phrase.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { cashOutArgument, cashOutName, decidedAnswer, lamassuIdOf, standingText } from '../tx-decision.ts'

export const command = actCommand({
  noun: 'tx',
  verb: 'ignore',
  help: 'Put a cash-out aside for good, so that nobody is paid for it; it stays in the books',
  example: 'tx ignore 17 --note "a test of the technician, no cash came out"',
  role: 'treasurer',
  confirm: 'C4E',
  arguments: { cashout: cashOutArgument, note: words({ help: 'why nobody is owed anything for it' }) },
  async preview({ readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const seen = await readings.standing(lamassuId)
    refuseIfNot('ignore', lamassuId, seen)
    return {
      what: say`Put ${cashOutName(lamassuId)} aside for good`,
      lines: [
        say`the cash-out: ${standingText(seen)} → put aside for good`,
        say`the clients get nothing of its sats; no balance changes`,
        say`"tx release" takes it back, should it prove wrong`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const outcome = await actions.ignoreCashOut(lamassuId, args.note)
    return decidedAnswer(readings, lamassuId, say`Put aside for good: ${cashOutName(lamassuId)}`, outcome)
  },
})
