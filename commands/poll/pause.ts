import { say, type Text } from '../../engine/phrase.ts'
import { next, text } from '../answer.ts'
import { choice, text as words, withDefault } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { formatSats } from '../../engine/format.ts'

export const command = actCommand({
  noun: 'poll',
  verb: 'pause',
  help: 'Stop paying out, taking cash-outs in, or both, on every replica at once',
  example: 'poll pause --what both --reason "counting the cash"',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    what: withDefault(
      choice(['payout', 'ingest', 'both'], { help: 'what to stop', positional: true }),
      'both',
    ),
    reason: words({ help: 'why, for whoever looks next' }),
  },
  async preview({ readings }, { what }) {
    const status = await readings.status()
    return {
      what: STOPPING[what],
      lines: [
        say`in flight now: ${formatSats(status.inDoubtSats)}; what is being paid at this moment is looked up, not paid again`,
      ],
    }
  },
  async act({ actions, readings }, { what, reason }) {
    await actions.setSwitches(
      { ...(what === 'ingest' ? {} : { payouts: false }), ...(what === 'payout' ? {} : { polling: false }) },
      reason,
    )
    const status = await readings.status()
    return {
      tone: 'warn',
      heading: say`Paused`,
      blocks: [
        text(
          say`Polling is ${plainOnOff(status.pollingEnabled)}, payouts are ${plainOnOff(status.payoutsEnabled)}: ${reason}`,
        ),
        text(say`Still being looked up: ${formatSats(status.inDoubtSats)}.`),
        next('status show', 'poll resume'),
      ],
      json: {
        pollingEnabled: status.pollingEnabled,
        payoutsEnabled: status.payoutsEnabled,
        reason,
        inDoubtSats: status.inDoubtSats.toString(),
      },
    }
  },
})

const STOPPING = {
  payout: say`Stop payouts`,
  ingest: say`Stop taking cash-outs in`,
  both: say`Stop payouts and polling`,
} as const

const plainOnOff = (on: boolean): Text => (on ? say`on` : say`off`)
