import type { Text } from '../../../engine/phrase.ts'
import assert from 'node:assert/strict'
import { payTransfer } from '../../../engine/pay.ts'
import type { LnbitsClient } from '../../../engine/ports.ts'
import type { TransferStore } from '../../../engine/storage.ts'
import { behindLock, gate } from './queue.ts'
import { assertPaidOnce, calmDown, payAll, type Race, stealAndPay } from './race.ts'
import { SETTINGS } from './ring.ts'

const sixteenWorkers: Race = {
  name: 'sixteen workers on one payment',
  meaning:
    'Sixteen replicas want to pay the same payment, each with its own connections, while its lease runs out under them again and again, so that several believe it is theirs.',
  async round(ring, number) {
    const payment = await ring.startPayment()
    const [first] = ring.contenders
    assert(first)
    // Every second time the invoice is there already, so that all of them want to pay the same one.
    const lost: LnbitsClient = { ...ring.client, pay: async () => ({ kind: 'unknown', detail: 'lost' }) }
    if (number % 2 === 1) await stealAndPay(ring, first, payment.id, lost)
    const before = ring.control.requestCount('pay')
    const results = await Promise.all(ring.contenders.map((one) => stealAndPay(ring, one, payment.id)))
    await calmDown(ring)
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    const asked = ring.control.requestCount('pay') - before
    return `${Math.min(asked, 4)}${asked > 4 ? ' or more' : ''} payment request(s), ${results.includes('completed') ? 'completed at once' : 'completed later'}`
  },
}

/** All have passed the last gate in the books and send at the same moment; then all want to book it, in one queue. */
const allAtTheGate: Race = {
  name: 'sixteen payment requests at once',
  meaning:
    'Sixteen replicas, each of which has been told by the books that it may pay, send the same payment in one moment, and then stand in one queue to book it.',
  async round(ring) {
    const payment = await ring.startPayment()
    const door = gate()
    const slow: LnbitsClient = {
      ...ring.client,
      async pay(key, request) {
        await door.pass()
        return ring.client.pay(key, request)
      },
    }
    const running: Promise<{ kind: string }>[] = []
    for (const [number, one] of ring.contenders.entries()) {
      await ring.pool.query(`UPDATE transfers SET lease_until = now() - interval '1 second' WHERE id = $1`, [
        payment.id,
      ])
      const transfer = await one.stores.transfers.claimOne(
        { owner: one.name, seconds: 60 },
        'client',
        payment.id,
      )
      assert(transfer, 'the lease had run out')
      const run = payTransfer(one.pay(slow), transfer)
      running.push(run)
      await door.until(number + 1, run)
    }
    const row = { sql: 'SELECT FROM dca_payments WHERE id = $1 FOR UPDATE', values: [payment.id] }
    await behindLock(ring, row, [
      () => {
        door.open()
        return Promise.race(running)
      },
    ])
    const results = await Promise.all(running)
    await calmDown(ring)
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    return `${results.filter(({ kind }) => kind === 'completed').length} of 16 found it completed`
  },
}

const oldInvoice: Race = {
  name: 'a worker wakes up with an old invoice',
  meaning:
    'A worker stops right before the last gate. Meanwhile its invoice is given up as dead, although it lives, and its own replica pays with a new one. When the worker wakes up, the old invoice must not be paid as well.',
  async round(ring) {
    const payment = await ring.startPayment()
    const [one] = ring.contenders
    assert(one)
    const door = gate()
    const deps = one.pay()
    const { lease, store } = deps
    const sleepy: TransferStore = {
      ...store,
      async markPaying(...asked) {
        await door.pass()
        return store.markPaying(...asked)
      },
    }
    const first = await store.claimOne(lease, 'client', payment.id)
    assert(first)
    const sleeping = payTransfer({ ...deps, store: sleepy }, first)
    await door.until(1, sleeping)
    // The same replica: its name in the lease is the sleeper's, too.
    for (let look = 0; look < 2; look += 1) {
      const transfer = await store.claimOne(lease, 'client', payment.id)
      assert(transfer)
      await store.invoiceSeenDead(lease, transfer, 'a stale read', 0)
    }
    const again = await store.claimOne(lease, 'client', payment.id)
    assert(again)
    // It is on its way to LNbits with the new invoice when the sleeper comes to the gate with the old one.
    const way = gate()
    const slow: LnbitsClient = {
      ...ring.client,
      async pay(...asked) {
        await way.pass()
        return ring.client.pay(...asked)
      },
    }
    const paying = payTransfer({ ...deps, lnbits: slow }, again)
    await way.until(1, paying)
    door.open()
    const woken = await sleeping
    way.open()
    const paid = await paying
    await calmDown(ring)
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    return `the other: ${paid.kind}, the sleeper: ${woken.kind}`
  },
}

const personAgainstWorker: Race = {
  name: 'a person retries while a worker pays',
  meaning: 'Somebody says "payment retry" at the very moment in which workers have the payment in hand.',
  async round(ring, number) {
    const payment = await ring.startPayment()
    if (number % 2 === 1)
      await ring.pool.query(
        `UPDATE dca_payments SET status = 'needs_review', last_error = 'look' WHERE id = $1`,
        [payment.id],
      )
    const [first, second, third, ...others] = ring.contenders
    assert(first && second && third)
    const outcomes = await Promise.all([
      first.actions().retryPayment('client', payment.id),
      second.actions().retryPayment('client', payment.id),
      payAll(ring, third),
      ...others.slice(0, 3).map((one) => stealAndPay(ring, one, payment.id)),
    ])
    const [one, two] = outcomes as { kind: string; why?: Text }[]
    for (const told of [one, two])
      if (told && 'why' in told) assert.match(String(told.why), /\w+ \w+/, 'a refusal says why')
    await calmDown(ring)
    const { rows } = await ring.pool.query<{ status: string }>(
      'SELECT status FROM dca_payments WHERE id = $1',
      [payment.id],
    )
    if (rows[0]?.status === 'needs_review')
      assert.equal((await first.actions().retryPayment('client', payment.id)).kind, 'paid')
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    return `the two were told: ${[one?.kind ?? '', two?.kind ?? ''].toSorted((a, b) => a.localeCompare(b)).join(', ')}`
  },
}

const newKey: Race = {
  name: 'a client gets a new key while he is paid',
  meaning:
    "The keys of a client's wallet are changed in LNbits and stored anew while several replicas pay him.",
  async round(ring, number) {
    const payment = await ring.startPayment()
    const [first, second, third] = ring.contenders
    assert(first && second && third)
    const change = async (): Promise<void> => {
      await new Promise((wake) => setTimeout(wake, (number * 3) % 20))
      const { walletId, invoiceKey } = ring.control.resetKeys(payment.client.walletId)
      const changed = await third.actions().setClientKey(payment.client.id, 'GTQ', invoiceKey as never)
      assert.equal(changed.walletId, walletId)
    }
    const [one, two] = await Promise.all([
      stealAndPay(ring, first, payment.id),
      stealAndPay(ring, second, payment.id),
      change(),
    ])
    await calmDown(ring)
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    return [one, two].includes('completed') ? 'paid before or during the change' : 'paid after the change'
  },
}

const oneFunding: Race = {
  name: 'sixteen replicas fund one cash-out',
  meaning:
    'Sixteen replicas ask for the sats of the same cash-out from the treasury, and pay whatever is due.',
  async round(ring) {
    const client = await ring.addClient(200_000n)
    const id = await ring.takeIn(await ring.sale(200_000n))
    const { source, treasury } = ring.wallets
    const before = ring.control.balanceMsat(treasury.walletId)
    await Promise.all(
      ring.contenders.map(async (one) => {
        await one.stores.allocation.requestFunding(id, treasury.walletId, source.walletId)
        await payAll(ring, one)
      }),
    )
    await calmDown(ring)
    assert.equal(before - ring.control.balanceMsat(treasury.walletId), 266_800_000n, 'funded once')
    await ring.stores.allocation.allocate(id, ring.allocationWallets(), SETTINGS)
    await calmDown(ring)
    const { rows } = await ring.pool.query<{ id: bigint }>(
      'SELECT id FROM dca_payments WHERE client_id = $1',
      [client.id],
    )
    await assertPaidOnce(ring, rows[0]?.id ?? 0n, client.walletId)
    return 'funded once'
  },
}

export const payingRaces: readonly Race[] = [
  sixteenWorkers,
  allAtTheGate,
  oldInvoice,
  personAgainstWorker,
  newKey,
  oneFunding,
]
