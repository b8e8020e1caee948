import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import { msat } from '../../engine/domain/money.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { debitsOf, expectPaidOnce, hashesOf, readPayment, retryByHand, startPayment } from './one-payment.ts'

/** Wallets that are gone, drained, locked or not what they seem. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => world.control.clearFaults())

const payCalls = (): number => world.control.requestCount('pay')

describe("the client's wallet", () => {
  afterEach(() => expectSoundBooks(world, { settled: false }))

  test('deleted before the invoice is made: nothing is sent, and paid once it is back', async () => {
    const payment = await startPayment(world)
    const before = payCalls()
    world.control.deleteWallet(payment.client.wallet.walletId)
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'pending',
      attempts: 0,
      lastError: expect.stringMatching(/^LNbits refuses the receiver's invoice key \(Wallet not found\.\)/),
    })
    expect(payCalls()).toBe(before)
    world.control.undeleteWallet(payment.client.wallet.walletId)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('deleted after its invoice was made: not paid into nowhere', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
    await world.pay()
    const before = payCalls()
    world.control.deleteWallet(payment.client.wallet.walletId)
    await world.skipWaiting()
    await world.pay()
    expect(payCalls()).toBe(before)
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'paying',
      lastError: expect.stringContaining('its wallet may be gone'),
    })
    world.control.undeleteWallet(payment.client.wallet.walletId)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('deleted in the very moment of paying: the debit is final, booked, and marked as unconfirmed', async () => {
    const payment = await startPayment(world)
    const deletesFirst: LnbitsClient = {
      ...world.client,
      async pay(key, request) {
        world.control.deleteWallet(payment.client.wallet.walletId)
        return world.client.pay(key, request)
      },
    }
    await world.pay('worker', deletesFirst)
    expect(await readPayment(world, payment), 'a refusal may pass').toMatchObject({ status: 'paying' })
    await world.toRest()
    await expectPaidOnce(world, payment)
    expect(await readPayment(world, payment)).toMatchObject({ receiverConfirmed: false })
  })

  test('with new keys: waits for the new one, and goes on with the same invoice', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
    await world.pay()
    const { invoiceKey } = world.control.resetKeys(payment.client.wallet.walletId)
    await world.skipWaiting()
    await world.pay()
    expect(await debitsOf(world, payment)).toEqual([])
    world.clientKeys.set(payment.client.id, invoiceKey as WalletKey)
    await world.toRest()
    await expectPaidOnce(world, payment)
    expect(await hashesOf(world, payment)).toHaveLength(1)
  })

  test('no key is stored for it: nothing happens but a clear reason, and no attempt is burned', async () => {
    const payment = await startPayment(world)
    const key = world.clientKeys.get(payment.client.id)
    world.clientKeys.delete(payment.client.id)
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({
      attempts: 0,
      lastError: expect.stringContaining('"client set-key"'),
    })
    world.clientKeys.set(payment.client.id, key as WalletKey)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test("the stored key opens somebody else's wallet: the invoice made there is never paid", async () => {
    const payment = await startPayment(world)
    const stranger = world.control.createWallet('stranger')
    const key = world.clientKeys.get(payment.client.id)
    world.clientKeys.set(payment.client.id, stranger.invoiceKey as WalletKey)
    await world.pay()
    expect(await hashesOf(world, payment)).toEqual([])
    expect(await readPayment(world, payment)).toMatchObject({
      lastError: expect.stringContaining(`belongs to wallet ${stranger.walletId}`),
    })
    world.clientKeys.set(payment.client.id, key as WalletKey)
    await world.toRest()
    await expectPaidOnce(world, payment)
    expect(world.control.balanceMsat(stranger.walletId)).toBe(0n)
  })
})

describe('LNbits', () => {
  afterEach(() => expectSoundBooks(world, { settled: false }))

  test('refuses the amount: nothing is paid, and it goes through once the limit is raised', async () => {
    const payment = await startPayment(world)
    world.control.settings.maxOutgoingSats = 1000n
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({
      attempts: 1,
      lastError: expect.stringContaining('is too high'),
    })
    world.control.settings.maxOutgoingSats = 10_000_000n
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('takes a service fee: it is booked to the msat', async () => {
    const payment = await startPayment(world)
    world.control.settings.serviceFeePercent = 1n
    const before = world.control.balanceMsat(world.wallets.source.walletId)
    await world.pay()
    world.control.settings.serviceFeePercent = 0n
    const { amountSats, feeMsat } = await readPayment(world, payment)
    expect(feeMsat).toBe(-(amountSats * 1000n) / 100n)
    await expectPaidOnce(world, payment)
    expect(world.control.balanceMsat(world.wallets.source.walletId)).toBe(
      before - amountSats * 1000n + feeMsat,
    )
    const { rows } = await world.pool.query(
      `SELECT account, amount FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
       WHERE e.transfer_id = $1 AND l.unit = 'msat' ORDER BY account`,
      [payment.id],
    )
    expect(rows).toEqual([
      { account: 'fees:BTC', amount: -feeMsat },
      { account: `payable:${payment.client.id}:BTC`, amount: amountSats * 1000n },
      { account: 'source:BTC', amount: feeMsat - amountSats * 1000n },
    ])
  })

  test('shows a debit of another amount: payouts stop everywhere, and a person has to look', async () => {
    const payment = await startPayment(world)
    const tampered: LnbitsClient = {
      ...world.client,
      async rowsByHash(key, hash) {
        const rows = await world.client.rowsByHash(key, hash)
        if (rows.kind !== 'ok') return rows
        const value = rows.value.map((row) => ({ ...row, amountMsat: msat(row.amountMsat + 1000n) }))
        return { kind: 'ok', value }
      },
    }
    await world.pay('worker', tampered)
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'needs_review',
      lastError: 'contradiction: the paying wallet was debited 259028000 msat instead of 259029000',
    })
    const status = await world.readings.status()
    expect(status).toMatchObject({ payoutsEnabled: false, pollingEnabled: true })
    expect(status.pauseReason).toContain(`contradiction at client payment ${payment.id}`)
    expect(status.inDoubtSats).toBe(259_029n)
    // A person found that all is well after all.
    await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
    const transfer = await world.stores.transfers.claimOne(
      { owner: 'clerk', seconds: 60 },
      'client',
      payment.id,
    )
    if (transfer === null) throw new Error('not claimed')
    await world.payOne(transfer, 'clerk')
    await expectPaidOnce(world, payment)
  })

  test('is stopped: everything of the wallet waits without burning attempts, and goes on when it is back', async () => {
    const own = await openWorld({ commissionWallet: false })
    try {
      const payments = [await startPayment(own), await startPayment(own), await startPayment(own)]
      await own.lnbits.stop()
      // A request on a connection that breaks under it is in doubt; this is about connections that are refused.
      await expect.poll(() => own.client.version()).toMatchObject({ reason: 'unreachable' })
      expect(await own.pay()).toMatchObject({ completed: 0 })
      for (const payment of payments) {
        expect(await readPayment(own, payment)).toMatchObject({ status: 'pending', attempts: 0 })
      }
      const baseUrl = await own.lnbits.start()
      await own.skipWaiting()
      const round = await own.pay('worker', clientOf(baseUrl))
      expect(round).toMatchObject({ completed: 3, postponed: 0 })
      for (const payment of payments) await expectPaidOnce(own, payment)
      await expectSoundBooks(own)
    } finally {
      await own.close()
    }
  })
})

const clientOf = (baseUrl: string): LnbitsClient =>
  createLnbitsClient({
    baseUrl,
    requestsPerMinute: 1_000_000,
    nowMs: () => performance.now(),
    delay: async () => undefined,
  })

// In books of its own: LNbits keeps the client's sats to itself here.
test('not credited, and for a moment not readable: never taken for paid', async () => {
  const broken = await openWorld({ commissionWallet: false })
  try {
    const payment = await startPayment(broken)
    broken.control.inject({ endpoint: 'pay', fault: commonFaults.halfState })
    broken.control.inject({ endpoint: 'rows', nth: 2, fault: commonFaults.unauthorized })
    await broken.pay()
    expect(await readPayment(broken, payment)).toMatchObject({
      status: 'paying',
      lastError: "debited, and the receiver's key is refused so far",
    })
    expect(await retryByHand(broken, payment)).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/^the paying wallet was debited/),
    })
  } finally {
    await broken.close()
  }
})
