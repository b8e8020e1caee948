import { describe, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { msat, sats } from '../../engine/domain/money.ts'
import { payDue, type PayRound } from '../../engine/pay-due.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { debitsOf, expectPaidOnce, hashesOf, readPayment, sellNow, startPayment } from './one-payment.ts'

/** The wallet that everybody is paid from: drained, locked, or not the one that paid. Each in a world of its own. */

describe('the source wallet', () => {
  const payWithKey = (own: World, key: string): Promise<PayRound> => {
    const deps = own.payDependencies()
    return payDue({
      ...deps,
      keyring: { ...own.keyring, payerKey: () => key as WalletKey },
      payerWalletIds: [own.wallets.source.walletId],
      stopping: () => false,
      nowMs: () => 0,
    })
  }

  test('drained after the distribution: waits for funds, burns no attempt, and pays after a top-up', async () => {
    const own = await openWorld({ commissionWallet: false, sourceSats: 0n })
    try {
      const client = await own.addClient('Ana', '2000.00')
      const transactionId = await sellNow(own)
      await own.takeIn()
      const [cashOut] = await own.stores.allocation.pending(1)
      // The wallet was full when the preflight looked.
      const wallets = {
        sourceWalletId: own.wallets.source.walletId,
        commissionWalletId: null,
        sourceBalanceMsat: msat(10n ** 12n),
      }
      await own.stores.allocation.allocate(cashOut?.id ?? 0n, wallets, {
        fixedModeEnabled: true,
        timeZone: 'UTC',
      })
      const [open] = await own.readings.transfers({ status: 'pending', limit: 1 })
      const payment = { client, transactionId, id: open?.id ?? 0n }
      for (let round = 0; round < 3; round += 1) {
        await own.pay()
        expect(await readPayment(own, payment)).toMatchObject({
          attempts: 0,
          lastError: 'awaiting_funds: the paying wallet holds less than this payment needs',
        })
        await own.skipWaiting()
      }
      own.topUp(own.wallets.source.walletId, 259_029n)
      await own.toRest()
      await expectPaidOnce(own, payment)
      expect(await hashesOf(own, payment)).toHaveLength(1)
      await expectSoundBooks(own)
    } finally {
      await own.close()
    }
  })

  test('with new keys: all its payments wait without burning attempts until the new key is there', async () => {
    const own = await openWorld({ commissionWallet: false })
    try {
      const payment = await startPayment(own)
      const keys = own.control.resetKeys(own.wallets.source.walletId)
      await own.pay()
      expect(await readPayment(own, payment)).toMatchObject({
        attempts: 0,
        lastError: 'LNbits refuses the key of the paying wallet (Wallet not found.)',
      })
      await own.skipWaiting()
      await payWithKey(own, keys.invoiceKey)
      expect(await debitsOf(own, payment), 'an invoice key can not pay').toEqual([])
      await own.skipWaiting()
      await payWithKey(own, keys.adminKey)
      await expectPaidOnce(own, payment)
      await expectSoundBooks(own)
    } finally {
      await own.close()
    }
  })

  test('is spared when a third party has paid the invoice: never paid again, never booked', async () => {
    const own = await openWorld({ commissionWallet: false })
    try {
      const payment = await startPayment(own)
      own.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
      await own.pay()
      const { rows } = await own.pool.query<{ bolt11: string }>('SELECT bolt11 FROM payment_invoices')
      const friend = own.control.createWallet('friend')
      own.topUp(friend.walletId, 1_000_000n)
      await own.client.pay(friend.adminKey as WalletKey, { bolt11: rows[0]?.bolt11 ?? '', reference: 'gift' })
      const balance = own.control.balanceMsat(own.wallets.source.walletId)
      for (let round = 0; round < 6; round += 1) {
        await own.skipWaiting()
        await own.pay()
      }
      expect(await readPayment(own, payment)).toMatchObject({
        status: 'needs_review',
        lastError: 'paid_by_other: the invoice was paid, and not from our wallet',
      })
      expect(own.control.balanceMsat(own.wallets.source.walletId)).toBe(balance)
      const [client] = await own.readings.findClients(payment.client.name)
      expect(client).toMatchObject({ remaining: sats(200_000n), held: sats(200_000n) })
    } finally {
      await own.close()
    }
  })
})
