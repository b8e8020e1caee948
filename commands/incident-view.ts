import { formatCount, formatSats, formatShortTime, formatTime } from '../engine/format.ts'
import type { IncidentView, ItemState, PartState } from '../engine/incidents/board.ts'
import type { Incident } from '../engine/incidents/incident.ts'
import { impactFigures } from '../engine/incidents/steps.ts'
import { PHASE_TITLES, SCENARIO_TITLES, SEVERITY_LOOKS } from '../engine/incidents/words.ts'
import { joined, Phrase, say, type Text } from '../engine/phrase.ts'
import { type Answer, type Block, fields, lines, nextWith, text, type Tone } from './answer.ts'
import { buttonsOf } from './incident-buttons.ts'
import { incidentJson } from './incident-json.ts'

/**
 * The card of an incident, as it is pinned and as every command about it answers: how bad, how far, who, how much money,
 * and the one thing to do now with its button. In no language yet; of clients nothing is said but their number.
 */
export const incidentCard = (view: IncidentView, now: Date): Answer => ({
  tone: toneOf(view.incident),
  heading: incidentHeading(view.incident),
  blocks: [...cardBlocks(view, now), nextWith(buttonsOf(view))],
  json: incidentJson(view, now),
})

/** Everything of the card but its buttons. */
export function cardBlocks(view: IncidentView, now: Date): Block[] {
  const { incident, next } = view
  const step = next.why === null ? next.what : joined([next.what, next.why], '\n')
  return [
    text(incident.summary),
    ...(incident.status === 'closed' ? [] : [text(joined([say`👉 Now`, ': ', step]))]),
    fields(...fieldsOf(view, now)),
    ...(incident.status === 'closed' ? [] : [checklistBlock(view)]),
  ]
}

/** 'DRILL · 🔴 CRITICAL · Incident #3 · R3 Payments fail or are stuck' */
export function incidentHeading(incident: Incident): Text {
  const { icon, word } = SEVERITY_LOOKS[incident.severity]
  const look = incident.status === 'closed' ? say`✅ CLOSED` : joined([icon, word], ' ')
  const { scenario } = incident
  const title = SCENARIO_TITLES[scenario]
  return joined(
    [
      ...(incident.drill ? [say`DRILL`] : []),
      look,
      ...(incident.status === 'watching' ? [say`👀 watched`] : []),
      say`Incident #${incident.id}`,
      scenario === 'other' ? title : joined([scenario, title], ' '),
    ],
    ' · ',
  )
}

export const isOverrun = ({ incident, phaseDueAt }: IncidentView, now: Date): boolean =>
  incident.status !== 'closed' && phaseDueAt !== null && phaseDueAt < now

const WATCHED = '#2E90FA'
const CLOSED = '#12B76A'
const LATE = '#912018'

/** '#D92D20'; a phase that takes longer than it should is darker. The words say the same. */
export function incidentColour(view: IncidentView, now: Date): string {
  const { status, severity } = view.incident
  if (status === 'closed') return CLOSED
  if (isOverrun(view, now)) return LATE
  return status === 'watching' ? WATCHED : SEVERITY_LOOKS[severity].colour
}

function toneOf({ status, severity }: Incident): Tone {
  if (status === 'closed') return 'good'
  return severity === 'critical' ? 'bad' : 'warn'
}

function fieldsOf(view: IncidentView, now: Date): (readonly [Text, Text])[] {
  const { incident, leadName, moneyInDoubt, lastUpdateAt } = view
  if (incident.status === 'closed') return closedFields(incident)
  return [
    [say`Phase`, phaseText(view, now)],
    [say`Lead`, leadName ?? say`⚠ nobody yet: "incident lead"`],
    [say`In doubt`, formatSats(moneyInDoubt)],
    ...(incident.impact === null ? [] : [[say`Impact`, impactFigures(incident.impact)] as const]),
    ...(incident.watchUntil === null ? [] : [[say`Watched until`, formatTime(incident.watchUntil)] as const]),
    ...(incident.recurrences === 0
      ? []
      : [[say`It came back`, formatCount(incident.recurrences, 'time')] as const]),
    ...(lastUpdateAt === null ? [] : [[say`Last update`, formatShortTime(lastUpdateAt)] as const]),
    ...(incident.level === 0 ? [] : [[say`Called`, say`up to level ${incident.level}`] as const]),
  ]
}

const closedFields = (incident: Incident): (readonly [Text, Text])[] => [
  [say`Opened`, formatTime(incident.openedAt)],
  [say`Resolved`, formatTime(incident.resolvedAt)],
  [say`Closed`, formatTime(incident.closedAt)],
  [say`Root cause`, incident.rootCause ?? '–'],
  [say`Fix`, incident.fix ?? '–'],
  ...(incident.impact === null ? [] : [[say`Impact`, impactFigures(incident.impact)] as const]),
]

/** '1/5 Immediate actions · ⏰ should be over 03:17'; where a place has live timestamps, it runs. */
function phaseText(view: IncidentView, now: Date): Text {
  const { incident, phaseDueAt } = view
  const phase = joined([`${incident.phase}/5`, PHASE_TITLES[incident.phase]], ' ')
  if (phaseDueAt === null) return phase
  const due = new Phrase({ kind: 'moment', at: phaseDueAt, style: 'relative' })
  return joined([phase, isOverrun(view, now) ? say`⏰ was to be over ${due}` : say`to be over ${due}`], ' · ')
}

export const isSettled = ({ state }: PartState): boolean => state !== 'open'

/** 'Checklist 1/4' and its items, the ones of this phase: what of an undone one is open stands behind it. */
function checklistBlock(view: IncidentView): Block {
  const items = view.items.filter(({ phase }) => phase === view.incident.phase)
  const done = items.filter((item) => item.done).length
  return lines([say`Checklist of this phase: ${done}/${items.length}`, ...items.map(itemLine)])
}

function itemLine(item: ItemState): Text {
  if (item.done) return joined(['✔ ', item.title])
  const open = item.parts.filter((part) => !isSettled(part))
  const counted = `${item.parts.length - open.length}/${item.parts.length}`
  const [first] = open
  return joined(['☐ ', item.title, ` ${counted}`, ...(first === undefined ? [] : [': ', first.title])])
}
