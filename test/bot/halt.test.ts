import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createHalt, type Halt, haltWithoutBooks } from '../../bot/halt.ts'
import { createHost } from '../../bot/host.ts'
import { pollOnce, type Shift, type ShiftParts, workOnce } from '../../bot/shift.ts'
import { createStores } from '../../bot/stores.ts'
import type { LnbitsClient } from '../../engine/ports.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { createHaltStore } from '../../engine/store/halt-store.ts'
import { createKeyLinkStore } from '../../engine/store/key-link-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { silentLog } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { type Gate, openGate } from './outside.ts'
import { workFolder } from './program.ts'

/** The emergency brake: nothing is polled, claimed or paid once it is pulled, whatever else is broken. */

const now = () => new Date('2026-11-22T21:05:00Z')
let folder: ReturnType<typeof workFolder>
let halt: Halt
beforeEach(() => {
  folder = workFolder('halt')
  halt = createHalt(folder.path, null, now)
})
afterEach(() => folder.remove())

describe('the flag', () => {
  test('is raised on the disk, whole and for this user alone, with who and why', async () => {
    expect(halt.isRaised()).toBe(false)
    expect(await halt.reason()).toBeNull()
    await halt.raise('the cash does not match', 'person:3')
    expect(halt.isRaised()).toBe(true)
    expect(await halt.reason()).toMatch(/^the cash does not match \(panic: person:3 @ \S+\)$/)
    expect(readdirSync(folder.path)).toEqual(['HALT'])
    expect(statSync(join(folder.path, 'HALT')).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(join(folder.path, 'HALT'), 'utf8'))).toEqual({
      reason: 'the cash does not match',
      actor: 'person:3',
      at: '2026-11-22T21:05:00.000Z',
    })
  })

  test('is still raised after a restart, until somebody clears it, once', async () => {
    await halt.raise('x', 'person:3')
    const later = createHalt(folder.path, null, now)
    expect(later.isRaised()).toBe(true)
    expect(await later.clear()).toBe(true)
    expect(await later.clear()).toBe(false)
    expect(halt.isRaised()).toBe(false)
  })

  test('raised by another process counts at once', () => {
    execFileSync(process.execPath, [
      '--import',
      'tsx',
      fileURLToPath(new URL('halt-process.ts', import.meta.url)),
      folder.path,
    ])
    expect(halt.isRaised()).toBe(true)
  })

  test('is raised from a command line for which nothing else works', async () => {
    const said = await haltWithoutBooks({ dataFolder: folder.path, reason: 'x', actor: 'terminal:root', now })
    expect(said).toMatch(/ is stopped: it pays and polls nothing\. .*"poll resume" starts again\.$/)
    expect(halt.isRaised()).toBe(true)
  })

  test('tells who, why and since when, also one that was made by hand or is only in memory', async () => {
    expect(await halt.flag()).toBeNull()
    await halt.raise('x', 'person:3')
    expect(await createHalt(folder.path, null, () => new Date()).flag()).toEqual({
      reason: 'x',
      actor: 'person:3',
      at: now(),
    })
    writeFileSync(join(folder.path, 'HALT'), '{}')
    expect(await halt.flag()).toEqual({
      reason: expect.stringMatching(/^the file HALT/),
      actor: 'bot',
      at: statSync(join(folder.path, 'HALT')).mtime,
    })
    const stuck = createHalt(join(folder.path, 'HALT'), null, now)
    await expect(stuck.raise('y', 'person:4')).rejects.toThrow()
    expect(await stuck.flag()).toEqual({ reason: 'y', actor: 'person:4', at: now() })
  })

  test('takes two people who raise it at once', async () => {
    await Promise.all(['a', 'b', 'c'].map((who) => halt.raise(who, `person:${who}`)))
    expect(await halt.reason()).toMatch(/^[abc] \(panic: person:[abc] @/)
    expect(readdirSync(folder.path)).toEqual(['HALT'])
  })

  test('made by hand, or unreadable, is as good as ours', async () => {
    writeFileSync(join(folder.path, 'HALT'), '')
    expect(halt.isRaised()).toBe(true)
    expect(await halt.reason()).toMatch(/^the file HALT in the data folder of /)
    rmSync(join(folder.path, 'HALT'))
    mkdirSync(join(folder.path, 'HALT'))
    expect(halt.isRaised()).toBe(true)
    expect(await halt.reason()).toMatch(/^the file HALT/)
  })

  test('makes its folder when that is not there yet', async () => {
    const deep = createHalt(join(folder.path, 'a', 'b'), null, now)
    expect(deep.isRaised()).toBe(false)
    await deep.raise('x', 'person:3')
    expect(existsSync(join(folder.path, 'a', 'b', 'HALT'))).toBe(true)
  })

  test('that can not be written stops this process all the same, and says what that means', async () => {
    writeFileSync(join(folder.path, 'file'), '')
    const stuck = createHalt(join(folder.path, 'file'), null, now)
    await expect(stuck.raise('x', 'person:3')).rejects.toThrow(/are stopped, but .* can't be written/)
    expect(stuck.isRaised()).toBe(true)
    expect(await stuck.reason()).toMatch(/^x \(panic/)
  })
})

describe('the work', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
    for (const name of ['Ana', 'Bruno', 'Carla', 'Diego', 'Elena', 'Fernando'])
      await world.addClient(name, '5000.00')
  })
  afterAll(() => world?.close())
  beforeEach(async () => {
    halt = createHalt(folder.path, createHaltStore(world.pool), now)
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await world.skipWaiting()
  })

  const partsOf = (lnbits: LnbitsClient = world.client, pool = world.pool): ShiftParts => ({
    source: world.lamassuSource,
    stores: createStores(pool),
    clock: { now: () => new Date() },
    wallets: {
      preflight: () => world.preflight(),
      payerWalletIds: async () => [world.wallets.source.walletId],
      ownWalletIds: async () => [world.wallets.source.walletId],
      payDependencies: async (owner) => world.payDependencies(owner, lnbits),
    },
    reviveDatabase: async () => undefined,
    settings: async () => effectiveSettings(new Map(), await world.readings.settings()),
    halt,
  })

  const shiftOf = (parts: ShiftParts): Shift => ({
    parts,
    log: silentLog,
    events: {
      onPoll: () => undefined,
      onAllocated: () => undefined,
      onWaiting: () => undefined,
      onPayment: () => undefined,
      onTrouble: () => undefined,
    },
    owner: 'bot',
    nowMs: () => performance.now(),
    stopping: false,
    waitUntilMs: 0,
    doubtful: false,
  })

  const hostOf = (pool = world.pool) =>
    createHost({
      pool,
      dataFolder: folder.path,
      halt,
      keyLinks: createKeyLinkStore(pool),
      httpUrl: () => null,
      logPlace: { file: null, ring: null, secrets: [] },
      startedAt: now(),
      now,
      onRestart: null,
      log: silentLog,
    })

  const switches = async () => {
    const { pollingEnabled, payoutsEnabled, pauseReason } = await world.readings.status()
    return { pollingEnabled, payoutsEnabled, pauseReason }
  }
  const completed = async (): Promise<number> =>
    (await world.readings.transfers({ status: 'completed', limit: 1000 })).length
  const leased = async (): Promise<number> =>
    (await world.pool.query('SELECT FROM transfers WHERE lease_owner IS NOT NULL AND lease_until > now()'))
      .rowCount ?? 0

  /** A wallet server whose payments wait until they are let go. */
  function heldPayments() {
    let letGo: () => void = () => undefined
    const open = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let heard: () => void = () => undefined
    const first = new Promise<void>((resolve) => {
      heard = resolve
    })
    let asked = 0
    const client: LnbitsClient = {
      ...world.client,
      async pay(...args) {
        asked += 1
        heard()
        await open
        return world.client.pay(...args)
      },
    }
    return { client, letGo, first, asked: () => asked }
  }

  test('in the middle of payments: what is under way is finished, and nothing is claimed or paid any more', async () => {
    await world.sell()
    await world.sell()
    await world.takeIn()
    await world.distribute()
    const before = await completed()
    const held = heldPayments()
    const working = workOnce(shiftOf(partsOf(held.client)))
    await held.first
    expect(await hostOf().halt('the cash does not match', 'person:3')).toMatchObject({ inTheBooks: true })
    held.letGo()
    await working
    const underWay = held.asked()
    expect(await completed()).toBe(before + underWay)
    // One paying wallet pays one at a time; a dozen were waiting.
    expect(underWay).toBeLessThan(4)
    expect(await leased()).toBe(0)
    expect(await switches()).toMatchObject({ pollingEnabled: false, payoutsEnabled: false })

    await world.skipWaiting()
    await workOnce(shiftOf(partsOf(held.client)))
    expect(await leased()).toBe(0)
    expect(held.asked()).toBe(underWay)

    await halt.clear()
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await world.skipWaiting()
    await workOnce(shiftOf(partsOf()))
    expect(await world.readings.transfers({ status: 'unfinished', limit: 100 })).toEqual([])
  })

  test('the flag alone stops polls, distributions and payments, and writes itself into the books', async () => {
    await world.sell()
    await world.takeIn()
    await world.sell()
    const known = (await world.readings.transactions({ limit: 100 })).length
    await createHalt(folder.path, null, now).raise('x', 'person:3')
    expect(await pollOnce(shiftOf(partsOf()))).toBe(false)
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await workOnce(shiftOf(partsOf()))
    expect(await world.readings.transactions({ limit: 100 })).toHaveLength(known)
    expect(await world.readings.transfers({ status: 'unfinished', limit: 100 })).toEqual([])
    const { payoutsEnabled, pauseReason } = await switches()
    expect(payoutsEnabled).toBe(false)
    expect(pauseReason).toMatch(/^x \(panic: person:3 @ /)
    await halt.clear()
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await pollOnce(shiftOf(partsOf()))
    await workOnce(shiftOf(partsOf()))
    expect(await world.readings.transactions({ limit: 100 })).toHaveLength(known + 1)
  })

  test('a payment that is about to be sent when the flag goes up is not sent', async () => {
    await world.sell()
    await world.takeIn()
    await world.distribute()
    let pays = 0
    const client: LnbitsClient = {
      ...world.client,
      async createInvoice(...args) {
        const made = await world.client.createInvoice(...args)
        await createHalt(folder.path, null, now).raise('x', 'person:3')
        return made
      },
      async pay(...args) {
        pays += 1
        return world.client.pay(...args)
      },
    }
    await workOnce(shiftOf(partsOf(client)))
    expect(pays).toBe(0)
    expect(await leased()).toBe(0)
    await halt.clear()
    await world.skipWaiting()
    await workOnce(shiftOf(partsOf()))
  })

  test('with the database away it stops at once, and the books are told when it is back', async () => {
    const port = Number(new URL(world.books.url).port || 5432)
    const gate: Gate = await openGate(port)
    const url = new URL(world.books.url)
    url.hostname = '127.0.0.1'
    url.port = String(gate.port)
    const pool = createPool({
      databaseUrl: url.href,
      applicationName: 'satmachine gated',
      max: 2,
      log: silentLog,
    })
    try {
      halt = createHalt(folder.path, createHaltStore(pool), now)
      await gate.shut()
      expect(await hostOf(pool).halt('the database is gone', 'person:3')).toMatchObject({ inTheBooks: false })
      expect(halt.isRaised()).toBe(true)
      expect((await switches()).payoutsEnabled).toBe(true)
      await expect(workOnce(shiftOf(partsOf(world.client, pool)))).rejects.toThrow(/can't be reached/)
      await gate.open(port)
      await workOnce(shiftOf(partsOf(world.client, pool)))
      expect((await switches()).pauseReason).toMatch(/^the database is gone \(panic/)
      expect((await switches()).payoutsEnabled).toBe(false)
    } finally {
      await pool.end()
      await gate.stop()
    }
  })

  test('a bot of another machine, without the flag, sends nothing either while it can’t reach the database', async () => {
    await world.sell()
    await world.takeIn()
    await world.distribute()
    const port = Number(new URL(world.books.url).port || 5432)
    const gate: Gate = await openGate(port)
    const url = new URL(world.books.url)
    url.hostname = '127.0.0.1'
    url.port = String(gate.port)
    const pool = createPool({ databaseUrl: url.href, applicationName: 'elsewhere', max: 2, log: silentLog })
    let invoices = 0
    let pays = 0
    const client: LnbitsClient = {
      ...world.client,
      async createInvoice(...args) {
        invoices += 1
        const made = await world.client.createInvoice(...args)
        await gate.shut()
        return made
      },
      async pay(...args) {
        pays += 1
        return world.client.pay(...args)
      },
    }
    const elsewhere = workFolder('elsewhere')
    try {
      const stores = createStores(pool)
      const parts: ShiftParts = {
        ...partsOf(client, pool),
        wallets: {
          ...partsOf(client).wallets,
          payDependencies: async (owner) => ({
            ...world.payDependencies(owner, client),
            store: stores.transfers,
          }),
        },
        halt: createHalt(elsewhere.path, createHaltStore(pool), now),
      }
      await expect(workOnce(shiftOf(parts))).rejects.toThrow(/can't be reached/)
      expect(invoices, 'it was about to pay').toBeGreaterThan(0)
      expect(pays).toBe(0)
    } finally {
      elsewhere.remove()
      await pool.end()
      await gate.stop()
    }
  })

  test('with a database that does not answer, the person hears so within two seconds', async () => {
    const client = await world.pool.connect()
    try {
      await client.query('BEGIN; LOCK TABLE lamassu_config IN ACCESS EXCLUSIVE MODE')
      const startedMs = performance.now()
      expect(await hostOf().halt('it hangs', 'person:3')).toMatchObject({ inTheBooks: false })
      expect(performance.now() - startedMs).toBeLessThan(2000)
      expect(halt.isRaised()).toBe(true)
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
    await halt.writeDown()
    expect((await switches()).payoutsEnabled).toBe(false)
  })

  test('with a disk that takes no flag the books are told all the same', async () => {
    writeFileSync(join(folder.path, 'file'), '')
    halt = createHalt(join(folder.path, 'file'), createHaltStore(world.pool), now)
    expect(await hostOf().halt('no disk', 'person:3')).toMatchObject({ inTheBooks: true })
    expect((await switches()).pauseReason).toMatch(/^no disk/)
  })
})
