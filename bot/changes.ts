import type { Logger } from 'pino'
import type { Books } from '../engine/books.ts'
import { sentenceOf } from '../engine/failure.ts'
import type { Duty } from './duties.ts'
import { singleFlight } from './single-flight.ts'

const EVERY_SECONDS = 60

/** The one that leads looks every minute at what was written in the books since it last did. */
export function startLookingAtChanges(books: Pick<Books, 'lookAtChanges'>, log: Logger): Duty {
  const flight = singleFlight(
    async () => {
      const outcome = await books.lookAtChanges()
      if (outcome.kind === 'found' && outcome.isNew)
        log.error({ run: outcome.run.toString() }, 'the books do not agree with what was written in them')
    },
    (thrown) => {
      if (thrown !== null)
        log.warn({ reason: sentenceOf(thrown) }, 'what changed in the books could not be looked at')
    },
  )
  const timer = setInterval(() => flight.wake(), EVERY_SECONDS * 1000)
  flight.wake()
  return {
    stop() {
      clearInterval(timer)
      return flight.stop()
    },
  }
}
