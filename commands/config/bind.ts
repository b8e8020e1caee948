import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { ROOM_PURPOSES } from '../../engine/rooms.ts'
import { next, text } from '../answer.ts'
import { choice } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { PURPOSES, platformArgument, roomArgument, roomsLine, theRoom } from '../room-reference.ts'

export const command = actCommand({
  noun: 'config',
  verb: 'bind',
  help: 'Say what a room is for: where the bot is asked, and where it posts what',
  example: 'config bind here ops',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    room: roomArgument,
    purpose: choice(ROOM_PURPOSES, { help: 'what the room is for', positional: true }),
    platform: platformArgument,
  },
  async preview({ asker, rooms }, args) {
    const room = theRoom(asker, args)
    const bound = await rooms.rooms()
    refuseBound(bound, { ...room, purpose: args.purpose })
    return {
      what: say`Bind ${room.roomId} on ${room.platform} for ${PURPOSES[args.purpose]}`,
      lines: [
        say`before: ${roomsLine(bound, args.purpose)}`,
        say`after: ${roomsLine([...bound, { ...room, purpose: args.purpose, boundBy: asker.actor }], args.purpose)}`,
        say`everybody in that room reads what is posted there`,
      ],
    }
  },
  async act({ asker, rooms }, args) {
    const room = { ...theRoom(asker, args), purpose: args.purpose }
    refuseBound(await rooms.rooms(), room)
    await rooms.bind(room, asker.actor)
    return {
      tone: 'good',
      heading: say`${room.roomId} on ${room.platform} is bound for ${PURPOSES[room.purpose]}`,
      blocks: [
        text(say`For ${PURPOSES[room.purpose]} now: ${roomsLine(await rooms.rooms(), room.purpose)}`),
        next('config show', `config unbind ${room.roomId} ${room.purpose} --platform ${room.platform}`),
      ],
      json: { ...room },
    }
  },
})

function refuseBound(
  bound: Parameters<typeof roomsLine>[0],
  room: Omit<Parameters<typeof roomsLine>[0][number], 'boundBy'>,
): void {
  const there = bound.some(
    (one) => one.platform === room.platform && one.roomId === room.roomId && one.purpose === room.purpose,
  )
  if (there)
    throw new Failure(
      'refused',
      say`${room.roomId} on ${room.platform} is bound for ${PURPOSES[room.purpose]} already: nothing was changed.`,
    )
}
