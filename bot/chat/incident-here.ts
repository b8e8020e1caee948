import { type Command, nameOf } from '../../commands/definition.ts'
import { iso } from '../../engine/format.ts'
import type { Incoming, Quoted, Sender } from './conversation.ts'
import type { ChatParts } from './parts.ts'

type Written = Readonly<Record<string, string>>

/** The incident in whose thread somebody speaks; null elsewhere. */
export async function incidentAt(
  { incidents }: Pick<ChatParts, 'incidents'>,
  sender: Sender,
): Promise<bigint | null> {
  const { platform, room } = sender
  if (platform === 'terminal' || room.kind === 'direct') return null
  return incidents.incidentAt({ platform, roomId: room.id, threadId: room.thread ?? null })
}

/**
 * What goes without saying: in an incident's thread a command about incidents means this one, and a note that answers
 * somebody's message is that message.
 */
export async function filledIn(
  parts: Pick<ChatParts, 'incidents'>,
  { sender, quoted }: Incoming,
  command: Command,
  written: Written,
): Promise<Written> {
  const [name] =
    Object.entries(command.arguments).find(([, spec]) => spec.completes === 'incident' && !spec.required) ??
    []
  if (name === undefined) return written
  const said = quoted === undefined || nameOf(command) !== NOTE ? written : withQuoted(written, quoted)
  if (written[name] !== undefined) return said
  const here = await incidentAt(parts, sender)
  return here === null ? said : { ...said, [name]: here.toString() }
}

const NOTE = 'incident note'
const LONGEST = 1500

function withQuoted(written: Written, { author, at, words }: Quoted): Written {
  const pinned = `📌 ${author}, ${iso(at)}: ${words.slice(0, LONGEST)}`.trim()
  const own = written['words']
  return { ...written, words: own === undefined ? pinned : `${own} · ${pinned}` }
}
