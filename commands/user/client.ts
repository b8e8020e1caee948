import { Failure } from '../../engine/failure.ts'
import { actorOf, type PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { ClientReading, Readings } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { flag, optional, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { personArgument, thePerson } from '../person-reference.ts'
import { personJson } from '../person-view.ts'
import { theClient } from '../references.ts'
import { clientName } from '../../engine/format.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'client',
  help: 'Say which client somebody is, so that nobody approves his own money',
  example: 'user client María --client Ana',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    person: personArgument,
    client: optional(words({ help: 'the client, by number or name', positional: true, completes: 'client' })),
    none: flag({ help: 'the person is no client' }),
  },
  async preview(context, args) {
    const { person, before, after } = await changeOf(context, args)
    return {
      what:
        after === null
          ? say`Note that ${person.name} is no client`
          : say`Note that ${person.name} is the client ${clientName(after)}`,
      lines: [
        say`client: ${nameOrNone(before)} → ${nameOrNone(after)}`,
        say`nobody approves what concerns the client that he is himself`,
      ],
      // To declare an interest is always fine; to take it back is not for the one who has it.
      interested: before === null ? [] : [{ actor: actorOf(person) }, { clientId: before.id }],
    }
  },
  async act(context, args) {
    const { person, before, after } = await changeOf(context, args)
    await context.people.setClient(person.id, after?.id ?? null)
    return {
      tone: 'good',
      heading:
        after === null
          ? say`${person.name} is no client`
          : say`${person.name} is the client ${clientName(after)}`,
      blocks: [fields([say`Before`, nameOrNone(before)], [say`Now`, nameOrNone(after)]), next('user list')],
      json: {
        ...personJson({ ...person, clientId: after?.id ?? null }),
        before: before?.id.toString() ?? null,
      },
    }
  },
})

interface Change {
  readonly person: PersonReading
  readonly before: ClientReading | null
  readonly after: ClientReading | null
}

async function changeOf(
  { people, readings }: Pick<LookContext, 'people' | 'readings'>,
  args: { person: string; client: string | null; none: boolean },
): Promise<Change> {
  if ((args.client === null) !== args.none)
    throw new Failure('usage', say`Say which client it is with --client, or --none for none.`)
  const person = thePerson(await people.people(), args.person)
  const before = await clientOf(readings, person)
  const after = args.client === null ? null : await theClient(readings, args.client)
  if (before?.id === after?.id)
    throw new Failure('refused', say`This is so already for ${person.name}: nothing was changed.`)
  return { person, before, after }
}

const clientOf = async (readings: Readings, { clientId }: PersonReading): Promise<ClientReading | null> =>
  clientId === null ? null : theClient(readings, `#${clientId}`)

const nameOrNone = (client: ClientReading | null): Text => (client === null ? say`none` : clientName(client))
