import type { OncallContact } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { SLOT_WORDS } from '../../engine/paging.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { contactOf, fillLine, holderOf, phoneOf, slotArgument } from '../oncall-view.ts'

export const command = actCommand({
  noun: 'oncall',
  verb: 'page',
  help: 'Call somebody now, by every way the bot has; the answer shows the phone number as well',
  example: 'oncall page level2 the source wallet is empty',
  role: 'operator',
  confirm: 'C0',
  arguments: { slot: slotArgument, words: words({ help: 'what it is about', positional: true }) },
  async preview({ alerts, people }, { slot, words: about }) {
    const { name } = await calledOf(alerts, slot, await people.people())
    return {
      what: say`Call ${name} (${SLOT_WORDS[slot]}): ${about}`,
      lines: [say`before: not called`, say`after: called at once, until it is acknowledged`],
    }
  },
  async act({ alerts, people, asker, now }, { slot, words: about }) {
    const known = await people.people()
    const { name, contact } = await calledOf(alerts, slot, known)
    const phone = phoneOf(contact, await alerts.oncall())
    const id = await alerts.page({
      slot,
      words: about,
      actor: asker.actor,
      name: actorName(asker.actor, known),
      now,
    })
    return {
      private: true,
      tone: phone === null ? 'warn' : 'good',
      heading: say`${name} is called: alert #${id}`,
      blocks: [
        fields(
          [say`Phone`, phone ?? say`none is filled in`],
          ...(contact.email === null ? [] : [[say`E-mail`, contact.email] as const]),
          ...(contact.availability === null ? [] : [[say`Availability`, contact.availability] as const]),
        ),
        text(advice(contact, phone)),
        next(`alert show ${id}`, 'oncall show'),
      ],
      json: { alertId: id.toString(), slot, name, phone, email: contact.email },
    }
  },
})

/** Calling may fail on the way: the number stands there in any case. */
const advice = (contact: OncallContact, phone: string | null): Text =>
  phone === null
    ? say`Without a number nobody can be rung: "${`oncall set ${contact.slot} --phone +50255551234`}".`
    : say`Ring the number yourself if nobody has acknowledged within five minutes.`

async function calledOf(
  alerts: LookContext['alerts'],
  slot: OncallContact['slot'],
  people: readonly PersonReading[],
): Promise<{ contact: OncallContact; name: string }> {
  const contact = await contactOf(alerts, slot)
  const name = holderOf(contact, people)
  if (name !== null) return { contact, name }
  throw new Failure(
    'refused',
    say`Nobody is filled in for ${SLOT_WORDS[slot]}, so nobody can be called: "${fillLine(contact)}".`,
  )
}
