import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { msat, sats } from '../../engine/domain/money.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { openWorld, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'
import { runOn, tamper, wordsOf } from './reconcile-desk.ts'

/** Where books and wallets differ for good, a person's word settles it: settle_wallet_difference, as the runbooks say. */

let world: World
beforeEach(async () => {
  world = await openWorld({ reissueAfterSeconds: 0 })
  await world.addClient('Ana', '4000.00')
  await world.addClient('Luis', '2000.00')
  await world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await world.toRest()
})
afterEach(() => world.close())

interface Payment {
  readonly id: bigint
  readonly kind: string
  readonly hash: string
  readonly msat: bigint
  readonly walletId: string
  readonly cashOut: string
}

async function paymentOf(kind: string): Promise<Payment> {
  const { rows } = await world.pool.query<Payment>(
    `SELECT t.id, t.kind, t.payment_hash AS hash, t.amount_sats::bigint * 1000 AS msat, t.payee_wallet_id AS "walletId",
            x.transaction_id AS "cashOut"
     FROM transfers t JOIN lamassu_transactions x ON x.id = t.lamassu_transaction_id WHERE t.kind = $1 ORDER BY t.id LIMIT 1`,
    [kind],
  )
  assert(rows[0])
  return rows[0]
}

const settle = async (hash: string): Promise<unknown> =>
  (await world.pool.query(`SELECT settle_wallet_difference($1, 'paid to Ana again') AS said`, [hash])).rows[0]

/** LNbits as it came back from a backup that was made before this payment. */
function without({ hash, msat: amount, walletId }: Payment): LnbitsClient {
  const { source, commission } = world.wallets
  return {
    ...world.client,
    async wallet(key) {
      const seen = await world.client.wallet(key)
      if (seen.kind !== 'ok') return seen
      const isReceiver = key === commission.invoiceKey && walletId === commission.walletId
      const moved = key === source.adminKey ? amount : isReceiver ? -amount : 0n
      return { ...seen, value: { ...seen.value, balanceMsat: msat(seen.value.balanceMsat + moved) } }
    },
    async history(key, page) {
      const seen = await world.client.history(key, page)
      return seen.kind === 'ok'
        ? { ...seen, value: seen.value.filter((row) => row.paymentHash !== hash) }
        : seen
    },
    async rowsByHash(key, asked) {
      const seen = await world.client.rowsByHash(key, asked)
      return seen.kind === 'ok' && asked === hash ? { ...seen, value: [] } : seen
    },
  }
}

/** The bot starts again, and compares the wallets with its books before it sends anything. */
async function startAgain(lnbits: LnbitsClient): Promise<void> {
  await world.sell({ fiat: '10.00000', confirmed_at: soon() })
  await world.takeIn()
  await world.distribute()
  await world.stores.history.doubt()
  await world.pay('worker', lnbits)
}

describe('a lost payment: completed in the books, gone from the wallets', () => {
  test.each(['client', 'commission'])('of kind %s is gone after a person has settled it', async (kind) => {
    const lost = await paymentOf(kind)
    const lnbits = without(lost)
    const sides =
      kind === 'client'
        ? [
            `wallets broken payment:client:${lost.id} +${lost.msat} msat`,
            `receivers broken payment:client:${lost.id} -${lost.msat} msat`,
          ]
        : [
            `wallets broken payment:commission:${lost.id} +${lost.msat} msat`,
            `wallets broken payment:commission:${lost.id} -${lost.msat} msat`,
          ]
    expect((await runOn(world, { lnbits })).found).toEqual(sides)
    await startAgain(lnbits)
    expect((await runOn(world, { lnbits })).found).toEqual([
      `payments broken hash:${lost.hash} -${lost.msat} msat`,
      ...sides,
    ])
    expect(await settle(lost.hash)).toEqual({ said: 'settled' })
    expect((await runOn(world, { lnbits })).found).toEqual([])
    // And where LNbits has it after all, that is square as well.
    expect((await runOn(world)).found).toEqual([])
  })
})

/** A payment from the source wallet that no books know of. */
async function payPastTheBooks(payee: string, amountSats: bigint, reference: string): Promise<string> {
  const made = await world.client.createInvoice(payee as WalletKey, {
    amountSats: sats(amountSats),
    memo: 'DCA',
    reference,
    expirySeconds: 3600,
  })
  assert(made.kind === 'ok')
  const { bolt11, paymentHash } = made.value
  await world.client.pay(world.wallets.source.adminKey as WalletKey, { bolt11, reference })
  return paymentHash
}

describe('a wallet row that the books do not know', () => {
  test.each([
    ['the same payment a second time', async (paid: Payment) => paid.msat / 1000n, 1n],
    ['an amount that nobody asked for', async () => 7n, 2n],
  ])("%s, in the bot's name, is gone after a person has settled it", async (_, amountOf, seq) => {
    const paid = await paymentOf('client')
    const amount = await amountOf(paid)
    const reference = `satmachine:client:${paid.cashOut}:${paid.walletId}:${seq}`
    const hash = await payPastTheBooks(world.clientKeys.get(1n) ?? '', amount, reference)
    const strange = `wallets broken hash:${hash} -${amount * 1000n} msat`
    const { run, found } = await runOn(world)
    expect(found).toEqual([strange])
    expect(wordsOf(run).join('\n')).toContain(`row ${hash.slice(0, 8)} of the source wallet`)
    await startAgain(world.client)
    expect((await runOn(world)).found).toEqual([
      `payments broken hash:${hash} +${amount * 1000n} msat`,
      strange,
    ])
    expect(await settle(hash)).toEqual({ said: 'settled' })
    expect((await runOn(world)).found).toEqual([])
    // What the bot has recognised as a transfer of the books is no person's word.
    await tamper(world, `UPDATE wallet_differences SET settled_how = 'recognised as client payment 4711'`)
    expect((await runOn(world)).found).toEqual([strange])
    await tamper(world, `UPDATE wallet_differences SET settled_how = 'paid to Ana again (maria)'`)
    expect((await runOn(world)).found).toEqual([])
    // No more than what was settled.
    await tamper(world, `UPDATE wallet_differences SET amount_msat = amount_msat - 1000`)
    expect((await runOn(world)).found).toEqual([strange])
  })

  test("of a person's hand, out of the source wallet, is told once and named by its row", async () => {
    expect((await runOn(world)).found).toEqual([])
    const stranger = world.control.createWallet('till')
    const hash = await payPastTheBooks(stranger.invoiceKey, 500n, 'rent')
    const { run, found } = await runOn(world)
    expect(found).toEqual(['wallets late wallet:source -500000 msat'])
    expect(wordsOf(run).join('\n')).toContain(`row ${hash.slice(0, 8)} of`)
    expect((await runOn(world)).found).toEqual([])
  })
})

test('a payment that stands twice in the books is named, and gone when the row and the key are as they were', async () => {
  const paid = await paymentOf('client')
  await tamper(
    world,
    `DROP INDEX satoshimachine.one_payment_per_client;
     INSERT INTO dca_payments SELECT (jsonb_populate_record(p, '{"id": 990, "status": "cancelled", "completed_at": null, "payment_hash": null}')).*
     FROM dca_payments p WHERE id = ${paid.id}`,
  )
  const { run, found } = await runOn(world)
  expect(found).toContain('duplicates broken payment:client:990 –')
  expect(found).toContain('duplicates broken key:one_payment_per_client –')
  expect(wordsOf(run).join('\n')).toContain('until whoever runs the database makes it again')
  const told = run.checks.find(({ name }) => name === 'duplicates')
  expect(told?.discrepancies[0]?.steps[0]).toBe('tx duplicates')
  await tamper(
    world,
    `DELETE FROM dca_payments WHERE id = 990;
     CREATE UNIQUE INDEX one_payment_per_client ON satoshimachine.dca_payments (lamassu_transaction_id, client_id)`,
  )
  expect((await runOn(world)).found).toEqual([])
})

test('one edited byte of the action log is named by block and action, and stays until it is put back', async () => {
  const log = createActionLog(world.pool)
  const ids: bigint[] = []
  for (const command of ['deposit confirm', 'adjust propose', 'poll resume']) {
    const id = await log.begin({ actor: 'terminal:maria', surface: 'terminal', command, arguments: {} })
    assert(id !== null)
    await log.finish(id, 'done')
    ids.push(id)
  }
  expect((await runOn(world)).found).toEqual([])
  await tamper(world, `UPDATE action_log SET result = 'dome' WHERE id = ${ids[1]}`)
  const { run, found } = await runOn(world)
  expect(found).toEqual(['action-log broken block:2 –'])
  expect(wordsOf(run).at(-1)).toBe(
    `action-log! block 2 of the action log: a row was changed: action ${ids[1]}. No command corrects the log: this is told until what was changed stands there again as the newest export or backup has it`,
  )
  expect((await runOn(world)).found).toEqual(found)
  await tamper(world, `UPDATE action_log SET result = 'done' WHERE id = ${ids[1]}`)
  expect((await runOn(world)).found).toEqual([])
})
