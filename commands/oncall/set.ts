import { MAIL_ADDRESS } from '../../alerts/channels/email.ts'
import type { OncallContact } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { SLOT_WORDS } from '../../engine/paging.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, lines, next } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import {
  blanksOf,
  blankText,
  contactJson,
  contactOf,
  FIELD_WORDS,
  refuseUnlessOperator,
  slotArgument,
} from '../oncall-view.ts'
import { thePerson } from '../person-reference.ts'

export const command = actCommand({
  noun: 'oncall',
  verb: 'set',
  help: 'Fill in whom to call: name, e-mail, phone, hours, and which person of the bot it is',
  example: 'oncall set level1 --name Mara --phone +50255551234 --person Mara',
  role: 'owner',
  confirm: 'C1',
  // Numbers and addresses of people are nothing for a room.
  place: 'direct',
  arguments: {
    slot: slotArgument,
    name: optional(words({ help: 'the name; "none" empties any of these' })),
    email: optional(words({ help: 'the e-mail address' })),
    phone: optional(words({ help: 'the phone number with the country, such as +50255551234' })),
    availability: optional(words({ help: 'when to call, in words' })),
    person: optional(words({ help: 'the person of this bot, by number or name', completes: 'person' })),
  },
  async preview(context, args) {
    const { before, change, people } = await changeOf(context, args)
    return {
      what: say`Change the contact for ${SLOT_WORDS[before.slot]}`,
      lines: changed(change).map(
        (field) =>
          say`${FIELD_WORDS[field]}: ${shown(before, field, people)} → ${shown(change, field, people)}`,
      ),
    }
  },
  async act(context, args) {
    const { before, change, people } = await changeOf(context, args)
    await context.alerts.setContact(before.slot, change, context.asker.actor)
    const after = await contactOf(context.alerts, before.slot)
    return {
      private: true,
      tone: 'good',
      heading: say`The contact for ${SLOT_WORDS[after.slot]} is changed`,
      blocks: [
        fields(...FIELDS.map((field) => [FIELD_WORDS[field], shown(after, field, people)] as const)),
        ...(blanksOf(after).length === 0 ? [] : [lines([blankText(after)])]),
        next('oncall show'),
      ],
      json: contactJson(after, people),
    }
  },
})

const FIELDS = ['name', 'email', 'phone', 'availability', 'personId'] as const
type Change = Partial<Pick<OncallContact, (typeof FIELDS)[number]>>

const changed = (change: Change): (typeof FIELDS)[number][] =>
  FIELDS.filter((field) => change[field] !== undefined)

function shown(contact: Change, field: (typeof FIELDS)[number], people: readonly PersonReading[]): Text {
  if (field !== 'personId') return contact[field] ?? '–'
  const person = people.find(({ id }) => id === contact.personId)
  return person === undefined ? '–' : `#${person.id} ${person.name}`
}

type Written = Readonly<Record<'name' | 'email' | 'phone' | 'availability' | 'person', string | null>> & {
  readonly slot: OncallContact['slot']
}

async function changeOf(
  { alerts, people }: Pick<LookContext, 'alerts' | 'people'>,
  args: Written,
): Promise<{ before: OncallContact; change: Change; people: readonly PersonReading[] }> {
  const known = await people.people()
  const before = await contactOf(alerts, args.slot)
  const change: Change = {
    ...(args.name === null ? {} : { name: orNone(args.name, readLine) }),
    ...(args.email === null ? {} : { email: orNone(args.email, readEmail) }),
    ...(args.phone === null ? {} : { phone: orNone(args.phone, readPhone) }),
    ...(args.availability === null ? {} : { availability: orNone(args.availability, readLine) }),
    ...(args.person === null
      ? {}
      : { personId: orNone(args.person, (one) => personId(known, one, args.slot)) }),
  }
  if (changed(change).length === 0)
    throw new Failure(
      'usage',
      say`Say what is to be filled in: --name, --email, --phone, --availability or --person.`,
    )
  if (changed(change).every((field) => change[field] === before[field]))
    throw new Failure(
      'refused',
      say`The contact for ${SLOT_WORDS[args.slot]} is like that already: nothing was changed.`,
    )
  return { before, change, people: known }
}

const orNone = <T>(written: string, read: (written: string) => T): T | null =>
  written.trim().toLowerCase() === 'none' ? null : read(written.trim())

const LONGEST = 200

function readLine(written: string): string {
  if (written.length > LONGEST || /\p{Cc}/u.test(written))
    throw new Failure('usage', say`Names and hours are one line of at most ${LONGEST} characters.`)
  return written
}

/** What a mail server may be handed: one address, and nothing that could become a second one or a header. */
function readEmail(written: string): string {
  if (!MAIL_ADDRESS.test(written))
    throw new Failure(
      'usage',
      say`--email must be an address such as mara@shop.example; "${written}" is not.`,
    )
  return written
}

/** E.164: a plus, the country, at most fifteen digits; what people write between the digits is left out. */
function readPhone(written: string): string {
  const digits = written.replaceAll(/[\s().-]/g, '')
  if (!/^\+[1-9]\d{6,14}$/.test(digits))
    throw new Failure(
      'usage',
      say`--phone must be a number with its country, such as +50255551234; "${written}" is not.`,
    )
  return digits
}

function personId(people: readonly PersonReading[], written: string, slot: OncallContact['slot']): bigint {
  const person = thePerson(people, written)
  if (slot.startsWith('level')) refuseUnlessOperator(person)
  return person.id
}
