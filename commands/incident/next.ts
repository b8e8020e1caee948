import { PHASE_TITLES } from '../../engine/incidents/words.ts'
import { ENGLISH, joined, say, type Text, write } from '../../engine/phrase.ts'
import { type LabelledLine, nextWith, text } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { buttonsOf } from '../incident-buttons.ts'
import { incidentFirst, theIncidentView } from '../incident-reference.ts'
import { incidentHeading } from '../incident-view.ts'

export const command = lookCommand({
  noun: 'incident',
  verb: 'next',
  help: 'The one thing to do now, with its button, and why it is this',
  example: 'incident next',
  role: 'operator',
  arguments: { id: incidentFirst },
  async look({ incidents }, args) {
    const view = await theIncidentView(incidents, args.id)
    const { incident, next } = view
    return {
      tone: next.line === null ? 'plain' : 'warn',
      heading: joined(['👉 ', next.what]),
      blocks: [
        ...(next.why === null ? [] : [text(say`Why: ${next.why}`)]),
        text(
          joined(
            [incidentHeading(incident), say`Phase ${incident.phase}: ${PHASE_TITLES[incident.phase]}`],
            '\n',
          ),
        ),
        nextWith(linesOf(view)),
      ],
      json: {
        incidentId: incident.id.toString(),
        phase: incident.phase,
        what: words(next.what),
        why: words(next.why),
        line: next.line,
      },
    }
  },
})

/** The first buttons of the card, and the page that it comes from. */
const linesOf = (view: Parameters<typeof buttonsOf>[0]): LabelledLine[] => {
  const { id, scenario, status } = view.incident
  const page = scenario === 'other' ? 'R0' : scenario
  const first = status === 'closed' ? [] : buttonsOf(view).slice(0, 2)
  return [
    ...first,
    { line: `incident runbook ${page}`, label: say`Page ${page}` },
    { line: `incident show ${id}`, label: say`Card` },
  ]
}

const words = (text: Text | null): string | null =>
  text === null ? null : write(text, { ...ENGLISH, names: 'initials' })
