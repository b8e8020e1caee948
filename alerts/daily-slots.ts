const DAY_MS = 86_400_000
/** A week and a day: a schedule may name one day of the week. */
const DAYS_BACK = 8

/** At which times of which days something is due: 'cron' with fixed minutes and hours, or 'HH:MM'. */
export interface DailyTimes {
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

/** Null for a schedule of another form, such as one with steps or days of the month. */
export function readDailyTimes(schedule: string): DailyTimes | null {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(schedule.trim())
  if (clock) return { hours: [Number(clock[1])], minutes: [Number(clock[2])], weekdays: EVERY_DAY }
  const fields = schedule.trim().split(/\s+/)
  const [minute, hour, monthday, month, weekday] = fields.length === 6 ? fields.slice(1) : fields
  if (monthday !== '*' || month !== '*' || minute === undefined || hour === undefined) return null
  const hours = numbers(hour)
  const minutes = numbers(minute)
  const weekdays = weekday === '*' ? EVERY_DAY : numbers(weekday ?? '').map((day) => day % 7)
  return hours.length > 0 && minutes.length > 0 && weekdays.length > 0 ? { hours, minutes, weekdays } : null
}

const numbers = (field: string): number[] =>
  /^\d{1,2}(?:,\d{1,2})*$/.test(field) ? field.split(',').map(Number) : []

/** The newest moment, not after `now`, at which the clock on the wall of that zone shows one of the times. */
export function newestSlot(times: DailyTimes, timeZone: string, now: Date): Date | null {
  const slots: Date[] = []
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const { year, month, day, weekday } = wallClock(new Date(now.getTime() - back * DAY_MS), timeZone)
    if (!times.weekdays.includes(weekday)) continue
    for (const hour of times.hours)
      for (const minute of times.minutes)
        slots.push(atWall(Date.UTC(year, month - 1, day, hour, minute), timeZone))
  }
  return (
    slots
      .filter((slot) => slot <= now)
      .sort((a, b) => a.getTime() - b.getTime())
      .at(-1) ?? null
  )
}

/** The moment at which the zone's clock shows this; in the hour that a change of clocks leaves out, the one after it. */
function atWall(wallMs: number, timeZone: string): Date {
  const guess = new Date(wallMs - offsetMs(new Date(wallMs), timeZone))
  return new Date(wallMs - offsetMs(guess, timeZone))
}

function offsetMs(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, timeZone)
  const shown = Date.UTC(year, month - 1, day, hour, minute, second)
  return shown - Math.floor(at.getTime() / 1000) * 1000
}

function wallClock(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value)
  const [year, month, day] = [part('year'), part('month'), part('day')]
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  return { year, month, day, weekday, hour: part('hour'), minute: part('minute'), second: part('second') }
}
