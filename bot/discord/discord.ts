import type { Logger } from 'pino'
import type { Command } from '../../commands/definition.ts'
import type { Clock } from '../../engine/ports.ts'
import type { PlatformRunner, PlatformState, Reception } from '../chat/conversation.ts'
import { createApi } from './api.ts'
import { openDesk } from './answering.ts'
import { openConnection } from './connection.ts'
import type { Dispatch } from './frames.ts'
import { createOutlet } from './outlet.ts'
import { createRegistrar } from './registrar.ts'
import { applicationCommands, type Translate } from './registration.ts'
import { type Timing, TIMING } from './timing.ts'

export interface DiscordOptions {
  readonly token: string
  /** The only server in which the bot answers. */
  readonly guildId: string
  /** Another server than Discord's own, for tests: the address before "/v10". */
  readonly apiUrl: string | null
  readonly reception: Reception
  readonly commands: readonly Command[]
  readonly translate: Translate
  readonly random: () => number
  readonly clock: Clock
  readonly log: Logger
  /** Told at every change, the first time when it is known whether Discord can be reached. */
  readonly onState: (state: PlatformState) => void
  readonly timing?: Partial<Timing>
}

/** Discord under its supervisor: connects, connects again whatever happens, and never throws. */
export function startDiscord(options: DiscordOptions): PlatformRunner {
  const { clock, random, guildId } = options
  const log = options.log.child({ platform: 'discord' })
  const timing: Timing = { ...TIMING, ...options.timing }
  const api = createApi({ ...options, timing, log })
  const outlet = createOutlet({ api, clock, random, guildId })
  const desk = openDesk({ ...options, api, outlet, timing, log })
  const wanted = applicationCommands(options.commands, options.translate)
  const registrar = createRegistrar({ api, guildId, wanted, timing, log })
  const membership = watchMembership(guildId, {
    onMember(applicationId) {
      tell({ kind: 'connected' })
      registrar.start(applicationId)
    },
    onStranger(why) {
      registrar.stop()
      tell({ kind: 'disconnected', why, retryInSeconds: null, needsPerson: true })
    },
  })

  let state: PlatformState = {
    kind: 'disconnected',
    why: 'The connection to Discord is being opened.',
    retryInSeconds: null,
  }
  function tell(next: PlatformState): void {
    const isNew = JSON.stringify(next) !== JSON.stringify(state)
    state = next
    if (!isNew) return
    if (next.kind === 'connected') log.info('Discord is connected')
    else log.warn({ why: next.why, retryInSeconds: next.retryInSeconds }, 'Discord is not connected')
    options.onState(next)
  }

  const end = createEnd()
  const supervised = supervise({ ...options, timing, log }, end, {
    onDispatch(dispatch) {
      if (dispatch.kind === 'interaction') desk.take(dispatch.raw)
      else membership.hear(dispatch)
    },
    onLost(why, retryInSeconds, mendable) {
      registrar.stop()
      tell({ kind: 'disconnected', why, retryInSeconds, ...(mendable ? { needsPerson: true } : {}) })
    },
  })
  return {
    platform: 'discord',
    outlet: () => (state.kind === 'connected' ? outlet : null),
    state: () => state,
    async stop() {
      end.come()
      registrar.stop()
      await supervised
      await Promise.race([desk.settled(), sleep(timing.lastRequestsMs)])
      api.stop()
    },
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/* ------------------------------------------------------------- membership */

/** Follows whether the bot is in its server: without that it is connected to no use. */
function watchMembership(
  guildId: string,
  events: { onMember(applicationId: string): void; onStranger(why: string): void },
): { hear(dispatch: Exclude<Dispatch, { kind: 'interaction' }>): void } {
  let applicationId: string | null = null
  return {
    hear(dispatch) {
      if (dispatch.kind === 'ready') {
        applicationId = dispatch.applicationId
        if (dispatch.guildIds.includes(guildId)) events.onMember(applicationId)
        else
          events.onStranger(
            `${dispatch.botName} is not a member of the Discord server ${guildId}: invite it there, or mend DISCORD_GUILD_ID.`,
          )
      } else if (dispatch.kind === 'guild_there' && dispatch.guildId === guildId) {
        if (applicationId !== null) events.onMember(applicationId)
      } else if (dispatch.kind === 'guild_gone' && dispatch.guildId === guildId)
        events.onStranger(
          `The bot was removed from the Discord server ${guildId}: invite it again if that was a mistake.`,
        )
    },
  }
}

/* ------------------------------------------------------------ supervision */

interface End {
  readonly reached: Promise<void>
  isReached(): boolean
  come(): void
}

function createEnd(): End {
  let isReached = false
  let resolve: () => void = () => undefined
  const reached = new Promise<void>((resolved) => (resolve = resolved))
  return {
    reached,
    isReached: () => isReached,
    come() {
      isReached = true
      resolve()
    },
  }
}

/** One client after the other until the end comes, with a pause between them that grows from failure to failure. */
async function supervise(
  options: Pick<DiscordOptions, 'token' | 'apiUrl' | 'random' | 'log'> & { readonly timing: Timing },
  end: End,
  events: {
    onDispatch(dispatch: Dispatch): void
    onLost(why: string, retryInSeconds: number, mendable: boolean): void
  },
): Promise<void> {
  const { timing, random } = options
  let failures = 0
  while (!end.isReached()) {
    const held = createStopwatch()
    const connection = openConnection({
      ...options,
      onDispatch(dispatch) {
        if (dispatch.kind === 'ready') held.start()
        events.onDispatch(dispatch)
      },
    })
    const ending = await Promise.race([connection.ended, end.reached])
    const wasGood = held.milliseconds() >= timing.goodAfterMs
    await connection.close()
    if (ending === undefined || end.isReached()) return
    failures = wasGood ? 1 : failures + 1
    const pauseMs = pauseAfter(failures, { timing, random, mendable: ending.mendable })
    events.onLost(ending.why, Math.ceil(pauseMs / 1000), ending.mendable)
    await pause(pauseMs, end)
  }
}

/** Between half and all of the doubled pause, so that many bots do not come back in step. */
function pauseAfter(
  failures: number,
  { timing, random, mendable }: { timing: Timing; random: () => number; mendable: boolean },
): number {
  if (mendable) return timing.mendablePauseMs
  const longest = Math.min(timing.longestPauseMs, timing.firstPauseMs * 2 ** Math.min(failures - 1, 10))
  return longest * (0.5 + random() / 2)
}

async function pause(ms: number, end: End): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([over, end.reached])
  clearTimeout(timer)
}

function createStopwatch(): { start(): void; milliseconds(): number } {
  let startedAt: number | null = null
  return {
    start: () => (startedAt ??= performance.now()),
    milliseconds: () => (startedAt === null ? 0 : performance.now() - startedAt),
  }
}
