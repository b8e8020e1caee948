import type { OncallContact } from '../../engine/alerting.ts'
import { SLOT_WORDS } from '../../engine/paging.ts'
import type { PersonReading } from '../../engine/people.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { type Block, fields, nextWith, text } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { incidentJson } from '../incident-json.ts'
import { incidentArgument, theIncident, theIncidentView } from '../incident-reference.ts'
import { contactOf, holderOf, levelArgument, levelNumber, phoneOf, slotOfLevel } from '../oncall-view.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'escalate',
  help: 'Call a level for the incident, by every way the bot has; the answer shows the phone numbers as well',
  example: 'incident escalate 2 the source wallet is empty',
  role: 'operator',
  // Help is called at once.
  confirm: 'C0',
  arguments: {
    level: levelArgument,
    why: words({ help: 'what for, in one sentence', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents, alerts, people }, args) {
    const incident = await theIncident(incidents, args.id)
    const contact = await contactOf(alerts, slotOfLevel(args.level))
    const name = holderOf(contact, await people.people()) ?? say`nobody`
    return {
      what: say`Call ${name} (${SLOT_WORDS[contact.slot]}) for incident #${incident.id}: ${args.why}`,
      lines: [],
    }
  },
  async act({ incidents, alerts, people, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    await incidents.escalate(id, levelNumber(args.level), args.why)
    const [contacts, known] = [await alerts.oncall(), await people.people()]
    const contact = await contactOf(alerts, slotOfLevel(args.level))
    const view = await theIncidentView(incidents, id)
    const isReached = await hasChannel({ alerts }, contact)
    return {
      private: true,
      tone: isReached ? 'good' : 'warn',
      heading: say`${holderOf(contact, known) ?? SLOT_WORDS[contact.slot]} is called for incident #${id}`,
      blocks: [
        ...adviceBlocks(isReached),
        fields(...numbers(contacts, known)),
        nextWith([{ line: `incident show ${id}`, label: say`Card` }, { line: 'oncall show' }]),
      ],
      json: { ...incidentJson(view, now), calledSlot: contact.slot, phone: phoneOf(contact, contacts) },
    }
  },
})

const adviceBlocks = (isReached: boolean): Block[] => [
  text(
    isReached
      ? say`Ring the number yourself if nobody has acknowledged within five minutes.`
      : say`No channel reaches anybody at the moment: ring the number yourself, now.`,
  ),
]

/** Whether any way to tell people works, as far as the last tries show. */
async function hasChannel({ alerts }: Pick<LookContext, 'alerts'>, contact: OncallContact): Promise<boolean> {
  const channels = await alerts.channels()
  const works = channels.some(
    ({ gone, failingSince, okAt }) => !gone && failingSince === null && okAt !== null,
  )
  return works && (contact.personId ?? contact.takenBy ?? contact.email ?? contact.phone) !== null
}

/** Of the three levels, in the order in which they are rung. */
const numbers = (
  contacts: readonly OncallContact[],
  people: readonly PersonReading[],
): (readonly [Text, Text])[] =>
  contacts
    .filter(({ slot }) => slot.startsWith('level'))
    .map((contact) => [
      SLOT_WORDS[contact.slot],
      joined([holderOf(contact, people) ?? say`nobody`, phoneOf(contact, contacts) ?? say`no number`], ': '),
    ])
