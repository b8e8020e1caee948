import assert from 'node:assert/strict'
import { payTransfer } from '../../../engine/pay.ts'
import type { LnbitsClient } from '../../../engine/ports.ts'
import { referenceOf } from '../../../engine/reference.ts'
import { behindLock, gate } from './queue.ts'
import { assertPaidOnce, calmDown, payAll, payers, type Race, stealAndPay } from './race.ts'
import { type Ring, SETTINGS } from './ring.ts'

const sixteenWorkers: Race = {
  name: 'sixteen workers on one payment',
  meaning:
    'Sixteen replicas want to pay the same payment, each with its own connections, while its lease runs out under them again and again, so that several believe it is theirs.',
  async round(ring) {
    const payment = await ring.startPayment()
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
    const [one, two] = outcomes as { kind: string; why?: string }[]
    for (const told of [one, two])
      if (told && 'why' in told) assert.match(told.why ?? '', /\w+ \w+/, 'a refusal says why')
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

/** Hashes of everything that has passed the last gate before money moves. */
async function underWay(ring: Ring): Promise<Set<string>> {
  const { rows } = await ring.pool.query<{ payment_hash: string }>(
    `SELECT payment_hash FROM transfers WHERE status IN ('paying', 'completed')`,
  )
  return new Set(rows.map((row) => row.payment_hash))
}

const CLIENTS_OF_SWITCH = 12

const switchedOff: Race = {
  name: 'payouts are switched off under sixteen workers',
  meaning:
    'While sixteen replicas pay, somebody stops the payouts, by command or by the emergency statement. What had not passed the last gate when the switch said "off" must not be paid until it says "on".',
  async round(ring, number) {
    for (let i = 0; i < CLIENTS_OF_SWITCH; i += 1) await ring.addClient(10_000n)
    const id = await ring.takeIn(await ring.sale(BigInt(CLIENTS_OF_SWITCH) * 10_000n))
    await ring.stores.allocation.allocate(id, ring.allocationWallets(), SETTINGS)
    let allowed: Set<string> | null = null
    const sentAfter: string[] = []
    const watched: LnbitsClient = {
      ...ring.client,
      async pay(key, request) {
        if (allowed !== null) sentAfter.push(request.bolt11)
        return ring.client.pay(key, request)
      },
    }
    const working = ring.contenders.map(async (one) => {
      const lease = { owner: one.name, seconds: 60 }
      for (const transfer of await one.stores.transfers.claim(lease, payers(ring), 2))
        await payTransfer(one.pay(watched), transfer)
    })
    await new Promise((wake) => setTimeout(wake, (number * 7) % 40))
    if (number % 2 === 0) await ring.stores.bookkeeping.setSwitches({ payouts: false }, 'race')
    else await ring.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
    allowed = await underWay(ring)
    await Promise.all(working)
    const now = await underWay(ring)
    const late = [...now].filter((hash) => !allowed?.has(hash))
    assert.deepEqual(late, [], 'nothing passed the gate after the switch was off')
    const { rows } = await ring.pool.query<{ payment_hash: string }>(
      'SELECT payment_hash FROM payment_invoices WHERE bolt11 = ANY($1)',
      [sentAfter],
    )
    for (const row of rows)
      assert(allowed.has(row.payment_hash), 'nothing was sent that had not passed it before')
    await ring.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await calmDown(ring)
    const { rows: all } = await ring.pool.query<{ id: bigint; wallet: string }>(
      'SELECT id, payee_wallet_id AS wallet FROM dca_payments WHERE lamassu_transaction_id = $1',
      [id],
    )
    assert.equal(all.length, CLIENTS_OF_SWITCH)
    for (const payment of all) await assertPaidOnce(ring, payment.id, payment.wallet)
    return rows.length > 0 ? 'some were on their way, and paid' : 'nothing was on its way'
  },
}

const switchAtTheGate: Race = {
  name: 'payouts are switched off while one stands in the gate',
  meaning:
    'A payment has read that payouts are on and is held up in the last gate; in that moment they are switched off. Either the switch waits until the payment has passed, or the payment does not pass.',
  async round(ring, number) {
    const payment = await ring.startPayment()
    const [one] = ring.contenders
    assert(one)
    const lease = { owner: one.name, seconds: 60 }
    const { transfers } = one.stores
    await one.pay().history.payDoubt()
    const transfer = await transfers.claimOne(lease, 'client', payment.id)
    const key = await one
      .pay()
      .keyring.payeeKey({ kind: 'client', clientId: payment.client.id, fiatCode: 'GTQ' })
    assert(transfer && key)
    const request = {
      amountSats: transfer.amountSats,
      memo: 'race',
      reference: referenceOf(transfer),
      expirySeconds: 600,
    }
    const made = await ring.client.createInvoice(key, request)
    assert(made.kind === 'ok')
    assert(await transfers.recordInvoice(lease, transfer, made.value))
    const told = { off: false, offAtRelease: false }
    const pass = async (): Promise<boolean> => transfers.markPaying(lease, { ...transfer, ...made.value })
    const off = async (): Promise<boolean> => {
      if (number % 2 === 0) await ring.stores.bookkeeping.setSwitches({ payouts: false }, 'race')
      else await ring.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
      told.off = true
      return true
    }
    const row = { sql: 'SELECT FROM dca_payments WHERE id = $1 FOR UPDATE', values: [payment.id] }
    const [passed] = await behindLock(ring, row, [pass, off], () => {
      told.offAtRelease = told.off
    })
    assert(!(passed && told.offAtRelease), 'nothing passes the gate after the switch was off')
    await ring.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await calmDown(ring)
    await assertPaidOnce(ring, payment.id, payment.client.walletId)
    return told.offAtRelease ? 'the payment did not pass' : 'the switch waited for the payment'
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
  personAgainstWorker,
  switchedOff,
  switchAtTheGate,
  newKey,
  oneFunding,
]
