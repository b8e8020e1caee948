import { actorOf } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { lastOwner, personArgument, refuseLastOwner, thePerson } from '../person-reference.ts'
import { accountsOf, ownersOf, personJson, ROLE_WORDS } from '../person-view.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'revoke',
  help: 'Take every account from somebody: none of them may do anything any more',
  example: 'user revoke María',
  role: 'owner',
  confirm: 'C1',
  arguments: { person: personArgument },
  async preview({ people }, args) {
    const known = await people.people()
    const person = thePerson(known, args.person)
    refuseLastOwner(known, person)
    const isOwner = person.role === 'owner'
    const owners = ownersOf(known).length
    return {
      what: say`Take the access of ${person.name} away`,
      lines: [
        say`role: ${ROLE_WORDS[person.role]} → none`,
        say`accounts: ${accountsOf(person)} → none`,
        ...(isOwner ? [say`owners: ${owners} → ${owners - 1}`] : []),
      ],
      confirm: isOwner ? 'C4E' : 'C1',
      interested: [{ actor: actorOf(person) }],
    }
  },
  async act({ people }, args) {
    const person = thePerson(await people.people(), args.person)
    if (!(await people.revoke(person.id))) throw lastOwner(person)
    return {
      tone: 'warn',
      heading: say`${person.name} has no access any more`,
      blocks: [next('user list', `audit log --who ${person.id}`)],
      json: personJson({ ...person, active: false, identities: [] }),
    }
  },
})
