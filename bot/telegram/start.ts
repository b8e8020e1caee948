import { setMaxListeners } from 'node:events'
import type { Logger } from 'pino'
import type { Command } from '../../commands/definition.ts'
import type { Clock } from '../../engine/ports.ts'
import type { PlatformRunner, PlatformState, Reception } from '../chat/conversation.ts'
import { createCalls } from './calls.ts'
import { aborted, within } from './deadline.ts'
import { createDownload } from './downloads.ts'
import { createInbox, type Inbox } from './inbox.ts'
import type { Bot } from './line.ts'
import { createMenus } from './menus.ts'
import { createMessenger, type Messenger } from './messenger.ts'
import type { Translate } from './notices.ts'
import { createOutlet } from './outlet.ts'
import { createPace, type Delay, type Pace } from './pace.ts'
import { POLL_PATIENCE, type PollPatience } from './poll.ts'
import { supervise } from './supervise.ts'

export interface TelegramOptions {
  readonly token: string
  /** Null: Telegram's own. */
  readonly apiRoot: string | null
  readonly reception: Reception
  readonly commands: readonly Command[]
  readonly translate: Translate
  readonly random: () => number
  readonly clock: Clock
  /** Ends early, by rejecting, when the signal is aborted. */
  readonly delay: Delay
  readonly log: Logger
  readonly onState: (state: PlatformState) => void
  /** The bot was kicked out of a room, or a person blocked it. */
  readonly onRemoved?: (room: { readonly id: string; readonly title: string }) => void
  /** Shorter in tests. */
  readonly patience?: PollPatience
  /** Quicker in tests; left out: as slow as Telegram wants it. */
  readonly pace?: Pace
}

/** What is still being answered when the bot stops gets so long. */
const DRAIN_SECONDS = 10

/** Telegram under its supervisor: reads by long polling, answers through the reception, and never throws. */
export function startTelegram(options: TelegramOptions): PlatformRunner {
  const { clock, log } = options
  const stopping = new AbortController()
  const closing = new AbortController()
  // Every call and every wait listens to them; that is no leak, and Node need not say so.
  setMaxListeners(0, stopping.signal, closing.signal)
  const parts = assemble(options, closing.signal)
  let state: PlatformState = { kind: 'disconnected', why: 'it is being started', retryInSeconds: 0 }
  const setState = (next: PlatformState): void => {
    state = next
    guarded(log, () => options.onState(next))
  }
  const polling = supervise({
    token: options.token,
    apiRoot: options.apiRoot,
    random: options.random,
    clock,
    delay: options.delay,
    patience: options.patience ?? POLL_PATIENCE,
    log,
    signal: stopping.signal,
    onState: setState,
    onConnected(bot) {
      parts.meet(bot)
      parts.showDefaultMenu()
    },
    onUpdate: (update) => parts.inbox.take(update),
  })
  const outlet = createOutlet({ messenger: parts.messenger, clock, log })
  let stopped: Promise<void> | null = null
  return {
    platform: 'telegram',
    outlet: () => (state.kind === 'connected' && stopped === null ? outlet : null),
    state: () => state,
    stop() {
      stopped ??= stop(polling, parts.inbox, stopping, closing)
      return stopped
    },
  }
}

/** First no more updates, with Telegram told which ones were taken; then what was taken is answered; then silence. */
async function stop(
  polling: Promise<void>,
  inbox: Inbox,
  stopping: AbortController,
  closing: AbortController,
): Promise<void> {
  stopping.abort()
  await polling
  await within(DRAIN_SECONDS * 1000, [], (end) => Promise.race([inbox.idle(), aborted(end)]))
  closing.abort()
}

interface Parts {
  readonly inbox: Inbox
  readonly messenger: Messenger
  meet(bot: Bot): void
  showDefaultMenu(): void
}

function assemble(options: TelegramOptions, closing: AbortSignal): Parts {
  const { clock, log, reception, translate } = options
  let self: Bot = { id: 0, username: 'bot' }
  // What waits must end with the bot, and must not go on as if the time had passed.
  const delay: Delay = (milliseconds, signal) =>
    within(null, [closing, signal], async (end) => {
      await Promise.race([options.delay(milliseconds, end), aborted(end)])
      end.throwIfAborted()
    })
  const call = createCalls(options.token, options.apiRoot)
  const messenger = createMessenger({
    call: (method, parameters, limits) => call(method, parameters, { ...limits, signal: closing }),
    pace: options.pace ?? createPace({ clock, delay }),
    delay,
    random: options.random,
    onMoved: async (from, to) => {
      await reception.roomMoved('telegram', from, to).catch((thrown: unknown) => complain(log, thrown))
    },
  })
  const menus = createMenus({ reception, ask: messenger.ask, translate, clock, log })
  const inbox = createInbox({
    reception,
    messenger,
    menus,
    clock,
    log,
    delay,
    translate,
    commands: options.commands,
    bot: () => self,
    download: createDownload({ ...options, ask: messenger.ask, signal: closing }),
    onRemoved: (room) => guarded(log, () => options.onRemoved?.(room)),
  })
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    inbox,
    messenger,
    meet(bot) {
      self = bot
    },
    showDefaultMenu() {
      const now = clock.now().getTime()
      if (now - shownAt < 24 * 60 * 60 * 1000) return
      shownAt = now
      void menus.showDefault()
    },
  }
}

function guarded(log: Logger, work: () => void): void {
  try {
    work()
  } catch (thrown) {
    complain(log, thrown)
  }
}

const complain = (log: Logger, thrown: unknown): void =>
  log.error(
    { reason: thrown instanceof Error ? thrown.message : 'unknown' },
    'what Telegram reported was not taken',
  )
