import type { Asker } from '../../commands/asker.ts'
import { type Command, nameOf } from '../../commands/definition.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { actorOf, type Identity, type PersonReading } from '../../engine/people.ts'
import type { Sender } from './conversation.ts'
import { incidentAt } from './incident-here.ts'
import type { ChatParts } from './parts.ts'
import { identityKey } from './plan.ts'

/** Who speaks, as the books know him. */
export interface Access {
  /** Throws Failure when the books can't be asked. */
  askerFor(sender: Sender): Promise<Asker>
  /** As it was when the books were asked last: enough to stop everything, and for nothing else. */
  lastKnown(sender: Sender): Asker
  /** Direct messages, and rooms that are bound; elsewhere nothing is answered, but for binding the room. */
  isOurPlace(sender: Sender, command: Command | null): Promise<boolean>
}

export function createAccess(parts: ChatParts): Access {
  const seen = new Map<string, PersonReading | null>()
  const ask = (identity: Identity, person: PersonReading | null, roomId: string): Asker => ({
    actor: person === null ? identityKey(identity) : actorOf(person),
    person,
    role: person?.role ?? 'anyone',
    identity: { platform: identity.platform, userId: identity.userId },
    roomId,
  })
  const remember = async (): Promise<void> => {
    for (const person of await parts.people.people())
      for (const identity of person.identities) if (person.active) seen.set(identityKey(identity), person)
  }
  remember().catch((thrown: unknown) => {
    parts.log.warn({ reason: sentenceOf(thrown) }, 'the people could not be read')
  })
  return {
    async askerFor(sender) {
      const person = await parts.people.personBehind(sender)
      seen.set(identityKey(sender), person)
      return ask(sender, person, sender.room.id)
    },
    lastKnown: (sender) => ask(sender, seen.get(identityKey(sender)) ?? null, sender.room.id),
    async isOurPlace(sender, command) {
      if (sender.room.kind === 'direct') return true
      const rooms = await parts.rooms.rooms()
      if (rooms.some((room) => room.platform === sender.platform && room.roomId === sender.room.id))
        return true
      if (command !== null && nameOf(command) === 'config bind') return true
      return (await incidentAt(parts, sender)) !== null
    },
  }
}

/** A console that is linked to nobody is the owner's: whoever has the server's shell has everything. */
export async function terminalAsker(parts: ChatParts, account: string): Promise<Asker> {
  const identity = { platform: 'terminal', userId: account } as const
  const person = await parts.people.personBehind(identity).catch((thrown: unknown) => {
    // Stopping everything must be possible without the books; every other command will say what is wrong with them.
    parts.log.warn({ reason: sentenceOf(thrown) }, 'the people could not be read')
    return null
  })
  if (person !== null) return { actor: actorOf(person), person, role: person.role, identity, roomId: null }
  return { actor: `terminal:${account}`, person: null, role: 'owner', identity, roomId: null }
}
