import { refuseOpenEnds } from '../../engine/incidents/closing.ts'
import { formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
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
  async act({ incidents, now }, args) {
    const { incident } = await theIncidentView(incidents, args.id)
    await incidents.close(incident.id)
    return doneAnswer(incidents, incident.id, { what: say`Incident #${incident.id} is closed`, now })
  },
})
