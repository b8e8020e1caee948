import { type Command, isAct } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'

/** How long stopping waits for books that may be gone, at each of the few things that it would like to know. */
const PATIENCE_MS = 1500

export const isForEmergencies = (command: Command): boolean =>
  isAct(command) && command.evenWithoutBooks === true

/** For commands that work without the books: what the books say, if they say it soon. Others wait as long as it takes. */
export function soonFor<T>(command: Command, asked: Promise<T>): Promise<T> {
  return isForEmergencies(command) ? soon(asked) : asked
}

export async function soon<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure('database_unreachable', say`The books do not answer.`)),
      PATIENCE_MS,
    )
  })
  // The answer may still fail later, when nobody listens any more.
  asked.catch(() => undefined)
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
