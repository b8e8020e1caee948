import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'
import type { FakeUser } from '../fakes/telegram/world.ts'
import { type FakeTelegram, startFakeTelegram } from '../fakes/telegram/fake-telegram.ts'
import { eventually } from '../support/lamassu.ts'
import { openOutside, type Outside } from './outside.ts'
import { builtProgram, killed, run, type Running, start, workFolder } from './program.ts'

/**
 * The database stops, and then somebody stops everything: in a chat, and at the terminal. No payment leaves any of the
 * machine's two bots from then on, whatever of it is due, also when the database is back and after they are restarted.
 */

const folder = workFolder('panic-outage')
const dataFolder = join(folder.path, 'data')
const FLAG = join(dataFolder, 'HALT')
let server: EmbeddedPostgres
let outside: Outside
let telegram: FakeTelegram
let maria: FakeUser
let environment: Record<string, string>
const bots: Running[] = []

beforeAll(async () => {
  await builtProgram()
  server = await openEmbeddedPostgres({
    dataFolder: join(folder.path, 'server'),
    log: pino({ level: 'silent' }),
    crashSafe: false,
  })
  outside = await openOutside(folder.path)
  telegram = await startFakeTelegram()
  maria = telegram.user('Maria')
  environment = {
    ...outside.environment,
    DATABASE_URL: server.databaseUrl(),
    POLL_SCHEDULE: '* * * * * *',
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  }
  const words = ['client', 'add', '--name', 'Ana', '--currency', 'GTQ', '--key-file', '-', '--yes']
  const added = await run(words, { cwd: folder.path, environment, stdin: outside.wallets.ana.invoiceKey })
  expect(added, added.stderr).toMatchObject({ code: 0 })
  await books(
    `INSERT INTO satoshimachine.dca_deposits (client_id, amount, status) VALUES (1, 90000000, 'confirmed')`,
  )
}, 180_000)
afterAll(async () => {
  for (const bot of bots) await killed(bot)
  await telegram?.stop()
  await outside?.close()
  await server?.stop()
  folder.remove()
})

/** A question of the test's own, over a connection of its own. */
async function books<T extends object>(statement: string): Promise<T[]> {
  const client = new Client({ connectionString: server.databaseUrl() })
  await client.connect()
  try {
    return (await client.query<T>(statement)).rows
  } finally {
    await client.end()
  }
}

async function bot(): Promise<Running> {
  const started = start(['run'], { cwd: folder.path, environment })
  bots.push(started)
  await started.says(/satmachine is running/, 60)
  return started
}

async function restartAll(): Promise<void> {
  for (const old of bots.splice(0)) await killed(old)
  await bot()
  await bot()
}

async function serverProcesses(): Promise<readonly number[]> {
  const file = await readPostmasterFile(join(folder.path, 'server', 'postgres'))
  if (file === null) throw new Error('the server does not run')
  const children = readFileSync(`/proc/${file.pid}/task/${file.pid}/children`, 'utf8')
  return [file.pid, ...children.trim().split(/\s+/).filter(Boolean).map(Number)]
}

/** `frozen`: it is there, takes connections, and says nothing. `killed`: connections are refused. */
const OUTAGES = {
  async frozen() {
    const pids = await serverProcesses()
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    return async () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
  },
  async killed() {
    const [postmaster = 0] = await serverProcesses()
    process.kill(postmaster, 'SIGKILL')
    return () => server.revive()
  },
}

const pays = (): number => outside.lnbits.control.requestCount('pay')
const waiting = (): Promise<{ id: bigint }[]> =>
  books(`SELECT id FROM satoshimachine.transfers WHERE status IN ('pending', 'invoiced')`)
const switches = () =>
  books<{ payouts_enabled: boolean }>('SELECT payouts_enabled FROM satoshimachine.lamassu_config')
const incidents = () =>
  books<{ origin: string; severity: string; summary: string }>(
    'SELECT origin, severity, summary FROM satoshimachine.incidents ORDER BY id',
  )
const isOn = async (): Promise<boolean> => (await switches())[0]?.payouts_enabled === true
const switchOn = () =>
  books('UPDATE satoshimachine.lamassu_config SET polling_enabled = true, payouts_enabled = true')

/** Payments are due that only a wallet server in trouble keeps from leaving. */
async function owe(): Promise<void> {
  outside.lnbits.control.inject({ endpoint: 'create', fault: commonFaults.dropBefore, times: 'all' })
  await outside.lamassu.atm.sellOnce('lightning')
  await eventually(async () => (await waiting()).length > 0, 30)
}

test('the owner is known to the bot', async () => {
  const first = await bot()
  await first.says(/user pair [A-Z0-9]{8}/)
  const [, code] = /user pair ([A-Z0-9]{8})/.exec(first.said()) ?? []
  await eventually(() => Promise.resolve(telegram.isPolled), 30)
  telegram.say(maria, telegram.direct(maria), `user pair ${code}`)
  await eventually(() => Promise.resolve(telegram.lastAnswer(telegram.direct(maria)).includes('Welcome')), 30)
}, 120_000)

test.each(['frozen', 'killed'] as const)(
  'with the database %s, stopped in the chat and at the terminal: nothing leaves, then or later',
  async (how) => {
    await restartAll()
    const chat = telegram.direct(maria)
    await eventually(() => Promise.resolve(telegram.isPolled), 60)
    telegram.say(maria, chat, '/status')
    await eventually(() => Promise.resolve(telegram.lastAnswer(chat).includes('Polling')), 60)
    await owe()
    const before = pays()

    const goesOn = await OUTAGES[how]()
    try {
      outside.lnbits.control.clearFaults()
      const answers = telegram.answers(chat).length
      telegram.say(maria, chat, `/panic ${how}`)
      await eventually(() => Promise.resolve(telegram.answers(chat).length > answers), 20)
      expect(telegram.lastAnswer(chat)).toContain('This machine is stopped')
      expect(existsSync(FLAG), 'in the chat').toBe(true)

      rmSync(FLAG)
      const terminal = start(['panic', '--reason', `${how} at the terminal`], {
        cwd: folder.path,
        environment,
      })
      await terminal.says(/is stopped: it pays and polls nothing/)
      expect(existsSync(FLAG), 'at the terminal').toBe(true)
      expect(pays()).toBe(before)
      await goesOn()
      expect(await terminal.ended).toMatchObject({ code: 0 })
    } finally {
      await goesOn().catch(() => undefined)
    }

    // The books hear of it from the flag, and have one incident of it, however many bots saw it.
    await eventually(async () => !(await isOn()), 60)
    const opened = async () => (await incidents()).filter(({ summary }) => summary.includes(how))
    await eventually(async () => (await opened()).length > 0, 60)
    await restartAll()
    // Each time that both switches are thrown, a bot that sees the flag throws them back: so it was at work, and did not pay.
    for (let look = 0; look < 3; look += 1) {
      await switchOn()
      await eventually(async () => !(await isOn()), 60)
    }
    expect(pays()).toBe(before)
    expect(await waiting()).not.toEqual([])
    expect(await opened()).toEqual([
      {
        origin: expect.stringMatching(/^panic/),
        severity: 'critical',
        summary: `panic: ${how} at the terminal`,
      },
    ])

    // It was the flag and nothing else that kept them: without it they are paid.
    rmSync(FLAG)
    await switchOn()
    await eventually(() => Promise.resolve(pays() > before), 60)
    await books(
      `UPDATE satoshimachine.incidents SET status = 'closed', closed_by = 'test', closed_at = now()`,
    )
  },
  280_000,
)
