import { CAUSE_WORDS } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { choice, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'cause',
  help: 'Write down the root cause, and whether it was a person, our system or something outside',
  example: 'incident cause external "the network of the machine was down"',
  role: 'operator',
  // It can be written anew; both stand in the timeline.
  confirm: 'C0',
  quiet: true,
  arguments: {
    kind: choice(['human', 'system', 'external'], {
      help: 'human a mistake, system our own, external outside',
      positional: true,
    }),
    cause: words({ help: 'what it came from', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    return {
      what: say`Root cause of incident #${id}: ${args.cause}`,
      lines: [CAUSE_WORDS[args.kind]],
    }
  },
  async act({ incidents, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    await incidents.recordCause(id, { rootCause: args.cause, kind: args.kind })
    return doneAnswer(incidents, id, { what: say`The root cause of incident #${id} is written down`, now })
  },
})
