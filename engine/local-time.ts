const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const kept = formats.get(timeZone)
  if (kept !== undefined) return kept
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** What the clock on the wall shows at a moment, as if that were UTC: 08:30 there reads 08:30 in its UTC fields. */
export function wallClock(moment: Date, timeZone: string): Date {
  const parts = formatOf(timeZone).formatToParts(moment)
  const at = (wanted: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find(({ type }) => type === wanted)?.value)
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
  return new Date(wall + (((moment.getTime() % 1000) + 1000) % 1000))
}

/** The moments at which the wall's clock shows this: one; none where it was put forward past it; two where it was put back. */
export function momentsOf(wall: Date, timeZone: string): Date[] {
  const moments = new Set(offsetsAround(wall, timeZone).map((offset) => wall.getTime() - offset))
  return [...moments]
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment))
    .filter((moment) => wallClock(moment, timeZone).getTime() === wall.getTime())
}

/** One moment for every time on the wall: the first of two; for one that a day lacks, by the clock as it was before. */
export function momentOf(wall: Date, timeZone: string): Date {
  const [before] = offsetsAround(wall, timeZone)
  return momentsOf(wall, timeZone)[0] ?? new Date(wall.getTime() - before)
}

/** How far the wall's clock is ahead of UTC, a day before and a day after: its changes are further apart than that. */
function offsetsAround(wall: Date, timeZone: string): [before: number, after: number] {
  const offsetAt = (ms: number): number => wallClock(new Date(ms), timeZone).getTime() - ms
  return [offsetAt(wall.getTime() - DAY_MS), offsetAt(wall.getTime() + DAY_MS)]
}

/** '2026-11-21' there. */
export const localDay = (moment: Date, timeZone: string): string =>
  wallClock(moment, timeZone).toISOString().slice(0, 10)

/** The day's beginning and the next one's: 23, 24 or 25 hours apart. */
export function dayBounds(day: string, timeZone: string): { readonly from: Date; readonly until: Date } {
  const wall = new Date(`${day}T00:00:00Z`)
  return { from: momentOf(wall, timeZone), until: momentOf(new Date(wall.getTime() + DAY_MS), timeZone) }
}

/** '2026-11-20' for '2026-11-21' and -1. */
export const dayBeside = (day: string, days: number): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * DAY_MS).toISOString().slice(0, 10)
