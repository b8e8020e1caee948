import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatNumber, formatTime } from '../format.ts'

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
    const milliseconds = Math.round(performance.now() - askedMs)
    return {
      tone: 'good',
      heading: say`I am here`,
      blocks: [
        fields(
          [say`Database`, say`${formatNumber(milliseconds.toString())} ms`],
          [say`Running since`, formatTime(host.version().startedAt)],
        ),
        next('check all', 'status show'),
      ],
      json: { databaseMilliseconds: milliseconds, now: now.toISOString() },
    }
  },
})
