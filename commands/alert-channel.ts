import { TERMINAL } from '../alerts/routing.ts'
import { Failure } from '../engine/failure.ts'
import { say } from '../engine/phrase.ts'
import { type BoundRoom, ROOM_PURPOSES } from '../engine/rooms.ts'
import type { LookContext } from './definition.ts'

type Looking = Pick<LookContext, 'rooms' | 'alerts' | 'alertSettings'>

const channelOf = ({ platform, roomId }: BoundRoom): string => `${platform}:room:${roomId}`

/** People's own chats, numbers and mailboxes, to which they alone may send what is no alert. */
const OF_PEOPLE = /^(?:[a-z]+:person:|phone:|email:)/

/** Where a test may go: rooms, and what the settings name. Nobody's own address: a test must not wake the owner. */
export async function testChannels({ rooms, alerts, alertSettings }: Looking): Promise<string[]> {
  const bound = (await rooms.rooms()).toSorted((a, b) => rank(a) - rank(b)).map(channelOf)
  const used = (await alerts.channels())
    .map(({ channel }) => channel)
    .filter((channel) => !OF_PEOPLE.test(channel) && !channel.includes(':room:'))
  return [...new Set([...bound, ...alertSettings.addresses, ...used, TERMINAL])]
}

/** Alert rooms before the one for commands, the most pressing first; the digest's last. */
const ORDER = [
  ...ROOM_PURPOSES.filter((purpose) => purpose !== 'ops' && purpose !== 'digest'),
  'ops',
  'digest',
]
const rank = ({ purpose }: BoundRoom): number => ORDER.indexOf(purpose)

/** The channel that was named; else the room where it was asked, if it is ours; else the first alert room. */
export async function channelFor(
  context: Looking & Pick<LookContext, 'asker'>,
  written: string | null,
): Promise<string> {
  const known = await testChannels(context)
  const { identity, roomId } = context.asker
  if (written !== null && known.includes(written)) return written
  if (written !== null)
    throw new Failure(
      'refused',
      say`"${written}" is no channel that a test may use, such as ${known.find((one) => !OF_PEOPLE.test(one)) ?? 'slack:1'}: the rooms that are bound, and what the settings name.`,
    )
  const here = `${identity.platform}:room:${roomId ?? ''}`
  return known.includes(here) ? here : (known[0] ?? TERMINAL)
}
