import { Client, DiscordjsError, DiscordjsErrorCodes, GatewayIntentBits } from 'discord.js'
import type { Logger } from 'pino'
import { restOptions } from './api.ts'
import { reasonOf } from './faults.ts'
import type { Dispatch } from './frames.ts'
import { GuardedStrategy } from './guarded-gateway.ts'
import type { Timing } from './timing.ts'

/** How a connection ended. `mendable`: only a person can change what is wrong. */
export interface Ending {
  readonly why: string
  readonly mendable: boolean
}

export interface Connection {
  /** Resolves once, when the connection is over; the next one needs a new client. */
  readonly ended: Promise<Ending>
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly token: string
  readonly apiUrl: string | null
  readonly timing: Timing
  readonly log: Logger
  readonly onDispatch: (dispatch: Dispatch) => void
}

/** The gateway's codes for what trying again does not change, with what the operator can do. */
const FATAL_CODES: Readonly<Record<number, string>> = {
  4004: 'Discord refuses the token: put the right one into DISCORD_TOKEN (a reset in the developer portal makes the old one worthless).',
  4010: 'Discord refuses the shard: this is a mistake of satmachine.',
  4011: 'Discord wants this bot to be sharded, which satmachine is not: use an application of its own for it.',
  4012: 'Discord does not speak this version of its gateway any more: satmachine needs an update.',
  4013: 'Discord does not know the intents that were asked for: satmachine needs an update.',
  4014: 'Discord does not allow the intents that were asked for: look at the application in the developer portal.',
}
const TOKEN_REFUSED = FATAL_CODES[4004] ?? ''
/** discord.js comes back by itself, but without a pause: after so many closings in a row it is our turn. */
const MOST_CLOSINGS = 3

/**
 * One discord.js client, from its login until something ends it: the token was refused, the gateway was closed again and
 * again, nothing was heard for too long, or discord.js broke. Never throws.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { timing, log } = options
  let strategy: GuardedStrategy | null = null
  let closings = 0
  let over = false
  let resolve: (ending: Ending) => void = () => undefined
  const ended = new Promise<Ending>((resolved) => (resolve = resolved))
  const end = (why: string, mendable = false): void => resolve({ why, mendable })

  const unheard = timer(timing.silenceMs, () => end('nothing was heard from Discord for too long'))
  const unready = timer(timing.readyMs, () => end('Discord did not get ready in time'))
  const settled = (): void => {
    closings = 0
    unready.stop()
  }
  const client = clientOf(options, {
    heard: () => unheard.restart(),
    dispatched(dispatch) {
      if (over) return
      if (dispatch.kind === 'ready' || dispatch.kind === 'resumed') settled()
      options.onDispatch(dispatch)
    },
    malformed: (why) => log.warn({ why }, 'Discord sent what is no message of its gateway'),
    closed(code) {
      closings += 1
      const fatal = FATAL_CODES[code]
      if (fatal !== undefined) end(fatal, true)
      else if (closings >= MOST_CLOSINGS) end(`Discord closes the connection again and again (${code})`)
      else unready.restart()
    },
    broke: (thrown) => end(`the connection broke (${reasonOf(thrown)})`),
    built: (built) => (strategy = built),
  })
  client.login(options.token).catch((thrown: unknown) => {
    if (isTokenRefused(thrown)) end(TOKEN_REFUSED, true)
    else end(`Discord can't be reached (${reasonOf(thrown)})`)
  })
  const close = async (): Promise<void> => {
    over = true
    unheard.stop()
    unready.stop()
    end('closed by us')
    strategy?.deafen()
    // A server that does not answer any more would keep the farewell waiting.
    await Promise.race([client.destroy().catch(() => undefined), sleep(timing.farewellMs)])
    strategy?.cut()
  }
  return { ended, close }
}

type Events = ConstructorParameters<typeof GuardedStrategy>[1] & {
  built(strategy: GuardedStrategy): void
}

function clientOf({ apiUrl, log }: ConnectionOptions, events: Events): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: restOptions(apiUrl),
    ws: {
      buildStrategy(manager) {
        const strategy = new GuardedStrategy(manager, events)
        events.built(strategy)
        return strategy
      },
    },
  })
  const noted = (error: Error): void => log.debug({ reason: error.message }, 'discord.js reports')
  client.on('error', noted)
  client.on('shardError', noted)
  return client
}

const isTokenRefused = (thrown: unknown): boolean =>
  (thrown instanceof DiscordjsError && thrown.code === DiscordjsErrorCodes.TokenInvalid) ||
  (thrown as { status?: unknown }).status === 401

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Runs out once, unless it is stopped or started again before. */
function timer(ms: number, onOver: () => void): { restart(): void; stop(): void } {
  let running = setTimeout(onOver, ms).unref()
  const stop = (): void => clearTimeout(running)
  return {
    stop,
    restart() {
      stop()
      running = setTimeout(onOver, ms).unref()
    },
  }
}
