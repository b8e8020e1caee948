import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { type BoundRoom, ROOM_PURPOSES } from '../../engine/rooms.ts'
import { next, text } from '../answer.ts'
import { choice } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { PURPOSES, platformArgument, roomArgument, roomsLine, theRoom } from '../room-reference.ts'

export const command = actCommand({
  noun: 'config',
  verb: 'unbind',
  help: 'Take a purpose away from a room',
  example: 'config unbind here ops',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    room: roomArgument,
    purpose: choice(ROOM_PURPOSES, { help: 'what the room is for', positional: true }),
    platform: platformArgument,
  },
  async preview({ asker, rooms }, args) {
    const bound = await rooms.rooms()
    const found = boundRoom(bound, { ...theRoom(asker, args), purpose: args.purpose })
    const left = bound.filter((one) => one !== found)
    const isLastDoor = args.purpose === 'ops' && left.every((one) => one.purpose !== 'ops')
    return {
      what: say`Unbind ${found.roomId} on ${found.platform} from ${PURPOSES[args.purpose]}`,
      lines: [
        say`before: ${roomsLine(bound, args.purpose)}`,
        say`after: ${roomsLine(left, args.purpose)}`,
        ...(isLastDoor
          ? [say`no room is left in which the bot answers; direct messages and the server's terminal go on`]
          : []),
      ],
    }
  },
  async act({ asker, rooms }, args) {
    const room = boundRoom(await rooms.rooms(), { ...theRoom(asker, args), purpose: args.purpose })
    const { platform, roomId, purpose } = room
    if (!(await rooms.unbind(room))) throw notBound(room)
    return {
      tone: 'good',
      heading: say`${roomId} on ${platform} is not bound for ${PURPOSES[purpose]} any more`,
      blocks: [
        text(say`For ${PURPOSES[purpose]} now: ${roomsLine(await rooms.rooms(), purpose)}`),
        next('config show', `config bind ${roomId} ${purpose} --platform ${platform}`),
      ],
      json: { platform, roomId, purpose },
    }
  },
})

const notBound = (room: Omit<BoundRoom, 'boundBy'>): Failure =>
  new Failure(
    'refused',
    say`${room.roomId} on ${room.platform} is not bound for ${PURPOSES[room.purpose]}: nothing was changed.`,
  )

/** A room of the environment would be back after the next start. */
function boundRoom(bound: readonly BoundRoom[], wanted: Omit<BoundRoom, 'boundBy'>): BoundRoom {
  const found = bound.find(
    (one) =>
      one.platform === wanted.platform && one.roomId === wanted.roomId && one.purpose === wanted.purpose,
  )
  if (found === undefined) throw notBound(wanted)
  if (found.boundBy === 'environment')
    throw new Failure(
      'refused',
      say`${found.roomId} on ${found.platform} comes from the bot's environment: take it away there and start again.`,
    )
  return found
}
