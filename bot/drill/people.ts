import { randomUUID } from 'node:crypto'
import type { PeopleStore, PersonReading } from '../../engine/people.ts'

/**
 * Everybody who may do something, with role, language and accounts, so that whoever plays may do what he may do in
 * earnest, and needs the same second person. Which client somebody is himself is not brought along: those are not here.
 */
export async function copyPeople(people: readonly PersonReading[], to: PeopleStore): Promise<void> {
  for (const { name, role, language, active, identities } of people) {
    const [first, ...others] = identities
    if (!active || first === undefined) continue
    const code = randomUUID()
    await to.invite(code, { kind: 'new_person', name, role }, 'drill')
    const paired = await to.pair(code, first)
    if (paired.kind !== 'paired') continue
    const personId = paired.person.id
    await to.setLanguage(personId, language)
    for (const identity of others) {
      const link = randomUUID()
      await to.invite(link, { kind: 'link', personId }, 'drill')
      await to.pair(link, identity)
    }
  }
}
