import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pino, { type Logger } from 'pino'
import { onTestFinished } from 'vitest'
import type {
  Incoming,
  PlatformRunner,
  PlatformState,
  Reception,
  Reply,
} from '../../../bot/chat/conversation.ts'
import { startTelegram, type TelegramOptions } from '../../../bot/telegram/start.ts'
import { type Answer, text } from '../../../commands/answer.ts'
import type { Command } from '../../../commands/definition.ts'
import { ENGLISH } from '../../../engine/phrase.ts'
import { type FakeTelegram, startFakeTelegram } from '../../fakes/telegram/fake-telegram.ts'
import { seededRandom } from '../../support/random.ts'

/** A bot on a fake Telegram, with a reception that answers as the test says and remembers what it was asked. */
export interface Ground {
  readonly telegram: FakeTelegram
  readonly runner: PlatformRunner
  readonly reception: StubReception
  readonly states: PlatformState[]
  readonly removed: { readonly id: string; readonly title: string }[]
  /** Everything that was logged, as it is written. */
  readonly logged: string[]
}

export class StubReception implements Reception {
  readonly lines: { readonly incoming: Incoming; readonly line: string }[] = []
  readonly presses: { readonly incoming: Incoming; readonly token: string }[] = []
  readonly moves: { readonly from: string; readonly to: string }[] = []
  commands: readonly Command[] = []
  onLine: (line: string, incoming: Incoming) => Promise<Reply | null> = async (line) =>
    replyOf(`heard ${line}`)
  onPress: (token: string, incoming: Incoming) => Promise<Reply | null> = async (token) =>
    replyOf(`pressed ${token}`, { inPlace: true })

  async line(incoming: Incoming, line: string): Promise<Reply | null> {
    this.lines.push({ incoming, line })
    return this.onLine(line, incoming)
  }
  async press(incoming: Incoming, token: string): Promise<Reply | null> {
    this.presses.push({ incoming, token })
    return this.onPress(token, incoming)
  }
  async call(): Promise<null> {
    return null
  }
  async complete(): Promise<[]> {
    return []
  }
  async commandsFor(): Promise<readonly Command[]> {
    return this.commands
  }
  async roomMoved(_platform: string, from: string, to: string): Promise<void> {
    this.moves.push({ from, to })
  }
}

export const answerOf = (heading: string, more: Partial<Answer> = {}): Answer => ({
  tone: 'plain',
  heading,
  blocks: [],
  json: {},
  ...more,
})

export const replyOf = (
  heading: string,
  more: Partial<Omit<Reply, 'card'>> & { card?: Partial<Reply['card']>; words?: string } = {},
): Reply => ({
  audience: 'asker',
  inPlace: false,
  ...more,
  card: {
    answer: answerOf(heading, more.words === undefined ? {} : { blocks: [text(more.words)] }),
    voice: ENGLISH,
    buttons: [],
    banner: null,
    ...more.card,
  },
})

export const button = (label: string, token: string): Reply['card']['buttons'][number][number] => ({
  label,
  token,
  style: 'plain',
})

export interface GroundOptions extends Partial<TelegramOptions> {
  readonly telegram?: FakeTelegram
  /** How many times faster than the world the bot's own clock goes. */
  readonly speed?: number
}

/** Ends with the test, and fails it when a request of it broke a limit of Telegram. */
export async function startGround(options: GroundOptions = {}): Promise<Ground> {
  const { telegram = await startFakeTelegram(), speed = 20, ...given } = options
  const reception = new StubReception()
  const states: PlatformState[] = []
  const removed: { id: string; title: string }[] = []
  const logged: string[] = []
  const runner = startTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    reception,
    commands: [],
    translate: () => undefined,
    random: seededRandom(1),
    ...fastTime(speed),
    log: logInto(logged),
    onState: (state) => states.push(state),
    onRemoved: (room) => removed.push(room),
    ...given,
  })
  onTestFinished(async () => {
    await runner.stop()
    if (options.telegram === undefined) await telegram.stop()
  })
  return { telegram, runner, reception, states, removed, logged }
}

/** The same, once the bot waits for updates. */
export async function connectedGround(options: GroundOptions = {}): Promise<Ground> {
  const ground = await startGround(options)
  await eventually(() => ground.telegram.isPolled && ground.runner.outlet() !== null)
  return ground
}

export function fastTime(speed: number): Pick<TelegramOptions, 'clock' | 'delay'> {
  const [start, began] = [Date.now(), performance.now()]
  return {
    clock: { now: () => new Date(start + (performance.now() - began) * speed) },
    delay: async (milliseconds, signal) => {
      await sleep(milliseconds / speed, undefined, signal === undefined ? {} : { signal })
    },
  }
}

export const logInto = (lines: string[]): Logger =>
  pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })

/** Waits until it is so; fails with what it saw last when it never is. */
export async function eventually(
  isSo: () => boolean,
  what: () => unknown = () => isSo.toString(),
): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`it never came about: ${String(what())}`)
    await sleep(5)
  }
}
