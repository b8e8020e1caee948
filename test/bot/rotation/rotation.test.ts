import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import { expectSoundBooks } from '../../support/invariants.ts'
import { openWorld, type World } from '../../support/world.ts'
import { soon } from '../../engine/one-payment.ts'
import { addClients, keyRows, sealing, settingsOf, startReplica, withSpareKey } from './replicas.ts'

/** The keys of our own wallets are changed while money is on its way, and nothing is lost or paid twice. */

const CLIENTS = ['Ana', 'Beto', 'Carla', 'Diego', 'Elsa']
let world: World
beforeEach(async () => {
  world = await openWorld()
  await addClients(world, CLIENTS)
})
afterEach(() => world?.close())

const statuses = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await world.pool.query<{ status: string; n: bigint }>(
        'SELECT status, count(*) AS n FROM transfers GROUP BY status ORDER BY status',
      )
    ).rows.map(({ status, n }) => [status, Number(n)]),
  )

async function cashOut(replica: ReturnType<typeof startReplica>): Promise<void> {
  await world.sell({ confirmed_at: soon() })
  await world.takeIn()
  expect((await replica.distribute()).allocated).toHaveLength(1)
}

/** Every payment exactly once in the payer's and the receiver's wallet. */
async function expectPaidOnce(count: number): Promise<void> {
  expect(await statuses()).toEqual({ completed: count })
  const debits = world.control
    .payments()
    .filter(({ amountMsat, status }) => amountMsat < 0n && status === 'success')
  expect(debits).toHaveLength(count)
  expect(new Set(debits.map(({ paymentHash }) => paymentHash)).size).toBe(count)
  await expectSoundBooks(world)
}

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
    await cashOut(a)
    await a.pay()
    const stopped = await statuses()
    expect(stopped['needs_review']).toBeUndefined()
    expect(stopped['completed']).toBe(2)
    expect((stopped['paying'] ?? 0) + (stopped['invoiced'] ?? 0) + (stopped['pending'] ?? 0)).toBe(4)

    const entered = await a.rotation.enterOwnKey('source', lnbits.newKey())
    expect(entered).toMatchObject({ walletId: world.wallets.source.walletId })
    // Entered is not used: both still have the old one.
    a.later()
    await world.skipWaiting()
    await a.pay()
    expect((await statuses())['completed']).toBe(2)

    await a.rotation.useOwnKey('source', entered.id)
    // What waited is due at once, for whoever comes first: the other process, which has read the old key.
    await b.pay()
    expect((await statuses())['completed'], 'a key of a moment ago is refused, and harms nothing').toBe(2)
    b.later()
    await world.skipWaiting()
    expect((await b.pay()).completed).toBe(4)
    await expectPaidOnce(CLIENTS.length + 1)
    expect(await keyRows(world)).toEqual([
      { key: lnbits.newKey().slice(0, 4), sealed: true, used: true, proven: true, withdrawn: false },
    ])
  })

  test('with the process killed between each two steps', async () => {
    const lnbits = resetAfter(3)
    const first = startReplica(world, 'first', { lnbits })
    await cashOut(first)
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
    await expectPaidOnce(CLIENTS.length + 1)
  })

  test('keeps the key before until the new one has paid, and erases it then', async () => {
    const { walletId } = world.wallets.source
    const replica = startReplica(world, 'a')
    await replica.wallets.preflight()
    const second = world.control.resetKeys(walletId).adminKey as WalletKey
    await replica.rotation.useOwnKey('source', (await replica.rotation.enterOwnKey('source', second)).id)
    await cashOut(replica)
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
    await cashOut(replica)
    await replica.pay()
    expect(await keyRows(world)).toEqual([
      row(second, { sealed: false, proven: true }),
      row(third, { sealed: true, proven: true }),
    ])
    await expectPaidOnce(2 * (CLIENTS.length + 1))
    await expect(replica.rotation.takeBackOwnKey('source')).rejects.toThrow(/has worked.*erased/)
  })
})

test('the commission key is proven by what it receives, not by what the source key pays', async () => {
  const replica = startReplica(world, 'a')
  await replica.wallets.preflight()
  const { invoiceKey } = world.control.resetKeys(world.wallets.commission.walletId)
  const { id } = await replica.rotation.enterOwnKey('commission', invoiceKey as WalletKey)
  await replica.rotation.useOwnKey('commission', id)
  const proven: string[] = []
  await cashOut(replica)
  await replica.pay(({ kind }) => proven.push(kind))
  expect(proven).toContain('commission')
  expect(await keyRows(world, 'commission')).toMatchObject([{ proven: true }])
  await expectPaidOnce(CLIENTS.length + 1)
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
    await cashOut(replica)
    lnbits.refuse(true)
    await replica.pay()
    expect((await statuses())['completed']).toBeUndefined()
    expect(await replica.rotation.takeBackOwnKey('source')).toMatchObject({
      firstCharacters: world.wallets.source.adminKey.slice(0, 4),
    })
    await replica.pay()
    await expectPaidOnce(CLIENTS.length + 1)
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
    await cashOut(replica)
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
    await expectPaidOnce(CLIENTS.length + 1)
  })
})
