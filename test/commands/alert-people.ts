import type { Asker } from '../../commands/asker.ts'
import { actorOf, type Identity, type PersonReading, type Role } from '../../engine/people.ts'
import type { Desk } from '../support/commands.ts'

let serial = 0

/** Somebody who is known, as he asks in a room or, without one, directly. */
export async function somebody(
  desk: Desk,
  name: string,
  role: Role,
  roomId: string | null = null,
): Promise<Asker & { person: PersonReading }> {
  const code = `CODE${String((serial += 1)).padStart(4, '0')}`
  const identity: Identity = { platform: 'telegram', userId: `${name}-${serial}` }
  await desk.stores.people.invite(code, { kind: 'new_person', name, role }, 'terminal:root')
  const outcome = await desk.stores.people.pair(code, identity)
  if (outcome.kind !== 'paired') throw new Error(outcome.kind)
  const { person } = outcome
  return { actor: actorOf(person), person, role, identity, roomId }
}
