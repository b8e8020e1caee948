import type { Logger } from 'pino'
import { Telegraf } from 'telegraf'
import { z } from 'zod'
import { sentenceOf } from '../../engine/failure.ts'
import { clientOptions, freshConnections } from './calls.ts'
import { type Ending, within } from './deadline.ts'
import type { Bot } from './line.ts'
import { type Trouble, troubleOf } from './trouble.ts'
import { WANTED_UPDATES } from './updates.ts'

/** How long Telegram holds a poll without news, and how much later its answer may be before the line is held for dead. */
export interface PollPatience {
  readonly holdSeconds: number
  readonly slackSeconds: number
}
export const POLL_PATIENCE: PollPatience = { holdSeconds: 50, slackSeconds: 15 }
const CALL_SECONDS = 15
/** The last call of a poll tells Telegram what was taken; whoever waits for the stop does not wait for ever. */
const SYNC_SECONDS = 5
/** Handlers only queue: one that takes long is a fault of ours. */
const HANDLER_MILLISECONDS = 30_000

const Self = z.object({ id: z.number().int(), username: z.string().min(1) })

export interface PollOptions {
  readonly token: string
  readonly apiRoot: string | null
  readonly patience: PollPatience
  readonly signal: AbortSignal
  readonly log: Logger
  readonly onConnected: (bot: Bot) => void
  readonly onUpdate: (update: unknown) => void
}

type AnyCall = (method: string, parameters: Record<string, unknown>, options?: Stoppable) => Promise<unknown>
/** What telegraf gives for its own stop: a signal that is not Node's. */
interface Stoppable {
  readonly signal?: Ending
}

/** What ended the poll, thrown through telegraf, which must take it for neither a stop nor for something to retry. */
class PollEnded extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super('the poll ended')
    this.trouble = trouble
  }
}

/**
 * One life of telegraf, from its launch to whatever ends it; never rejects. telegraf would repeat some failures silently
 * and die of others: here every failure of a call ends this life, and the supervisor decides.
 */
export async function poll(options: PollOptions): Promise<Trouble> {
  const { log, signal } = options
  const bot = new Telegraf(options.token, {
    handlerTimeout: HANDLER_MILLISECONDS,
    telegram: clientOptions(options.apiRoot),
  })
  freshConnections(bot.telegram, options.apiRoot)
  watchCalls(bot, options)
  bot.catch((thrown) => log.error({ reason: sentenceOf(thrown) }, 'an update could not be taken'))
  bot.use((context) => options.onUpdate(context.update))
  const halt = (): void => stopQuietly(bot)
  signal.addEventListener('abort', halt, { once: true })
  try {
    await bot.launch({ allowedUpdates: [...WANTED_UPDATES] })
    return { kind: 'unknown', why: 'the polling ended by itself' }
  } catch (thrown) {
    return thrown instanceof PollEnded ? thrown.trouble : troubleOf(thrown)
  } finally {
    signal.removeEventListener('abort', halt)
  }
}

function stopQuietly(bot: Telegraf): void {
  try {
    bot.stop()
  } catch {
    // telegraf throws when it is not polling yet; its calls are ended by their signal.
  }
}

/** Every call of the poll gets an end in time, tells how it went, and gives telegraf only updates that it can read. */
function watchCalls(bot: Telegraf, options: PollOptions): void {
  const client = bot.telegram as unknown as { callApi: AnyCall }
  const original = client.callApi.bind(client)
  let polls = 0
  // Another reader would only be disturbed, and a refused token helps nobody.
  let isHopeless = false
  client.callApi = async (method, parameters, theirs = {}) => {
    const isPoll = method === 'getUpdates' && 'timeout' in parameters
    const isSync = method === 'getUpdates' && !isPoll
    const isFirst = isPoll && polls++ === 0
    // The first poll does not wait: it shows at once whether we are let in.
    const timeout = isFirst ? 0 : options.patience.holdSeconds
    const asked = isPoll ? { ...parameters, timeout } : parameters
    // telegraf's client waits for ever for the rest of an answer that was broken off: this is its end.
    const seconds = isSync ? SYNC_SECONDS : isPoll ? timeout + options.patience.slackSeconds : CALL_SECONDS
    // The sync is what the stop is for.
    const endings = isSync ? [] : [theirs.signal, options.signal]
    try {
      if (isSync && isHopeless) throw new PollEnded({ kind: 'unreached', why: 'there is nothing to sync' })
      const result = await within(seconds * 1000, endings, (signal) => original(method, asked, { signal }))
      if (!isPoll) return result
      if (isFirst) options.onConnected(selfOf(bot))
      return readable(result, options.log)
    } catch (thrown) {
      // telegraf's own stop has to reach it as what it is.
      if (theirs.signal?.aborted === true) throw thrown
      const ended = thrown instanceof PollEnded ? thrown : new PollEnded(troubleOf(thrown))
      isHopeless = ended.trouble.kind === 'conflict' || ended.trouble.kind === 'unauthorized'
      throw ended
    }
  }
}

function selfOf(bot: Telegraf): Bot {
  const self = Self.safeParse(bot.botInfo)
  if (!self.success) throw new PollEnded({ kind: 'unknown', why: 'getMe told no bot' })
  return self.data
}

const Numbered = z.looseObject({ update_id: z.number().int() })

/** What has a number can be taken and left behind, whatever else is wrong with it. */
function readable(result: unknown, log: Logger): unknown[] {
  const updates: readonly unknown[] = Array.isArray(result) ? result : [result]
  const numbered = updates.filter((update) => Numbered.safeParse(update).success)
  if (numbered.length < updates.length)
    log.warn({ count: updates.length - numbered.length }, 'updates without a number were dropped')
  if (numbered.length === 0 && updates.length > 0)
    throw new PollEnded({ kind: 'unknown', why: 'updates without numbers' })
  return numbered
}
