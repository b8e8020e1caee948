import { Failure } from '../engine/failure.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { BoundRoom, RoomPurpose } from '../engine/rooms.ts'
import { choice, optional, text } from './arguments.ts'
import type { Asker } from './asker.ts'

/** The purposes in words. */
export const PURPOSES: Readonly<Record<RoomPurpose, Text>> = {
  ops: say`commands (ops)`,
  critical: say`critical alerts`,
  high: say`high alerts`,
  medium: say`medium alerts`,
  digest: say`the digest`,
}

export const roomArgument = text({
  help: '"here" for the room where you write this, or the id of a Discord channel or Telegram chat',
  placeholder: 'here|id',
  positional: true,
})

export const platformArgument = optional(
  choice(['discord', 'telegram'], { help: 'where the room is; unless you write from there' }),
)

/** How the platforms number their rooms; groups of Telegram are below zero. */
const IDS: Readonly<Record<BoundRoom['platform'], RegExp>> = {
  discord: /^\d{15,20}$/,
  telegram: /^-?[1-9]\d{0,18}$/,
}

/** The room that somebody means, on the platform that he means or writes from. */
export function theRoom(
  asker: Asker,
  { room, platform }: { readonly room: string; readonly platform: BoundRoom['platform'] | null },
): Pick<BoundRoom, 'platform' | 'roomId'> {
  const from = asker.identity.platform
  const where = platform ?? (from === 'terminal' ? null : from)
  if (where === null)
    throw new Failure('usage', say`Say where the room is: --platform discord or --platform telegram.`)
  if (room.toLowerCase() === 'here') {
    if (asker.roomId === undefined || asker.roomId === null || where !== from)
      throw new Failure('usage', say`"here" is only known where you write it: give the room's id instead.`)
    return { platform: where, roomId: asker.roomId }
  }
  if (!IDS[where].test(room))
    throw new Failure(
      'usage',
      say`"${room}" is no room's id on ${where}, such as ${where === 'discord' ? '1187234567890123456' : '-1001234567890'}: write "here" in the room itself.`,
    )
  return { platform: where, roomId: room }
}

/** All rooms of one purpose. */
export function roomsLine(rooms: readonly BoundRoom[], purpose: RoomPurpose): Text {
  const fitting = rooms.filter((room) => room.purpose === purpose)
  if (fitting.length === 0) return say`none`
  return joined(
    fitting.map((room) => `${room.platform} ${room.roomId}`),
    ', ',
  )
}
