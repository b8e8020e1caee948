import { createHash } from 'node:crypto'
import { type Asker, mayAct } from '../../commands/asker.ts'
import type { ActCommand, Interest, Preview, ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { actorOf, type Identity, type PersonReading } from '../../engine/people.ts'
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
      !isActor({ actor: actorOf(person), person }, asker.actor, people) &&
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

export type Somebody = Pick<Asker, 'actor' | 'person'>

/**
 * Whether this is the one whom the books call so: by himself, by an account that was linked to him later, or, where only
 * one person is known, from the server's own terminal. He would else be his own second pair of eyes.
 */
export function isActor(somebody: Somebody, actor: string, people: readonly PersonReading[]): boolean {
  if (somebody.actor === actor) return true
  if (somebody.person?.identities.some((account) => identityKey(account) === actor) === true) return true
  const [only, second] = people
  if (only === undefined || second !== undefined) return false
  const isOne = (name: string): boolean => name === actorOf(only) || name.startsWith('terminal:')
  return isOne(actor) && isOne(somebody.actor)
}

/** True for whoever began what is decided here, and for the client whom it concerns. */
export const isConcerned = (
  somebody: Somebody,
  interested: readonly Interest[],
  people: readonly PersonReading[],
): boolean =>
  interested.some((interest) =>
    'clientId' in interest
      ? somebody.person?.clientId === interest.clientId
      : isActor(somebody, interest.actor, people),
  )

export const identityKey = ({ platform, userId }: Identity): string => `${platform}:${userId}`
