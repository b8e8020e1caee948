import { say } from '../../engine/phrase.ts'
import { next, text } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { formatSats } from '../../engine/format.ts'

export const command = actCommand({
  noun: 'bot',
  verb: 'restart',
  help: 'Stop the bot in order and start it again with the settings of its environment',
  example: 'bot restart',
  role: 'owner',
  confirm: 'C1',
  arguments: {},
  async preview({ readings }) {
    const status = await readings.status()
    return {
      what: say`Restart the bot`,
      lines: [
        say`what is being paid at this moment is finished first; in flight now: ${formatSats(status.inDoubtSats)}`,
        say`it starts again by itself, and reads its environment anew; on other machines nothing happens`,
        say`what is paused stays paused`,
      ],
    }
  },
  async act({ host }) {
    host.restart()
    return {
      tone: 'warn',
      heading: say`Restarting`,
      blocks: [
        text(say`The bot is back within a minute; if not, start it on the server as usual.`),
        next('bot version', 'status show'),
      ],
      json: { restarting: true },
    }
  },
})
