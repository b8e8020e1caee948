import assert from 'node:assert/strict'
import { type AlertReadings, ONCALL_SLOTS, type OncallContact, type OncallSlot } from '../engine/alerting.ts'
import { Failure } from '../engine/failure.ts'
import { formatShortTime, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { SLOT_WORDS } from '../engine/paging.ts'
import type { PersonReading } from '../engine/people.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { choice } from './arguments.ts'
import { mayAct } from './asker.ts'
import { ROLE_WORDS } from './person-view.ts'

/** A level is taken for a week at most. */
export const MOST_SECONDS = 7 * 86_400
export const LEVELS = ['1', '2', '3'] as const

export const levelArgument = choice(LEVELS, { help: 'which level of the on-call duty', positional: true })

export const slotArgument = choice(ONCALL_SLOTS, {
  help: 'whose contact: a level, or somebody outside',
  placeholder: 'level1|…|accountant',
  positional: true,
})

export const slotOfLevel = (level: (typeof LEVELS)[number]): OncallSlot => `level${level}` as OncallSlot
export const levelNumber = (level: (typeof LEVELS)[number]): 1 | 2 | 3 => Number(level) as 1 | 2 | 3

export async function contactOf(
  alerts: Pick<AlertReadings, 'oncall'>,
  slot: OncallSlot,
): Promise<OncallContact> {
  const contact = (await alerts.oncall()).find((one) => one.slot === slot)
  assert(contact, 'every slot has its row')
  return contact
}

const personOf = (people: readonly PersonReading[], personId: bigint | null): PersonReading | undefined =>
  people.find((person) => person.id === personId && person.active)

/** Whoever answers now, by name: who has taken it, else who is entered; null where nobody is. */
export const holderOf = (contact: OncallContact, people: readonly PersonReading[]): string | null =>
  personOf(people, contact.takenBy)?.name ?? ordinaryOf(contact, people)

/** Who is entered for it, whoever has taken it meanwhile. */
export const ordinaryOf = (contact: OncallContact, people: readonly PersonReading[]): string | null =>
  contact.name ?? personOf(people, contact.personId)?.name ?? null

/** 'Mara until 23 Nov, 08:00, instead of Pedro' */
export function holderText(contact: OncallContact, people: readonly PersonReading[]): Text {
  const taker = personOf(people, contact.takenBy)
  const ordinary = ordinaryOf(contact, people) ?? say`nobody`
  return taker === undefined
    ? ordinary
    : say`${taker.name} until ${formatShortTime(contact.takenUntil)}, instead of ${ordinary}`
}

/** Whose number is dialled: the taker's own, where it is known, else the one that is entered. */
export function phoneOf(contact: OncallContact, contacts: readonly OncallContact[]): string | null {
  const own = contacts.find((one) => contact.takenBy !== null && one.personId === contact.takenBy)
  return own?.phone ?? contact.phone
}

/** The handbook's blanks: an accountant is written to, not called at night, and only levels keep hours. */
const BLANKS: Readonly<Record<OncallSlot, readonly (keyof OncallContact)[]>> = {
  level1: ['name', 'email', 'phone', 'availability'],
  level2: ['name', 'email', 'phone', 'availability'],
  level3: ['name', 'email', 'phone', 'availability'],
  lamassu: ['name', 'email', 'phone'],
  lnbits: ['name', 'email', 'phone'],
  accountant: ['name', 'email'],
}

export const FIELD_WORDS = {
  name: say`name`,
  email: say`e-mail`,
  phone: say`phone`,
  availability: say`availability`,
  personId: say`person`,
} as const

const EXAMPLES: Readonly<Record<string, string>> = {
  name: '--name "…"',
  email: '--email mara@shop.example',
  phone: '--phone +50255551234',
  availability: '--availability "8-18"',
}

export const blanksOf = (contact: OncallContact): string[] =>
  BLANKS[contact.slot].filter((field) => contact[field] === null)

/** 'level 2: no phone, no e-mail' and the command that fills it. */
export const blankText = (contact: OncallContact): Text => {
  const blanks = blanksOf(contact)
  const words = blanks.map((field) => FIELD_WORDS[field as keyof typeof FIELD_WORDS])
  return say`⚠ ${SLOT_WORDS[contact.slot]}: ${joined(words, ', ')} missing; to be filled with "${fillLine(contact)}"`
}

export const fillLine = (contact: OncallContact): string =>
  ['oncall set', contact.slot, ...blanksOf(contact).map((field) => EXAMPLES[field] ?? '')].join(' ')

/** Only who may acknowledge can have a level. */
export function refuseUnlessOperator(person: PersonReading): void {
  if (!mayAct(person.role, 'operator'))
    throw new Failure(
      'refused',
      say`${person.name} is ${ROLE_WORDS[person.role]} and could not acknowledge an alert: give the role of operator first, with "user role".`,
    )
}

export const contactJson = (contact: OncallContact, people: readonly PersonReading[]): JsonObject => ({
  slot: contact.slot,
  name: contact.name,
  email: contact.email,
  phone: contact.phone,
  availability: contact.availability,
  personId: contact.personId?.toString() ?? null,
  takenBy: personOf(people, contact.takenBy)?.name ?? null,
  takenUntil: iso(contact.takenUntil),
  missing: blanksOf(contact),
})
