import { refuseOpenEnds } from '../../engine/incidents/closing.ts'
import { formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { readerFor, writtenPostmortem } from '../incident-paper.ts'
import { incidentArgument, theIncidentView } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'close',
  help: 'Close it for good; refused with the list of what is open',
  example: 'incident close',
  role: 'operator',
  confirm: 'C1',
  arguments: { id: incidentArgument },
  async preview({ incidents, now }, args) {
    const view = await theIncidentView(incidents, args.id)
    refuseOpenEnds(view, now)
    return {
      what: say`Close incident #${view.incident.id}`,
      lines: [
        say`Root cause: ${view.incident.rootCause ?? '–'}`,
        say`kept open: ${formatCount(view.followUps.filter(({ doneAt }) => doneAt === null).length, 'follow-up')}`,
      ],
    }
  },
  async act(context, args) {
    const { incidents, now } = context
    const { incident } = await theIncidentView(incidents, args.id)
    await incidents.close(incident.id)
    // As it stood at the end: whatever is added later, this is what was signed.
    const reader = readerFor(context, { names: 'initials' })
    await incidents.attach(incident.id, await writtenPostmortem(context, incident.id, reader), null)
    return doneAnswer(incidents, incident.id, { what: say`Incident #${incident.id} is closed`, now })
  },
})
