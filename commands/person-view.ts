import type { Identity, Language, PersonReading, Role } from '../engine/people.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { iso } from '../engine/format.ts'

export const ROLES = ['viewer', 'operator', 'treasurer', 'owner'] as const satisfies readonly Role[]

export const ROLE_WORDS: Readonly<Record<Role | 'anyone', Text>> = {
  anyone: say`anyone`,
  viewer: say`viewer`,
  operator: say`operator`,
  treasurer: say`treasurer`,
  owner: say`owner`,
}

export const LANGUAGE_WORDS: Readonly<Record<Language, Text>> = { en: say`English`, es: say`Spanish` }

/** 'telegram 4711': what an owner needs to know an account by. */
export const accountName = ({ platform, userId }: Identity): string => `${platform} ${userId}`

export const accountsOf = (person: PersonReading): Text =>
  person.identities.length === 0 ? say`no account` : joined(person.identities.map(accountName), ', ')

export const activeOf = (people: readonly PersonReading[]): readonly PersonReading[] =>
  people.filter((person) => person.active)

export const ownersOf = (people: readonly PersonReading[]): readonly PersonReading[] =>
  people.filter((person) => person.active && person.role === 'owner')

export const personJson = (person: PersonReading): JsonObject => ({
  personId: person.id.toString(),
  name: person.name,
  role: person.role,
  language: person.language,
  clientId: person.clientId?.toString() ?? null,
  active: person.active,
  accounts: person.identities.map(({ platform, userId }) => ({ platform, userId })),
  createdAt: iso(person.createdAt),
})
