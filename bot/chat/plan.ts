import { createHash } from 'node:crypto'
import { type Asker, mayAct } from '../../commands/asker.ts'
import type { ActCommand, Interest, Preview, ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { actorOf, type PersonReading } from '../../engine/people.ts'
import { joined, say } from '../../engine/phrase.ts'
import { lookContext, readArguments } from './context.ts'
import type { ChatParts } from './parts.ts'

/** Who has to say yes before an action is carried out. */
export type Confirmation =
  | { readonly kind: 'nobody' }
  /** The asker himself: with one press, or by typing the word. */
  | { readonly kind: 'asker'; readonly level: 'C1' | 'C2' }
  /** Somebody else. */
  | { readonly kind: 'second_person'; readonly others: readonly PersonReading[] }
  /** There is nobody else: the asker types the word, and has to wait first. */
  | { readonly kind: 'alone'; readonly coolingOffSeconds: number }

export interface Plan {
  readonly command: ActCommand
  readonly written: Readonly<Record<string, string>>
  readonly args: Readonly<Record<string, unknown>>
  readonly asker: Asker
  readonly file: ReceivedFile | null
  readonly preview: Preview
  /** SHA-256 of the preview's words: a yes is a yes to these. */
  readonly previewHash: string
  readonly confirmation: Confirmation
  readonly word: string
}

/** What an action would do, and who has to agree. Throws Failure when it can't be done, or not by this person. */
export async function planOf(
  parts: ChatParts,
  asker: Asker,
  command: ActCommand,
  written: Readonly<Record<string, string>>,
  options: { args?: Readonly<Record<string, unknown>>; file?: ReceivedFile | null } = {},
): Promise<Plan> {
  const args = options.args ?? readArguments(command, written)
  const preview = await command.preview(await lookContext(parts, asker, command), args)
  return {
    command,
    written,
    args,
    asker,
    file: options.file ?? null,
    preview,
    previewHash: hashOf(preview),
    confirmation: await confirmationOf(parts, asker, command, preview),
    word: preview.word ?? (command.verb === '' ? command.noun : command.verb),
  }
}

const hashOf = ({ what, lines }: Preview): string =>
  createHash('sha256')
    .update([what, ...lines].join('\n'))
    .digest('hex')

async function confirmationOf(
  parts: ChatParts,
  asker: Asker,
  command: ActCommand,
  preview: Preview,
): Promise<Confirmation> {
  const level = preview.confirm ?? command.confirm
  if (level === 'C0') return { kind: 'nobody' }
  const interested = preview.interested ?? []
  const people = (await parts.people.people()).filter((person) => person.active)
  const concerned = isConcerned(asker, interested, people)
  if (level !== 'C4E' && !concerned) return { kind: 'asker', level }
  const others = people.filter(
    (person) =>
      !isSamePerson(person, asker, people) &&
      mayAct(person.role, command.role) &&
      !isConcerned({ actor: actorOf(person), person }, interested, people),
  )
  if (others.length === 0) {
    const { settings } = await parts.settings()
    return { kind: 'alone', coolingOffSeconds: settings['cooling-off-minutes'] * 60 }
  }
  if (level === 'C4E') return { kind: 'second_person', others }
  throw new Failure(
    'refused',
    say`You have a part in this, so somebody else has to do it: ${joined(
      others.map((person) => person.name),
      ', ',
    )}.`,
  )
}

type Somebody = Pick<Asker, 'actor' | 'person'>

/**
 * Where only one person is known, the server's own terminal is that person: he would else be his own second pair of
 * eyes.
 */
export function isSamePerson(
  person: PersonReading,
  somebody: Somebody,
  people: readonly PersonReading[],
): boolean {
  if (somebody.person !== null) return somebody.person.id === person.id
  return people.length <= 1
}

/** True for whoever began what is decided here, and for the client whom it concerns. */
export function isConcerned(
  somebody: Somebody,
  interested: readonly Interest[],
  people: readonly PersonReading[],
): boolean {
  return interested.some((interest) => {
    if ('clientId' in interest) return somebody.person?.clientId === interest.clientId
    if (interest.actor === somebody.actor) return true
    const [only, second] = people
    const known = people.some((person) => actorOf(person) === interest.actor)
    // One person, and a terminal: the same, whichever of the two began.
    return only !== undefined && second === undefined && (known || interest.actor.startsWith('terminal:'))
  })
}
