import { SCENARIOS } from '../../engine/incidents/incident.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { choice } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'scenario',
  help: "Say which of the handbook's pages it is; the steps offered follow from it",
  example: 'incident scenario R3',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    scenario: choice(SCENARIOS, { help: 'R1 to R6, R10 the bot itself, other', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const incident = await theIncident(incidents, args.id)
    return {
      what: say`Incident #${incident.id} is ${args.scenario}: ${SCENARIO_TITLES[args.scenario]}`,
      lines: [
        say`before: ${SCENARIO_TITLES[incident.scenario]}`,
        say`after: ${SCENARIO_TITLES[args.scenario]}`,
      ],
    }
  },
  async act({ incidents, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    const { scenario } = await incidents.setScenario(id, args.scenario)
    return doneAnswer(incidents, id, {
      what: say`Incident #${id} is ${scenario}: ${SCENARIO_TITLES[scenario]}`,
      now,
    })
  },
})
