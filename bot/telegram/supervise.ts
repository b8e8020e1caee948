import type { Logger } from 'pino'
import type { Clock } from '../../engine/ports.ts'
import type { PlatformState } from '../chat/conversation.ts'
import { aborted } from './deadline.ts'
import type { Bot } from './line.ts'
import type { Delay } from './pace.ts'
import { poll, type PollPatience } from './poll.ts'
import { sentenceAbout, type Trouble } from './trouble.ts'

const SHORTEST = 1_000
const LONGEST = 180_000
/** A second reader, or a token that is not accepted, does not go away within seconds. */
const SLOW_FIRST = 15_000
/** Connected for so long, the next trouble is a new one. */
const SETTLED = 60_000
/** A line that breaks once and is there again at the next try is not worth telling anybody. */
const QUIET_FAILURES = 1

export interface Supervision {
  readonly token: string
  readonly apiRoot: string | null
  readonly patience: PollPatience
  readonly random: () => number
  readonly clock: Clock
  readonly delay: Delay
  readonly log: Logger
  /** Ends it all. */
  readonly signal: AbortSignal
  readonly onState: (state: PlatformState) => void
  readonly onConnected: (bot: Bot) => void
  readonly onUpdate: (update: unknown) => void
}

/** Polls until the signal; a poll that ends, for whatever reason, is followed by another. Never rejects. */
export async function supervise(tools: Supervision): Promise<void> {
  const { signal, log, clock } = tools
  let failures = 0
  while (!signal.aborted) {
    let connectedAt: number | null = null
    const trouble = await poll({
      ...tools,
      onConnected(bot) {
        connectedAt = clock.now().getTime()
        tools.onConnected(bot)
        tools.onState({ kind: 'connected' })
      },
    })
    if (signal.aborted) break
    if (connectedAt !== null && clock.now().getTime() - connectedAt >= SETTLED) failures = 0
    failures++
    const wait = waitAfter(trouble, failures, tools.random())
    const why = String(sentenceAbout(trouble))
    log.warn({ reason: why, failures, retryInMs: wait }, 'the polling of Telegram ended and is started again')
    if (failures > QUIET_FAILURES || isSlow(trouble))
      tools.onState({
        kind: 'disconnected',
        why,
        retryInSeconds: Math.ceil(wait / 1000),
        ...(trouble.kind === 'unauthorized' ? { needsPerson: true } : {}),
      })
    await Promise.race([tools.delay(wait, signal).catch(() => undefined), aborted(signal)])
  }
}

/** Doubles from try to try, spread by a quarter to both sides, so that several bots do not come all at once. */
function waitAfter(trouble: Trouble, failures: number, random: number): number {
  const first = isSlow(trouble) ? SLOW_FIRST : SHORTEST
  const doubled = Math.min(LONGEST, first * 2 ** Math.min(failures - 1, 20))
  const spread = doubled * (0.75 + random / 2)
  return trouble.kind === 'too_many' ? Math.max(spread, trouble.retryAfterSeconds * 1000) : spread
}

const isSlow = ({ kind }: Trouble): boolean => kind === 'conflict' || kind === 'unauthorized'
