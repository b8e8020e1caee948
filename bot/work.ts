import { schedule } from 'node-cron'
import type { Logger } from 'pino'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { type Assembly, workerName } from './assembly.ts'
import { listenForWork } from './listener.ts'
import { pollOnce, type Shift, type WorkEvents, workOnce } from './shift.ts'
import { singleFlight } from './single-flight.ts'

/** How often work is looked for when nobody says that there is any. */
const LOOK_SECONDS = 2

/** Polls by schedule; distributes and pays whenever there is work. Returns what ends it, after the work in hand is done. */
export function startWork(assembly: Assembly, events: WorkEvents): { stop: () => Promise<void> } {
  const log = assembly.log.child({ module: 'work' })
  const told = undisturbed(events, log)
  const shift: Shift = {
    parts: assembly,
    log,
    events: told,
    owner: workerName(),
    nowMs: () => performance.now(),
    stopping: false,
    waitUntilMs: 0,
    doubtful: true,
  }
  const worker = singleFlight(() => workOnce(shift), reported(shift, 'paying'))
  const poller = singleFlight(
    async () => {
      if (await pollOnce(shift)) worker.wake()
    },
    reported(shift, 'polling'),
  )
  // A poll that was slept through is no loss: the next one sees everything.
  const quietly = { noOverlap: true, suppressMissedWarning: true }
  const task = schedule(assembly.config.pollSchedule, () => poller.wake(), quietly)
  const timer = setInterval(() => worker.wake(), LOOK_SECONDS * 1000)
  const listener = listenForWork({ databaseUrl: assembly.databaseUrl, log, wake: () => worker.wake() })
  poller.wake()
  worker.wake()
  return {
    async stop() {
      shift.stopping = true
      clearInterval(timer)
      await task.destroy()
      await Promise.all([listener.stop(), poller.stop(), worker.stop()])
    },
  }
}

/** A listener that throws is its own problem: money goes on moving. */
function undisturbed(events: WorkEvents, log: Logger): Required<WorkEvents> {
  const safely =
    <A extends unknown[]>(listener: ((...args: A) => void) | undefined) =>
    (...args: A): void => {
      try {
        listener?.(...args)
      } catch (thrown) {
        log.error({ reason: sentenceOf(thrown) }, 'telling about the work failed')
      }
    }
  return {
    onPoll: safely(events.onPoll),
    onAllocated: safely(events.onAllocated),
    onWaiting: safely(events.onWaiting),
    onPayment: safely(events.onPayment),
    onTrouble: safely(events.onTrouble),
  }
}

/** An edge: the loop goes on with the next wake-up, and the books say what state everything is in. */
function reported({ log, events }: Shift, work: 'polling' | 'paying'): (thrown: unknown) => void {
  return (thrown) => {
    events.onTrouble(work, thrown === null ? null : sentenceOf(thrown))
    if (thrown === null) return
    const code = thrown instanceof Failure ? thrown.code : 'unexpected'
    // Of a failure of the world the sentence says it all; a mistake of ours has to be found.
    const where = thrown instanceof Error && code === 'unexpected' ? { stack: thrown.stack } : {}
    log.error({ work, code, reason: sentenceOf(thrown), ...where }, 'a run of the work broke off')
  }
}
