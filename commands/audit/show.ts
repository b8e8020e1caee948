import { formatShortTime } from '../../engine/format.ts'
import { actorName } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { lastWeeks } from '../../engine/weekly-audit.ts'
import { next, table } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { notGood, weekJson } from '../audit-view.ts'
import { lookCommand } from '../definition.ts'
import { PROTOCOL_ROLE_WORDS } from './signoff.ts'

const SIGNOFFS_SHOWN = 12

export const command = lookCommand({
  noun: 'audit',
  verb: 'show',
  help: 'The audits of the last weeks and the reviews of the protocol: what they showed, and who signed',
  example: 'audit show',
  role: 'operator',
  arguments: {
    weeks: withDefault(count({ help: 'how many weeks', least: 1, most: 52 }), 8),
  },
  async look({ books, people, now }, { weeks }) {
    const readings = await books.audits.weeks(lastWeeks(now, weeks))
    const protocol = await books.audits.protocol(SIGNOFFS_SHOWN)
    const names = await people.people()
    const [newest] = readings
    return {
      private: true,
      tone: newest?.signoff === null ? 'warn' : 'good',
      heading:
        newest?.signoff === null
          ? say`The week up to ${newest.week} is not signed`
          : say`The newest week is signed`,
      blocks: [
        table(
          [say`Week up to`, say`Good`, say`Signed`, say`Evidence`],
          readings.map(({ week, latest, signoff }) => [
            week,
            latest === null
              ? '–'
              : say`${latest.checks.length - notGood(latest).length} of ${latest.checks.length}`,
            signoff === null
              ? say`not yet`
              : say`${actorName(signoff.actor, names)}, ${formatShortTime(signoff.signedAt)}`,
            signoff?.evidence ?? '–',
          ]),
          '',
        ),
        table(
          [say`Protocol of`, say`As`, say`Signed`, say`Note`],
          protocol.map(({ quarter, role, actor, signedAt, note }) => [
            quarter,
            PROTOCOL_ROLE_WORDS[role],
            say`${actorName(actor, names)}, ${formatShortTime(signedAt)}`,
            note ?? '–',
          ]),
          say`The protocol was not signed so far.`,
        ),
        next('audit weekly', 'audit log'),
      ],
      json: {
        weeks: readings.map(weekJson),
        protocol: protocol.map(({ quarter, role, actor, version, note, signedAt }) => ({
          quarter,
          role,
          actor,
          version,
          note,
          signedAt: signedAt.toISOString(),
        })),
      },
    }
  },
})
