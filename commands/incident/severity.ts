import { INCIDENT_SEVERITIES } from '../../engine/incidents/incident.ts'
import { isHigher } from '../../engine/incidents/steps.ts'
import { SEVERITY_LOOKS } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { choice, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'severity',
  help: 'Say how bad it is: raised at once, lowered after a question',
  example: 'incident severity critical money is missing',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    level: choice(INCIDENT_SEVERITIES, { help: 'medium, high or critical', positional: true }),
    why: words({ help: 'why, for whoever looks next', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const incident = await theIncident(incidents, args.id)
    return {
      what: say`Set the severity of incident #${incident.id}: ${args.why}`,
      lines: [
        say`before: ${SEVERITY_LOOKS[incident.severity].word}`,
        say`after: ${SEVERITY_LOOKS[args.level].word}`,
      ],
      ...(isHigher(incident.severity, args.level) ? { confirm: 'C1' as const } : {}),
    }
  },
  async act({ incidents, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    const { severity } = await incidents.setSeverity(id, args.level, args.why)
    return doneAnswer(incidents, id, { what: say`Incident #${id} is ${SEVERITY_LOOKS[severity].word}`, now })
  },
})
