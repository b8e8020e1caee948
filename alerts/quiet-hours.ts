import { wallClock } from '../engine/local-time.ts'

/** @param hours '22:00-07:00' on the wall's clock there, or 'off'. Past midnight when the end is before the beginning. */
export function isQuiet(hours: string, timeZone: string, now: Date): boolean {
  const [from, until] = hours.split('-')
  if (from === undefined || until === undefined) return false
  const time = wallClock(now, timeZone).toISOString().slice(11, 16)
  return from <= until ? time >= from && time < until : time >= from || time < until
}
