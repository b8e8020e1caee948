import { type Command, isAct } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Readings } from '../../engine/readings.ts'

/**
 * How long something that can do without the books waits for them, and how long when they were silent the last time:
 * whoever stops everything has his answer within two seconds, though a dozen things are asked on the way.
 */
const PATIENCE_MS = 600
const IMPATIENCE_MS = 20

export const isForEmergencies = (command: Command): boolean =>
  isAct(command) && command.evenWithoutBooks === true

/** Waits for the books only so long; once they were silent, hardly at all, until they answer again. */
export interface Patience {
  /** Fails when no answer comes soon. */
  soon<T>(asked: Promise<T>): Promise<T>
  /** The same for commands that work without the books; others wait as long as it takes. */
  soonFor<T>(command: Command, asked: Promise<T>): Promise<T>
  /** The same readings, of which none keeps anybody waiting who is in a hurry. */
  hurried(readings: Readings): Readings
}

export function createPatience(): Patience {
  let wereSilent = false
  async function soon<T>(asked: Promise<T>): Promise<T> {
    const heard = asked.then((answer) => {
      wereSilent = false
      return answer
    })
    // It may still fail when nobody listens any more.
    heard.catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          wereSilent = true
          reject(new Failure('database_unreachable', say`The books do not answer.`))
        },
        wereSilent ? IMPATIENCE_MS : PATIENCE_MS,
      )
    })
    return Promise.race([heard, late]).finally(() => clearTimeout(timer))
  }
  return {
    soon,
    soonFor: (command, asked) => (isForEmergencies(command) ? soon(asked) : asked),
    hurried: (readings) =>
      new Proxy(readings, {
        get: (target, name) => {
          const ask = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
          return (...args: unknown[]) => soon(ask.apply(target, args))
        },
      }),
  }
}
