import { isQuiet } from '../../alerts/quiet-hours.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { BOT_ACTOR } from '../../engine/incidents/checklist.ts'
import { write } from '../../engine/phrase.ts'
import { createIncidentStore } from '../../engine/store/incident-store.ts'
import { createIncidentWatchStore } from '../../engine/store/incident-watch-store.ts'
import { createScheduledRunStore } from '../../engine/store/scheduled-run-store.ts'
import { createRemedies } from '../alerts/remedies.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'
import { voiceOf } from '../chat/replies.ts'
import type { Duty } from '../duties.ts'
import { singleFlight } from '../single-flight.ts'
import { createIncidentRounds, type IncidentRoundsParts } from './rounds.ts'

const EVERY_SECONDS = 20

interface RoundsOptions {
  readonly assembly: Pick<Assembly, 'actionsFor' | 'chatStores' | 'log' | 'pool' | 'readings'>
  readonly parts: ChatParts
}

/** What the rounds need, out of the program's parts. */
export function incidentRoundsParts({ assembly, parts }: RoundsOptions): IncidentRoundsParts {
  const { pool } = assembly
  const remedies = createRemedies({ ...assembly, ...parts })
  const runbooks = new Map(parts.rules.map(({ id, runbook }): [string, string] => [id, runbook]))
  return {
    store: createIncidentStore(pool),
    watch: createIncidentWatchStore(pool),
    scheduled: createScheduledRunStore(pool),
    desk: parts.incidentsFor(BOT_ACTOR),
    books: parts.books,
    pausePayouts: (reason, actor) => remedies({ kind: 'pause_payouts' }, reason, { actor, alert: null }),
    runbookOf: (rule) => runbooks.get(rule) ?? null,
    async isQuiet(now) {
      const { settings } = await parts.settings()
      return isQuiet(settings['quiet-hours'], settings['operator-timezone'], now)
    },
    words: async (text) => write(text, await voiceOf(parts, { language: parts.language, names: 'initials' })),
    log: assembly.log.child({ module: 'incidents' }),
  }
}

/** The one that leads looks three times a minute at the incidents that are open. */
export function startIncidentRounds(options: RoundsOptions): Duty {
  const parts = incidentRoundsParts(options)
  const rounds = createIncidentRounds(parts)
  const flight = singleFlight(
    () => rounds.run(),
    (thrown) => {
      if (thrown !== null)
        parts.log.warn({ reason: sentenceOf(thrown) }, 'the incidents could not be looked at')
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
