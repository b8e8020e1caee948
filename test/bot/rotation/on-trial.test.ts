import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WalletKey } from '../../../engine/ports.ts'
import { openWorld, type World } from '../../support/world.ts'
import {
  addClients,
  cashOut,
  expectPaidOnce,
  keyRows,
  settingsOf,
  startReplica,
  statuses,
  withSpareKey,
} from './replicas.ts'

/** A new key is on trial until it has worked, and there is a way back so long. */

const CLIENTS = ['Ana', 'Beto', 'Carla', 'Diego', 'Elsa']
let world: World
beforeEach(async () => {
  world = await openWorld()
  await addClients(world, CLIENTS)
})
afterEach(() => world?.close())

describe('with two keys that both open the wallet', () => {
  const SPARE = 'spare0123456789abcdef0123456789ab' as WalletKey
  const spareLnbits = () => withSpareKey(world.client, { key: SPARE, opens: world.wallets.source.adminKey })

  async function onTrial(lnbits = spareLnbits(), settings = settingsOf(world)) {
    const replica = startReplica(world, 'a', { lnbits, settings })
    await replica.wallets.preflight()
    const { id } = await replica.rotation.enterOwnKey('source', SPARE)
    await replica.rotation.useOwnKey('source', id)
    return { replica, lnbits }
  }

  test('a new one that fails before it has worked is taken back, and the old one pays', async () => {
    const { replica, lnbits } = await onTrial()
    await cashOut(world, replica)
    lnbits.refuse(true)
    await replica.pay()
    expect((await statuses(world))['completed']).toBeUndefined()
    expect(await replica.rotation.takeBackOwnKey('source')).toMatchObject({
      firstCharacters: world.wallets.source.adminKey.slice(0, 4),
    })
    await replica.pay()
    await expectPaidOnce(world, CLIENTS.length + 1)
    expect(await keyRows(world)).toEqual([
      { key: 'spar', sealed: false, used: true, proven: false, withdrawn: true },
    ])
    await expect(replica.rotation.takeBackOwnKey('source')).rejects.toThrow(/stands in the settings/)
  })

  test('going back to one that LNbits refuses is refused, and nothing changes', async () => {
    const { replica } = await onTrial()
    const elsewhere = startReplica(world, 'b', {
      lnbits: {
        ...world.client,
        wallet: async () => ({ kind: 'not_executed', reason: 'key_refused', detail: '401' }),
      },
    })
    await expect(elsewhere.rotation.takeBackOwnKey('source')).rejects.toThrow(/LNbits refuses/)
    expect(await replica.ownKeys.inUse()).toMatchObject([
      { role: 'source', from: 'books', onTrial: true },
      {},
      {},
    ])
  })

  test('the settings win as soon as a person changes them after the rotation', async () => {
    const { replica, lnbits } = await onTrial()
    expect((await replica.ownKeys.current()).source).toBe(SPARE)
    const edited = world.wallets.treasury.adminKey as WalletKey
    const restarted = startReplica(world, 'b', { lnbits, settings: settingsOf(world, { source: edited }) })
    expect((await restarted.ownKeys.current()).source).toBe(edited)
    expect(await restarted.ownKeys.inUse()).toMatchObject([
      { from: 'settings', onTrial: false, before: null },
      {},
      {},
    ])
    const unchanged = startReplica(world, 'c', { lnbits })
    expect((await unchanged.ownKeys.current()).source).toBe(SPARE)
  })

  test('each payment is sent with the key of the moment, also within one round', async () => {
    const lnbits = spareLnbits()
    const replica = startReplica(world, 'a', { lnbits })
    await cashOut(world, replica)
    const { id } = await startReplica(world, 'b', { lnbits }).rotation.enterOwnKey('source', SPARE)
    let paid = 0
    const using: Promise<unknown>[] = []
    await replica.pay(() => {
      paid += 1
      if (paid === 2) using.push(startReplica(world, 'c', { lnbits }).rotation.useOwnKey('source', id))
      replica.later()
    })
    await Promise.all(using)
    expect(lnbits.paidWith[0]).toBe(world.wallets.source.adminKey)
    expect(lnbits.paidWith.at(-1)).toBe(SPARE)
    await expectPaidOnce(world, CLIENTS.length + 1)
  })
})
