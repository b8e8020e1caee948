import { formatAge } from '../../engine/format.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import { SEVERITY_LOOKS, STATUS_WORDS } from '../../engine/incidents/words.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { incidentHead } from '../incident-json.ts'

const MOST = 25
/** What is open is shown however old it is. */
const USUALLY = 10

export const command = lookCommand({
  noun: 'incident',
  verb: 'list',
  help: 'The incidents: those that are open, and the newest before',
  example: 'incident list',
  role: 'viewer',
  arguments: {
    limit: withDefault(count({ help: 'how many at most', least: 1, most: MOST }), USUALLY),
  },
  async look({ incidents, now }, { limit }) {
    const open = await incidents.current()
    const known = new Set(open.map(({ id }) => id))
    const before = (await incidents.recent(limit)).filter(({ id }) => !known.has(id))
    const all = [...open, ...before].slice(0, Math.max(limit, open.length))
    const [first] = open
    return {
      tone: first === undefined ? 'good' : 'warn',
      heading: first === undefined ? say`No incident is open` : say`Open incidents: ${open.length}`,
      blocks: [
        table(
          ['#', say`Severity`, say`Summary`, say`Standing`, say`Age`],
          all.map((incident) => rowOf(incident, now)),
          say`There never was one.`,
        ),
        next(...all.slice(0, 3).map(({ id }) => `incident show ${id}`), 'alert list'),
      ],
      json: { incidents: all.map(incidentHead) },
    }
  },
})

function rowOf(incident: Incident, now: Date): Text[] {
  const { icon, word } = SEVERITY_LOOKS[incident.severity]
  const page = incident.scenario === 'other' ? '' : `${incident.scenario} `
  return [
    incident.id.toString(),
    joined([icon, word], ' '),
    incident.drill ? say`DRILL · ${page}${incident.summary}` : `${page}${incident.summary}`,
    incident.status === 'closed'
      ? STATUS_WORDS.closed
      : joined([STATUS_WORDS[incident.status], `${incident.phase}/5`], ' '),
    formatAge(incident.openedAt, incident.closedAt ?? now),
  ]
}
