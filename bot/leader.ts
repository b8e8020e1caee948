import type { Logger } from 'pino'
import { sentenceOf } from '../engine/failure.ts'
import { openSessionLock, type SessionLock } from '../engine/store/session-lock.ts'

/** How often one that does not lead tries to, and one that leads proves that it lives. */
const BEAT_SECONDS = 3
/** How long an answer of the database may take. */
const ANSWER_SECONDS = 5
/** A leader of whom the database has heard nothing for so long is relieved. */
const SILENCE_SECONDS = 15
/** One that could not prove itself for so long stops leading by itself: earlier than anybody can have relieved it. */
const TRUST_SECONDS = 11

export interface LeadershipOptions {
  readonly databaseUrl: string
  /** What is led: of all programs on one database one leads it. */
  readonly name: string
  readonly log: Logger
  /** Waits so many milliseconds, or until the signal; never throws. */
  readonly delay: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Both return at once; they are called in turn, beginning with onGained. */
  readonly onGained: () => void
  readonly onLost: () => void
}

export interface Leadership {
  /** Gives it up, so that another has it at once. */
  stop(): Promise<void>
  /** Never true after others may have gained it, also in a program that was frozen and has just woken up. */
  isLeader(): boolean
}

/** Leads whenever nobody else does, until it is stopped; the database decides who. */
export function holdLeadership(options: LeadershipOptions): Leadership {
  const stopping = new AbortController()
  const term: Term = { provenMs: null, signal: stopping.signal }
  const going = keepTrying(options, term)
  return {
    isLeader: () => isTrusted(term),
    async stop() {
      stopping.abort()
      await going
    },
  }
}

interface Term {
  /** When the last proof was asked for, on a clock that never goes back; null: we do not lead. */
  provenMs: number | null
  readonly signal: AbortSignal
}

const isTrusted = ({ provenMs }: Term): boolean =>
  provenMs !== null && performance.now() - provenMs < TRUST_SECONDS * 1000

async function keepTrying(options: LeadershipOptions, term: Term): Promise<void> {
  const { log, delay, name } = options
  while (!term.signal.aborted) {
    try {
      await tryOnce(options, term)
    } catch (thrown) {
      log.debug({ name, reason: sentenceOf(thrown) }, 'leading was not possible')
    }
    await delay(BEAT_SECONDS * 1000, term.signal)
  }
}

/** One connection: waits on it for the lock, and leads for as long as it proves itself. */
async function tryOnce(options: LeadershipOptions, term: Term): Promise<void> {
  const { databaseUrl, name, delay } = options
  const lock = await openSessionLock({
    databaseUrl,
    name,
    silenceSeconds: SILENCE_SECONDS,
    answerSeconds: ANSWER_SECONDS,
  })
  try {
    while (!term.signal.aborted) {
      const askedMs = performance.now()
      if (await lock.tryToHold()) {
        term.provenMs = askedMs
        return await lead(options, term, lock)
      }
      await delay(BEAT_SECONDS * 1000, term.signal)
    }
  } finally {
    await lock.close()
  }
}

/** Whatever ends the leading, onLost is called before the lock is let go. */
async function lead(options: LeadershipOptions, term: Term, lock: SessionLock): Promise<void> {
  const { log, name } = options
  const disconnected = new AbortController()
  // oxlint-disable-next-line typescript/no-floating-promises -- never rejects
  lock.lost.then(() => disconnected.abort())
  const over = AbortSignal.any([disconnected.signal, term.signal])
  log.info({ name }, 'leading now')
  options.onGained()
  try {
    await proveUntil(options, term, lock, over)
  } catch (thrown) {
    log.warn({ name, reason: sentenceOf(thrown) }, 'leading is over: the database does not answer')
  } finally {
    term.provenMs = null
    options.onLost()
    log.info({ name }, 'not leading any more')
  }
}

async function proveUntil(
  { delay }: LeadershipOptions,
  term: Term,
  lock: SessionLock,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await delay(BEAT_SECONDS * 1000, over)
    if (over.aborted || !isTrusted(term)) return
    const askedMs = performance.now()
    await lock.prove()
    term.provenMs = askedMs
  }
}
