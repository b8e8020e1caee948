import { formatAge, formatCount, formatShortTime } from '../engine/format.ts'
import type { IncidentFigures } from '../engine/incidents/figures.ts'
import { SEVERITY_LOOKS } from '../engine/incidents/words.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { clipped, type DigestLine } from './digest-lines.ts'

const NAMED = 3

/** One line of the day for what is open, watched or overdue, and one for each watch that is over; none where there is nothing. */
export function incidentLines(
  { open, watched, watchesOver, overdue }: IncidentFigures,
  now: Date,
): DigestLine[] {
  const parts = [
    ...open
      .slice(0, NAMED)
      .map(
        ({ id, severity, openedAt }) =>
          say`#${id} ${SEVERITY_LOOKS[severity].word} open for ${formatAge(openedAt, now)}`,
      ),
    ...(open.length > NAMED ? [say`${open.length - NAMED} more open`] : []),
    ...watched.slice(0, NAMED).map(({ id, until }) => say`#${id} watched until ${formatShortTime(until)}`),
    ...overdueParts(overdue),
  ]
  const reports = watchesOver.map(({ id, what }) => ({ text: say`👀 Incident #${id}: ${what}`, rank: 4 }))
  if (parts.length === 0) return reports
  return [
    { text: joined([say`🚒 Incidents`, ...parts], ' · '), rank: open.length + overdue.length > 0 ? 1 : 3 },
    ...reports,
  ]
}

const overdueParts = (overdue: IncidentFigures['overdue']): Text[] =>
  overdue.length === 0 ? [] : [say`${formatCount(overdue.length, 'follow-up')} overdue`]

const WORDS_SHOWN = 80

/** The same for the week, with the follow-up that is overdue the longest. */
export function weekIncidentLines(figures: IncidentFigures, now: Date): DigestLine[] {
  const [oldest] = figures.overdue
  const lines = incidentLines({ ...figures, watchesOver: [] }, now)
  if (oldest === undefined) return lines
  const { id, due, what } = oldest
  return [
    ...lines,
    { text: say`👉 Needs you: follow-up #${id}, due ${due}: ${clipped(what, WORDS_SHOWN)}`, rank: 2 },
  ]
}
