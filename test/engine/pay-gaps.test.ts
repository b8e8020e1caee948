import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { WalletKey } from '../../engine/ports.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { expectPaidOnce, hashesOf, readPayment, retryByHand, startPayment } from './one-payment.ts'

/** What goes on by itself once the one thing that was missing is there. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false, maxAttempts: 3, reissueAfterSeconds: 0 })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world, { settled: false }))

async function tryTimes(times: number): Promise<void> {
  for (let attempt = 0; attempt < times; attempt += 1) {
    await world.pay()
    await world.skipWaiting()
  }
}

describe('a receiver whose key is refused', () => {
  test('waits for it without burning attempts, and is paid as soon as the new key is stored', async () => {
    const payment = await startPayment(world)
    const { walletId, invoiceKey } = world.control.resetKeys(payment.client.wallet.walletId)
    await tryTimes(5)
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'pending',
      attempts: 0,
      lastError: expect.stringMatching(/LNbits refuses the receiver's invoice key .* use "client set-key"/),
    })
    await world.pay()
    expect(
      await world.pool.query('SELECT FROM transfers WHERE id = $1 AND next_attempt_at > now()', [payment.id]),
    ).toMatchObject({
      rowCount: 1,
    })
    world.clientKeys.set(payment.client.id, invoiceKey as WalletKey)
    await world.stores.bookkeeping.setClientKey(payment.client.id, walletId, Buffer.from('sealed'), 'maria')
    // At once: nobody waits for the end of a pause.
    expect(await world.pay()).toMatchObject({ completed: 1 })
    await expectPaidOnce(world, payment)
  })

  test('while the invoice is already made is the same', async () => {
    const payment = await startPayment(world)
    const taken = { ...world.client }
    taken.createInvoice = async (...asked) => {
      const made = await world.client.createInvoice(...asked)
      world.control.setAccountActive(payment.client.wallet.walletId, false)
      return made
    }
    // The first payment request is lost before LNbits saw it.
    taken.pay = async () => ({ kind: 'unknown', detail: 'lost' })
    await world.pay('first', taken)
    await world.skipWaiting()
    await tryTimes(4)
    expect(await readPayment(world, payment)).toMatchObject({ status: 'paying', attempts: 0 })
    world.control.setAccountActive(payment.client.wallet.walletId, true)
    await world.pay()
    await expectPaidOnce(world, payment)
    expect(await hashesOf(world, payment)).toHaveLength(1)
  })
})

test('a dead invoice that a person has looked at is looked at again by itself, and replaced', async () => {
  const payment = await startPayment(world)
  // Attempts without proof, until a person has to look.
  await world.pay('w', { ...world.client, pay: async () => ({ kind: 'unknown', detail: 'lost' }) })
  await world.skipWaiting()
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await world.pay('w', { ...world.client, pay: async () => ({ kind: 'unknown', detail: 'lost' }) })
    await world.skipWaiting()
  }
  expect(await readPayment(world, payment)).toMatchObject({ status: 'needs_review' })
  const [hash = ''] = await hashesOf(world, payment)
  // LNbits gives the invoice up.
  world.control.settings.fundingAnswer = 'failed'
  await fetch(`${world.lnbitsUrl}/api/v1/payments/${hash}`, {
    headers: { 'x-api-key': payment.client.wallet.invoiceKey },
  })
  world.control.settings.fundingAnswer = 'pending'
  expect(await retryByHand(world, payment)).toMatchObject({
    kind: 'not_yet',
    why: expect.stringMatching(/looks dead/),
  })
  expect(await readPayment(world, payment)).toMatchObject({ status: 'invoiced', attempts: 0 })
  await world.toRest()
  await expectPaidOnce(world, payment)
  expect(await hashesOf(world, payment)).toHaveLength(2)
})
