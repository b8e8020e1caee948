import pino from 'pino'
import { onTestFinished } from 'vitest'
import { startDiscord } from '../../../bot/discord/discord.ts'
import type { Timing } from '../../../bot/discord/timing.ts'
import type {
  Card,
  Choice,
  Incoming,
  PlatformRunner,
  PlatformState,
  Reception,
  Reply,
  Sender,
} from '../../../bot/chat/conversation.ts'
import type { Answer } from '../../../commands/answer.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import type { Command } from '../../../commands/definition.ts'
import { ENGLISH } from '../../../engine/phrase.ts'
import {
  type FakeDiscord,
  type FakeDiscordOptions,
  startFakeDiscord,
} from '../../fakes/discord/fake-discord.ts'
import type { FakeUser } from '../../fakes/discord/world.ts'
import { seededRandom } from '../../support/random.ts'

/** A bot on the fake Discord, with a reception that says what a test wants. */

export const maria: FakeUser = { id: '201', username: 'maria', globalName: 'María', managesServer: true }
export const pedro: FakeUser = { id: '202', username: 'pedro', locale: 'es-419' }

export type Received =
  | { readonly kind: 'call'; readonly incoming: Incoming; readonly call: Parameters<Reception['call']>[1] }
  | { readonly kind: 'press'; readonly incoming: Incoming; readonly token: string; readonly typed?: string }
  | {
      readonly kind: 'complete'
      readonly sender: Sender
      readonly asked: Parameters<Reception['complete']>[1]
    }

export interface StubReception extends Reception {
  readonly received: Received[]
  /** What the next requests are answered with. */
  answer: (received: Received) => Reply | null | Promise<Reply | null>
  choices: () => readonly Choice[] | Promise<readonly Choice[]>
}

export function stubReception(): StubReception {
  const received: Received[] = []
  const seen = new Set<string>()
  /** As the real one: a delivery that was seen before is not answered. */
  const once = async (what: Extract<Received, { incoming: Incoming }>): Promise<Reply | null> => {
    received.push(what)
    if (seen.has(what.incoming.deliveryId)) return null
    seen.add(what.incoming.deliveryId)
    return stub.answer(what)
  }
  const stub: StubReception = {
    received,
    answer: () => reply(card('All is well')),
    choices: () => [],
    line: async () => null,
    call: (incoming, call) => once({ kind: 'call', incoming, call }),
    press: (incoming, token, typed) =>
      once({ kind: 'press', incoming, token, ...(typed === undefined ? {} : { typed }) }),
    async complete(sender, asked) {
      received.push({ kind: 'complete', sender, asked })
      return stub.choices()
    },
    commandsFor: async () => [],
    roomMoved: async () => undefined,
  }
  return stub
}

export const card = (
  heading: string,
  more: Partial<Answer> & Partial<Pick<Card, 'buttons' | 'banner'>> = {},
): Card => ({
  answer: { heading, tone: more.tone ?? 'good', blocks: more.blocks ?? [], json: {} },
  voice: ENGLISH,
  buttons: more.buttons ?? [],
  banner: more.banner ?? null,
})

export const reply = (shown: Card, more: Partial<Omit<Reply, 'card'>> = {}): Reply => ({
  card: shown,
  audience: 'asker',
  inPlace: false,
  ...more,
})

export interface Scene {
  readonly discord: FakeDiscord
  readonly reception: StubReception
  readonly runner: PlatformRunner
  readonly states: PlatformState[]
  readonly logged: Record<string, unknown>[]
}

export const QUICK: Partial<Timing> = {
  readyMs: 4_000,
  silenceMs: 4_000,
  firstPauseMs: 30,
  longestPauseMs: 200,
  mendablePauseMs: 150,
  goodAfterMs: 60_000,
  farewellMs: 300,
  completionMs: 300,
  postPauseMs: 20,
  callbackPauseMs: 20,
  lastRequestsMs: 1_000,
}

export interface SceneOptions extends FakeDiscordOptions {
  readonly timing?: Partial<Timing>
  readonly token?: string
  readonly commands?: readonly Command[]
  /** Before the bot comes. */
  readonly prepare?: (discord: FakeDiscord) => void
  /** The test says itself what it waits for. */
  readonly isAlone?: boolean
}

/** Ends with the test, and fails it when Discord would have refused anything. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const discord = await startFakeDiscord(options)
  options.prepare?.(discord)
  const reception = stubReception()
  const states: PlatformState[] = []
  const logged: Record<string, unknown>[] = []
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const runner = startDiscord({
    token: options.token ?? discord.token,
    guildId: discord.guildId,
    apiUrl: discord.url,
    reception,
    commands: options.commands ?? (await loadCommands()),
    translate: (english) => SPANISH[english],
    random: seededRandom(7),
    clock: discord.clock,
    log,
    onState: (state) => void states.push(state),
    timing: { ...QUICK, ...options.timing },
  })
  onTestFinished(async () => {
    await runner.stop()
    await discord.close()
  })
  if (options.isAlone !== true) {
    await until(() => runner.outlet() !== null, 'the bot is connected')
    await until(() => discord.registrations() > 0, 'the commands are registered')
  }
  return { discord, reception, runner, states, logged }
}

const SPANISH: Readonly<Record<string, string>> = {
  'How everything stands: switches, polls, cash-outs, payments, deposits': 'Cómo está todo',
  'The file is larger than 10 MB: send a smaller one.': 'El archivo pasa de 10 MB: envíe uno más pequeño.',
}

/** Polls until it holds; fails with the words when it does not within ten seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ten seconds: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
