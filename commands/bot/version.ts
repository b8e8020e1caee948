import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatTime, iso } from '../../engine/format.ts'

export const command = lookCommand({
  noun: 'bot',
  verb: 'version',
  help: 'Which version of the bot runs, on what, and since when',
  example: 'bot version',
  role: 'viewer',
  arguments: {},
  async look({ host, now }) {
    const { version, node, startedAt } = host.version()
    return {
      tone: 'plain',
      heading: say`satmachine ${version}`,
      blocks: [
        fields(
          ['Node.js', node],
          ...(startedAt === null
            ? []
            : [[say`Running since`, say`${formatTime(startedAt)} (${formatAge(startedAt, now)})`] as const]),
        ),
        next('bot ping', 'check all'),
      ],
      json: { version, node, startedAt: iso(startedAt) },
    }
  },
})
