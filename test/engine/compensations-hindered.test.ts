import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as compensate } from '../../commands/commission/compensate.ts'
import { command as verify } from '../../commands/commission/verify.ts'
import { command as cancel } from '../../commands/payment/cancel.ts'
import { command as pause } from '../../commands/poll/pause.ts'
import { command as resume } from '../../commands/poll/resume.ts'
import { createActions } from '../../engine/actions.ts'
import { CHECKS } from '../../engine/store/audit-export/verify-checks.ts'
import { saidBy } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { soon } from './one-payment.ts'
import { runOn, tamper } from './reconcile-desk.ts'
import { ASKED, one, overcharged, type Shop, walletOf, wallets } from './overcharged.ts'

describe('what stands in the way', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await overcharged()
  })
  afterAll(() => shop.desk.close())

  test('payouts that are off hold it; a client who is paused gets it; one without a key is named, and waits for it', async () => {
    const { desk, clients } = shop
    const [ana, beto] = clients
    if (ana === undefined || beto === undefined) throw new Error('there are five')
    await desk.run(pause, { what: 'payout', reason: 'wrong commission' })
    await desk.world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE id = ${ana.id}`)
    await desk.world.pool.query(`UPDATE dca_clients SET invoice_key_sealed = NULL WHERE id = ${beto.id}`)
    const key = desk.world.clientKeys.get(beto.id)
    desk.world.clientKeys.delete(beto.id)
    const before = wallets(shop)
    const { preview } = await desk.run(compensate, { ...ASKED, cashouts: '1' })
    expect(preview?.lines).toContain(
      'payouts are switched off: it is booked now, and paid after "poll resume payout"',
    )
    const said = preview?.lines.join('\n')
    expect(said).toMatch(/#1 Ana: .*; the client is paused, and gets what he is owed all the same/)
    expect(said).toMatch(
      /#2 Beto: .*; NO KEY of the wallet is stored: the payment waits for "client set-key 2"/,
    )
    await desk.world.toRest(3)
    expect(wallets(shop)).toEqual(before)
    await desk.run(resume, { what: 'payout' })
    await desk.world.toRest(3)
    const between = wallets(shop)
    expect(between.map((sats, i) => sats > (before[i] ?? 0n))).toEqual([true, false, true, true, true])
    const waiting = await one<{ error: string }>(
      desk,
      `SELECT last_error AS error FROM compensation_payments WHERE status = 'pending'`,
    )
    expect(waiting?.error).toBe('no key is stored for the client\'s wallet: use "client set-key"')
    // However long that takes, it is in nobody's way.
    await desk.world.pool.query(
      `UPDATE transfers SET created_at = now() - interval '9 hours' WHERE status = 'pending'`,
    )
    expect((await desk.world.preflight()).ready).toBe(true)
    if (key !== undefined) desk.world.clientKeys.set(beto.id, key)
    await desk.world.toRest()
    expect(walletOf(shop, beto) / 1000n).toBeGreaterThan(before[1] ?? 0n)
    await expectSoundBooks(desk.world)
    expect((await runOn(desk.world)).found).toEqual([])
  })

  test('one that is given up leaves its sats with the house, and the books square', async () => {
    const { desk } = shop
    await desk.run(pause, { what: 'payout', reason: 'to look' })
    await desk.run(compensate, { ...ASKED, cashouts: '2' })
    const payment = await one<{ id: bigint; sats: bigint }>(
      desk,
      `SELECT id, amount_sats::bigint AS sats FROM compensation_payments WHERE status = 'pending' ORDER BY id LIMIT 1`,
    )
    await desk.run(cancel, { payment: String(payment?.id), note: 'the client has died' })
    await desk.run(resume, { what: 'payout' })
    await desk.world.toRest()
    await expectSoundBooks(desk.world)
    const { run, found } = await runOn(desk.world)
    expect([found, run.verdict]).toEqual([[], 'ok'])
  })

  test('cash-outs with too little commission are left out, and documented for the accountant', async () => {
    const { desk } = shop
    const { preview } = await desk.run(compensate, { cashouts: '1,3', rate: '5.5', reason: 'the third' })
    expect(preview?.lines.join('\n')).toContain('left out, compensated before: #1')
    expect(await desk.refusal(compensate, { cashouts: '3', rate: '12', reason: 'x' })).toContain(
      'nothing is to be paid',
    )
    await desk.world.sell({ fiat: '10.00000', crypto_atoms: '133400', confirmed_at: soon() })
    await desk.world.toRest()
    const { answer } = await desk.run(verify, { last: '1', rate: '12' })
    expect(saidBy(answer)).toContain(
      'The commission of 1 cash-out was too low: nobody gives anything back. This list documents it for the accountant.',
    )
    expect(saidBy(answer)).not.toContain('commission compensate')
  })

  test('where the sums of a cash-out do not hold it is left to a person', async () => {
    const { desk } = shop
    await desk.world.addDeposit(1n, '500.00')
    for (const fiat of ['10.00000', '20.00000'])
      await desk.world.sell({
        fiat,
        crypto_atoms: '9900',
        commission_percentage: '0.08000',
        confirmed_at: soon(),
      })
    await desk.world.pool.query(`UPDATE dca_clients SET status = 'active'`)
    await desk.world.toRest()
    const newest = await one<{ id: bigint }>(desk, 'SELECT max(id) AS id FROM lamassu_transactions')
    await tamper(
      desk.world,
      `UPDATE commission_payments SET amount_sats = amount_sats + 1 WHERE lamassu_transaction_id = ${newest?.id}`,
    )
    const preview = await desk.preview(compensate, { last: '2', rate: '5.5', reason: 'x' })
    expect(preview.lines.join('\n')).toContain(
      `left out, a number is missing or the cash-out's own sums do not hold: #${newest?.id}; look at each with "tx show"`,
    )
    await tamper(
      desk.world,
      `UPDATE commission_payments SET amount_sats = amount_sats - 1 WHERE lamassu_transaction_id = ${newest?.id}`,
    )
  })

  test.each([
    [
      { cashouts: '1,x', reason: 'y' },
      '"x" is no number of a cash-out: write them as 17,18,19, as "tx list" shows them.',
    ],
    [
      { cashouts: '999', reason: 'y' },
      'There is no cash-out #999 that was taken in for distribution: "tx list" shows which there are.',
    ],
    [
      { rate: '5.5555', reason: 'y' },
      '--rate must be a percentage from 0 to below 100 with at most three decimals, such as 5.5; "5.5555" is not.',
    ],
    [
      { rate: '100', reason: 'y' },
      '--rate must be a percentage from 0 to below 100 with at most three decimals, such as 5.5; "100" is not.',
    ],
    [
      { rate: '5', rule: 'ticker', reason: 'y' },
      '--rate says nothing under the ticker rule, which works with the price alone: leave it out.',
    ],
    [{ last: '3' }, '--reason is missing: why, for whoever looks next.'],
  ])('%j is refused', async (asked, sentence) => {
    expect(await shop.desk.refusal(compensate, asked)).toBe(sentence)
  })
})

/** The export's own statement, over tables that are called and have columns as its files do. */
async function wrongInExport(desk: Shop['desk']): Promise<bigint | undefined> {
  const check = CHECKS.find(({ needs }) => needs.includes('compensations'))
  if (check === undefined) throw new Error('the export checks its compensations')
  const found = await one<{ count: bigint }>(
    desk,
    `WITH compensations AS (SELECT *, lamassu_transaction_id AS cash_out_id FROM commission_compensations),
          payments AS (SELECT *, lamassu_transaction_id AS cash_out_id FROM transfers)
     SELECT count(*) FROM (${check.sql}) AS wrong`,
  )
  return found?.count
}

test('a sat that is not what was decided is found, named to the row, and gone when it is put right', async () => {
  const shop = await overcharged()
  try {
    await shop.desk.run(compensate, ASKED)
    await shop.desk.world.toRest()
    expect([await wrongInExport(shop.desk), (await runOn(shop.desk.world)).found]).toEqual([0n, []])
    const more = (sats: string) =>
      tamper(
        shop.desk.world,
        `UPDATE compensation_payments SET amount_sats = amount_sats ${sats} WHERE id = (SELECT min(id) FROM compensation_payments)`,
      )
    await more('+ 1')
    const { found } = await runOn(shop.desk.world)
    const id = (await one<{ id: bigint }>(shop.desk, 'SELECT min(id) AS id FROM compensation_payments'))?.id
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^cash-outs broken tx:\d \+1000 msat$/),
        expect.stringContaining(`payment:compensation:${id}`),
      ]),
    )
    expect(await wrongInExport(shop.desk)).toBe(1n)
    await more('- 1')
    await tamper(
      shop.desk.world,
      'UPDATE commission_compensations SET right_base_amount = right_base_amount + 3 WHERE id = 1',
    )
    expect((await runOn(shop.desk.world)).found).toEqual([
      expect.stringMatching(/^commission broken tx:\d \+3000 msat$/),
    ])
    await tamper(
      shop.desk.world,
      'UPDATE commission_compensations SET right_base_amount = right_base_amount - 3 WHERE id = 1',
    )
    expect((await runOn(shop.desk.world)).found).toEqual([])
  } finally {
    await shop.desk.close()
  }
})

describe('a wallet that does not cover it', () => {
  let shop: Shop
  beforeAll(async () => {
    // What is left after the three are paid is less than what is owed.
    shop = await overcharged({ sourceSats: 372_364n })
  })
  afterAll(() => shop.desk.close())

  test('is said before anybody is asked, and again at the yes; nothing is booked', async () => {
    const { desk } = shop
    const sentence =
      /^The source wallet has ([\d,]+) sats to spare, and 8,004 sats are to be given back: the commission wallet has received them\. Move at least [\d,]+ sats from it to the source wallet in LNbits, then ask again\. Nothing was changed\.$/
    expect(await desk.refusal(compensate, ASKED)).toMatch(sentence)
    const { actions, operationId } = await desk.context()
    await expect(
      actions.compensate({
        range: { ids: [1n, 2n, 3n], last: null, from: null, to: null },
        right: { rule: null, commissionE5: 5500n },
        reason: 'x',
        incident: null,
        approver: null,
        operationId,
      }),
    ).rejects.toThrow(sentence)
    expect(await one(desk, "SELECT count(*) FROM transfers WHERE kind = 'compensation'")).toEqual({
      count: 0n,
    })
    desk.world.topUp(desk.world.wallets.source.walletId, 8_004n)
    await desk.run(compensate, ASKED)
    await desk.world.toRest()
    await expectSoundBooks(desk.world)
  })

  test('without LNbits nothing is booked', async () => {
    const { world } = shop.desk
    const actions = createActions({
      actor: 'test',
      bookkeeping: world.stores.bookkeeping,
      preflightStore: world.stores.preflight,
      transfers: world.stores.transfers,
      lnbits: null,
      sealing: null,
      pay: null,
      poll: () => world.takeIn(),
      ownWalletIds: async () => [],
      byHand: world.byHand(),
    })
    await expect(
      actions.compensate({
        range: { ids: null, last: 5, from: null, to: null },
        right: { rule: null, commissionE5: null },
        reason: 'x',
        incident: null,
        approver: null,
        operationId: 'none',
      }),
    ).rejects.toThrow('The source wallet is not configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.')
  })
})
