import type { Logger } from 'pino'
import { z } from 'zod'
import { Failure, type FailureCode } from '../failure.ts'
import type { Clock } from '../ports.ts'
import { createBackOff } from './back-off.ts'
import { openSession, type Session } from './session.ts'
import type { LamassuSettings } from './settings.ts'

/** More calls than this waiting for their turn means that something asks in a loop. */
const MOST_WAITING = 50

/** After these the connection is sound, but what was learnt about the tables may not be true any more. */
const SCHEMA_IN_DOUBT: ReadonlySet<FailureCode> = new Set([
  'lamassu_missing_table',
  'lamassu_missing_column',
  'lamassu_permission',
  'lamassu_failed',
])

/** Keeps one session alive between calls; calls take turns. */
export interface ConnectionKeeper {
  /** Runs the work on the session, connecting first if need be. Throws Failure. */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Drops the session and the waiting time, and connects. Throws Failure. */
  reconnectNow(): Promise<void>
  /** Ends the session; a running call is rejected, and so is every later one. */
  stop(): Promise<void>
}

export function createConnectionKeeper(
  settings: LamassuSettings,
  { clock, random, log }: { clock: Clock; random: () => number; log: Logger },
): ConnectionKeeper {
  const backOff = createBackOff({ clock, random })
  const stopping = new AbortController()
  let session: Session | null = null
  let waiting = 0
  let turn: Promise<unknown> = Promise.resolve()

  const connected = async (): Promise<Session> => {
    const idleLoss = session?.lost() ?? null
    if (session !== null && idleLoss === null) return session
    if (idleLoss !== null)
      log.warn({ code: idleLoss.code, reason: idleLoss.message }, 'lamassu connection lost')
    session = null
    const refusal = backOff.refusal()
    if (refusal !== null) throw refusal
    try {
      session = await openSession(settings, stopping.signal)
    } catch (thrown) {
      throw remember(asFailure(thrown))
    }
    log.info({ fixedFee: session.schema.hasFixedFee }, 'lamassu connected')
    return session
  }
  const remember = (failure: Failure): Failure => {
    backOff.failed(failure)
    log.warn({ code: failure.code, reason: failure.message }, 'lamassu connection failed')
    return failure
  }
  const runOn = async <T>(current: Session, work: (session: Session) => Promise<T>): Promise<T> => {
    try {
      const result = await work(current)
      backOff.succeeded()
      return result
    } catch (thrown) {
      const failure = asFailure(thrown)
      if (current.lost() !== null) remember(failure)
      if (current.lost() !== null || SCHEMA_IN_DOUBT.has(failure.code)) await drop()
      throw failure
    }
  }
  const drop = async (): Promise<void> => {
    const dropped = session
    session = null
    await dropped?.close()
  }
  /** One after the other, in the order of asking. */
  const inTurn = async <T>(task: () => Promise<T>): Promise<T> => {
    if (waiting >= MOST_WAITING) {
      throw new Failure(
        'lamassu_timeout',
        `${MOST_WAITING} readings of Lamassu's database are waiting already. Try again in a minute.`,
      )
    }
    waiting += 1
    const mine = turn.then(() => {
      if (stopping.signal.aborted) throw new Failure('lamassu_unreachable', 'The bot is stopping.')
      return task()
    })
    turn = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      waiting -= 1
    }
  }
  return {
    use: (work) => inTurn(async () => runOn(await connected(), work)),
    reconnectNow: () =>
      inTurn(async () => {
        await drop()
        backOff.succeeded()
        await connected()
      }),
    async stop() {
      stopping.abort()
      await session?.close()
      await turn
      await drop()
    },
  }
}

/** Mistakes of our own code pass as they are; an answer that fits no schema is the server's doing. */
function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (!(thrown instanceof z.ZodError)) throw thrown
  return new Failure(
    'lamassu_failed',
    `Lamassu's database answered in a shape that this bot does not know (${z.prettifyError(thrown)}).`,
    { cause: thrown },
  )
}
