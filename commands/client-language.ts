import type { Language, PersonReading } from '../engine/people.ts'

/** Of the person that the client is, where one is linked. */
export const languageOf = (
  client: { readonly id: bigint },
  known: readonly Pick<PersonReading, 'clientId' | 'language'>[],
): Language | null => known.find((person) => person.clientId === client.id)?.language ?? null
