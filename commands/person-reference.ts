import { Failure } from '../engine/failure.ts'
import type { PersonReading } from '../engine/people.ts'
import { joined, say } from '../engine/phrase.ts'
import { text } from './arguments.ts'
import { activeOf, ownersOf } from './person-view.ts'

export const personArgument = text({
  help: 'the person, by number or name',
  positional: true,
  completes: 'person',
})

/** The one person with access whom a number or a name means. */
export const thePerson = (people: readonly PersonReading[], reference: string): PersonReading =>
  theOne(activeOf(people), reference)

/** The same among all who ever had access: for looking back. */
export function theOne(people: readonly PersonReading[], reference: string): PersonReading {
  const number = /^#?(\d+)$/.exec(reference)?.[1]
  const found =
    number === undefined
      ? people.filter((person) => person.name.toLowerCase() === reference.toLowerCase())
      : people.filter((person) => person.id.toString() === number)
  const [person, second] = found
  if (person === undefined)
    throw new Failure('refused', say`There is nobody called "${reference}": "user list" shows who there is.`)
  if (second !== undefined)
    throw new Failure(
      'refused',
      say`"${reference}" can mean several people: ${joined(
        found.map((one) => `#${one.id}`),
        ', ',
      )}. Say which one by the number, such as ${person.id}.`,
    )
  return person
}

/** Control characters, and those that turn the direction of what follows: a name must look like what it is. */
const DECEPTIVE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const LONGEST_NAME = 100

/** A name by which nobody can be taken for somebody else. */
export function readName(written: string, people: readonly PersonReading[]): string {
  const name = written.trim().replaceAll(/ +/g, ' ')
  if (name.length > LONGEST_NAME)
    throw new Failure('usage', say`A name has at most ${LONGEST_NAME} characters.`)
  if (DECEPTIVE.test(name) || !/\p{L}/u.test(name) || /^(?:person|terminal|discord|telegram):/i.test(name))
    throw new Failure('usage', say`"${name}" is no name for a person: give one with letters, such as María.`)
  const taken = activeOf(people).find((person) => person.name.toLowerCase() === name.toLowerCase())
  if (taken !== undefined)
    throw new Failure(
      'refused',
      say`There is a ${taken.name} already (#${taken.id}): give a name that tells the two apart, or link one more account with --for.`,
    )
  return name
}

/** Somebody has to be left who can let people in. */
export function refuseLastOwner(people: readonly PersonReading[], person: PersonReading): void {
  const owners = ownersOf(people)
  if (owners.length === 1 && owners[0]?.id === person.id) throw lastOwner(person)
}

export const lastOwner = (person: PersonReading): Failure =>
  new Failure(
    'refused',
    say`${person.name} is the only owner: let another owner in first. Nothing was changed.`,
  )
