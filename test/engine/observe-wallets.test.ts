import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import { observeWallets, walletSightOf } from '../../engine/observe-wallets.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { WalletKeys } from '../../engine/preflight.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let now = new Date('2026-11-22T08:00:00Z')
beforeAll(async () => {
  world = await openWorld({ sourceSats: 5000n })
})
afterAll(() => world.close())
beforeEach(async () => {
  world.control.clearFaults()
  now = new Date('2026-11-22T08:00:00Z')
  await createObservationStore(world.pool).forgetOthers('', [])
})

const keysOf = (changed: Partial<WalletKeys> = {}): WalletKeys => ({
  source: world.wallets.source.adminKey as WalletKey,
  commission: world.wallets.commission.invoiceKey as WalletKey,
  treasury: null,
  ...changed,
})

/** Looks and records, as the bot does; answers with what is remembered then. */
async function look(keys = keysOf(), lnbits: World['client'] = world.client) {
  const store = createObservationStore(world.pool)
  await store.record(await observeWallets({ lnbits, keys, before: await store.all(), now }), now)
  return store.all()
}
const later = (minutes: number): Date => (now = new Date(now.getTime() + minutes * 60_000))
const outcomes = (seen: Awaited<ReturnType<typeof look>>): Record<string, string> =>
  Object.fromEntries([...seen].map(([subject, { outcome }]) => [subject, outcome]))

describe('looking at the wallets', () => {
  test('sees their balances and the version of LNbits', async () => {
    const seen = await look()
    expect(outcomes(seen)).toEqual({ 'wallet:source': 'ok', 'wallet:commission': 'ok', lnbits: 'ok' })
    expect(walletSightOf(seen.get('wallet:source'))).toMatchObject({ balanceMsat: 5_000_000n, readAt: now })
    expect(JSON.stringify([...seen])).not.toContain(world.wallets.source.adminKey)
  })

  test.each([401, 403])('takes a %d in the words of LNbits for a refused key', async (status) => {
    await look()
    world.control.inject({
      endpoint: 'wallet',
      fault: {
        kind: 'answer',
        moment: 'before',
        answer: { status, contentType: 'application/json', body: '{"detail":"Invalid adminkey."}' },
      },
    })
    later(1)
    const source = (await look()).get('wallet:source')
    expect(source).toMatchObject({ outcome: 'auth', detail: 'Invalid adminkey.', inARow: 1, since: now })
    // What was read before it stays known.
    expect(walletSightOf(source)?.balanceMsat).toBe(5_000_000n)
  })

  test('takes an unknown key, which LNbits answers with 404, for a refused one, and counts how often', async () => {
    const keys = keysOf({ source: 'f'.repeat(32) as WalletKey })
    await look(keys)
    later(1)
    const seen = await look(keys)
    expect(seen.get('wallet:source')).toMatchObject({ outcome: 'auth', inARow: 2 })
    expect(seen.get('wallet:commission')?.outcome).toBe('ok')
  })

  test('takes a key that can not pay for a refused one, where it has to', async () => {
    const seen = await look(keysOf({ source: world.wallets.source.invoiceKey as WalletKey }))
    expect(seen.get('wallet:source')).toMatchObject({ outcome: 'auth' })
    expect(seen.get('wallet:commission')).toMatchObject({ outcome: 'ok' })
  })

  test.each([500, 502, 504])('takes a %d for no answer, and asks no other wallet then', async (status) => {
    await look()
    const asked = world.control.requestCount('wallet')
    world.control.inject({
      endpoint: 'wallet',
      fault: {
        kind: 'answer',
        moment: 'before',
        answer: { status, contentType: 'text/html', body: '<h1>no</h1>' },
      },
      times: 'all',
    })
    later(1)
    expect(outcomes(await look())).toMatchObject({
      'wallet:source': 'unreachable',
      'wallet:commission': 'unreachable',
    })
    expect(world.control.requestCount('wallet')).toBe(asked + 1)
  })

  test('takes a refused connection and a silent server for no answer', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((listening) => void silent.listen(0, '127.0.0.1', listening))
    const at = (port: number) =>
      createLnbitsClient({
        baseUrl: `http://127.0.0.1:${port}`,
        requestsPerMinute: 1000,
        timeoutSeconds: 0.2,
        nowMs: () => performance.now(),
        delay: async () => undefined,
      })
    const { port } = silent.address() as AddressInfo
    expect(outcomes(await look(keysOf(), at(port)))).toMatchObject({ 'wallet:source': 'unreachable' })
    silent.closeAllConnections()
    await new Promise((closed) => void silent.close(closed))
    expect(outcomes(await look(keysOf(), at(port)))).toMatchObject({ 'wallet:source': 'unreachable' })
  })

  test('tells being asked to slow down from both', async () => {
    world.control.inject({
      endpoint: 'wallet',
      fault: {
        kind: 'answer',
        moment: 'before',
        answer: { status: 429, contentType: 'application/json', body: '{"error":"Rate limit exceeded"}' },
      },
    })
    expect(outcomes(await look())).toMatchObject({
      'wallet:source': 'rate_limited',
      'wallet:commission': 'ok',
    })
  })

  test('knows nothing any more of a wallet that was taken out of the settings', async () => {
    await look(keysOf({ commission: 'f'.repeat(32) as WalletKey }))
    later(1)
    const seen = await look(keysOf({ commission: null }))
    expect(seen.get('wallet:commission')).toMatchObject({ outcome: 'none', value: null })
    expect(seen.has('wallet:treasury')).toBe(false)
  })

  test('asks for the version once an hour', async () => {
    await look()
    const asked = world.control.requestCount('version')
    later(59)
    await look()
    expect(world.control.requestCount('version')).toBe(asked)
    later(1)
    await look()
    expect(world.control.requestCount('version')).toBe(asked + 1)
  })

  test('keeps a balance an hour for two days, and none of another wallet', async () => {
    for (let minute = 0; minute < 60; minute += 30) {
      await look()
      later(30)
    }
    for (let hour = 0; hour < 60; hour += 1) {
      await look()
      later(60)
    }
    const hourly = walletSightOf((await look()).get('wallet:source'))?.hourly ?? []
    expect(hourly).toHaveLength(49)
    expect(hourly.at(-1)?.at).toEqual(now)
    expect(new Set(hourly.map(({ at }) => at.getMinutes()))).toEqual(new Set([0]))
    later(1)
    const other = world.control.createWallet('another source')
    const seen = await look(keysOf({ source: other.adminKey as WalletKey }))
    expect(walletSightOf(seen.get('wallet:source'))?.hourly).toEqual([{ at: now, balanceMsat: 0n }])
  })
})
