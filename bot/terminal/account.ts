import { userInfo } from 'node:os'
import type { Asker } from '../../commands/asker.ts'
import { mayAct } from '../../commands/asker.ts'
import type { Voice } from '../../engine/phrase.ts'
import type { ChatParts } from '../chat/parts.ts'

/** The shell account of whoever sits at this terminal. */
export function terminalAccount(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user need not have a name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** The language and zone in which this terminal is spoken to. */
export async function terminalVoice(parts: ChatParts, asker: Asker): Promise<Voice> {
  const timeZone = (await parts.settings().catch(() => null))?.settings['operator-timezone'] ?? 'UTC'
  return parts.voiceFor(asker.person?.language ?? parts.language, {
    timeZone,
    names: mayAct(asker.role, 'operator') ? 'full' : 'initials',
  })
}
