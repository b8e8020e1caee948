import { Failure } from './failure.ts'
import { say } from './phrase.ts'

/** When something is due, as a cron expression of five fields says it: minute, hour, day of month, month, day of week. */
export interface CronTimes {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** The hour is '*': it is due so often that the clocks' changes don't matter to it. */
  readonly everyHour: boolean
  /** By its number in the month, its month (1 to 12) and its day of the week (0 is Sunday). */
  isOn(day: { readonly dayOfMonth: number; readonly month: number; readonly dayOfWeek: number }): boolean
}

interface Field {
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: ['', ...MONTHS] },
  { least: 0, most: 7, names: WEEKDAYS },
]

/** Throws Failure 'configuration' for what is not such an expression. As in cron(5), days of month and week add up. */
export function parseCron(expression: string): CronTimes {
  const written = expression.trim().toLowerCase().split(/\s+/)
  const read = written.map((field, i) => {
    const spec = FIELDS[i]
    return spec === undefined ? null : readField(field, spec)
  })
  const [minutes, hours, daysOfMonth, months, weekdays] = read
  if (!minutes || !hours || !daysOfMonth || !months || !weekdays || read.length !== FIELDS.length)
    throw new Failure(
      'configuration',
      say`"${expression}" is not a time such as "0 8 * * *" (every day at 8): minute, hour, day, month, day of the week.`,
    )
  const [, everyHour, anyDay, , anyWeekday] = written.map((field) => field === '*')
  const isOn: CronTimes['isOn'] = ({ dayOfMonth, month, dayOfWeek }) => {
    if (!months.has(month)) return false
    const byMonth = daysOfMonth.has(dayOfMonth)
    const byWeek = weekdays.has(dayOfWeek) || (dayOfWeek === 0 && weekdays.has(7))
    return anyDay === true || anyWeekday === true ? byMonth && byWeek : byMonth || byWeek
  }
  return {
    minutes: [...minutes].sort(byNumber),
    hours: [...hours].sort(byNumber),
    everyHour: everyHour === true,
    isOn,
  }
}

const byNumber = (a: number, b: number): number => a - b

/** Null for what is not a list of numbers, ranges and steps within the field's bounds. */
function readField(written: string, field: Field): Set<number> | null {
  const values = new Set<number>()
  for (const part of written.split(',')) {
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(part)
    if (match === null) return null
    const [, from = '', to, step] = match
    const first = from === '*' ? field.least : numberOf(from, field)
    const single = to === undefined && step === undefined && from !== '*'
    const last = to === undefined ? (single ? first : field.most) : numberOf(to, field)
    const stride = step === undefined ? 1 : Number(step)
    if (first === null || last === null || last < first || stride < 1 || (from === '*' && to !== undefined))
      return null
    for (let value = first; value <= last; value += stride) values.add(value)
  }
  return values
}

function numberOf(word: string, { least, most, names }: Field): number | null {
  const named = names?.indexOf(word) ?? -1
  if (named !== -1) return named
  const value = /^\d{1,2}$/.test(word) ? Number(word) : -1
  return value >= least && value <= most ? value : null
}
