import type { IncidentView, PartState } from '../engine/incidents/board.ts'
import { say } from '../engine/phrase.ts'
import type { LabelledLine } from './answer.ts'

/** On a phone at night: the one thing to do, what nobody has answered yet, and no more than a few others. */
const MOST = 6

/** The card's buttons, the one thing to do first. */
export function buttonsOf(view: IncidentView): readonly LabelledLine[] {
  const { incident, next } = view
  const of = ` --id ${incident.id}`
  if (incident.status === 'closed') return [{ line: `incident show ${incident.id} --timeline` }]
  const questions = questionButtons(view)
  const first = isQuestion(next.line) && questions.length > 0 ? [] : firstButton(next.line, of)
  const others: LabelledLine[] = [
    ...questions,
    ...(incident.leadId === null ? [{ line: `incident lead${of}`, label: say`I lead` }] : []),
    ...partButtons(view),
    ...endingButtons(view),
    { line: `incident update${of}`, label: say`Update…` },
    { line: `incident note${of}`, label: say`Note…` },
    { line: `incident show ${incident.id} --checklist`, label: say`Whole checklist` },
  ]
  const lines = new Set(first.map(({ line }) => line))
  return [...first, ...others.filter(({ line }) => !lines.has(line))].slice(0, MOST)
}

/** Where several are open, a line about this one says so. */
const OF_ONE =
  /^incident (?:assess|lead|check|cause|diagnose|impact|snapshot|resolve|close|followup|update|note|phase|escalate)\b/

const ofOne = (line: string, of: string): string =>
  OF_ONE.test(line) && !line.includes('--id') ? `${line}${of}` : line

const firstButton = (line: string | null, of: string): LabelledLine[] => {
  if (line === null) return []
  return [
    { line: ofOne(line, of), primary: true, ...(line === 'panic' ? { label: say`⛔ Stop everything` } : {}) },
  ]
}

/** It is asked by buttons of its own, one for each answer. */
const isQuestion = (line: string | null): boolean => line === 'incident assess'

/** The three questions one after the other: a press each. */
function questionButtons({ incident }: IncidentView): LabelledLine[] {
  const line = (question: string, answer: 'yes' | 'no'): string =>
    `incident assess --id ${incident.id} --${question} ${answer}`
  if (incident.moneyAtRisk === null)
    return [
      { line: line('money', 'yes'), label: say`Money at risk: yes` },
      { line: line('money', 'no'), label: say`Money at risk: no` },
    ]
  if (incident.clientsAffected === null)
    return [
      { line: line('clients', 'yes'), label: say`Clients affected: yes` },
      { line: line('clients', 'no'), label: say`Clients affected: no` },
    ]
  if (incident.operationsBlocked === null)
    return [
      { line: line('blocked', 'yes'), label: say`Work blocked: yes` },
      { line: line('blocked', 'no'), label: say`Work blocked: no` },
    ]
  return []
}

/** The first thing of this phase that only a person can know. */
function partButtons(view: IncidentView): LabelledLine[] {
  const parts = view.items
    .filter(({ phase }) => phase === view.incident.phase)
    .flatMap((item): readonly PartState[] => item.parts)
  const asked = parts.find(({ state, asks }) => state === 'open' && asks)
  if (asked === undefined) return []
  const line = ofOne(asked.line ?? `incident check ${asked.key}`, ` --id ${view.incident.id}`)
  return [{ line, label: say`✔ ${asked.title}` }]
}

function endingButtons({ incident }: IncidentView): LabelledLine[] {
  if (incident.status === 'watching')
    return [
      { line: `incident followup add --id ${incident.id}`, label: say`Follow-up…` },
      { line: `incident close --id ${incident.id}`, label: say`Close` },
    ]
  if (incident.phase === 4) return [{ line: `incident resolve --id ${incident.id}`, label: say`Resolved…` }]
  return []
}
