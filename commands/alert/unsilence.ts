import type { SilenceReading } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { silencedText, silenceJson, untilText } from '../silence-view.ts'

export const command = actCommand({
  noun: 'alert',
  verb: 'unsilence',
  help: 'End a silence: what it kept quiet is told again if it still is so',
  example: 'alert unsilence 3',
  role: 'operator',
  confirm: 'C1',
  arguments: { silence: id({ help: "the silence's number", positional: true, completes: 'silence' }) },
  async preview({ alerts, rules, people }, args) {
    const silence = await theSilence(alerts, args.silence)
    return {
      what: say`End silence #${silence.id}: ${silencedText(silence, rules)}`,
      lines: [
        say`before: silenced ${untilText(silence, await people.people())}`,
        say`after: told as always, and at once if it still is so`,
      ],
    }
  },
  async act({ alerts, rules, asker }, args) {
    const silence = await theSilence(alerts, args.silence)
    if (!(await alerts.endSilence(silence.id, asker.actor))) throw noSilence(silence.id)
    return {
      tone: 'good',
      heading: say`Not silenced any more: ${silencedText(silence, rules)}`,
      blocks: [text(say`It was silenced because: ${silence.reason}`), next('alert list', 'status show')],
      json: { ...silenceJson(silence), endedBy: asker.actor },
    }
  },
})

async function theSilence(alerts: LookContext['alerts'], silenceId: bigint): Promise<SilenceReading> {
  const silence = (await alerts.silences()).find((one) => one.id === silenceId)
  if (silence === undefined) throw noSilence(silenceId)
  return silence
}

const noSilence = (silenceId: bigint): Failure =>
  new Failure('refused', say`No silence ${silenceId} is in force: "status show" lists those that are.`)
