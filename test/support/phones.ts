import { setTimeout as delay } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { type RunningChat, startChat } from '../../bot/chat/chat.ts'
import { startDiscord } from '../../bot/discord/discord.ts'
import { createPace, type Delay } from '../../bot/telegram/pace.ts'
import { startTelegram } from '../../bot/telegram/start.ts'
import type { Role } from '../../engine/people.ts'
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/fake-discord.ts'
import type { FakeUser as DiscordUser } from '../fakes/discord/world.ts'
import { type FakeTelegram, startFakeTelegram } from '../fakes/telegram/fake-telegram.ts'
import type { FakeChat, FakeUser as TelegramUser } from '../fakes/telegram/world.ts'
import { type ChatDesk, type ChatOptions, OPS, openChatDesk } from './chat.ts'

export interface Phones {
  readonly chat: ChatDesk
  readonly running: RunningChat
  readonly discord: FakeDiscord
  readonly telegram: FakeTelegram
  readonly group: FakeChat
  readonly onTelegram: (name: string, role: Role | null) => Promise<TelegramPhone>
  readonly onDiscord: (name: string, role: Role | null) => Promise<DiscordPhone>
  readonly close: () => Promise<void>
}

/** Somebody with Telegram open. */
export interface TelegramPhone {
  readonly user: TelegramUser
  readonly direct: FakeChat
  /** Types, and reads the next answer there. */
  readonly type: (words: string, chat?: FakeChat) => Promise<string>
  /** Presses, and reads what the chat's newest answer says then. */
  readonly tap: (label: string, chat?: FakeChat) => Promise<string>
}

/** Somebody with Discord open. */
export interface DiscordPhone {
  readonly user: DiscordUser
}

/** Waits are so many times shorter than Telegram wants them: the fake one does not mind. */
const HURRY = 20
const hurried: Delay = (milliseconds, signal) =>
  delay(milliseconds / HURRY, undefined, signal === undefined ? {} : { signal })
/** By which the shortened waits are as long as they should be. */
const hurriedClock = { now: () => new Date(performance.now() * HURRY) }

/** The whole chat over the whole engine, on a fake Discord and a fake Telegram at once. */
export async function openPhones(options: ChatOptions & { log?: Logger } = {}): Promise<Phones> {
  const chat = await openChatDesk(options)
  const [discord, telegram] = await Promise.all([startFakeDiscord(), startFakeTelegram()])
  const owner = telegram.user('Founder')
  const group = telegram.group('Shop', [owner])
  for (const platform of ['telegram', 'discord'] as const)
    await chat.stores.rooms.unbind({ platform, roomId: OPS.id, purpose: 'ops' })
  await chat.stores.rooms.bind({ platform: 'telegram', roomId: String(group.id), purpose: 'ops' }, 'test')
  await chat.stores.rooms.bind({ platform: 'discord', roomId: discord.channelId, purpose: 'ops' }, 'test')
  const { commands, clock } = chat.parts
  const log = options.log ?? chat.parts.log
  const common = { commands, log, clock, random: Math.random, translate: () => undefined }
  const running = startChat({
    parts: chat.parts,
    platforms: [
      {
        platform: 'discord',
        start: (reception, { onState }) =>
          startDiscord({
            ...common,
            clock: discord.clock,
            token: discord.token,
            guildId: discord.guildId,
            apiUrl: discord.url,
            reception,
            onState,
          }),
      },
      {
        platform: 'telegram',
        start: (reception, { onState, onRemoved }) =>
          startTelegram({
            ...common,
            token: telegram.token,
            apiRoot: telegram.apiRoot,
            delay: hurried,
            pace: createPace({ clock: hurriedClock, delay: hurried }),
            reception,
            onState,
            onRemoved,
          }),
      },
    ],
    lead({ onGained }) {
      onGained()
      return { stop: () => Promise.resolve() }
    },
    log,
  })
  await eventually(() => running.state('discord')?.kind === 'connected' && discord.registrations() > 0)
  await eventually(() => telegram.isPolled)

  async function onTelegram(name: string, role: Role | null): Promise<TelegramPhone> {
    const user = telegram.user(name)
    if (role !== null) await chat.addPerson(name, role, 'telegram', String(user.id))
    group.members.push(user)
    const direct = telegram.direct(user)
    const newest = async (where: FakeChat, before: string): Promise<string> => {
      await eventually(() => telegram.screen(where) !== before)
      return settled(() => telegram.lastAnswer(where))
    }
    return {
      user,
      direct,
      async type(words, where = direct) {
        const before = telegram.answers(where).length
        telegram.say(user, where, words)
        await eventually(() => telegram.answers(where).length > before)
        return settled(() => telegram.lastAnswer(where))
      },
      async tap(label, where = direct) {
        const before = telegram.screen(where)
        telegram.press(user, where, label)
        return newest(where, before)
      },
    }
  }

  return {
    chat,
    running,
    discord,
    telegram,
    group,
    onTelegram,
    async onDiscord(name, role) {
      const user = { id: snowflake(), username: name.toLowerCase(), managesServer: true }
      if (role !== null) await chat.addPerson(name, role, 'discord', user.id)
      return { user }
    },
    async close() {
      await running.stop()
      await chat.close()
      await Promise.all([discord.close(), telegram.stop()])
    },
  }
}

/** Waits until it is so. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it never came about: ${isSo.toString()}`)
    await delay(10)
  }
}

/** What is shown once it has not changed for a moment: an answer may come in two steps. */
async function settled(shown: () => string): Promise<string> {
  let before = ''
  for (let same = 0; same < 12; ) {
    await delay(15)
    same = shown() === before ? same + 1 : 0
    before = shown()
  }
  return before
}

let lastSnowflake = 300_000_000_000_000_000n
const snowflake = (): string => String((lastSnowflake += 1n))
