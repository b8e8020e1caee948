import { Failure } from '../../engine/failure.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { type Answer, lines, nextWith } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { actCommand } from '../definition.ts'
import { incidentJson } from '../incident-json.ts'
import { incidentArgument, theIncident, theIncidentView } from '../incident-reference.ts'
import { refuseUnlessOperator } from '../oncall-view.ts'
import { thePerson } from '../person-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'lead',
  help: 'Lead the incident, or say who does; whoever leads gets instructions',
  example: 'incident lead Mara',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: {
    person: optional(
      words({
        help: 'who leads, by number or name; you, if left out',
        positional: true,
        completes: 'person',
      }),
    ),
    id: incidentArgument,
  },
  async preview({ incidents, people, asker }, args) {
    const incident = await theIncident(incidents, args.id)
    const known = await people.people()
    const before = known.find(({ id }) => id === incident.leadId)
    return {
      what: say`${leaderOf(known, asker, args.person).name} leads incident #${incident.id}`,
      lines: [say`before: ${before?.name ?? say`nobody`}`],
    }
  },
  async act({ incidents, people, asker, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    const leader = leaderOf(await people.people(), asker, args.person)
    await incidents.setLead(id, leader.id, leader.name)
    const view = await theIncidentView(incidents, id)
    return {
      private: true,
      tone: 'good',
      heading: say`${leader.name} leads incident #${id}`,
      blocks: [...instructions(leader, asker), nextWith(firstSteps(view.next.line, id))],
      json: incidentJson(view, now),
    }
  },
})

function leaderOf(people: readonly PersonReading[], asker: Asker, wanted: string | null): PersonReading {
  const leader = wanted === null ? asker.person : thePerson(people, wanted)
  if (leader === null)
    throw new Failure(
      'refused',
      say`This account is linked to nobody, so it is not known who leads. Say the name of somebody who is, such as "incident lead Mara"; or link this account: "user invite Mara --role operator", then "user pair" with the code that it shows.`,
    )
  refuseUnlessOperator(leader)
  return leader
}

/** For whoever leads alone: what the job is, in five lines. */
const instructions = (leader: PersonReading, { person }: Asker): Answer['blocks'] => [
  ...(person?.id === leader.id ? [] : [lines([say`Tell ${leader.name} what follows.`])]),
  lines([
    say`1. You decide; others do. One thing at a time: the card says which.`,
    say`2. Money first: as long as it is in doubt, nothing is paid.`,
    say`3. Every half an hour an update: what is, what we do, what we need.`,
    say`4. Write down what you see with a note; the bot writes down all the rest.`,
    say`5. When you need somebody, call the next level. When you go, hand over the lead.`,
  ]),
]

const firstSteps = (line: string | null, id: bigint) => [
  ...(line === null ? [] : [{ line, primary: true as const }]),
  { line: `incident show ${id}`, label: say`Card` },
  { line: `incident update --id ${id}`, label: say`Update…` },
  { line: `incident escalate 2 --id ${id}`, label: say`Call level 2…` },
]
