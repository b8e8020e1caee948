import { count, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { command as show } from './show.ts'

export const command = lookCommand({
  noun: 'status',
  verb: 'watch',
  help: 'How everything stands, on a card that is kept up to date for a while',
  example: 'status watch 60',
  role: 'operator',
  arguments: {
    minutes: withDefault(
      count({ help: 'for how many minutes, at most 120', positional: true, least: 1, most: 120 }),
      30,
    ),
  },
  async look(context, { minutes }) {
    return { ...(await show.look(context, {})), follow: { command: 'status show', minutes } }
  },
})
