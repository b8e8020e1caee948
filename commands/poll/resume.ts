import { say, type Text } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { Switches } from '../../engine/bookkeeping.ts'
import type { StatusReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { choice, withDefault } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { onOff } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

type What = 'payout' | 'ingest' | 'both'

export const command = actCommand({
  noun: 'poll',
  verb: 'resume',
  help: 'Start paying out, taking cash-outs in, or both, again',
  example: 'poll resume --what ingest',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    what: withDefault(
      choice(['payout', 'ingest', 'both'], { help: 'what to start', positional: true }),
      'both',
    ),
  },
  async preview({ readings, probes }, { what }) {
    const status = await readings.status()
    return {
      what: RESUMING[what],
      lines: [...switchLines(status, what), ...(await redLines(probes))],
    }
  },
  async act({ actions, readings, host }, { what }) {
    const before = await readings.status()
    // Before the switches: should anything fail in between, everything stays stopped.
    if (what !== 'ingest') await host.clearHalt()
    else if (host.isHalted()) throw stoppedByPanic()
    const wanted = switchesOf(what)
    const allOn = (wanted.polling ?? before.pollingEnabled) && (wanted.payouts ?? before.payoutsEnabled)
    // What stays paused keeps its reason.
    await actions.setSwitches(wanted, allOn ? null : before.pauseReason)
    return answerOf(await readings.status())
  },
})

const stoppedByPanic = (): Failure =>
  new Failure(
    'refused',
    say`Somebody stopped everything with "panic", and only payouts and polling together start again: poll resume. Nothing was changed.`,
  )

const RESUMING: Readonly<Record<What, Text>> = {
  payout: say`Resume payouts`,
  ingest: say`Resume taking cash-outs in`,
  both: say`Resume payouts and polling`,
}

const switchesOf = (what: What): Switches => ({
  ...(what === 'ingest' ? {} : { payouts: true }),
  ...(what === 'payout' ? {} : { polling: true }),
})

function switchLines(status: StatusReading, what: What): Text[] {
  return [
    say`polling: ${onOff(status.pollingEnabled)} → ${onOff(status.pollingEnabled || what !== 'payout')}`,
    say`payouts: ${onOff(status.payoutsEnabled)} → ${onOff(status.payoutsEnabled || what !== 'ingest')}`,
    ...(status.pauseReason === null ? [] : [say`it was paused because: ${recorded(status.pauseReason)}`]),
  ]
}

/** What is not ready yet. It does not forbid to resume: what can't be distributed waits, with these reasons. */
async function redLines(probes: LookContext['probes']): Promise<Text[]> {
  const preflight = await probes.preflight()
  if (preflight === null) return [say`✘ no LNbits is configured, so nothing can be paid yet`]
  if (preflight.ready) return [say`✔ the wallets are reachable, and no payment is stuck`]
  return preflight.reasons.map((reason) => say`✘ ${recorded(reason)}`)
}

function answerOf(status: StatusReading) {
  const running = status.pollingEnabled && status.payoutsEnabled
  return {
    tone: running ? 'good' : 'warn',
    heading: running ? say`Everything runs again` : say`Resumed in part`,
    blocks: [
      fields([say`Polling`, onOff(status.pollingEnabled)], [say`Payouts`, onOff(status.payoutsEnabled)]),
      next('status show', 'poll status'),
    ],
    json: {
      pollingEnabled: status.pollingEnabled,
      payoutsEnabled: status.payoutsEnabled,
      pauseReason: status.pauseReason,
    },
  } as const
}
