import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeTelegram, startFakeTelegram } from '../fakes/telegram/fake-telegram.ts'
import { eventually } from '../support/lamassu.ts'
import { builtProgram, killed, type Running, start, workFolder } from './program.ts'

/** Play money in a real chat: the sandbox with a platform's token beside it. */

const folder = workFolder('sandbox-chat')
let telegram: FakeTelegram
let bot: Running

beforeAll(async () => {
  await builtProgram()
  telegram = await startFakeTelegram()
})
afterAll(async () => {
  await killed(bot)
  await telegram?.stop()
  folder.remove()
})

test('the sandbox talks in Telegram, and says on every card that it is play money', async () => {
  bot = start(['run'], {
    cwd: folder.path,
    environment: {
      DATA_DIR: folder.path,
      SANDBOX: '1',
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
    },
  })
  await bot.says(/✔ paid/, 60)
  const [, code] = /user pair ([A-Z0-9]{8})/.exec(bot.said()) ?? []
  const maria = telegram.user('Maria')
  const chat = telegram.direct(maria)
  const says = async (line: string): Promise<string> => {
    const before = telegram.answers(chat).length
    telegram.say(maria, chat, line)
    await eventually(() => Promise.resolve(telegram.answers(chat).length > before), 20)
    return telegram.lastAnswer(chat)
  }
  await eventually(() => Promise.resolve(telegram.isPolled), 20)
  expect(await says(`user pair ${code}`)).toContain('SANDBOX · play money')
  const shown = await says('/status')
  expect(shown).toContain('SANDBOX · play money')
  expect(shown).toMatch(/Paid.* sats in \d+ payments?/)
}, 120_000)
