import { Failure } from '../../engine/failure.ts'
import { actorOf, type PersonReading, type Role } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { choice } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { lastOwner, personArgument, refuseLastOwner, thePerson } from '../person-reference.ts'
import { ownersOf, personJson, ROLES, ROLE_WORDS } from '../person-view.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'role',
  help: 'Change what somebody may do',
  example: 'user role María treasurer',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    person: personArgument,
    role: choice(ROLES, { help: 'what the person may do', positional: true }),
  },
  async preview({ people }, { person: reference, role }) {
    const known = await people.people()
    const person = changeable(known, reference, role)
    const isOwnerChange = person.role === 'owner' || role === 'owner'
    return {
      what: say`Change the role of ${person.name}`,
      lines: [
        say`role: ${ROLE_WORDS[person.role]} → ${ROLE_WORDS[role]}`,
        ...(isOwnerChange ? [ownersLine(known, person, role)] : []),
      ],
      // The first owner needs nobody's yes: there is nobody.
      confirm: isOwnerChange && ownersOf(known).length > 0 ? 'C4E' : 'C1',
      interested: [{ actor: actorOf(person) }],
    }
  },
  async act({ people }, { person: reference, role }) {
    const person = changeable(await people.people(), reference, role)
    if (!(await people.setRole(person.id, role))) throw lastOwner(person)
    return {
      tone: 'good',
      heading: say`${person.name}: ${ROLE_WORDS[role]} now`,
      blocks: [
        fields([say`Before`, ROLE_WORDS[person.role]], [say`Now`, ROLE_WORDS[role]]),
        next('user list', `audit log --who ${person.id}`),
      ],
      json: { ...personJson({ ...person, role }), before: person.role },
    }
  },
})

function changeable(people: readonly PersonReading[], reference: string, role: Role): PersonReading {
  const person = thePerson(people, reference)
  if (person.role === role)
    throw new Failure('refused', say`${person.name} has this role already: nothing was changed.`)
  refuseLastOwner(people, person)
  return person
}

const ownersLine = (people: readonly PersonReading[], person: PersonReading, role: Role): Text => {
  const owners = ownersOf(people).length
  return say`owners: ${owners} → ${owners + (role === 'owner' ? 1 : 0) - (person.role === 'owner' ? 1 : 0)}`
}
