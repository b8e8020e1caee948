import type { Logger } from 'pino'
import { createHeartbeat } from '../alerts/heartbeat.ts'
import type { Cleanups } from './cleanups.ts'
import type { WorkEvents } from './shift.ts'

/** Tells somebody outside that all is well; what comes of it is only logged. */
export type SignOfLife = () => void

/** @param url null: nobody listens outside. */
export function signOfLife(url: string | null, log: Logger, cleanups: Cleanups): SignOfLife {
  if (url === null) return () => undefined
  const heartbeat = createHeartbeat({ url })
  cleanups.add('heartbeat', () => Promise.resolve(heartbeat.stop()))
  const send = async (): Promise<void> => {
    const outcome = await heartbeat.ok()
    if (outcome.kind === 'failed')
      log.warn({ reason: String(outcome.why) }, 'the heartbeat could not be sent')
  }
  return () => void send()
}

/** Who hears of no successful poll raises the alarm. */
export const withSignOfLife = (events: WorkEvents, alive: SignOfLife): WorkEvents => ({
  ...events,
  onPoll(outcome, seconds) {
    events.onPoll?.(outcome, seconds)
    if (outcome.kind === 'done') alive()
  },
})
