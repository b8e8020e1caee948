import { setTimeout as delay } from 'node:timers/promises'
import { say, type Phrase, write } from '../engine/phrase.ts'
import type { Assembly } from './assembly.ts'
import { type ChatOptions, type RunningChat, startChat } from './chat/chat.ts'
import type { ChatParts } from './chat/parts.ts'
import { createDuties, type Duty } from './duties.ts'
import { loadLanguages } from './languages/catalogue.ts'
import { holdLeadership } from './leader.ts'

export interface TalkingOptions {
  readonly assembly: Assembly
  readonly parts: ChatParts
  readonly print: (line: string) => void
  /** What the program that leads does besides: it speaks through the platforms that it holds. */
  /** What stands in front of the reception, such as rehearsals. */
  readonly front?: ChatOptions['front']
  readonly duties: (chat: () => RunningChat | null) => readonly Duty[]
}

/** Starts the chat on the platforms that are configured, and whatever else one program of several does for all. */
export async function startTalking(options: TalkingOptions): Promise<Pick<RunningChat, 'stop' | 'outlet'>> {
  const { assembly, parts, print } = options
  const platforms = await platformsOf(assembly, parts)
  if (platforms.length > 0) {
    await bindConfiguredRooms(assembly)
    await inviteFirstOwner(parts, print)
  }
  let chat: RunningChat | null = null
  const duties = createDuties(() => options.duties(() => chat), parts.log)
  const running = startChat({
    parts,
    platforms,
    ...(options.front === undefined ? {} : { front: options.front }),
    lead: (events) =>
      holdLeadership({
        databaseUrl: assembly.databaseUrl,
        name: 'chat',
        log: parts.log,
        delay: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
        onGained() {
          events.onGained()
          duties.begin()
        },
        onLost() {
          duties.end()
          events.onLost()
        },
      }),
    log: parts.log,
  })
  chat = running
  return {
    outlet: (platform) => running.outlet(platform),
    async stop() {
      // What is being told is told while the platforms are still there.
      await duties.stop()
      await running.stop()
    },
  }
}

async function platformsOf({ config }: Assembly, parts: ChatParts): Promise<ChatOptions['platforms']> {
  const { messages } = await loadLanguages()
  const { discord, telegram } = config.chat
  const { commands, clock, log } = parts
  const common = { commands, clock, log, random: Math.random }
  // A platform's library takes a second and many megabytes: only where it is spoken to.
  const startDiscord = discord && (await import('./discord/discord.ts')).startDiscord
  const startTelegram = telegram && (await import('./telegram/start.ts')).startTelegram
  return [
    ...(discord === null || startDiscord === null
      ? []
      : [
          {
            platform: 'discord',
            start: (reception, { onState }) =>
              startDiscord({
                ...common,
                ...discord,
                translate: (english) => messages.es.get(english),
                reception,
                onState,
              }),
          } satisfies ChatOptions['platforms'][number],
        ]),
    ...(telegram === null || startTelegram === null
      ? []
      : [
          {
            platform: 'telegram',
            start: (reception, { onState, onRemoved }) =>
              startTelegram({
                ...common,
                ...telegram,
                translate: (language, template) =>
                  language === 'es' ? messages.es.get(template) : undefined,
                delay: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
                reception,
                onState,
                onRemoved,
              }),
          } satisfies ChatOptions['platforms'][number],
        ]),
  ]
}

/** The rooms that the environment names are ours from the start. */
async function bindConfiguredRooms({ config, chatStores }: Assembly): Promise<void> {
  const { discord, telegram } = config.chat
  const rooms = [
    { platform: 'discord', roomId: discord?.opsChannelId, purposes: ['ops'] },
    { platform: 'discord', roomId: discord?.alertsChannelId, purposes: ALERTS },
    { platform: 'telegram', roomId: telegram?.opsChatId, purposes: ['ops'] },
    { platform: 'telegram', roomId: telegram?.alertsChatId, purposes: ALERTS },
  ] as const
  const named = rooms.flatMap(({ platform, roomId, purposes }) =>
    roomId === null || roomId === undefined ? [] : purposes.map((purpose) => ({ platform, roomId, purpose })),
  )
  // A room that the settings name no longer is not trusted any longer.
  for (const { platform, roomId, purpose, boundBy } of await chatStores.rooms.rooms()) {
    const isNamed = named.some(
      (one) => one.platform === platform && one.roomId === roomId && one.purpose === purpose,
    )
    if (boundBy === 'environment' && !isNamed) await chatStores.rooms.unbind({ platform, roomId, purpose })
  }
  for (const room of named) await chatStores.rooms.bind(room, 'environment')
}

const ALERTS = ['critical', 'high', 'medium', 'digest'] as const

/** Whoever can read this terminal, or the service's log, may become the first owner. */
async function inviteFirstOwner(parts: ChatParts, print: (line: string) => void): Promise<void> {
  if ((await parts.people.people()).some((person) => person.active)) return
  const code = parts.host.newCode()
  await parts.people.invite(code, { kind: 'new_person', name: 'Owner', role: 'owner' }, 'environment')
  const voice = parts.voiceFor(parts.language, { timeZone: 'UTC', names: 'full' })
  const line: Phrase = say`Nobody is paired yet. Tell the bot within ten minutes, in a direct message (Telegram) or in the server (Discord): /user pair ${code}`
  print(write(line, voice))
}
