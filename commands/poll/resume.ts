import type { Switches } from '../../engine/bookkeeping.ts'
import type { StatusReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { choice, withDefault } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'

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
      what: `Resume ${WORDS[what]}`,
      lines: [...switchLines(status, what), ...(await redLines(probes))],
    }
  },
  async act({ actions, readings }, { what }) {
    const before = await readings.status()
    const wanted = switchesOf(what)
    const allOn = (wanted.polling ?? before.pollingEnabled) && (wanted.payouts ?? before.payoutsEnabled)
    // What stays paused keeps its reason.
    await actions.setSwitches(wanted, allOn ? null : before.pauseReason)
    return answerOf(await readings.status())
  },
})

const WORDS: Readonly<Record<What, string>> = {
  payout: 'payouts',
  ingest: 'taking cash-outs in',
  both: 'payouts and polling',
}

const switchesOf = (what: What): Switches => ({
  ...(what === 'ingest' ? {} : { payouts: true }),
  ...(what === 'payout' ? {} : { polling: true }),
})

const onOff = (on: boolean): string => (on ? 'on' : 'OFF')

function switchLines(status: StatusReading, what: What): string[] {
  return [
    `polling: ${onOff(status.pollingEnabled)} → ${onOff(status.pollingEnabled || what !== 'payout')}`,
    `payouts: ${onOff(status.payoutsEnabled)} → ${onOff(status.payoutsEnabled || what !== 'ingest')}`,
    ...(status.pauseReason === null ? [] : [`it was paused because: ${status.pauseReason}`]),
  ]
}

/** What is not ready yet. It does not forbid to resume: what can't be distributed waits, with these reasons. */
async function redLines(probes: LookContext['probes']): Promise<string[]> {
  const preflight = await probes.preflight()
  if (preflight === null) return ['✘ no LNbits is configured, so nothing can be paid yet']
  if (preflight.ready) return ['✔ the wallets are reachable, and no payment is stuck']
  return preflight.reasons.map((reason) => `✘ ${reason}`)
}

function answerOf(status: StatusReading) {
  const running = status.pollingEnabled && status.payoutsEnabled
  return {
    tone: running ? 'good' : 'warn',
    heading: running ? 'Everything runs again' : 'Resumed in part',
    blocks: [
      fields(['Polling', onOff(status.pollingEnabled)], ['Payouts', onOff(status.payoutsEnabled)]),
      next('status show', 'poll status'),
    ],
    json: {
      pollingEnabled: status.pollingEnabled,
      payoutsEnabled: status.payoutsEnabled,
      pauseReason: status.pauseReason,
    },
  } as const
}
