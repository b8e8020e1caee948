import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { migrate } from '../../engine/store/migrate.ts'
import { createPeopleStore } from '../../engine/store/people-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/fake-discord.ts'
import type { FakeInteraction } from '../fakes/discord/interactions.ts'
import type { FakeUser as DiscordUser } from '../fakes/discord/world.ts'
import { type FakeTelegram, startFakeTelegram } from '../fakes/telegram/fake-telegram.ts'
import type { FakeUser as TelegramUser } from '../fakes/telegram/world.ts'
import { botEnvironment, buildBot, type RunningBot, startBot } from './bot-process.ts'
import type { Ground } from './ground.ts'
import { fillLamassu, sellOne } from './lamassu-rows.ts'
import { atLeast, atMost, type Finding, finding } from './measure.ts'
import { openSimulator } from './simulator.ts'

/** What fifty people ask, again and again. */
const LINES = [
  'status show',
  'tx list',
  'payment list',
  'poll status',
  'client list',
  'deposit list',
] as const
const PEOPLE = 50

/** A thousand commands in a minute, of fifty people on two platforms, while the bot polls and pays. */
export async function benchChat(ground: Ground): Promise<Finding[]> {
  const seconds = ground.quick ? 6 : 60
  const commands = ground.quick ? 60 : 1000
  const stage = await openStage(ground)
  ground.say(`chat: ${seconds} seconds without anybody`)
  const quiet = await measureWork(stage, seconds, () => Promise.resolve())
  ground.say(`chat: ${commands} commands in ${seconds} seconds`)
  const asked: Asked[] = []
  const busy = await measureWork(stage, seconds, () => askAll(stage, commands, seconds, asked))
  await allAnswered(asked)
  await stage.close()
  const waits = asked.map((one) => one.acknowledgedMs()).filter((wait) => wait !== null)
  const sorted = waits.sort((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY
  const figures = { medianMs: {} }
  return [
    finding({
      ...figures,
      name: 'commands answered',
      ratio: waits.length / asked.length,
      unit: 'x',
      target: atLeast(1),
    }),
    finding({
      ...figures,
      name: `${commands} commands of ${PEOPLE} people: until 99 of 100 are acknowledged`,
      ratio: p99,
      unit: 'ms',
      target: atMost(1000),
    }),
    finding({
      medianMs: { busy: busy.pollMs, quiet: quiet.pollMs },
      name: 'a poll meanwhile: times one without anybody',
      ratio: busy.pollMs / quiet.pollMs,
      unit: 'x',
      target: atMost(1.2),
    }),
    finding({
      medianMs: { busy: busy.payMs, quiet: quiet.payMs },
      name: 'a payment meanwhile: times one without anybody',
      ratio: busy.payMs / quiet.payMs,
      unit: 'x',
      target: atMost(1.2),
    }),
  ]
}

interface Stage {
  readonly bot: RunningBot
  readonly discord: FakeDiscord
  readonly telegram: FakeTelegram
  readonly onDiscord: readonly DiscordUser[]
  readonly onTelegram: readonly TelegramUser[]
  readonly lamassu: Client
  close(): Promise<void>
}

async function openStage(ground: Ground): Promise<Stage> {
  ground.say('chat: building the program, and its people')
  await buildBot()
  const [discord, telegram] = await Promise.all([startFakeDiscord(), startFakeTelegram()])
  const onDiscord = Array.from({ length: PEOPLE / 2 }, (_, i) => ({
    id: String(300_000_000_000_000_000n + BigInt(i)),
    username: `d${i}`,
    managesServer: true,
  }))
  const onTelegram = Array.from({ length: PEOPLE / 2 }, (_, i) => telegram.user(`t${i}`))
  const dataFolder = path.join(ground.folder, 'chat-bot')
  await fillPeople(ground, dataFolder, [
    ...onDiscord.map(({ id }) => ({ platform: 'discord', userId: id }) as const),
    ...onTelegram.map(({ id }) => ({ platform: 'telegram', userId: String(id) }) as const),
  ])
  await ground.emptyDatabase('chat_lamassu')
  await fillLamassu(ground.url('chat_lamassu'), 1000)
  const simulator = await openSimulator(ground, 0)
  const environment = await botEnvironment(ground, {
    dataFolder,
    lamassuUrl: ground.url('chat_lamassu'),
    simulator,
  })
  const bot = await startBot(ground, {
    ...environment,
    LNBITS_URL: simulator.slowUrl,
    POLL_SCHEDULE: '* * * * * *',
    LNBITS_REQUESTS_PER_MINUTE: '100000',
    DISCORD_TOKEN: discord.token,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_OPS_CHANNEL_ID: discord.channelId,
    DISCORD_API_URL: discord.url,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  })
  while (discord.registrations() === 0 || !telegram.isPolled) await delay(50)
  const lamassu = new Client({ connectionString: ground.url('chat_lamassu') })
  await lamassu.connect()
  return {
    bot,
    discord,
    telegram,
    onDiscord,
    onTelegram,
    lamassu,
    async close() {
      await lamassu.end()
      await bot.stop()
      await discord.close()
      await telegram.stop()
    },
  }
}

async function fillPeople(
  ground: Ground,
  dataFolder: string,
  identities: readonly { platform: 'discord' | 'telegram'; userId: string }[],
): Promise<void> {
  const postgres = await openEmbeddedPostgres({ dataFolder, log: ground.log })
  const pool = createPool({
    databaseUrl: postgres.databaseUrl(),
    applicationName: 'satmachine bench',
    max: 4,
    log: ground.log,
  })
  try {
    await migrate({ pool, log: ground.log })
    // Somebody of that currency, without a deposit: what is paid is the commission.
    await pool.query(
      `INSERT INTO dca_clients (username, fiat_code, wallet_id) VALUES ('Nobody', 'GTQ', 'none')`,
    )
    const people = createPeopleStore(pool)
    for (const identity of identities) {
      const code = randomUUID()
      await people.invite(code, { kind: 'new_person', name: identity.userId, role: 'operator' }, 'bench')
      await people.pair(code, identity)
    }
  } finally {
    await pool.end()
    await postgres.stop()
  }
}

interface WorkTimes {
  readonly pollMs: number
  readonly payMs: number
}

/** How long polls and attempts to pay took on the average, by the bot's own metrics. */
async function measureWork(
  stage: Stage,
  seconds: number,
  meanwhile: () => Promise<void>,
): Promise<WorkTimes> {
  const before = await sums(stage.bot)
  const selling = sellEverySecond(stage.lamassu, seconds)
  await Promise.all([selling, meanwhile()])
  await delay(3000)
  const after = await sums(stage.bot)
  const average = (name: string): number => {
    const [sum = 0, count = 0] = [`${name}_sum`, `${name}_count`].map(
      (key) => (after.get(key) ?? 0) - (before.get(key) ?? 0),
    )
    return (sum / count) * 1000
  }
  return { pollMs: average('satmachine_poll_seconds'), payMs: average('satmachine_payment_attempt_seconds') }
}

async function sellEverySecond(lamassu: Client, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await sellOne(lamassu)
    await delay(1000)
  }
}

/** Counters and sums of /metrics, over all their labels. */
async function sums(bot: RunningBot): Promise<Map<string, number>> {
  const text = await (await fetch(`${bot.url}/metrics`)).text()
  const found = new Map<string, number>()
  for (const [, name = '', value] of text.matchAll(/^(\w+_(?:sum|count))(?:\{[^}]*\})? (\S+)$/gm))
    found.set(name, (found.get(name) ?? 0) + Number(value))
  return found
}

interface Asked {
  readonly acknowledgedMs: () => number | null
}

/** Evenly spread, in turns by everybody. */
async function askAll(stage: Stage, commands: number, seconds: number, asked: Asked[]): Promise<void> {
  const startedMs = performance.now()
  for (let at = 0; at < commands; at += 1) {
    const dueMs = startedMs + (at / commands) * seconds * 1000
    await delay(Math.max(0, dueMs - performance.now()))
    const line = LINES[at % LINES.length] ?? LINES[0]
    const person = Math.floor(at / 2) % (PEOPLE / 2)
    asked.push(at % 2 === 0 ? askDiscord(stage, person, line) : askTelegram(stage, person, line))
  }
}

function askDiscord({ discord, onDiscord }: Stage, person: number, line: string): Asked {
  const user = onDiscord[person]
  if (user === undefined) throw new Error('there are so many people')
  const interaction: FakeInteraction = discord.invoke(user, line)
  return {
    acknowledgedMs: () =>
      interaction.respondedAt === null ? null : interaction.respondedAt.getTime() - interaction.at.getTime(),
  }
}

function askTelegram({ telegram, onTelegram }: Stage, person: number, line: string): Asked {
  const user = onTelegram[person]
  if (user === undefined) throw new Error('there are so many people')
  const chat = telegram.direct(user)
  const before = telegram.answers(chat).length
  const atMs = Date.now()
  telegram.say(user, chat, `/${line}`)
  return {
    acknowledgedMs() {
      const answers = telegram
        .requests('sendMessage')
        .filter(({ fields }) => Number(fields['chat_id']) === user.id)
      const own = answers[before]
      return own === undefined ? null : own.at - atMs
    },
  }
}

async function allAnswered(asked: readonly Asked[]): Promise<void> {
  const deadlineMs = performance.now() + 60_000
  while (asked.some((one) => one.acknowledgedMs() === null) && performance.now() < deadlineMs)
    await delay(500)
}
