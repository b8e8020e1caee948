import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { weekBounds, weekEnd, weekName } from '../../engine/weekly-audit.ts'
import { next } from '../answer.ts'
import { momentOf, optional, text as words } from '../arguments.ts'
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

const DAY = /^\d{4}-\d{2}-\d{2}$/

export const command = lookCommand({
  noun: 'report',
  verb: 'weekly',
  help: 'A week beside the one before it: what moved, by machine, and how the balances went',
  example: 'report weekly 2026-11-22',
  role: 'viewer',
  arguments: {
    date: optional(
      words({
        help: 'a day of the week that follows it, as the Sunday with which it is over; the newest whole week unless given',
        placeholder: 'YYYY-MM-DD',
        positional: true,
      }),
    ),
  },
  async look({ books, now }, { date }) {
    const at = date === null ? now : DAY.test(date) ? momentOf(date) : null
    if (at === null)
      throw new Failure('usage', say`--date must be a day such as 2026-11-21; "${date ?? ''}" is not.`)
    if (at > now) throw new Failure('usage', say`--date must not lie in the future; ${date ?? ''} does.`)
    const week = weekName(weekEnd(at))
    const bounds = weekBounds(week)
    const figures = await books.period(bounds)
    const before = await books.period(weekBounds(weekName(bounds.from)))
    return {
      tone: isSound(figures) ? 'good' : 'bad',
      heading: say`Week up to ${week}: ${headlineOf(figures)}`,
      blocks: [
        totalsBlock(figures, before),
        machinesBlock(figures),
        balancesBlock(figures),
        remarksBlock(figures),
        soundLine(figures),
        ...periodFiles('week', figures, now),
        next('report month', 'report daily'),
      ],
      json: periodJson(week, figures),
    }
  },
})
