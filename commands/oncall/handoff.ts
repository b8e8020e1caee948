import type { OncallContact } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { formatShortTime } from '../../engine/format.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import {
  contactOf,
  holderText,
  levelArgument,
  levelNumber,
  MOST_SECONDS,
  ordinaryOf,
  refuseUnlessOperator,
  slotOfLevel,
} from '../oncall-view.ts'
import { thePerson } from '../person-reference.ts'
import { endOf, untilArgument, untilText } from '../until.ts'

export const command = actCommand({
  noun: 'oncall',
  verb: 'handoff',
  help: 'Give a level of the on-call duty to somebody for a while, or back',
  example: 'oncall handoff 1 Mara 8h',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    level: levelArgument,
    to: words({
      help: 'to whom, by number or name; "back" to whoever has it ordinarily',
      placeholder: 'person|back',
      positional: true,
      completes: 'person',
    }),
    until: untilArgument({
      help: 'for how long, or until when: 8h, 2026-11-23T08:00; 12h if left out',
      defaultSeconds: 12 * 3600,
    }),
  },
  async preview({ alerts, people, now }, { level, to, until }) {
    const known = await people.people()
    const before = await contactOf(alerts, slotOfLevel(level))
    const receiver = receiverOf(known, to, before)
    if (receiver !== null) endOf(until, now, MOST_SECONDS)
    return {
      what:
        receiver === null ? say`Give level ${level} back` : say`Hand level ${level} over to ${receiver.name}`,
      lines: [
        say`before: ${holderText(before, known)}`,
        receiver === null
          ? say`after: ${ordinaryText(before, known)}`
          : say`after: ${receiver.name}, ${untilText(until)}`,
      ],
    }
  },
  async act({ alerts, people, asker, now }, { level, to, until }) {
    const known = await people.people()
    const before = await contactOf(alerts, slotOfLevel(level))
    const receiver = receiverOf(known, to, before)
    const end = receiver === null ? null : endOf(until, now, MOST_SECONDS)
    await alerts.takeLevel(levelNumber(level), receiver?.id ?? null, end, asker.actor)
    const after = await contactOf(alerts, before.slot)
    return {
      tone: 'good',
      heading:
        receiver === null
          ? say`Level ${level} is back with ${ordinaryText(after, known)}`
          : say`${receiver.name} has level ${level} until ${formatShortTime(after.takenUntil)}`,
      blocks: [
        fields([say`Before`, holderText(before, known)], [say`Now`, holderText(after, known)]),
        next('oncall show', 'alert list'),
      ],
      json: {
        level,
        personId: receiver?.id.toString() ?? null,
        takenUntil: after.takenUntil?.toISOString() ?? null,
      },
    }
  },
})

const ordinaryText = (contact: OncallContact, people: readonly PersonReading[]): Text =>
  ordinaryOf(contact, people) ?? say`nobody`

/** Null for giving it back. */
function receiverOf(
  people: readonly PersonReading[],
  to: string,
  contact: OncallContact,
): PersonReading | null {
  if (to.toLowerCase() === 'back') {
    if (contact.takenBy === null)
      throw new Failure(
        'refused',
        say`Nobody has taken this level: it is with ${ordinaryText(contact, people)} already.`,
      )
    return null
  }
  const person = thePerson(people, to)
  refuseUnlessOperator(person)
  return person
}
