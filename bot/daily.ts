import type { Logger } from 'pino'
import type { Clock } from '../engine/ports.ts'
import { type RunOutcome, runDue, type ScheduledJob, type ScheduledRunStore } from '../engine/schedule.ts'
import { singleFlight } from './single-flight.ts'
import { sentenceOf } from '../engine/failure.ts'

export interface DailyParts {
  /** Asked anew every time: the operator may change when a job is due. */
  readonly jobs: () => Promise<readonly ScheduledJob[]>
  readonly store: ScheduledRunStore
  readonly clock: Clock
  readonly log: Logger
  /** How often it is looked whether something is due. */
  readonly everySeconds: number
  readonly onRun?: (job: ScheduledJob, outcome: Exclude<RunOutcome, { kind: 'nothing_due' }>) => void
}

export interface Daily {
  /** Looks at once, or right after the look that is under way. */
  wake(): void
  /** Nothing begins any more; resolves when the job in hand is done. */
  stop(): Promise<void>
}

/** The clockwork that runs what is due at set times, one job after the other. */
export function startDaily(parts: DailyParts): Daily {
  const state = { stopping: false }
  const flight = singleFlight(
    () => look(parts, () => state.stopping),
    (thrown) => {
      if (thrown !== null) parts.log.warn({ reason: sentenceOf(thrown) }, 'it could not be seen what is due')
    },
  )
  const timer = setInterval(() => flight.wake(), parts.everySeconds * 1000)
  flight.wake()
  return {
    wake: () => flight.wake(),
    stop() {
      state.stopping = true
      clearInterval(timer)
      return flight.stop()
    },
  }
}

/** A job that fails does not keep the next one from its turn. */
async function look(parts: DailyParts, isStopping: () => boolean): Promise<void> {
  for (const job of await parts.jobs()) {
    if (isStopping()) return
    const outcome = await runDue(job, parts.store, parts.clock.now())
    if (outcome.kind === 'nothing_due') continue
    report(parts.log, job, outcome)
    parts.onRun?.(job, outcome)
  }
}

function report(
  log: Logger,
  { name }: ScheduledJob,
  outcome: Exclude<RunOutcome, { kind: 'nothing_due' }>,
): void {
  const { slot, missed, attempt } = outcome.turn
  const fields = { job: name, slot: slot.toISOString(), missed: missed.length, attempt }
  if (outcome.kind === 'failed') log.warn({ ...fields, reason: outcome.sentence }, 'a scheduled job failed')
  else if (outcome.wasTakenOver)
    log.warn(fields, 'a scheduled job took longer than its lease; another runner took over')
  else log.info(fields, 'a scheduled job is done')
}
