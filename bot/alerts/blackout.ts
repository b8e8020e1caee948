import type { Logger } from 'pino'
import type { Channel } from '../../alerts/channel.ts'
import { lookOf } from '../../alerts/compose-look.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { rule } from '../../alerts/rules/books-unreachable.ts'
import type { OncallContact } from '../../engine/alerting.ts'
import { withDeadline } from '../../engine/deadline.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { formatAge, iso } from '../../engine/format.ts'
import { joined, listed, say, type Text } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'
import { singleFlight } from '../single-flight.ts'
import { createAlertChannels } from './channels.ts'

export interface BlackoutOptions {
  /** Asks the books anything; throws when they don't answer. */
  readonly ask: () => Promise<unknown>
  /** 'email:ops@shop.example' and the channel: all that can be told without the books. */
  readonly channels: () => readonly (readonly [channel: Channel, address: string])[]
  readonly lastResort: (message: AlertMessage) => Promise<unknown>
  readonly clock: Clock
  readonly log: Logger
}

const ANSWER_SECONDS = 8
const LOOK_SECONDS = 10
const TOLD_AFTER_SECONDS = 60
const AGAIN_AFTER_SECONDS = 1800
const SEND_SECONDS = 20

export interface Blackout {
  /** One look; tells what has to be told. */
  look(): Promise<void>
}

/**
 * The one alert that can't be in the books: that they are away. Every replica tells it by itself, at most twice an
 * hour, and that it is over if it told that it began.
 */
export function createBlackout(options: BlackoutOptions): Blackout {
  const state = { since: null as Date | null, toldAt: null as Date | null }
  const spread = async (message: AlertMessage): Promise<void> => {
    const sent = await Promise.all(
      options.channels().map(async ([channel, address]) => {
        const how = {
          key: `blackout-${message.kind}-${state.since?.getTime()}-${state.toldAt?.getTime()}`,
          signal: AbortSignal.timeout(SEND_SECONDS * 1000),
        }
        const outcome = await channel.send(address, message, how)
        if (outcome.kind !== 'sent')
          options.log.warn(
            { channel: channel.kind, reason: String(outcome.why) },
            'a blackout could not be told',
          )
        return outcome.kind === 'sent'
      }),
    )
    if (!sent.includes(true)) await options.lastResort(message)
  }
  return {
    async look() {
      const problem = await problemOf(options.ask)
      const now = options.clock.now()
      if (problem === null) {
        const { since, toldAt } = state
        Object.assign(state, { since: null, toldAt: null })
        if (since !== null && toldAt !== null)
          await spread(messageOf('resolved', { since, now, problem: '' }))
        return
      }
      state.since ??= now
      const { since, toldAt } = state
      const isNew = toldAt === null && secondsFrom(since, now) >= TOLD_AFTER_SECONDS
      const isStill = toldAt !== null && secondsFrom(toldAt, now) >= AGAIN_AFTER_SECONDS
      if (!isNew && !isStill) return
      state.toldAt = now
      await spread(messageOf(isNew ? 'first' : 'repeat', { since, now, problem }))
    },
  }
}

/** What can be told without the books: mail, webhooks, telephone, and the terminal when all of that fails. */
export function watchForBlackout(
  assembly: Assembly,
  parts: ChatParts,
  print: (line: string) => void,
): { stop: () => Promise<void> } {
  let contacts: readonly OncallContact[] = []
  const { byKind, terminal } = createAlertChannels({
    parts: { ...parts, alerts: { ...parts.alerts, oncall: () => Promise.resolve([...contacts]) } },
    settings: assembly.config.alerts,
    platforms: [],
    chat: () => null,
    print,
  })
  return startBlackout({
    async ask() {
      contacts = await parts.alerts.oncall()
    },
    channels: () =>
      [...byKind.values()]
        .filter(({ kind }) => kind !== 'terminal')
        .flatMap((channel) => channel.addresses.map((address) => [channel, address] as const)),
    lastResort: (message) => terminal.whenAllElseFails(message),
    clock: parts.clock,
    log: assembly.log.child({ module: 'alerts' }),
  })
}

/** Looks until it is stopped. */
export function startBlackout(options: BlackoutOptions): { stop: () => Promise<void> } {
  const blackout = createBlackout(options)
  const flight = singleFlight(
    () => blackout.look(),
    (thrown) =>
      thrown !== null && options.log.error({ reason: sentenceOf(thrown) }, 'a look for a blackout broke off'),
  )
  const timer = setInterval(() => flight.wake(), LOOK_SECONDS * 1000)
  return {
    stop() {
      clearInterval(timer)
      return flight.stop()
    },
  }
}

const secondsFrom = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000

/** An edge: that they don't answer is the answer. */
async function problemOf(ask: BlackoutOptions['ask']): Promise<Text | null> {
  const late = (): Failure =>
    new Failure('database_unreachable', `The database gave no answer within ${ANSWER_SECONDS} s.`)
  try {
    await withDeadline(ask(), ANSWER_SECONDS, late)
    return null
  } catch (thrown) {
    return thrown instanceof Failure ? thrown.sentence : sentenceOf(thrown)
  }
}

interface Blacked {
  readonly since: Date
  readonly now: Date
  readonly problem: Text
}

function messageOf(kind: 'first' | 'repeat' | 'resolved', { since, now, problem }: Blacked): AlertMessage {
  const title = listed(rule.title)
  const isOver = kind === 'resolved'
  const state = isOver ? 'resolved' : 'firing'
  const { icon, word } = lookOf({ state, severity: rule.severity })
  return {
    alertId: null,
    kind,
    severity: rule.severity,
    state,
    isTest: false,
    heading: joined([joined([icon, word], ' '), title], ' · '),
    subject: title,
    lead: isOver
      ? say`It answers again, after ${formatAge(since, now)}. Look whether everything goes on: "status show".`
      : say`For ${formatAge(since, now)}. Look at the database server: is it running, is its disk full, can it be reached?`,
    sections: isOver
      ? []
      : [
          [say`Why it matters`, listed(rule.why)],
          [say`What fired`, problem],
          [say`What the bot did`, listed(rule.automatic ?? '')],
        ],
    clock: null,
    buttons: [],
    runbook: rule.runbook,
    silent: false,
    mention: !isOver,
    json: { rule: rule.id, kind, state, since: iso(since) },
  }
}
