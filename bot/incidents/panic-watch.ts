import type { Logger } from 'pino'
import { openForPanic } from '../../engine/incidents/panic.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'
import type { Duty } from '../duties.ts'
import type { Halt } from '../halt.ts'
import { singleFlight } from '../single-flight.ts'
import type { IncidentParts } from './desks.ts'

export interface PanicWatchOptions extends Pick<IncidentParts, 'incidentsFor'> {
  readonly halt: Pick<Halt, 'isRaised' | 'flag' | 'writeDown'>
  readonly clock: Clock
}

/** The command that raised it opens the incident itself, where the books are there. */
const YOUNG_SECONDS = 5

export interface PanicWatch {
  /** One look; throws while the books can't be reached. */
  look(): Promise<void>
}

/**
 * Every program looks at its machine's flag: one that was raised while the books were away, or from outside the bot, is
 * written down and has its incident opened, with the flag's own time and in its author's name. The stop itself waits for
 * none of this.
 */
export function createPanicWatch({ halt, incidentsFor, clock }: PanicWatchOptions): PanicWatch {
  let seen: string | null = null
  return {
    async look() {
      const flag = halt.isRaised() ? await halt.flag() : null
      if (flag === null) return
      const name = `${flag.at.toISOString()} ${flag.actor}`
      if (name === seen) return
      if (clock.now().getTime() - flag.at.getTime() < YOUNG_SECONDS * 1000) return
      await halt.writeDown()
      await openForPanic(incidentsFor(flag.actor), flag)
      seen = name
    },
  }
}

const LOOK_SECONDS = 2

export function watchForPanic({ halt, clock, log }: Assembly, { incidentsFor }: ChatParts): Duty {
  return everyFewSeconds(createPanicWatch({ halt, incidentsFor, clock }), log)
}

function everyFewSeconds(watch: PanicWatch, log: Logger): Duty {
  const flight = singleFlight(
    () => watch.look(),
    (thrown) =>
      thrown !== null && log.warn({ reason: sentenceOf(thrown) }, 'a halt has no incident in the books yet'),
  )
  const timer = setInterval(() => flight.wake(), LOOK_SECONDS * 1000)
  flight.wake()
  return {
    async stop() {
      clearInterval(timer)
      await flight.stop()
    },
  }
}
