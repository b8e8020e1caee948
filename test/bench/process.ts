import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { migrate } from '../../engine/store/migrate.ts'
import { fillBigBooks } from './big-books.ts'
import { botEnvironment, buildBot, startBot } from './bot-process.ts'
import type { Ground } from './ground.ts'
import { fillLamassu } from './lamassu-rows.ts'
import { aimAtMost, atMost, type Finding, finding, median, timed } from './measure.ts'
import { openSimulator } from './simulator.ts'

/** How soon the bot is ready, and how much memory it has when idle, with years of books. */
export async function benchProcess(ground: Ground): Promise<Finding[]> {
  const size = ground.quick ? { clients: 100, payments: 10_000 } : { clients: 10_000, payments: 1_000_000 }
  const idleSeconds = ground.quick ? 3 : 30
  const environment = await prepare(ground, size)
  ground.say('process: starts')
  // The first one takes the go-live baseline and warms the disk's cache up.
  await (await startBot(ground, environment)).stop()
  const starts: { healthyMs: number; readyMs: number }[] = []
  for (let start = 0; start < (ground.quick ? 2 : 5); start += 1) {
    const bot = await startBot(ground, environment)
    starts.push(bot)
    await bot.stop()
  }
  ground.say(`process: idle for ${idleSeconds} seconds`)
  const bot = await startBot(ground, environment)
  await delay(idleSeconds * 1000)
  const idleMegabytes = await bot.residentMegabytes()
  const scrapes: number[] = []
  for (let scrape = 0; scrape < 10; scrape += 1) scrapes.push(await timed(() => scrapeMetrics(bot.url)))
  const scrapedMegabytes = await bot.residentMegabytes()
  await bot.stop()
  const books = `${size.clients} clients and ${size.payments} payments`
  const plain = { medianMs: {} }
  return [
    finding({
      ...plain,
      name: `memory when idle, with ${books}`,
      ratio: idleMegabytes,
      unit: 'MB',
      target: atMost(120),
    }),
    finding({
      ...plain,
      name: 'memory after ten scrapes of /metrics',
      ratio: scrapedMegabytes,
      unit: 'MB',
      target: aimAtMost(120),
    }),
    finding({
      ...plain,
      name: 'from its start until /healthz answers',
      ratio: median(starts.map((s) => s.healthyMs)),
      unit: 'ms',
      target: atMost(2000),
    }),
    finding({
      ...plain,
      name: 'from its start until /readyz does',
      ratio: median(starts.map((s) => s.readyMs)),
      unit: 'ms',
      target: atMost(2000),
    }),
    finding({
      ...plain,
      name: 'a scrape of /metrics',
      ratio: median(scrapes),
      unit: 'ms',
      target: aimAtMost(250),
    }),
  ]
}

async function prepare(ground: Ground, size: { clients: number; payments: number }) {
  ground.say('process: building the program')
  await buildBot()
  ground.say(`process: filling books with ${size.clients} clients and ${size.payments} payments`)
  const dataFolder = path.join(ground.folder, 'bot')
  const postgres = await openEmbeddedPostgres({ dataFolder, log: ground.log })
  try {
    await migrate({ databaseUrl: postgres.databaseUrl(), log: ground.log })
    await fillBigBooks(postgres.databaseUrl(), size)
  } finally {
    await postgres.stop()
  }
  await ground.emptyDatabase('small_lamassu')
  await fillLamassu(ground.url('small_lamassu'), 1000)
  const simulator = await openSimulator(ground, 0)
  return botEnvironment(ground, { dataFolder, lamassuUrl: ground.url('small_lamassu'), simulator })
}

async function scrapeMetrics(url: string): Promise<void> {
  const response = await fetch(`${url}/metrics`)
  const text = await response.text()
  if (response.status !== 200 || !text.includes('satmachine_payments')) throw new Error(`no metrics: ${text}`)
}
