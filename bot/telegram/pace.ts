import type { Clock } from '../../engine/ports.ts'

export type Delay = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** Telegram's customs: a message a second in a chat, twenty a minute in a group, thirty a second over all. */
const BETWEEN_MESSAGES = 1_000
const GROUP_WINDOW = 60_000
const MOST_IN_GROUP_WINDOW = 20
const OVERALL_WINDOW = 1_000
const MOST_OVERALL = 30
/** Messages of one chat that may wait; more are refused. */
const MOST_WAITING = 200
const MOST_LANES = 1_000

/** What goes to one chat goes in order and no faster than Telegram takes it; different chats do not wait for each other. */
export interface Pace {
  /** Runs the work when it is the chat's turn; undefined when too many wait already. */
  inTurn<T>(chat: string, work: () => Promise<T>): Promise<T | undefined>
  /** For what is no message in a chat: only the overall limit counts. */
  overall(): Promise<void>
}

interface Lane {
  tail: Promise<unknown>
  waiting: number
  /** When messages went out, within the last minute. */
  sent: number[]
}

export function createPace({ clock, delay }: { clock: Clock; delay: Delay }): Pace {
  const lanes = new Map<string, Lane>()
  const sent: number[] = []
  const now = (): number => clock.now().getTime()

  const overall = async (): Promise<void> => {
    for (;;) {
      keepRecent(sent, now(), OVERALL_WINDOW)
      if (sent.length < MOST_OVERALL) break
      await delay(Math.max(1, (sent[0] ?? 0) + OVERALL_WINDOW - now()))
    }
    sent.push(now())
  }

  const itsTurn = async (chat: string, lane: Lane): Promise<void> => {
    for (;;) {
      const wait = waitOf(chat, lane, now())
      if (wait <= 0) break
      await delay(wait)
    }
    await overall()
    lane.sent.push(now())
  }

  return {
    overall,
    async inTurn(chat, work) {
      if (lanes.size > MOST_LANES) forgetIdle(lanes, now())
      const lane = laneOf(lanes, chat)
      if (lane.waiting >= MOST_WAITING) return undefined
      lane.waiting++
      const run = lane.tail.then(async () => {
        await itsTurn(chat, lane)
        return work()
      })
      lane.tail = run.catch(() => undefined).finally(() => lane.waiting--)
      return run
    },
  }
}

function laneOf(lanes: Map<string, Lane>, chat: string): Lane {
  const found = lanes.get(chat) ?? { tail: Promise.resolve(), waiting: 0, sent: [] }
  lanes.set(chat, found)
  return found
}

/** Milliseconds until the next message may go into this chat. */
function waitOf(chat: string, lane: Lane, now: number): number {
  keepRecent(lane.sent, now, GROUP_WINDOW)
  const last = lane.sent.at(-1)
  const isFull = chat.startsWith('-') && lane.sent.length >= MOST_IN_GROUP_WINDOW
  return Math.max(
    last === undefined ? 0 : last + BETWEEN_MESSAGES - now,
    isFull ? (lane.sent.at(-MOST_IN_GROUP_WINDOW) ?? 0) + GROUP_WINDOW - now : 0,
  )
}

/** Takes away what is too old, and what lies ahead since the clock was set back. */
function keepRecent(moments: number[], now: number, window: number): void {
  const recent = moments.filter((moment) => moment > now - window && moment <= now)
  if (recent.length < moments.length) moments.splice(0, moments.length, ...recent)
}

function forgetIdle(lanes: Map<string, Lane>, now: number): void {
  for (const [chat, lane] of lanes)
    if (lane.waiting === 0 && (lane.sent.at(-1) ?? 0) + GROUP_WINDOW < now) lanes.delete(chat)
}
