import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { eventually } from '../support/lamassu.ts'
import { listening, openOutside, type Outside } from './outside.ts'
import { builtProgram, type Environment, killed, run, type Running, start, workFolder } from './program.ts'
import { expectSentence, secretsOf } from './sentences.ts'

/** The bot with real settings, as a supervisor starts and stops it. */

const folder = workFolder('run')
let outside: Outside
const started: Running[] = []

beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
  const words = ['client', 'add', '--name', 'Ana', '--currency', 'GTQ', '--key-file', '-', '--yes']
  const options = {
    cwd: folder.path,
    environment: outside.environment,
    stdin: outside.wallets.ana.invoiceKey,
  }
  const added = await run(words, options)
  expect(added, added.stderr).toMatchObject({ code: 0 })
})
afterAll(async () => {
  for (const bot of started) await killed(bot)
  await outside?.close()
  folder.remove()
})

async function running(changes: Environment = {}): Promise<Running> {
  const environment = { ...outside.environment, POLL_SCHEDULE: '* * * * * *', ...changes }
  const bot = start(['run'], { cwd: folder.path, environment })
  started.push(bot)
  await bot.says(
    /^satmachine is running\. Health and metrics: http:\/\/127\.0\.0\.1:\d+\/healthz and \/metrics$/m,
  )
  return bot
}

const urlOf = (bot: Running): string => /http:\/\/127\.0\.0\.1:\d+/.exec(bot.said())?.[0] ?? ''

test('it becomes ready, and each of the three signals ends it with 0', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const bot = await running()
    await eventually(async () => (await fetch(`${urlOf(bot)}/readyz`)).status === 200)
    bot.child.kill(signal)
    const ended = await bot.ended
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/Stopping: what is being paid is finished first…\nStopped\.\n$/)
    expect(ended.stderr).toMatch(/"msg":"the bot is running"/)
  }
})

test('a port for health and metrics that is taken is said, and nothing is left behind', async () => {
  const other = createServer()
  const port = await listening(other)
  const environment = { ...outside.environment, HTTP_PORT: String(port), LOG_LEVEL: 'silent' }
  const ended = await run(['run'], { cwd: folder.path, environment })
  expectSentence(ended, {
    code: 1,
    sentence: new RegExp(`^HTTP_PORT ${port} can't be opened \\(.*EADDRINUSE.*\\): choose another`),
    secrets: secretsOf(outside),
  })
  await new Promise((resolve) => other.close(resolve))
})

describe('while a payment is in hand', () => {
  async function inHand(): Promise<Running> {
    const { control } = outside.lnbits
    const bot = await running()
    await eventually(async () => (await fetch(`${urlOf(bot)}/readyz`)).status === 200)
    control.inject({ endpoint: 'pay', fault: commonFaults.delayAfter(3000) })
    const before = control.requestCount('pay')
    await outside.lamassu.atm.sellOnce('lightning')
    await bot.says(/split #/)
    await eventually(() => Promise.resolve(control.requestCount('pay') > before), 20)
    return bot
  }

  test('one signal waits for it, and what it became is told before the end', async () => {
    const bot = await inHand()
    bot.child.kill('SIGINT')
    const ended = await bot.ended
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/Stopping: .*\n.*✔ paid [\d,]+ sats to commission wallet\nStopped\.\n$/)
  })

  test('a second one ends it at once, and the next start finishes the payment, once', async () => {
    const bot = await inHand()
    bot.child.kill('SIGINT')
    await bot.says(/Stopping/)
    bot.child.kill('SIGTERM')
    const ended = await bot.ended
    expect(ended.code).toBe(1)
    expect(ended.stdout).not.toContain('Stopped.')
    await outside.books.pool.query('UPDATE transfers SET lease_until = now(), next_attempt_at = now()')
    const next = await running()
    await next.says(/✔ paid [\d,]+ sats to commission wallet/, 20)
    next.child.kill('SIGTERM')
    await next.ended
    const { rows } = await outside.books.pool.query<{ sats: string }>(
      'SELECT sum(amount_sats)::text AS sats FROM transfers',
    )
    const { commission } = outside.wallets
    expect(outside.lnbits.control.balanceMsat(commission.walletId)).toBe(BigInt(rows[0]?.sats ?? '0') * 1000n)
  })
})
