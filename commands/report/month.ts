import { Failure } from '../../engine/failure.ts'
import { dayBeside, dayBounds, localDay } from '../../engine/local-time.ts'
import type { Period } from '../../engine/period-figures.ts'
import { say } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import {
  balancesBlock,
  headlineOf,
  isSound,
  machinesBlock,
  periodFiles,
  periodJson,
  remarksBlock,
  soundLine,
  totalsBlock,
} from '../period-view.ts'

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

export const command = lookCommand({
  noun: 'report',
  verb: 'month',
  help: 'A month for the accountant: each currency and machine, and how the balances went from its beginning to its end',
  example: 'report month 2026-10',
  role: 'viewer',
  arguments: {
    month: optional(
      words({ help: 'the month; the last whole one unless given', placeholder: 'YYYY-MM', positional: true }),
    ),
  },
  async look({ books, settings, now }, args) {
    const timeZone = settings['operator-timezone']
    const today = localDay(now, timeZone)
    const month = args.month ?? monthBefore(today.slice(0, 7))
    if (!MONTH.test(month))
      throw new Failure('usage', say`--month must be a month such as 2026-11; "${month}" is not.`)
    if (month > today.slice(0, 7))
      throw new Failure('usage', say`--month must not lie in the future; ${month} does.`)
    const figures = await books.period(boundsOf(month, timeZone))
    const before = await books.period(boundsOf(monthBefore(month), timeZone))
    return {
      tone: isSound(figures) ? 'good' : 'bad',
      heading: say`${month}: ${headlineOf(figures)}`,
      blocks: [
        totalsBlock(figures, before),
        machinesBlock(figures),
        balancesBlock(figures),
        remarksBlock(figures),
        soundLine(figures),
        ...periodFiles('month', figures, now),
        next('report weekly', 'export audit'),
      ],
      json: { timeZone, ...periodJson(month, figures) },
    }
  },
})

/** By the operator's calendar, as the clients' statements are. */
const boundsOf = (month: string, timeZone: string): Period => ({
  from: dayBounds(`${month}-01`, timeZone).from,
  until: dayBounds(`${monthAfter(month)}-01`, timeZone).from,
})

const monthBefore = (month: string): string => dayBeside(`${month}-01`, -1).slice(0, 7)
/** No month has more than 31 days, and none less than 28. */
const monthAfter = (month: string): string => dayBeside(`${month}-01`, 31).slice(0, 7)
