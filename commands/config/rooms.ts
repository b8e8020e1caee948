import { actorName } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { PURPOSES } from '../room-reference.ts'

export const command = lookCommand({
  noun: 'config',
  verb: 'rooms',
  help: 'The rooms in which the bot answers, what each is for, and who said so',
  example: 'config rooms',
  role: 'operator',
  arguments: {},
  async look({ rooms, people }) {
    const bound = await rooms.rooms()
    const known = await people.people()
    const rows = bound.map((room) => [
      room.platform,
      room.roomId,
      PURPOSES[room.purpose],
      actorName(room.boundBy, known),
    ])
    return {
      tone: bound.length === 0 ? 'warn' : 'plain',
      heading: say`The rooms of the bot`,
      blocks: [
        table(
          [say`Where`, say`Room`, say`Purpose`, say`By`],
          rows,
          say`None is bound: the bot answers in direct messages only.`,
        ),
        next('config bind here ops', 'config show'),
      ],
      json: { rooms: bound.map((room) => ({ ...room })) },
    }
  },
})
