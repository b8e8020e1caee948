import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdLeadership, type Leadership } from '../../bot/leader.ts'
import { atExit } from '../support/at-exit.ts'
import { freshDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/lamassu.ts'
import { type Gate, openGate } from './outside.ts'

/** Of several bots on one database exactly one leads, whatever happens to it or to the database. */

/** Issue 4: another one takes over within this time. */
const TAKEOVER_SECONDS = 30
const PROCESS = fileURLToPath(new URL('leader-process.ts', import.meta.url))

let books: TestDatabase
const ends: (() => Promise<void>)[] = []

beforeEach(async () => {
  books = await freshDatabase()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await books.drop()
})

interface Candidate extends Leadership {
  readonly name: string
}

/** Candidates in this process; every gain and loss, in order, and whether two ever led at once. */
function candidates(names: readonly string[], databaseUrl = books.url) {
  const story: string[] = []
  const all: Candidate[] = names.map((name) => {
    const leadership: Leadership = holdLeadership({
      databaseUrl,
      name: 'chat',
      log: silentLog,
      delay: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
      onGained: () => story.push(`${name} gained`),
      onLost: () => story.push(`${name} lost`),
    })
    ends.push(() => leadership.stop())
    return { name, ...leadership }
  })
  return { story, all, leaders: () => all.filter((one) => one.isLeader()).map(({ name }) => name) }
}

/** A replica in a process of its own, which can be killed and frozen. */
function replica(): { child: ChildProcess; said: () => string[] } {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, books.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const forget = atExit(() => child.kill('SIGKILL'))
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  ends.push(async () => {
    forget()
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
  return { child, said: () => text.split('\n').filter((line) => line !== '') }
}

test('exactly one of several leads; when it stops another leads at once, after it was told', async () => {
  const { story, all, leaders } = candidates(['a', 'b', 'c'])
  await eventually(async () => leaders().length === 1)
  const [first = ''] = leaders()
  await all.find(({ name }) => name === first)?.stop()
  expect(leaders()).not.toContain(first)
  await eventually(async () => leaders().length === 1, TAKEOVER_SECONDS)
  const [second = ''] = leaders()
  expect(story).toEqual([`${first} gained`, `${first} lost`, `${second} gained`])
})

test('different names are led independently', async () => {
  const one = candidates(['a'])
  await eventually(async () => one.leaders().length === 1)
  let gained = false
  const other = holdLeadership({
    databaseUrl: books.url,
    name: 'digest',
    log: silentLog,
    delay: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
    onGained: () => void (gained = true),
    onLost: () => undefined,
  })
  ends.push(() => other.stop())
  await eventually(async () => gained)
})

test('stops while it waits, while the database is away, and twice', async () => {
  const { all } = candidates(['a', 'b'])
  await eventually(async () => all.some((one) => one.isLeader()))
  for (const one of all) await one.stop()
  for (const one of all) await one.stop()
  const away = candidates(['c'], 'postgresql://nobody@127.0.0.1:1/none')
  await away.all[0]?.stop()
  expect(away.story).toEqual([])
})

test('a server that ends the session takes the lead away, and one of them leads again', async () => {
  const { story, leaders } = candidates(['a', 'b'])
  await eventually(async () => leaders().length === 1)
  await books.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'satmachine chat lock'",
  )
  await eventually(async () => story.length === 3 && leaders().length === 1, TAKEOVER_SECONDS)
  expect(story[0]?.endsWith(' gained')).toBe(true)
  expect(story[1]).toBe(story[0]?.replace('gained', 'lost'))
  expect(story[2]?.endsWith(' gained')).toBe(true)
})

test('a database that is away for a while: nobody leads, and later one does', async () => {
  const gate: Gate = await openGate(Number(new URL(books.url).port || 5432))
  ends.push(() => gate.stop())
  const url = new URL(books.url)
  url.hostname = '127.0.0.1'
  url.port = String(gate.port)
  const { story, leaders } = candidates(['a', 'b'], url.href)
  await eventually(async () => leaders().length === 1)
  await gate.shut()
  await eventually(async () => story.length === 2)
  expect(leaders()).toEqual([])
  await gate.open(Number(new URL(books.url).port || 5432))
  await eventually(async () => leaders().length === 1, TAKEOVER_SECONDS)
})

test('a leader that is killed is followed by another within 30 seconds', async () => {
  const first = replica()
  await eventually(async () => first.said().includes('gained'), 20)
  const { leaders } = candidates(['a'])
  first.child.kill('SIGKILL')
  await eventually(async () => leaders().length === 1, TAKEOVER_SECONDS)
})

test('a frozen leader is relieved within 30 seconds, and knows it when it wakes up', async () => {
  const first = replica()
  await eventually(async () => first.said().includes('believes true'), 20)
  const { leaders } = candidates(['a'])
  first.child.kill('SIGSTOP')
  await eventually(async () => leaders().length === 1, TAKEOVER_SECONDS)
  first.child.kill('SIGCONT')
  await eventually(async () => first.said().length === 4)
  expect(first.said().slice(0, 2).sort()).toEqual(['believes true', 'gained'])
  expect(first.said().slice(2).sort()).toEqual(['believes false', 'lost false'])
  expect(leaders()).toEqual(['a'])
}, 60_000)
