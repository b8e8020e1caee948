import { say, type Text } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { Switches } from '../../engine/bookkeeping.ts'
import type { StatusReading } from '../../engine/readings.ts'
import { fields, next, text } from '../answer.ts'
import { choice, optional, text as words, withDefault } from '../arguments.ts'
import { type ActContext, actCommand, type LookContext } from '../definition.ts'
import { onOff } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'
import { type Passage, passageFor, passageLines, RESUMABLE, type What } from '../resume-gate.ts'

export const command = actCommand({
  noun: 'poll',
  verb: 'resume',
  help: 'Start paying out, taking cash-outs in, or both, again; while an incident is open, through its gate',
  example: 'poll resume --what ingest',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    what: withDefault(
      choice(RESUMABLE, {
        help: 'what to start; one: a single cash-out goes through while payouts stay off',
        positional: true,
      }),
      'both',
    ),
    override: optional(
      words({ help: 'why it is done although a condition of the gate is red; a second person has to agree' }),
    ),
  },
  async preview(context, args) {
    const passage = await passageFor(context, args)
    const status = await context.readings.status()
    return {
      what: RESUMING[args.what],
      lines: [
        ...switchLines(status, args.what),
        ...(passage === null ? await redLines(context.probes) : passageLines(passage)),
      ],
      ...(passage === null || passage.override === null ? {} : { confirm: 'C4E' as const }),
    }
  },
  async act(context, args) {
    const passage = await passageFor(context, args)
    if (args.what === 'one') return letOneThrough(context)
    if (args.what === 'ingest') await resumePolling(context, passage)
    else await resumePayouts(context, args.what, passage)
    return answerOf(await context.readings.status(), passage)
  },
})

async function resumePayouts(
  { actions, readings, host, incidents }: ActContext,
  what: What,
  passage: Passage | null,
): Promise<void> {
  const before = await readings.status()
  // Before the switches: should anything fail in between, everything stays stopped.
  await host.clearHalt()
  const wanted = switchesOf(what)
  const allOn = wanted.polling ?? before.pollingEnabled
  // What stays paused keeps its reason.
  await actions.setSwitches(wanted, allOn ? null : before.pauseReason)
  if (passage !== null) await incidents.recordResumed(passage.incident.id, passage.override)
}

/** While an incident is open, polling starts before payouts do, so that there is something to verify. */
async function resumePolling(
  { actions, readings, host }: ActContext,
  passage: Passage | null,
): Promise<void> {
  const { payoutsEnabled, pauseReason } = await readings.status()
  if (!host.isHalted()) {
    await actions.setSwitches({ polling: true }, payoutsEnabled ? null : pauseReason)
    return
  }
  if (passage === null) throw stoppedByPanic()
  // Payouts are off in the books before the flag goes that has kept them off until now.
  await actions.setSwitches({ polling: true, payouts: false }, pauseReason)
  await host.clearHalt()
}

async function letOneThrough({ actions, readings, host }: ActContext) {
  const { payoutsEnabled, pauseReason } = await readings.status()
  if (payoutsEnabled && !host.isHalted())
    throw new Failure('refused', say`Payouts are on: every cash-out goes through by itself.`)
  if (host.isHalted()) {
    await actions.setSwitches({ payouts: false }, pauseReason)
    await host.clearHalt()
  }
  const id = await actions.startTrial()
  if (id === null)
    throw new Failure(
      'refused',
      say`No cash-out waits that could go through without a person: "tx list" shows which there are, "poll run" looks for new ones.`,
    )
  return {
    tone: 'good',
    heading: say`Cash-out #${id} goes through alone`,
    blocks: [
      text(say`Payouts stay off for all others. The next pause ends it; so does the resumption.`),
      next(`tx show ${id}`, 'recon run', 'poll resume'),
    ],
    json: { cashOutId: id.toString(), payoutsEnabled: false },
  } as const
}

const stoppedByPanic = (): Failure =>
  new Failure(
    'refused',
    say`Somebody stopped everything with "panic", and only payouts and polling together start again: poll resume. Nothing was changed.`,
  )

const RESUMING: Readonly<Record<What, Text>> = {
  payout: say`Resume payouts`,
  ingest: say`Resume taking cash-outs in`,
  both: say`Resume payouts and polling`,
  one: say`Let one cash-out through, while payouts stay off`,
}

const switchesOf = (what: What): Switches => ({
  ...(what === 'ingest' ? {} : { payouts: true }),
  ...(what === 'payout' ? {} : { polling: true }),
})

function switchLines(status: StatusReading, what: What): Text[] {
  const polling = status.pollingEnabled || what === 'both' || what === 'ingest'
  const payouts = status.payoutsEnabled || what === 'both' || what === 'payout'
  return [
    say`polling: ${onOff(status.pollingEnabled)} → ${onOff(polling)}`,
    say`payouts: ${onOff(status.payoutsEnabled)} → ${onOff(payouts)}`,
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

function answerOf(status: StatusReading, passage: Passage | null) {
  const running = status.pollingEnabled && status.payoutsEnabled
  return {
    tone: running ? 'good' : 'warn',
    heading: running ? say`Everything runs again` : say`Resumed in part`,
    blocks: [
      fields([say`Polling`, onOff(status.pollingEnabled)], [say`Payouts`, onOff(status.payoutsEnabled)]),
      ...(passage !== null && status.payoutsEnabled
        ? [text(say`Incident #${passage.incident.id}: the watch of 24 hours has begun.`)]
        : []),
      ...(passage !== null && !status.payoutsEnabled
        ? [next('poll run', 'recon run', 'incident show')]
        : [next('status show', 'poll status')]),
    ],
    json: {
      pollingEnabled: status.pollingEnabled,
      payoutsEnabled: status.payoutsEnabled,
      pauseReason: status.pauseReason,
    },
  } as const
}
