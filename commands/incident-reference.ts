import { Failure } from '../engine/failure.ts'
import type { IncidentBoard, IncidentView } from '../engine/incidents/board.ts'
import type { Incident } from '../engine/incidents/incident.ts'
import { SEVERITY_LOOKS } from '../engine/incidents/words.ts'
import { joined, say } from '../engine/phrase.ts'
import { type ArgumentSpec, id, optional } from './arguments.ts'

/** Left out: the one that is open is meant. */
export const incidentArgument = optional(
  id({ help: "the incident's number, where several are open", completes: 'incident' }),
)
/** The same where a bare number can only be this. */
export const incidentFirst = optional(
  id({ help: "the incident's number, where several are open", positional: true, completes: 'incident' }),
)

const PART = /^[a-z_-]+(?:\.[a-z_-]+)?$/i

/** 'stop.polling': one of the checklist's parts. */
export const partArgument: ArgumentSpec<string> = {
  help: "the checklist's part, as the card names it: stop.polling",
  placeholder: 'part',
  positional: true,
  required: true,
  completes: 'incident part',
  flag: false,
  secret: false,
  read(written, name) {
    if (written !== undefined && PART.test(written)) return written.toLowerCase()
    throw new Failure(
      'usage',
      say`--${name} must be a part of the checklist such as stop.polling: "incident show --checklist" names them.`,
    )
  },
}

/** By its number, or the one that is open; with several open the answer asks which. */
export async function theIncident(
  incidents: Pick<IncidentBoard, 'incident' | 'current'>,
  wanted: bigint | null,
): Promise<Incident> {
  if (wanted !== null) {
    const found = await incidents.incident(wanted)
    if (found !== null) return found
    throw new Failure('refused', say`There is no incident ${wanted}: "incident list" shows which there are.`)
  }
  const open = await incidents.current()
  const [only, second] = open
  if (only === undefined)
    throw new Failure(
      'refused',
      say`No incident is open: "incident open" opens one, "incident list" shows the ones before.`,
    )
  if (second === undefined) return only
  throw new Failure(
    'refused',
    joined(
      [
        say`${open.length} incidents are open. Say which one with its number, such as --id ${only.id}:`,
        ...open.map(({ id: number, severity, summary }) =>
          joined([`#${number}`, SEVERITY_LOOKS[severity].icon, SEVERITY_LOOKS[severity].word, summary], ' '),
        ),
      ],
      '\n',
    ),
  )
}

/** The same with everything that its card shows. */
export async function theIncidentView(
  incidents: Pick<IncidentBoard, 'incident' | 'current' | 'view'>,
  wanted: bigint | null,
): Promise<IncidentView> {
  const { id: number } = await theIncident(incidents, wanted)
  const view = await incidents.view(number)
  if (view === null) throw new Error('an incident that was read is there')
  return view
}
