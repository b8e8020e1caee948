import { Failure } from '../../engine/failure.ts'
import type { FollowUp } from '../../engine/incidents/incident.ts'
import { localDay } from '../../engine/local-time.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { type Answer, next, table } from '../answer.ts'
import { type ArgumentsOf, choice, id, moment, optional, text as words, withDefault } from '../arguments.ts'
import { actCommand, type ActContext, type LookContext } from '../definition.ts'
import { followUpJson } from '../incident-json.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'
import { thePerson } from '../person-reference.ts'

const specs = {
  do: withDefault(choice(['list', 'add', 'done'], { help: 'list, add or done', positional: true }), 'list'),
  number: optional(id({ help: 'which one is done', positional: true })),
  what: optional(words({ help: 'what is to be done so that it does not happen again' })),
  owner: optional(words({ help: 'who does it, by number or name', completes: 'person' })),
  due: optional(moment({ help: 'until which day' })),
  note: optional(words({ help: 'how it was done' })),
  id: incidentArgument,
}
type Args = ArgumentsOf<typeof specs>

export const command = actCommand({
  noun: 'incident',
  verb: 'followup',
  help: 'What has to be done so that it does not happen again: list, add with owner and day, done',
  example: 'incident followup add --what "alert at half the float" --owner Mara --due 2026-11-30',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: specs,
  needs: ({ do: wanted }) =>
    wanted === 'add' ? ['what', 'owner', 'due'] : wanted === 'done' ? ['number'] : [],
  async preview(context, args) {
    switch (args.do) {
      case 'list':
        return { what: say`List what has to be done`, lines: [] }
      case 'add': {
        const { what, owner, due } = await additionOf(context, args)
        return { what: say`Follow-up for ${owner.name} until ${due}: ${what}`, lines: [] }
      }
      case 'done': {
        const { id: number, what } = await theFollowUp(context, args.number)
        return { what: say`Follow-up #${number} is done`, lines: [what] }
      }
    }
  },
  async act(context, args) {
    switch (args.do) {
      case 'list':
        return list(context, args)
      case 'add':
        return add(context, args)
      case 'done':
        return finish(context, args)
    }
  },
})

/** Of one incident, or everything that is open. */
async function list({ incidents, people, now, settings }: ActContext, args: Args): Promise<Answer> {
  const all = await incidents.followUps(args.id === null ? 'open' : { incidentId: args.id })
  const known = await people.people()
  const today = localDay(now, settings['operator-timezone'])
  const late = all.filter((one) => isLate(one, today)).length
  return {
    tone: late > 0 ? 'warn' : 'good',
    heading: late > 0 ? say`Overdue: ${late}` : say`Nothing is overdue`,
    blocks: [
      table(
        ['#', say`What`, say`Who`, say`Due`, say`Incident`],
        all.map((one) => rowOf(one, known, today)),
        say`Nothing has to be done.`,
      ),
      next(
        ...all
          .filter(({ doneAt }) => doneAt === null)
          .slice(0, 3)
          .map((one) => `incident followup done ${one.id}`),
        'incident list',
      ),
    ],
    json: { followUps: all.map(followUpJson), overdue: late },
  }
}

const isLate = ({ due, doneAt }: FollowUp, today: string): boolean => doneAt === null && due < today

const rowOf = (one: FollowUp, people: readonly PersonReading[], today: string): Text[] => [
  one.id.toString(),
  one.what,
  people.find(({ id: personId }) => personId === one.ownerId)?.name ?? `#${one.ownerId}`,
  one.doneAt !== null
    ? say`done by ${actorName(one.doneBy ?? '', people)}`
    : isLate(one, today)
      ? joined(['⚠ ', one.due])
      : one.due,
  `#${one.incidentId}`,
]

async function add(context: ActContext, args: Args): Promise<Answer> {
  const { incidents } = context
  const { incidentId, what, owner, due } = await additionOf(context, args)
  const number = await incidents.addFollowUp(incidentId, { what, ownerId: owner.id, due })
  return {
    tone: 'good',
    heading: say`Follow-up #${number} for ${owner.name} until ${due}`,
    blocks: [
      next(`incident followup done ${number}`, `incident show ${incidentId}`, 'incident followup list'),
    ],
    json: {
      followUpId: number.toString(),
      incidentId: incidentId.toString(),
      ownerId: owner.id.toString(),
      due,
    },
  }
}

async function additionOf(
  { incidents, people, now, settings }: Pick<LookContext, 'incidents' | 'people' | 'now' | 'settings'>,
  args: Args,
) {
  const { id: incidentId } = await theIncident(incidents, args.id)
  if (args.what === null || args.owner === null || args.due === null)
    throw new Failure(
      'usage',
      say`A follow-up needs what, who and until when: incident followup add --what "…" --owner Mara --due 2026-11-30`,
    )
  const due = args.due.toISOString().slice(0, 10)
  if (due < localDay(now, settings['operator-timezone']))
    throw new Failure('usage', say`${due} is over already: give a day that is to come.`)
  return { incidentId, what: args.what, owner: thePerson(await people.people(), args.owner), due }
}

async function theFollowUp(
  { incidents }: Pick<LookContext, 'incidents'>,
  number: bigint | null,
): Promise<FollowUp> {
  const found = number === null ? null : await incidents.followUp(number)
  if (found !== null) return found
  throw new Failure(
    'refused',
    say`Say which one by its number, such as "incident followup done 4": "incident followup list" shows what is open.`,
  )
}

async function finish({ incidents }: ActContext, args: Args): Promise<Answer> {
  const { id: number, incidentId } = await theFollowUp({ incidents }, args.number)
  const isNew = await incidents.finishFollowUp(number, args.note)
  return {
    tone: 'good',
    heading: isNew ? say`Follow-up #${number} is done` : say`Follow-up #${number} was done before`,
    blocks: [next('incident followup list', `incident show ${incidentId}`)],
    json: { followUpId: number.toString(), incidentId: incidentId.toString(), isNew },
  }
}
