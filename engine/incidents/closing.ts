import { Failure } from '../failure.ts'
import { formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { IncidentView, ItemState } from './board.ts'
import type { Phase } from './incident.ts'
import { undoneItems } from './ticks.ts'

/** What stands in the way of closing, each with what does it; nobody may close over it. */
export function openEnds(view: IncidentView, now: Date): Text[] {
  const { incident, followUps } = view
  return [
    ...(incident.status === 'watching'
      ? []
      : [say`it is not resolved: "incident resolve --root-cause … --fix …"`]),
    ...(incident.watchUntil !== null && incident.watchUntil > now
      ? [say`it is watched until ${formatTime(incident.watchUntil)}`]
      : []),
    ...(incident.rootCause === null ? [say`its root cause is not written down`] : []),
    ...(followUps.length === 0
      ? [say`nothing is to be done so that it does not happen again: "incident followup add …"`]
      : []),
    ...undoneItems(view, 5).map(itemText),
  ]
}

const itemText = ({ phase, title, parts }: ItemState): Text =>
  say`phase ${phase}, ${title}: ${joined(
    parts.filter(({ state }) => state === 'open').map(({ title: part, key }) => joined([part, ` (${key})`])),
    ', ',
  )}`

export function refuseOpenEnds(view: IncidentView, now: Date): void {
  const ends = openEnds(view, now)
  if (ends.length === 0) return
  throw new Failure(
    'refused',
    joined(
      [
        say`Incident ${view.incident.id} can't be closed yet. Still open:`,
        ...ends.map((end) => joined(['• ', end])),
      ],
      '\n',
    ),
  )
}

/** Forward over recovery only when recovery is done: the way back is always open. */
export function refusePhase(view: IncidentView, to: Phase): void {
  if (to <= view.incident.phase || to < 4) return
  const undone = undoneItems(view, 3).filter(({ phase }) => phase === 3)
  if (undone.length === 0) return
  throw new Failure(
    'refused',
    joined(
      [
        say`Phase ${to} has to wait: recovery is not done. What can't be is left out with a reason ("incident skip …"). Still open:`,
        ...undone.map((item) => joined(['• ', itemText(item)])),
      ],
      '\n',
    ),
  )
}
