import type { OncallContact } from '../../engine/alerting.ts'
import { iso } from '../../engine/format.ts'
import { SLOT_WORDS } from '../../engine/paging.ts'
import type { PersonReading } from '../../engine/people.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { type Answer, lines, next, table } from '../answer.ts'
import { mayAct } from '../asker.ts'
import { lookCommand } from '../definition.ts'
import { blanksOf, blankText, contactJson, holderOf, holderText } from '../oncall-view.ts'

export const command = lookCommand({
  noun: 'oncall',
  verb: 'show',
  help: 'Who is on call, level by level, whom to call outside, and what is not filled in yet',
  example: 'oncall show',
  role: 'viewer',
  arguments: {},
  async look({ alerts, people, asker }) {
    const contacts = await alerts.oncall()
    const known = await people.people()
    return mayAct(asker.role, 'operator') ? inFull(contacts, known) : byName(contacts, known)
  },
})

const isLevel = ({ slot }: OncallContact): boolean => slot.startsWith('level')

/** Numbers and addresses are for those who have to use them. */
function byName(contacts: readonly OncallContact[], people: readonly PersonReading[]): Answer {
  const levels = contacts.filter(isLevel)
  return {
    tone: 'plain',
    heading: headingOf(contacts, people),
    blocks: [
      table(
        [say`Level`, say`On call`],
        levels.map((contact) => [SLOT_WORDS[contact.slot], holderText(contact, people)]),
        say`There are none.`,
      ),
      next('alert list'),
    ],
    json: {
      levels: levels.map((contact) => ({
        slot: contact.slot,
        onCall: holderOf(contact, people),
        takenUntil: iso(contact.takenUntil),
      })),
    },
  }
}

function inFull(contacts: readonly OncallContact[], people: readonly PersonReading[]): Answer {
  const wanting = contacts.filter((contact) => blanksOf(contact).length > 0)
  const taken = contacts.find((contact) => contact.takenBy !== null)
  return {
    private: true,
    tone: wanting.length === 0 ? 'good' : 'warn',
    heading: headingOf(contacts, people),
    blocks: [
      table(
        [say`For`, say`Who`, say`Phone`, say`E-mail`, say`Availability`],
        contacts.map((contact) => rowOf(contact, people)),
        say`There are none.`,
      ),
      ...(wanting.length === 0 ? [] : [lines(wanting.map(blankText))]),
      next(
        ...(taken === undefined ? ['oncall take 1'] : [`oncall handoff ${taken.slot.slice(-1)} back`]),
        ...wanting.slice(0, 3).map((contact) => `oncall set ${contact.slot}`),
        'alert list',
      ),
    ],
    json: { contacts: contacts.map((contact) => contactJson(contact, people)) },
  }
}

const rowOf = (contact: OncallContact, people: readonly PersonReading[]): Text[] => [
  SLOT_WORDS[contact.slot],
  holderText(contact, people),
  contact.phone ?? '–',
  contact.email ?? '–',
  contact.availability ?? '–',
]

function headingOf(contacts: readonly OncallContact[], people: readonly PersonReading[]): Text {
  const first = contacts.find(isLevel)
  const name = first === undefined ? null : holderOf(first, people)
  const unfilled = contacts.filter(isLevel).filter((contact) => holderOf(contact, people) === null)
  if (name === null) return say`Nobody is on call: level 1 is empty`
  return unfilled.length === 0
    ? say`${name} is on call`
    : say`${name} is on call; ${joined(
        unfilled.map(({ slot }) => SLOT_WORDS[slot]),
        ', ',
      )}: nobody`
}
