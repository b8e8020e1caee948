import { say } from '../../engine/phrase.ts'
import { thePart } from '../../engine/incidents/ticks.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, partArgument, theIncidentView } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'uncheck',
  help: 'Take a tick back, or do after all what was left out',
  example: 'incident uncheck document.screenshots "they were of another day"',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: {
    part: partArgument,
    why: words({ help: 'why, for whoever looks next', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const view = await theIncidentView(incidents, args.id)
    const part = thePart(view.items, args.part)
    return { what: say`Untick "${part.title}" of incident #${view.incident.id}`, lines: [args.why] }
  },
  async act({ incidents, now }, args) {
    const view = await theIncidentView(incidents, args.id)
    const { key, title } = thePart(view.items, args.part)
    await incidents.untick(view.incident.id, key, args.why)
    return doneAnswer(incidents, view.incident.id, { what: say`✘ ${title}`, now })
  },
})
