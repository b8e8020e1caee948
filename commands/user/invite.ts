import { Failure } from '../../engine/failure.ts'
import type { Invitation, PersonReading, Role } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { choice, optional, text as words } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { actCommand, type ConfirmLevel } from '../definition.ts'
import { formatTime, iso } from '../../engine/format.ts'
import { readName, thePerson } from '../person-reference.ts'
import { accountsOf, activeOf, ownersOf, ROLES, ROLE_WORDS } from '../person-view.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'invite',
  help: 'A one-time code that lets somebody in, or links one more account of somebody who is known',
  example: 'user invite María operator',
  role: 'owner',
  confirm: 'C1',
  place: 'direct',
  arguments: {
    name: optional(words({ help: 'the name by which everybody knows the person', positional: true })),
    role: optional(choice(ROLES, { help: 'what the person may do', positional: true })),
    for: optional(
      words({ help: 'instead: whose account is linked, by number or name', completes: 'person' }),
    ),
  },
  async preview({ people, asker }, args) {
    const known = await people.people()
    const guest = guestOf(args, known)
    return {
      what: whatOf(guest),
      lines: [
        guest.kind === 'link'
          ? say`accounts of ${guest.person.name}: ${accountsOf(guest.person)} → one more`
          : say`role of ${guest.name}: none → ${ROLE_WORDS[guest.role]}`,
        say`whoever says yes is shown a code once; it is valid for ten minutes, for one account`,
      ],
      confirm: levelFor(guest, asker, known),
    }
  },
  async act({ people, asker, host }, args) {
    const guest = guestOf(args, await people.people())
    const code = host.newCode()
    const { expiresAt } = await people.invite(code, invitationOf(guest), asker.actor)
    // The heading goes into the action log, and a next command into the books: the code stands in neither.
    return {
      tone: 'good',
      heading: whatOf(guest),
      blocks: [
        fields([say`Code`, code], [say`Valid until`, formatTime(expiresAt)]),
        text(
          say`Valid for ten minutes, once. To be typed in a direct message to this bot: /user pair ${code}`,
        ),
        text(say`At the server's terminal: satmachine user pair ${code}`),
        next('user list'),
      ],
      json: { ...jsonOf(guest), code, expiresAt: iso(expiresAt) },
    }
  },
})

type Guest =
  | { readonly kind: 'new_person'; readonly name: string; readonly role: Role }
  | { readonly kind: 'link'; readonly person: PersonReading }

function guestOf(
  args: { name: string | null; role: Role | null; for: string | null },
  people: readonly PersonReading[],
): Guest {
  if (args.for !== null && args.name === null && args.role === null)
    return { kind: 'link', person: thePerson(people, args.for) }
  if (args.for !== null || args.name === null || args.role === null)
    throw new Failure(
      'usage',
      say`Give a name and a role, such as "user invite María operator", or --for and somebody who is known.`,
    )
  return { kind: 'new_person', name: readName(args.name, people), role: args.role }
}

const invitationOf = (guest: Guest): Invitation =>
  guest.kind === 'link' ? { kind: 'link', personId: guest.person.id } : guest

const whatOf = (guest: Guest): Text =>
  guest.kind === 'link'
    ? say`Invite one more account of ${guest.person.name}`
    : say`Invite ${guest.name} as ${ROLE_WORDS[guest.role]}`

const jsonOf = (guest: Guest) =>
  guest.kind === 'link'
    ? { name: guest.person.name, role: guest.person.role, personId: guest.person.id.toString() }
    : { name: guest.name, role: guest.role, personId: null }

/**
 * One person alone does not make an owner, nor an account that speaks for somebody else who moves money: he would be
 * his own second pair of eyes. The first owner needs nobody.
 */
function levelFor(guest: Guest, asker: Asker, people: readonly PersonReading[]): ConfirmLevel {
  if (guest.kind === 'new_person') return guest.role === 'owner' && ownersOf(people).length > 0 ? 'C4E' : 'C1'
  const { person } = guest
  const isOneself = asker.person === null ? activeOf(people).length === 1 : asker.person.id === person.id
  return !isOneself && (person.role === 'owner' || person.role === 'treasurer') ? 'C4E' : 'C1'
}
