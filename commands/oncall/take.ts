import { Failure } from '../../engine/failure.ts'
import { formatShortTime } from '../../engine/format.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import type { Asker } from '../asker.ts'
import { actCommand } from '../definition.ts'
import {
  contactOf,
  holderText,
  levelArgument,
  levelNumber,
  MOST_SECONDS,
  refuseUnlessOperator,
  slotOfLevel,
} from '../oncall-view.ts'
import { endOf, untilArgument, untilText } from '../until.ts'

export const command = actCommand({
  noun: 'oncall',
  verb: 'take',
  help: 'Take a level of the on-call duty for a while: from now on you are called',
  example: 'oncall take 1 8h',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    level: levelArgument,
    until: untilArgument({
      help: 'for how long, or until when: 8h, 2026-11-23T08:00; 12h if left out',
      defaultSeconds: 12 * 3600,
    }),
  },
  async preview({ alerts, people, asker, now }, { level, until }) {
    const me = knownAsker(asker)
    endOf(until, now, MOST_SECONDS)
    const before = await contactOf(alerts, slotOfLevel(level))
    return {
      what: say`Take level ${level}`,
      lines: [
        say`before: ${holderText(before, await people.people())}`,
        say`after: ${me.name}, ${untilText(until)}`,
      ],
    }
  },
  async act({ alerts, people, asker, now }, { level, until }) {
    const me = knownAsker(asker)
    const known = await people.people()
    const before = await contactOf(alerts, slotOfLevel(level))
    await alerts.takeLevel(levelNumber(level), me.id, endOf(until, now, MOST_SECONDS), asker.actor)
    const after = await contactOf(alerts, before.slot)
    return {
      tone: 'good',
      heading: say`${me.name} has level ${level} until ${formatShortTime(after.takenUntil)}`,
      blocks: [
        fields([say`Before`, holderText(before, known)], [say`Now`, holderText(after, known)]),
        next(`oncall handoff ${level} back`, 'oncall show'),
      ],
      json: { level, personId: me.id.toString(), takenUntil: after.takenUntil?.toISOString() ?? null },
    }
  },
})

/** Somebody has to be there who can be called: a shell account alone is nobody's phone. */
function knownAsker({ person, actor }: Asker): PersonReading {
  if (person === null)
    throw new Failure(
      'refused',
      say`${actor} is nobody by name: only somebody who is known to the bot can be called. Link this account with "user invite" and "user pair".`,
    )
  refuseUnlessOperator(person)
  return person
}
