import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configurationOf, noteConfiguration } from '../../../engine/config-versions.ts'
import type { LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import type { WalletKeys } from '../../../engine/preflight.ts'
import { createConfigVersionStore } from '../../../engine/store/config-version-store.ts'
import { openWorld, type World } from '../../support/world.ts'
import {
  addClients,
  cashOut,
  expectPaidOnce,
  keyRows,
  sealing,
  settingsOf,
  startReplica,
  statuses,
} from './replicas.ts'

/** The keys of our own wallets are changed while money is on its way, and nothing is lost or paid twice. */

const CLIENTS = ['Ana', 'Beto', 'Carla', 'Diego', 'Elsa']
let world: World
beforeEach(async () => {
  world = await openWorld()
  await addClients(world, CLIENTS)
})
afterEach(() => world?.close())

/** The source wallet's keys are reset in LNbits after so many payments, in the middle of a distribution. */
function resetAfter(payments: number): LnbitsClient & { newKey: () => WalletKey } {
  const state = { paid: 0, key: null as string | null }
  return {
    ...world.client,
    async pay(key, payment) {
      const answer = await world.client.pay(key, payment)
      state.paid += 1
      if (state.paid === payments) state.key = world.control.resetKeys(world.wallets.source.walletId).adminKey
      return answer
    },
    newKey: () => state.key as WalletKey,
  }
}

describe('a key that is revoked in the middle of a distribution', () => {
  test('lets the payments wait; with the new key all are paid exactly once, by every replica', async () => {
    const lnbits = resetAfter(3)
    const a = startReplica(world, 'a', { lnbits })
    const b = startReplica(world, 'b')
    await b.ownKeys.current()
    await cashOut(world, a)
    await a.pay()
    const stopped = await statuses(world)
    expect(stopped['needs_review']).toBeUndefined()
    expect(stopped['completed']).toBe(2)
    expect((stopped['paying'] ?? 0) + (stopped['invoiced'] ?? 0) + (stopped['pending'] ?? 0)).toBe(4)

    const entered = await a.rotation.enterOwnKey('source', lnbits.newKey())
    expect(entered).toMatchObject({ walletId: world.wallets.source.walletId })
    // Entered is not used: both still have the old one.
    a.later()
    await world.skipWaiting()
    await a.pay()
    expect((await statuses(world))['completed']).toBe(2)

    await a.rotation.useOwnKey('source', entered.id)
    // What waited is due at once, for whoever comes first: the other process, which has read the old key.
    await b.pay()
    expect((await statuses(world))['completed'], 'a key of a moment ago is refused, and harms nothing').toBe(
      2,
    )
    b.later()
    await world.skipWaiting()
    expect((await b.pay()).completed).toBe(4)
    await expectPaidOnce(world, CLIENTS.length + 1)
    expect(await keyRows(world)).toEqual([
      { key: lnbits.newKey().slice(0, 4), sealed: true, used: true, proven: true, withdrawn: false },
    ])
  })

  test('with the process killed between each two steps', async () => {
    const lnbits = resetAfter(3)
    const first = startReplica(world, 'first', { lnbits })
    await cashOut(world, first)
    await first.pay()
    const { id } = await startReplica(world, 'second').rotation.enterOwnKey('source', lnbits.newKey())
    await startReplica(world, 'third').rotation.useOwnKey('source', id)
    // Paid and booked, and killed before it could be written down that the key works.
    const killed = startReplica(world, 'fourth', {
      beforeProving: () => {
        throw new Error('killed')
      },
    })
    await expect(killed.pay()).rejects.toThrow('killed')
    expect((await keyRows(world))[0]).toMatchObject({ proven: false })
    await world.skipWaiting()
    await startReplica(world, 'fifth').pay()
    expect((await keyRows(world))[0]).toMatchObject({ proven: true })
    await expectPaidOnce(world, CLIENTS.length + 1)
  })

  test('keeps the key before until the new one has paid, and erases it then', async () => {
    const { walletId } = world.wallets.source
    const replica = startReplica(world, 'a')
    await replica.wallets.preflight()
    const second = world.control.resetKeys(walletId).adminKey as WalletKey
    await replica.rotation.useOwnKey('source', (await replica.rotation.enterOwnKey('source', second)).id)
    await cashOut(world, replica)
    await replica.pay()
    const third = world.control.resetKeys(walletId).adminKey as WalletKey
    const { id } = await replica.rotation.enterOwnKey('source', third)
    await replica.rotation.useOwnKey('source', id)
    const row = (key: string, more: object) => ({
      key: key.slice(0, 4),
      used: true,
      withdrawn: false,
      ...more,
    })
    expect(await keyRows(world)).toEqual([
      row(second, { sealed: true, proven: true }),
      row(third, { sealed: true, proven: false }),
    ])
    await cashOut(world, replica)
    await replica.pay()
    expect(await keyRows(world)).toEqual([
      row(second, { sealed: false, proven: true }),
      row(third, { sealed: true, proven: true }),
    ])
    await expectPaidOnce(world, 2 * (CLIENTS.length + 1))
    await expect(replica.rotation.takeBackOwnKey('source')).rejects.toThrow(/has worked.*erased/)
  })
})

test('the change is told with who made it, and one in the settings with nobody', async () => {
  const replica = startReplica(world, 'a', { actor: 'terminal:maria' })
  await replica.wallets.preflight()
  const versions = createConfigVersionStore(world.pool)
  const note = async (keys: WalletKeys): Promise<void> => {
    const { rows } = await world.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
    const settings = configurationOf({ settings: [], keys, limits: new Map(), more: {} })
    await noteConfiguration(versions, settings, rows[0]?.now ?? new Date())
  }
  const noted = async () =>
    (await world.pool.query('SELECT actor FROM config_versions ORDER BY id')).rows.map(({ actor }) => actor)
  await note(await replica.ownKeys.current())
  const key = world.control.resetKeys(world.wallets.source.walletId).adminKey as WalletKey
  await replica.rotation.useOwnKey('source', (await replica.rotation.enterOwnKey('source', key)).id)
  await note(await replica.ownKeys.current())
  await note(settingsOf(world, { source: world.wallets.treasury.adminKey as WalletKey }))
  expect(await noted()).toEqual([null, 'terminal:maria', null])
})

test('the commission key is proven by what it receives, not by what the source key pays', async () => {
  const replica = startReplica(world, 'a')
  await replica.wallets.preflight()
  const { invoiceKey } = world.control.resetKeys(world.wallets.commission.walletId)
  const { id } = await replica.rotation.enterOwnKey('commission', invoiceKey as WalletKey)
  await replica.rotation.useOwnKey('commission', id)
  const proven: string[] = []
  await cashOut(world, replica)
  await replica.pay(({ kind }) => proven.push(kind))
  expect(proven).toContain('commission')
  expect(await keyRows(world, 'commission')).toMatchObject([{ proven: true }])
  await expectPaidOnce(world, CLIENTS.length + 1)
})

describe('a key that is entered', () => {
  const refusal = (key: string, role: 'source' | 'commission' | 'treasury' = 'source', options = {}) =>
    startReplica(world, 'a', options)
      .rotation.enterOwnKey(role, key as WalletKey)
      .then(
        () => 'not refused',
        (thrown: Error) => thrown.message,
      )

  test('is refused when it does not open the wallet of the books, can not pay, or is no key any more', async () => {
    await startReplica(world, 'a').wallets.preflight()
    const { source, commission, treasury } = world.wallets
    expect(await refusal(treasury.adminKey)).toMatch(
      new RegExp(
        `opens wallet ${treasury.walletId}.*books is ${source.walletId}.*nothing was stored.*LNBITS_SOURCE_ADMIN_KEY`,
      ),
    )
    expect(await refusal(source.invoiceKey)).toMatch(/not pay from it: give the wallet's admin key/)
    expect(await refusal('0'.repeat(32))).toMatch(/LNbits refuses.*Nothing was stored/)
    expect(await refusal(source.adminKey)).toMatch(/is in use already/)
    expect(await refusal(commission.invoiceKey, 'commission')).toMatch(/is in use already/)
    expect(await refusal(treasury.adminKey, 'treasury')).toMatch(
      /know no treasury wallet yet.*LNBITS_TREASURY_ADMIN_KEY/,
    )
    expect(await keyRows(world)).toEqual([])
  })

  test('stands nowhere in clear, and opens with SECRETS_KEY alone', async () => {
    const replica = startReplica(world, 'a')
    await replica.wallets.preflight()
    const { adminKey } = world.control.resetKeys(world.wallets.source.walletId)
    const { id } = await replica.rotation.enterOwnKey('source', adminKey as WalletKey)
    const { rows } = await world.pool.query<{ row: string; sealed: Buffer }>(
      'SELECT wallet_keys::text AS row, sealed FROM wallet_keys',
    )
    expect(rows[0]?.row).not.toContain(adminKey)
    expect(
      sealing.open(rows[0]?.sealed ?? Buffer.alloc(0), `own:source:${world.wallets.source.walletId}`),
    ).toBe(adminKey)
    await replica.rotation.useOwnKey('source', id)
    expect(replica.ownKeys.seen()).not.toContain(adminKey)
    await replica.ownKeys.current()
    expect(replica.ownKeys.seen()).toContain(adminKey)
  })

  test('is used once, within a day, and not once LNbits refuses it; a later one takes its place', async () => {
    const replica = startReplica(world, 'a')
    await replica.wallets.preflight()
    const key = () => world.control.resetKeys(world.wallets.source.walletId).adminKey as WalletKey
    const first = await replica.rotation.enterOwnKey('source', key())
    const second = await replica.rotation.enterOwnKey('source', key())
    await expect(replica.rotation.useOwnKey('source', first.id)).rejects.toThrow(
      /no key .* that could be put in force/,
    )
    key()
    await expect(replica.rotation.useOwnKey('source', second.id)).rejects.toThrow(/LNbits refuses/)
    const third = await replica.rotation.enterOwnKey('source', key())
    await expect(replica.rotation.useOwnKey('commission', third.id)).rejects.toThrow(/no key/)
    const both = await Promise.allSettled([
      replica.rotation.useOwnKey('source', third.id),
      startReplica(world, 'b').rotation.useOwnKey('source', third.id),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
