import { Failure } from '../failure.ts'
import { say } from '../phrase.ts'
import type { IncidentView, ItemState, PartState } from './board.ts'
import type { NewEvent } from './incident.ts'

/** One of the checklist's parts by its key; a part's name alone is enough where only one item has it. */
export function thePart(items: readonly ItemState[], written: string): PartState {
  const wanted = written.toLowerCase()
  const parts = items.flatMap((item) => item.parts)
  const exact = parts.find(({ key }) => key === wanted)
  if (exact !== undefined) return exact
  const found = parts.filter(({ key }) => key.split('.').includes(wanted))
  const [part, second] = found
  if (part === undefined)
    throw new Failure(
      'refused',
      say`The checklist has no part "${written}": "incident show" names them, such as ${parts[0]?.key ?? 'stop.polling'}.`,
    )
  if (second !== undefined)
    throw new Failure(
      'refused',
      say`"${written}" can mean several parts: ${found.map(({ key }) => key).join(', ')}. Say which one.`,
    )
  return part
}

/** What telemetry shows is not for people to say; what only they know needs a word of evidence. */
export function tickEvent(part: PartState, evidence: string, fileId: bigint | null): NewEvent {
  if (!part.asks) throw notForPeople(part)
  if (evidence.trim() === '' && fileId === null)
    throw new Failure(
      'refused',
      say`"${part.title}" needs a word of evidence: what was seen or done, and by whom. For example: "incident check ${part.key} …".`,
    )
  return {
    kind: 'ticked',
    part: part.key,
    what: say`✔ ${part.title}`,
    ...(evidence.trim() === '' ? {} : { words: evidence.trim() }),
    ...(fileId === null ? {} : { fileId }),
  }
}

function notForPeople({ title, key, state, why }: PartState): Failure {
  if (state === 'seen') return new Failure('refused', say`"${title}" is ticked already: ${why ?? title}.`)
  return new Failure(
    'refused',
    say`"${title}" is ticked by what the bot sees, and it does not see it yet: ${why ?? title}. Where that can't be: "incident skip ${key} …" with the reason.`,
  )
}

export const untickEvent = (part: PartState, why: string): NewEvent => {
  if (part.state !== 'attested' && part.state !== 'skipped')
    throw new Failure('refused', say`"${part.title}" is not ticked by anybody: nothing was changed.`)
  return { kind: 'unticked', part: part.key, what: say`✘ ${part.title}`, words: why }
}

const LEAST_WORDS = 3
const LEAST_CHARACTERS = 10

export function skipEvent(part: PartState, reason: string): NewEvent {
  const words = reason.trim()
  if (words.length < LEAST_CHARACTERS && words.split(/\s+/).length < LEAST_WORDS)
    throw new Failure(
      'refused',
      say`Leaving out "${part.title}" needs a reason that says more than "${words}": three words at least.`,
    )
  return { kind: 'skipped', part: part.key, what: say`Left out: ${part.title}`, words }
}

/** The phases up to this one, whose items have to be done before the next thing may be. */
export const undoneItems = ({ items }: Pick<IncidentView, 'items'>, upTo: number): readonly ItemState[] =>
  items.filter(({ phase, done }) => phase <= upTo && !done)
