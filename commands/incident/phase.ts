import { refusePhase } from '../../engine/incidents/closing.ts'
import type { IncidentView } from '../../engine/incidents/board.ts'
import { PHASES, type Phase } from '../../engine/incidents/incident.ts'
import { PHASE_TITLES } from '../../engine/incidents/words.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { choice } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncidentView } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'phase',
  help: 'Go on to another phase, or back; what of this one is open is shown first',
  example: 'incident phase 2',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    to: choice(['1', '2', '3', '4', '5'], {
      help: '1 at once, 2 investigation, 3 recovery, 4 resumption, 5 afterwards',
      positional: true,
    }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const view = await theIncidentView(incidents, args.id)
    const to = phaseOf(args.to)
    refusePhase(view, to)
    const { phase } = view.incident
    return {
      what: say`Incident #${view.incident.id}: phase ${to}, ${PHASE_TITLES[to]}`,
      lines: [
        say`before: phase ${phase}, ${PHASE_TITLES[phase]}`,
        ...summaryOf(view),
        ...gateLines(view, to),
      ],
    }
  },
  async act({ incidents, now }, args) {
    const view = await theIncidentView(incidents, args.id)
    const to = phaseOf(args.to)
    await incidents.setPhase(view.incident.id, to)
    return doneAnswer(incidents, view.incident.id, { what: say`Phase ${to}: ${PHASE_TITLES[to]}`, now })
  },
})

const phaseOf = (written: string): Phase => PHASES.find((phase) => String(phase) === written) ?? 1

/** Each item of the phase that is left, done or not. */
function summaryOf({ incident, items }: IncidentView): Text[] {
  return items
    .filter(({ phase }) => phase === incident.phase)
    .map(({ title, done, parts }) =>
      joined([
        done ? '✔ ' : '☐ ',
        title,
        ...(done ? [] : [` ${parts.filter(({ state }) => state !== 'open').length}/${parts.length}`]),
      ]),
    )
}

/** Resumption begins at the gate. */
const gateLines = ({ gate }: IncidentView, to: Phase): Text[] =>
  to === 4 ? gate.conditions.map(({ title, ok, why }) => joined([ok ? '🟢 ' : '🔴 ', title, ': ', why])) : []
