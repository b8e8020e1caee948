import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHalt } from '../../bot/halt.ts'
import { createHost, type HostOptions } from '../../bot/host.ts'
import { hashOfToken } from '../../bot/key-page.ts'
import { createHaltStore } from '../../engine/store/halt-store.ts'
import { createKeyLinkStore } from '../../engine/store/key-link-store.ts'
import { silentLog } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { workFolder } from './program.ts'

let world: World
let folder: ReturnType<typeof workFolder>
beforeEach(async () => {
  world = await openWorld({ live: false })
  folder = workFolder('host')
})
afterEach(async () => {
  folder.remove()
  await world.close()
})

const now = () => new Date('2026-11-22T21:05:00Z')
const hostWith = (changes: Partial<HostOptions> = {}) =>
  createHost({
    pool: world.pool,
    dataFolder: folder.path,
    halt: createHalt(folder.path, createHaltStore(world.pool), now),
    keyLinks: createKeyLinkStore(world.pool),
    httpUrl: () => 'http://127.0.0.1:8930',
    logPlace: { file: null, ring: null, secrets: [] },
    startedAt: now(),
    now,
    onRestart: null,
    log: silentLog,
    ...changes,
  })

test('codes are eight characters that are not mistaken for each other, and never the same', () => {
  const codes = Array.from({ length: 2000 }, () => hostWith().newCode())
  for (const code of codes) expect(code).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{8}$/)
  expect(new Set(codes).size).toBe(codes.length)
  // Every character comes about as often as any other: 2000 * 8 / 23 is about 696.
  for (const character of '34679ACDEFGHJKMNPQRTWXY') {
    const often = codes.join('').split(character).length - 1
    expect(often).toBeGreaterThan(550)
    expect(often).toBeLessThan(850)
  }
})

test('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const bot = hostWith({ onRestart: () => undefined })
  expect(bot.version()).toEqual({ version, node: process.version, startedAt: now() })
  expect(hostWith().version()).toEqual({ version, node: process.version, startedAt: null })
})

test('a backup lies below the data folder', async () => {
  const { path, sha256 } = await hostWith().backup()
  expect(path).toBe(join(folder.path, 'backups', `books_20261122T2105Z_${sha256.slice(0, 8)}.sql.gz`))
  expect(readdirSync(folder.path)).toEqual(['backups'])
})

test('a restart is asked of the program that runs; where none runs it is refused', () => {
  let asked = 0
  hostWith({ onRestart: () => (asked += 1) }).restart()
  expect(asked).toBe(1)
  expect(() => hostWith().restart()).toThrow(/runs one command and no bot/)
})

test('a page for a key is behind a token of which the database has only the hash', async () => {
  const { id } = await world.addClient('Ana', null)
  const { url, expiresAt } = await hostWith().keyPage({ kind: 'client', clientId: id }, 'person:3')
  const [, token = ''] = /^http:\/\/127\.0\.0\.1:8930\/key\/([A-Za-z0-9_-]{43})$/.exec(url) ?? []
  const { rows } = await world.pool.query(
    `SELECT *, expires_at - created_at = interval '10 minutes' AS ten FROM key_links`,
  )
  expect(rows).toMatchObject([
    { token_hash: hashOfToken(token), client_id: id, actor: 'person:3', ten: true },
  ])
  expect(
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  ).not.toContain(token)
  expect(rows[0].expires_at).toEqual(expiresAt)
  await expect(
    hostWith({ httpUrl: () => null }).keyPage({ kind: 'client', clientId: id }, 'person:3'),
  ).rejects.toThrow(/no page for keys here/)
})

test('the halt and its end are seen by everybody who looks', async () => {
  const host = hostWith()
  expect(host.isHalted()).toBe(false)
  expect(await host.halt('x', 'person:3')).toEqual({ inTheBooks: true, at: expect.any(Date) })
  expect(hostWith().isHalted()).toBe(true)
  expect((await world.readings.status()).payoutsEnabled).toBe(false)
  expect(await hostWith().clearHalt()).toBe(true)
  expect(await host.clearHalt()).toBe(false)
  // Only "poll resume" throws the switches.
  expect((await world.readings.status()).payoutsEnabled).toBe(false)
})
