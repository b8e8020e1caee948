import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sats } from '../../engine/domain/money.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { photograph } from '../support/rewind.ts'
import { openWorld, type World } from '../support/world.ts'
import { hashesOf, readPayment, sellNow, startPayment } from './one-payment.ts'

/** What the wallets show and the books don't hold, and the other way round, where nothing can be proven: it stops. */

let world: World
beforeEach(async () => {
  world = await openWorld({ reissueAfterSeconds: 0, commissionWallet: false })
})
afterEach(() => world.close())

const debits = () => world.control.payments().filter((row) => row.amountMsat < 0n && row.status === 'success')

async function payOneCashOut(): Promise<string> {
  if ((await world.pool.query('SELECT FROM dca_clients')).rowCount === 0)
    await world.addClient('Ana', '9000.00')
  const id = await sellNow(world)
  await world.toRest()
  return id
}

async function switches(): Promise<{ payouts_enabled: boolean; pause_reason: string | null }> {
  const { rows } = await world.pool.query('SELECT payouts_enabled, pause_reason FROM lamassu_config')
  return rows[0]
}

const openDifferences = async () =>
  (await world.pool.query('SELECT payment_hash, what FROM wallet_differences WHERE settled_at IS NULL')).rows

/** A payment from the source wallet that no books know of, and a bot that is started afterwards. */
async function payByHand(payeeKey: string, amountSats: bigint, reference: string): Promise<string> {
  const made = await world.client.createInvoice(payeeKey as WalletKey, {
    amountSats: sats(amountSats),
    memo: 'DCA',
    reference,
    expirySeconds: 3600,
  })
  if (made.kind !== 'ok') throw new Error(made.detail)
  const { bolt11, paymentHash } = made.value
  await world.client.pay(world.wallets.source.adminKey as WalletKey, { bolt11, reference })
  await world.stores.history.doubt()
  return paymentHash
}

/** A person has looked into it, and switches payouts on again. */
async function settleAndResume(hash: string): Promise<void> {
  await world.pool.query(`SELECT settle_wallet_difference($1, 'the client has his sats')`, [hash])
  await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
}

describe('a forgotten payment', () => {
  test('of which the receiver is gone with the lost commits stops everything, by its hash, its sats and what to do', async () => {
    await world.addClient('Ana', '9000.00')
    const restore = await photograph(world.books)
    const luis = await world.addClient('Luis', '9000.00')
    await payOneCashOut()
    const lost = debits().filter((row) => row.memo === 'DCA')
    expect(lost).toHaveLength(2)
    await restore()
    await world.toRest()
    // The cash-out is distributed again, to Ana alone: her payment is over another amount now.
    const { payouts_enabled: on, pause_reason: reason } = await switches()
    expect(on).toBe(false)
    expect(reason).toMatch(/paid \d+ sats \(hash [0-9a-f]{64}, reference satmachine:client:/)
    expect(reason).toMatch(/settle_wallet_difference\('[0-9a-f]{64}'/)
    expect(lost.map((row) => row.paymentHash)).toContain(/hash ([0-9a-f]{64})/.exec(reason ?? '')?.[1])
    expect(debits()).toHaveLength(2)
    expect(world.control.balanceMsat(luis.wallet.walletId)).toBeGreaterThan(0n)
    // Switched on without a decision, it stops again before anything is sent.
    await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
    await world.toRest()
    expect((await switches()).payouts_enabled).toBe(false)
    expect(debits()).toHaveLength(2)
  })

  test('is decided about by a person, whose words are kept, and then everything goes on', async () => {
    const cashOutId = await payOneCashOut()
    const stranger = world.control.createWallet('who is this?')
    const lost = await payByHand(
      stranger.invoiceKey,
      7n,
      `satmachine:client:${cashOutId}:${stranger.walletId}:1`,
    )
    await sellNow(world)
    await world.toRest()
    expect((await switches()).pause_reason).toContain(`its cash-out ${cashOutId} has no such payment`)
    expect(await openDifferences()).toEqual([{ payment_hash: lost, what: 'unbooked' }])
    expect(debits()).toHaveLength(2)
    await settleAndResume(lost)
    await world.toRest()
    expect(debits()).toHaveLength(3)
    const { rows } = await world.pool.query(
      'SELECT settled_how FROM wallet_differences WHERE payment_hash = $1',
      [lost],
    )
    expect(rows[0]?.settled_how).toMatch(/^the client has his sats \(.+\)$/)
    // Seen again, it stays decided.
    await world.stores.history.doubt()
    await payOneCashOut()
    expect(debits()).toHaveLength(4)
  })

  test('with the first form of reference is recognised by its number, when all else fits', async () => {
    const payment = await startPayment(world)
    const { amountSats } = await readPayment(world, payment)
    const paid = await payByHand(
      payment.client.wallet.invoiceKey,
      amountSats,
      `satmachine:client:${payment.id}:1`,
    )
    await world.toRest()
    await world.toRest()
    expect(debits()).toHaveLength(1)
    expect(await hashesOf(world, payment)).toEqual([paid])
    await expectSoundBooks(world)
  })

  test.each([
    ['another amount', 1n, /is over \d+ sats/],
    ['a number that nothing has', 0n, /there is no client payment 4711/],
  ])('with the first form of reference and %s stops everything', async (_, more, why) => {
    const payment = await startPayment(world)
    const { amountSats } = await readPayment(world, payment)
    const id = more === 0n ? 4711n : payment.id
    await payByHand(payment.client.wallet.invoiceKey, amountSats + more, `satmachine:client:${id}:1`)
    await world.toRest()
    expect(debits()).toHaveLength(1)
    expect((await switches()).pause_reason).toMatch(why)
  })

  test('to another wallet than the receiver’s stops everything', async () => {
    const payment = await startPayment(world)
    const { amountSats } = await readPayment(world, payment)
    const other = world.control.createWallet('another')
    await payByHand(other.invoiceKey, amountSats, `satmachine:client:${payment.id}:1`)
    await world.toRest()
    expect(debits()).toHaveLength(1)
    expect((await switches()).pause_reason).toMatch(
      /the receiver of client payment \d+ does not show that it came in/,
    )
  })

  test('of what the books call paid by another invoice stops everything: that is paid twice', async () => {
    const payment = await startPayment(world)
    const row = await readPayment(world, payment)
    await world.toRest()
    const reference = `satmachine:client:${payment.transactionId}:${payment.client.wallet.walletId}:2`
    const second = await payByHand(payment.client.wallet.invoiceKey, row.amountSats, reference)
    await sellNow(world)
    await world.toRest()
    expect(debits()).toHaveLength(2)
    expect((await switches()).pause_reason).toContain(`(hash ${second}, reference ${reference})`)
    expect((await switches()).pause_reason).toMatch(/client payment \d+ is already completed/)
  })

  test('while its receiver can’t be read waits, and is recognised later', async () => {
    const payment = await startPayment(world)
    const { amountSats } = await readPayment(world, payment)
    const reference = `satmachine:client:${payment.transactionId}:${payment.client.wallet.walletId}:1`
    await payByHand(payment.client.wallet.invoiceKey, amountSats, reference)
    const lift = world.control.inject({
      endpoint: 'rows',
      fault: commonFaults.serverError('before'),
      times: 'all',
    })
    await world.toRest()
    expect(debits()).toHaveLength(1)
    expect(await readPayment(world, payment)).toMatchObject({ status: 'pending', attempts: 0 })
    expect((await switches()).payouts_enabled).toBe(true)
    lift()
    await world.toRest()
    await world.toRest()
    expect(debits()).toHaveLength(1)
    await expectSoundBooks(world)
  })

  test('and a payment of somebody else’s making from the same wallet is no business of ours', async () => {
    await payByHand(world.control.createWallet('a friend').invoiceKey, 5n, 'lunch')
    await payOneCashOut()
    expect(await openDifferences()).toEqual([])
    expect(debits()).toHaveLength(2)
  })
})

describe('before the comparison', () => {
  test('nothing is sent while the history can’t be read', async () => {
    const lift = world.control.inject({
      endpoint: 'history',
      fault: commonFaults.serverError('before'),
      times: 'all',
    })
    await payOneCashOut()
    expect(debits()).toHaveLength(0)
    expect(world.control.requestCount('pay')).toBe(0)
    lift()
    await world.toRest()
    expect(debits()).toHaveLength(1)
    await expectSoundBooks(world)
  })

  test('nothing is sent from other books than were compared, until what was under way has arrived', async () => {
    await world.close()
    world = await openWorld({ reissueAfterSeconds: 600, commissionWallet: false })
    await payOneCashOut()
    const restore = await photograph(world.books)
    await restore()
    await sellNow(world)
    await world.toRest()
    expect(debits()).toHaveLength(1)
    const [waiting] = await world.stores.allocation.pending(1)
    expect(waiting?.waitingReason).toMatch(
      /the database is another one than before .* nothing is sent for \d+ s more/,
    )
    await world.pool.query(`UPDATE wallet_checks SET books_since = books_since - interval '600 seconds'`)
    await world.toRest()
    expect(debits()).toHaveLength(2)
    await expectSoundBooks(world)
  })

  test('a worker that passed no gate sends nothing, whatever it believes', async () => {
    const payment = await startPayment(world)
    await world.distribute()
    const lease = { owner: 'worker', seconds: 60 }
    const transfer = await world.stores.transfers.claimOne(lease, 'client', payment.id)
    if (transfer === null) throw new Error('not claimed')
    await world.stores.history.doubt()
    const made = { paymentHash: 'ab'.repeat(32), bolt11: 'lnbc' }
    expect(await world.stores.transfers.recordInvoice(lease, transfer, made)).toBe(true)
    const invoiced = { ...transfer, ...made, maySend: true, status: 'invoiced' as const }
    expect(await world.stores.transfers.markPaying(lease, invoiced)).toBe(false)
  })

  test('the history is read page by page, and only since the last comparison', async () => {
    for (let i = 0; i < 3; i += 1) await payOneCashOut()
    await world.pool.query(`UPDATE wallet_checks SET compared_mark = NULL`)
    const before = world.control.requestCount('history')
    await payOneCashOut()
    expect(world.control.requestCount('history') - before).toBe(1)
    await expectSoundBooks(world)
  })
})

describe('a wallet that comes back from an older backup', () => {
  /** LNbits without its last rows. */
  function forgetLastPayment(): string {
    const [last] = debits().slice(-1)
    if (last === undefined) throw new Error('nothing was paid')
    const before = { ...world.client }
    Object.assign(world.client, {
      history: async (...asked: Parameters<LnbitsClient['history']>) => {
        const read = await before.history(...asked)
        return read.kind === 'ok'
          ? { ...read, value: read.value.filter((row) => row.paymentHash !== last.paymentHash) }
          : read
      },
      rowsByHash: async (...asked: Parameters<LnbitsClient['rowsByHash']>) =>
        asked[1] === last.paymentHash ? { kind: 'ok', value: [] } : before.rowsByHash(...asked),
    })
    return last.paymentHash
  }

  test.each(['never', 'before'])(
    'is noticed (compared: %s), stops, and nothing is paid again',
    async (compared) => {
      await payOneCashOut()
      await world.stores.history.doubt()
      if (compared === 'before') expect(await world.payDependencies().history.payDoubt()).toBeNull()
      else await world.pool.query('DELETE FROM wallet_checks')
      await world.stores.history.doubt()
      const hash = forgetLastPayment()
      await sellNow(world)
      await world.toRest()
      expect(await openDifferences()).toEqual([{ payment_hash: hash, what: 'missing' }])
      const { payouts_enabled: on, pause_reason: reason } = await switches()
      expect(on).toBe(false)
      expect(reason).toContain(`hash ${hash}`)
      expect(reason).toMatch(
        /LNbits was probably restored from an older backup. It is not paid again by itself/,
      )
      expect(debits()).toHaveLength(1)
      await settleAndResume(hash)
      await world.toRest()
      expect(debits()).toHaveLength(2)
      const [first] = (
        await world.pool.query(`SELECT status FROM dca_payments WHERE payment_hash = $1`, [hash])
      ).rows
      expect(first).toEqual({ status: 'completed' })
    },
  )
})
