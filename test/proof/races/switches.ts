import assert from 'node:assert/strict'
import { payTransfer } from '../../../engine/pay.ts'
import type { LnbitsClient } from '../../../engine/ports.ts'
import { referenceOf } from '../../../engine/reference.ts'
import { behindLock } from './queue.ts'
import { assertPaidOnce, calmDown, payers, type Race } from './race.ts'
import { type Ring, SETTINGS } from './ring.ts'

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

export const switchRaces: readonly Race[] = [switchedOff, switchAtTheGate]
