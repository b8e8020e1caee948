import { digestOf, fittingLines } from '../../alerts/digest.ts'
import { Failure } from '../../engine/failure.ts'
import { localDay } from '../../engine/local-time.ts'
import { ENGLISH, say } from '../../engine/phrase.ts'
import { lines, next } from '../answer.ts'
import { momentOf, optional, text as words } from '../arguments.ts'
import { lookCommand } from '../definition.ts'

/** Chosen by its English length, with room for languages that need more. */
const CHARACTERS = 720
const DAY = /^\d{4}-\d{2}-\d{2}$/

export const command = lookCommand({
  noun: 'report',
  verb: 'daily',
  help: 'The digest of a day: whether all is square, what moved, and what needs somebody',
  example: 'report daily 2026-11-21',
  role: 'viewer',
  arguments: {
    date: optional(
      words({ help: 'the day; yesterday unless given', placeholder: 'YYYY-MM-DD', positional: true }),
    ),
  },
  async look({ books, settings, now }, { date }) {
    const timeZone = settings['operator-timezone']
    if (date !== null && (!DAY.test(date) || momentOf(date) === null))
      throw new Failure('usage', say`--date must be a day such as 2026-11-21; "${date}" is not.`)
    if (date !== null && date > localDay(now, timeZone))
      throw new Failure('usage', say`--date must not lie in the future; ${date} does.`)
    const digest = digestOf(await books.digest(date, timeZone, now))
    const [heading = '', ...rest] = fittingLines(digest, ENGLISH, CHARACTERS)
    return {
      tone: digest.tone === 'green' ? 'good' : digest.tone === 'amber' ? 'warn' : 'bad',
      heading,
      blocks: [lines(rest), next(...new Set(digest.buttons.map(({ line }) => line)))],
      json: digest.json,
    }
  },
})
