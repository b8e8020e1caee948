import { say } from '../../engine/phrase.ts'
import { thePart } from '../../engine/incidents/ticks.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, partArgument, theIncidentView } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'skip',
  help: 'Leave out a part of the checklist that does not apply, with the reason',
  example: 'incident skip notify.clients "nobody waits for a payment"',
  role: 'operator',
  // It can be taken back, and the reason stands in the timeline.
  confirm: 'C0',
  quiet: true,
  arguments: {
    part: partArgument,
    reason: words({ help: 'why it does not apply, in three words at least', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const view = await theIncidentView(incidents, args.id)
    const part = thePart(view.items, args.part)
    return { what: say`Leave out "${part.title}" of incident #${view.incident.id}`, lines: [args.reason] }
  },
  async act({ incidents, now }, args) {
    const view = await theIncidentView(incidents, args.id)
    const { key, title } = thePart(view.items, args.part)
    await incidents.skip(view.incident.id, key, args.reason)
    return doneAnswer(incidents, view.incident.id, { what: say`Left out: ${title}`, now })
  },
})
