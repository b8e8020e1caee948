import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isServerOf } from '../../engine/store/embedded/process.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'
import { eventually } from '../support/lamassu.ts'
import {
  builtProgram,
  killed,
  run,
  type Running,
  start,
  startCommand,
  PROGRAM,
  workFolder,
} from './program.ts'
import { oneObject } from './sentences.ts'

/** `npm start` with nothing configured, on a machine that runs unattended. One story, in the order of the tests. */

vi.setConfig({ testTimeout: 120_000 })

const folder = workFolder('sandbox')
const here = join(folder.path, 'here')
const there = join(folder.path, 'there')
const clusterOf = (place: string): string => join(place, 'data/sandbox/postgres')
const started: Running[] = []

beforeAll(async () => {
  await builtProgram()
  mkdirSync(here)
  mkdirSync(there)
})
afterAll(async () => {
  for (const bot of started) await killed(bot)
  for (const place of [here, there]) await endServer(place)
  folder.remove()
})

function bot(place: string): Running {
  const running = start(['run'], { cwd: place })
  started.push(running)
  return running
}

async function serverPid(place: string): Promise<number | null> {
  const file = await readPostmasterFile(clusterOf(place)).catch(() => null)
  return file !== null && (await isServerOf(file.pid, clusterOf(place))) ? file.pid : null
}

async function endServer(place: string): Promise<void> {
  const pid = await serverPid(place)
  if (pid === null) return
  process.kill(pid, 'SIGINT')
  await eventually(async () => (await serverPid(place)) === null)
}

const command = (place: string, words: string) => run(words.split(' '), { cwd: place })

interface Shown {
  readonly cashOuts: { readonly transactionId: string; readonly status: string; readonly lamassuId: string }[]
}
const cashOuts = async (place: string): Promise<Shown['cashOuts']> =>
  (oneObject((await command(place, 'tx list --json')).stdout) as unknown as Shown).cashOuts

let first: Running
let second: Running

test('a cash-out arrives, is split, and its payments complete; two sandboxes run side by side', async () => {
  first = bot(here)
  second = bot(there)
  for (const running of [first, second]) {
    await running.says(/▸ cash-out #1 at .*: [\d,.]+ GTQ paid out for [\d,]+ sats$/m, 60)
    await running.says(/split #1: [\d,]+ sats to clients, [\d,]+ sats commission$/m)
    for (const who of ['Ana', 'Luis', 'Marta', 'commission wallet'])
      await running.says(new RegExp(`✔ paid [\\d,]+ sats to ${who}$`, 'm'))
  }
})

test('everything says that it is the sandbox', async () => {
  const [greeting, ...lines] = first.said().trim().split('\n')
  expect(greeting).toMatch(/SANDBOX: .*play money only/)
  const told = lines.filter((line) => /^\d\d:\d\d:\d\d/.test(line))
  expect(told.length).toBeGreaterThan(6)
  for (const line of told) expect(line).toMatch(/^\d\d:\d\d:\d\d sandbox /)
  expect(first.complained()).toBe('')
})

test('commands of other terminals see it', async () => {
  const shown = await command(here, 'status show')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/^SANDBOX · play money\n/)
  expect(oneObject((await command(here, 'status show --json')).stdout)).toMatchObject({ sandbox: true })
  expect((await command(here, 'check all')).code).toBe(0)
})

test('a second one in the same folder is refused', async () => {
  const ended = await command(here, 'run')
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(
    /^The sandbox is already running in this folder: .*set DATA_DIR to another folder/,
  )
})

test('its database dies under it and comes back', async () => {
  const pid = await serverPid(here)
  if (pid === null) throw new Error('there is a server')
  process.kill(pid, 'SIGKILL')
  const killedAt = Date.now()
  await eventually(async () => ![null, pid].includes(await serverPid(here)), 30)
  const lastPoll = async (): Promise<number> => {
    const { stdout } = await command(here, 'status show --json')
    return Date.parse(String(oneObject(stdout)['lastSuccessfulPollAt']))
  }
  await eventually(async () => (await lastPoll()) > killedAt, 30)
})

test('nobody reads its output any more, and Ctrl-C still drains and ends it with everything put away', async () => {
  second.child.stdout?.destroy()
  second.child.kill('SIGINT')
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' })
  expect(await serverPid(there)).toBeNull()
})

test('killed, it goes on at the next start with what it had, on the database that still runs', async () => {
  const before = await cashOuts(here)
  const pid = await serverPid(here)
  first.child.kill('SIGKILL')
  await first.ended
  expect(await serverPid(here)).toBe(pid)

  const again = bot(here)
  await again.says(/▸ cash-out #\d+ at/, 60)
  await again.says(/✔ paid [\d,]+ sats to commission wallet$/m)
  expect(await serverPid(here)).toBe(pid)
  const after = await cashOuts(here)
  expect(after.map(({ lamassuId }) => lamassuId)).toEqual(
    expect.arrayContaining(before.map(({ lamassuId }) => lamassuId)),
  )
  const clients = oneObject((await command(here, 'client list --json')).stdout)['clients'] as {
    name: string
  }[]
  expect(clients.map(({ name }) => name).sort()).toEqual(['Ana', 'Luis', 'Marta'])
  again.child.kill('SIGTERM')
  expect(await again.ended).toMatchObject({ code: 0, stderr: '' })
  expect(again.said()).toMatch(/Stopping: what is being paid is finished first…\n(?:.*\n)*Stopped\.\n$/)
  expect(await serverPid(here)).toBeNull()
  expect(readFileSync(join(here, 'data/sandbox/satmachine.log'), 'utf8')).toMatch(
    /"msg":"the bot is running"/,
  )
})

/** The same program in a terminal, with what the terminal is like when it has ended. */
function inTerminal(place: string): Running {
  const line = `'${process.execPath}' '${PROGRAM}' run; echo "code=$?"; stty -a`
  const running = startCommand('script', ['-qfec', line, '/dev/null'], { cwd: place, stdin: 'open' })
  started.push(running)
  return running
}

const PROMPT = /sandbox> /

test('at a terminal it is a chat, and gives the terminal back as it was', async () => {
  const chat = inTerminal(here)
  const type = (keys: string): void => void chat.child.stdin?.write(keys)
  await chat.says(PROMPT, 60)
  await chat.says(/✔ paid [\d,]+ sats to commission wallet/, 40)
  type('status show\r')
  await chat.says(/Polling +.*on/)
  type('/help\r')
  await chat.says(/Here also: sell, quit/)
  type('help payment retry\r')
  await chat.says(/for example: payment retry 8/)
  type('sell litecoin\r')
  await chat.says(/A customer sells \(paid in Litecoin\): [\d.]+ GTQ\. The next poll sees it\./)
  await chat.says(/set aside: /)
  type('sell toString\r')
  await chat.says(/A customer can sell in these ways:/)
  type('statu show\r')
  await chat.says(/There is no command "statu"; there are /)
  type('constructor\r')
  await chat.says(/There is no command "constructor"/)
  type('tx list --note "open\r')
  await chat.says(/The quote before "open has no matching end\./)
  type('client set-key Ana --key-file -\r')
  await chat.says(/In a chat a key comes from a file only/)
  type('poll pause --reason lunch\r')
  await chat.says(/lunch/)
  type('deposit add --client Ana --amount 10.00\r')
  await chat.says(/Do it\? \(y\/N\) /)
  type('n\r')
  await chat.says(/Nothing was done\./)
  type('half a comm')
  await chat.says(/half a comm/)
  type('\u0003')
  await chat.says(/Stopped\.\r?\ncode=0/, 40)
  await chat.ended
  expect(chat.said()).not.toMatch(/Error:|\n\s+at |\[object|undefined/)
  // As a shell leaves it: what is typed is shown, in lines, and Ctrl-C is a signal.
  expect(chat.said()).toMatch(/[^-]icanon/)
  expect(chat.said()).toMatch(/[^-]isig/)
  expect(chat.said()).toMatch(/[^-]echo /)
  // Nothing was drawn over the shell's line after the chat's end.
  expect(chat.said().slice(chat.said().indexOf('Stopping:'))).not.toMatch(PROMPT)
})

test('Ctrl-D at a question is a no, and ends the chat as Ctrl-C does', async () => {
  const chat = inTerminal(here)
  const type = (keys: string): void => void chat.child.stdin?.write(keys)
  await chat.says(PROMPT, 60)
  type('deposit add --client Ana --amount 77.77\r')
  await chat.says(/Do it\? \(y\/N\) /)
  type('\u0004')
  await chat.says(/Stopped\.\r?\ncode=0/, 40)
  await chat.ended
  expect(chat.said()).not.toMatch(/Error:|\n\s+at /)
  const deposits = await command(here, 'deposit list --json')
  expect(deposits.stdout).not.toContain('7777')
})
