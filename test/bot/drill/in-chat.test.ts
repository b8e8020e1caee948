import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeTelegram, startFakeTelegram } from '../../fakes/telegram/fake-telegram.ts'
import { eventually } from '../../support/lamassu.ts'
import { builtProgram, killed, run, type Running, start, workFolder } from '../program.ts'

/** A drill in a direct message, beside a bot that goes on with its work. */

const folder = workFolder('drill-in-chat')
let telegram: FakeTelegram
let bot: Running
const environment = (): Record<string, string> => ({
  DATA_DIR: folder.path,
  SANDBOX: '1',
  TELEGRAM_TOKEN: telegram.token,
  TELEGRAM_API_ROOT: telegram.apiRoot,
})

beforeAll(async () => {
  await builtProgram()
  telegram = await startFakeTelegram()
}, 180_000)
afterAll(async () => {
  await killed(bot)
  await telegram?.stop()
  folder.remove()
})

test('a drill is begun, played and scored in a direct message; the real payouts never stop', async () => {
  bot = start(['run'], { cwd: folder.path, environment: environment() })
  await bot.says(/✔ paid/, 60)
  const [, code] = /user pair ([A-Z0-9]{8})/.exec(bot.said()) ?? []
  const maria = telegram.user('Maria')
  const chat = telegram.direct(maria)
  const heard = (wanted: RegExp, seconds = 30): Promise<void> =>
    eventually(() => Promise.resolve(wanted.test(telegram.lastAnswer(chat))), seconds)
  const says = async (line: string, wanted: RegExp, seconds?: number): Promise<void> => {
    telegram.say(maria, chat, line)
    await heard(wanted, seconds).catch(() => {
      throw new Error(`to "${line}" was said: ${telegram.lastAnswer(chat)}`)
    })
  }
  await eventually(() => Promise.resolve(telegram.isPolled), 20)
  await says(`user pair ${code}`, /Maria|owner/i)
  await says('drill start R2', /Play a drill/)
  telegram.press(maria, chat, 'Yes, do it')
  await heard(/A drill runs/)
  const whole = (): string =>
    telegram
      .answers(chat)
      .map((message) => JSON.stringify(message))
      .join('\n')
  await eventually(() => Promise.resolve(whole().includes('The drill begins')), 90)
  await says('panic as rehearsed', /DRILL · a rehearsal[^]*Everything is stopped/)
  const { stdout } = await run(['status', 'show', '--json'], { cwd: folder.path, environment: environment() })
  expect(JSON.parse(stdout)).toMatchObject({ payoutsEnabled: true })
  await says('outside start-ssh', /The SSH server answers again/)
  await says('drill stop', /Drill R2: \d of 8 in time/)
  await says('drill history', /SANDBOX[^]*Drill R2: \d of 8/, 40)
}, 200_000)
