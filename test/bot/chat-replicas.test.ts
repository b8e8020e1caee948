import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeTelegram, startFakeTelegram } from '../fakes/telegram/fake-telegram.ts'
import { eventually } from '../support/lamassu.ts'
import { openOutside, type Outside } from './outside.ts'
import { builtProgram, killed, type Running, start, workFolder } from './program.ts'

/** Two bots on the same books with the same token, as an operator runs replicas. */

const folder = workFolder('replicas')
let outside: Outside
let telegram: FakeTelegram
const started: Running[] = []

beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
  telegram = await startFakeTelegram()
})
afterAll(async () => {
  for (const bot of started) await killed(bot)
  await telegram?.stop()
  await outside?.close()
  folder.remove()
})

async function replica(name: string): Promise<Running> {
  const bot = start(['run'], {
    cwd: folder.path,
    environment: {
      ...outside.environment,
      DATA_DIR: join(folder.path, name),
      POLL_SCHEDULE: '* * * * * *',
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
    },
  })
  started.push(bot)
  await bot.says(/satmachine is running/)
  return bot
}

const TAKEOVER_SECONDS = 30

test('one of two answers; when it is killed the other takes over, and everything is answered once', async () => {
  const first = await replica('first')
  await first.says(/user pair [A-Z0-9]{8}/)
  const [, code] = /user pair ([A-Z0-9]{8})/.exec(first.said()) ?? []
  const maria = telegram.user('Maria')
  const chat = telegram.direct(maria)
  const says = async (line: string, seconds = 15): Promise<string> => {
    const before = telegram.answers(chat).length
    telegram.say(maria, chat, line)
    await eventually(() => Promise.resolve(telegram.answers(chat).length > before), seconds)
    await delay(1500)
    expect(telegram.answers(chat).length, 'answered once').toBe(before + 1)
    return telegram.lastAnswer(chat)
  }
  await eventually(() => Promise.resolve(telegram.isPolled), 20)
  expect(await says(`user pair ${code}`)).toContain('Welcome, Owner')
  const second = await replica('second')
  expect(second.said()).not.toContain('user pair')
  expect(await says('/bot version')).toMatch(/0\.\d+\.\d+/)
  await killed(first)
  expect(await says('/bot ping', TAKEOVER_SECONDS)).toMatch(/ms/)
  await replica('third')
  await killed(second)
  expect(await says('/status', TAKEOVER_SECONDS)).toContain('Polling')
}, 180_000)
