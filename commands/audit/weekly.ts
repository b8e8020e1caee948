import { formatCount, formatTime } from '../../engine/format.ts'
import { actorName } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { weekBounds, weekEnd, weekName, type WeekReading } from '../../engine/weekly-audit.ts'
import { fields, next, text } from '../answer.ts'
import { flag } from '../arguments.ts'
import { checksTable, manualPollOf, manualPollWords, notGood, weekJson } from '../audit-view.ts'
import { lookCommand } from '../definition.ts'

/** Polls by hand are few: one among the newest actions of the noun is enough. */
const ACTIONS_READ = 100

export const command = lookCommand({
  noun: 'audit',
  verb: 'weekly',
  help: "The eight checks of Sunday for the week that is over: seven run themselves, the manual poll is a person's",
  example: 'audit weekly',
  role: 'operator',
  arguments: {
    again: flag({ help: 'run the checks anew, although they were run for this week' }),
  },
  async look({ books, log, people, asker, now }, { again }) {
    const week = weekName(weekEnd(now))
    const [known] = await books.audits.weeks([week])
    const isSigned = known?.signoff !== null && known?.signoff !== undefined
    const audit =
      known?.latest === undefined || known.latest === null || (again && !isSigned)
        ? await books.audits.run(week, asker.actor)
        : known.latest
    const reading: WeekReading = { week, latest: audit, signoff: known?.signoff ?? null }
    const poll = manualPollOf(
      await log.actions({ noun: 'poll', from: weekBounds(week).until, limit: ACTIONS_READ }),
    )
    const open = notGood(audit)
    const names = await people.people()
    return {
      // Evidence and figures name clients and files.
      private: true,
      tone: reading.signoff !== null || open.length === 0 ? 'good' : 'warn',
      heading: headingOf(reading, open.length),
      blocks: [
        checksTable(audit, manualPollWords(poll), reading.signoff),
        fields(
          [say`Checked`, say`at ${formatTime(audit.startedAt)} by ${actorName(audit.actor, names)}`],
          [
            say`Signed`,
            reading.signoff === null
              ? say`not yet`
              : say`at ${formatTime(reading.signoff.signedAt)} by ${actorName(reading.signoff.actor, names)}`,
          ],
        ),
        text(
          reading.signoff === null
            ? say`Poll by hand, look at what it did, and sign with a word about it: audit sign --evidence "…"`
            : say`A signed week stays as it is.`,
        ),
        next(
          ...open.flatMap(({ steps }) => steps.slice(0, 1)).slice(0, 3),
          ...(reading.signoff === null ? ['poll run', 'audit sign'] : ['audit show']),
        ),
      ],
      json: weekJson(reading),
    }
  },
})

const headingOf = ({ week, signoff }: WeekReading, open: number): Text => {
  if (signoff !== null) return say`The week up to ${week} is signed`
  return open === 0
    ? say`The week up to ${week}: all that checks itself is good`
    : say`The week up to ${week}: ${formatCount(open, 'check')} to look at`
}
