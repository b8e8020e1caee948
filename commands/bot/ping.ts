import { say } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatNumber, formatTime } from '../../engine/format.ts'

const NO_BOT = say`This is a command of its own; whether the bot runs is answered by its /healthz, or by itself in a chat.`

export const command = lookCommand({
  noun: 'bot',
  verb: 'ping',
  help: 'Whether the bot is there, and how quickly its database answers',
  example: 'bot ping',
  role: 'viewer',
  arguments: {},
  async look({ readings, host, now }) {
    const askedMs = performance.now()
    await readings.settings()
    const { startedAt } = host.version()
    const milliseconds = Math.round(performance.now() - askedMs)
    return {
      tone: 'good',
      heading: startedAt === null ? say`The database answers` : say`I am here`,
      blocks: [
        fields(
          [say`Database`, say`${formatNumber(milliseconds.toString())} ms`],
          ...(startedAt === null ? [] : [[say`Running since`, formatTime(startedAt)] as const]),
        ),
        ...(startedAt === null ? [text(NO_BOT)] : []),
        next('check all', 'status show'),
      ],
      json: { databaseMilliseconds: milliseconds, now: now.toISOString() },
    }
  },
})
