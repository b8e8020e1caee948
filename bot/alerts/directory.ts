import type { Directory } from '../../alerts/routing.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'
import type { AlertChannels } from './channels.ts'

export interface DirectoryParts {
  readonly assembly: Pick<Assembly, 'config'>
  readonly parts: Pick<ChatParts, 'rooms' | 'people' | 'alerts' | 'alertSettings'>
  readonly channels: AlertChannels
}

/** Who and what can be told something, read anew each time. */
export const createDirectory =
  ({ assembly, parts, channels }: DirectoryParts) =>
  async (): Promise<Directory> => {
    const [rooms, people, oncall] = await Promise.all([
      parts.rooms.rooms(),
      parts.people.people(),
      parts.alerts.oncall(),
    ])
    const { chat } = assembly.config
    return {
      rooms,
      people,
      oncall,
      platforms: (['discord', 'telegram'] as const).filter((platform) => chat[platform] !== null),
      addresses: parts.alertSettings.addresses,
      canPhone: channels.byKind.has('phone'),
      canMail: channels.byKind.has('email'),
    }
  }
