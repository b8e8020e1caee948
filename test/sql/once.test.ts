import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../support/world.ts'
import { openBusyWorld, refusal, tried } from './refusals.ts'

/** What may be there once only, and what has to belong together. */

let world: World
beforeAll(async () => {
  world = await openBusyWorld()
  // Shares in nothing.
  await world.addClient('Eva', null)
})
afterAll(() => world.close())

const answer = (sql: string): Promise<string> => tried(world, (client) => refusal(client, sql))
const HASH = 'cd'.repeat(32)

describe('once', () => {
  test('a cash-out', async () => {
    const sql = `INSERT INTO lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash)
      SELECT transaction_id, 'quarantined', 'again', 'm', '{}', 'x' FROM lamassu_transactions LIMIT 1`
    expect(await answer(sql)).toBe('unique_transaction_id')
  })

  test('a payment for a client of a cash-out, whatever became of the first', async () => {
    const again = (where: string) =>
      `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code)
       SELECT lamassu_transaction_id, client_id, 1, 1, fiat_code FROM dca_payments WHERE ${where} LIMIT 1`
    expect(await answer(again(`status = 'completed'`))).toBe('one_payment_per_client')
    const cancelled = await tried(world, async (client) => {
      const cancel = `UPDATE dca_payments SET status = 'cancelled' WHERE status = 'needs_review' AND payment_hash IS NULL`
      const first = await refusal(client, cancel)
      return [first, await refusal(client, again(`status = 'cancelled'`))]
    })
    expect(cancelled).toEqual(['accepted', 'one_payment_per_client'])
  })

  test('and never a payment without a cash-out, which no key would count', async () => {
    const sql = `INSERT INTO dca_payments (client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
      SELECT client_id, 1, 1, fiat_code, payer_wallet_id, payee_wallet_id FROM dca_payments LIMIT 1`
    expect(await answer(sql)).toBe('client_payment_has_cash_out')
  })

  test('a commission of a cash-out', async () => {
    const sql = `INSERT INTO commission_payments (lamassu_transaction_id, amount_sats)
      SELECT lamassu_transaction_id, 1 FROM commission_payments LIMIT 1`
    expect(await answer(sql)).toBe('one_commission_per_transaction')
  })

  test('a funding of a cash-out', async () => {
    const sql = `INSERT INTO funding_transfers (lamassu_transaction_id, amount_sats) SELECT id, 1 FROM lamassu_transactions ORDER BY id LIMIT 1`
    const answers = await tried(world, async (client) => [
      await refusal(client, sql),
      await refusal(client, sql),
    ])
    expect(answers).toEqual(['accepted', 'one_funding_per_transaction'])
  })

  test('a hash, over the payments of all kinds', async () => {
    const invoice = (kind: string) =>
      `INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
       SELECT '${HASH}', kind, id, 99, 'lnbc' FROM ${kind} ORDER BY id LIMIT 1`
    const answers = await tried(world, async (client) => [
      await refusal(client, invoice('dca_payments')),
      await refusal(client, invoice('commission_payments')),
      await refusal(client, invoice('dca_payments')),
    ])
    expect(answers).toEqual(['accepted', 'payment_invoices_pkey', 'payment_invoices_pkey'])
  })

  test('a hash that is not an invoice of the payment itself is none of its hashes', async () => {
    const take = (hash: string) =>
      `UPDATE dca_payments SET payment_hash = ${hash}, bolt11 = 'lnbc' WHERE status = 'needs_review' AND payment_hash IS NULL`
    const answers = await tried(world, async (client) => [
      await refusal(client, 'SET CONSTRAINTS hash_is_own_invoice IMMEDIATE'),
      await refusal(client, take(`'${HASH}'`)),
      await refusal(
        client,
        take(`(SELECT payment_hash FROM dca_payments WHERE status = 'completed' LIMIT 1)`),
      ),
      await refusal(
        client,
        take(`(SELECT payment_hash FROM commission_payments WHERE payment_hash IS NOT NULL LIMIT 1)`),
      ),
    ])
    expect(answers).toEqual(['accepted', 'hash_is_own_invoice', 'hash_is_own_invoice', 'hash_is_own_invoice'])
  })

  test('the row of switches', async () => {
    expect(await answer('INSERT INTO lamassu_config DEFAULT VALUES')).toBe('lamassu_config_is_one_row')
    expect(await answer('DELETE FROM lamassu_config')).toBe('append_only')
    const { rows } = await world.pool.query('SELECT count(*) FROM lamassu_config')
    expect(rows).toEqual([{ count: 1n }])
  })
})

describe('belongs together', () => {
  const deposit = (currency: string) =>
    `INSERT INTO dca_deposits (client_id, amount, currency) SELECT id, 100, '${currency}' FROM dca_clients WHERE username = 'Ana'`
  test('a deposit is in the currency of its client, and takes it when nothing is said', async () => {
    expect(await answer(deposit('GTQ'))).toBe('accepted')
    expect(await answer(deposit('USD'))).toBe('dca_deposits_client_id_currency_fkey')
    const { currency } = await tried(world, async (client) => {
      const { rows } = await client.query(
        `INSERT INTO dca_deposits (client_id, amount) SELECT id, 100 FROM dca_clients WHERE username = 'Ana' RETURNING currency`,
      )
      return rows[0]
    })
    expect(currency).toBe('GTQ')
  })

  const payment = (values: string) =>
    `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code)
     SELECT (SELECT id FROM lamassu_transactions WHERE status = 'quarantined'), c.id, ${values} FROM dca_clients c WHERE username = 'Ana'`
  test('a payment is in the currency of its client', async () => {
    expect(await answer(payment(`10, 10, 'USD'`))).toBe('transfers_client_id_fiat_code_fkey')
  })
  test.each([
    ['no sats', `0, 10, 'GTQ'`, 'positive_payment'],
    ['no fiat', `10, 0, 'GTQ'`, 'client_pays_fiat'],
    ['fiat that nobody knows', `10, NULL, 'GTQ'`, 'client_pays_fiat'],
    ['no currency', `10, 10, NULL`, 'client_pays_fiat'],
  ])('a payment of %s is none', async (_what, values, constraint) => {
    expect(await answer(payment(values))).toBe(constraint)
  })

  test.each(['dca_payments', 'transfers'])(
    'a payment, added as one of %s, and what is on hold for it in that cash-out',
    async (table) => {
      const add = (where: string, fiat = '10') =>
        `INSERT INTO ${table} (kind, lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
         SELECT 'client', t.id, c.id, 10, ${fiat}, c.fiat_code, 'payer', c.wallet_id FROM dca_clients c, lamassu_transactions t
         WHERE ${where} AND NOT EXISTS (SELECT FROM dca_payments p WHERE p.lamassu_transaction_id = t.id AND p.client_id = c.id)
         ORDER BY t.id, c.id LIMIT 1`
      for (const status of ['quarantined', 'completed', 'processing'])
        expect([status, await answer(add(`t.status = '${status}'`))]).toEqual([status, 'payment_has_hold'])
      const held = await tried(world, async (client) => {
        await client.query(
          `WITH entry AS (
             INSERT INTO ledger_entries (kind, idempotency_key, actor, effective_at)
             SELECT 'allocation', 'allocation:' || id, 'test', now() FROM lamassu_transactions WHERE status = 'quarantined' ORDER BY id LIMIT 1
             RETURNING id)
           INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id)
           SELECT entry.id, l.account || ':' || c.id || ':GTQ', 'GTQ', l.amount, c.id
           FROM entry, (VALUES ('client', 10), ('hold', -10)) AS l(account, amount),
                (SELECT min(id) AS id FROM dca_clients WHERE fiat_code = 'GTQ') AS c`,
        )
        const own = `t.status = 'quarantined' AND c.id = (SELECT min(id) FROM dca_clients WHERE fiat_code = 'GTQ')`
        const another = `t.status = 'quarantined' AND c.id <> (SELECT min(id) FROM dca_clients WHERE fiat_code = 'GTQ')`
        return [
          await refusal(client, add(own, '11')),
          await refusal(client, add(another)),
          await refusal(client, add(own)),
        ]
      })
      expect(held).toEqual(['payment_has_hold', 'payment_has_hold', 'accepted'])
    },
  )

  test('the client of a payment stays there, and so does its cash-out', async () => {
    const past = (sql: string) =>
      tried(world, async (client) => {
        await client.query('ALTER TABLE dca_clients DISABLE TRIGGER kept')
        await client.query('ALTER TABLE lamassu_transactions DISABLE TRIGGER kept')
        return refusal(client, sql)
      })
    expect(await past(`DELETE FROM dca_clients WHERE username = 'Ana'`)).toMatch(/fkey/)
    expect(await past(`DELETE FROM lamassu_transactions WHERE status = 'completed'`)).toMatch(/fkey/)
  })

  test('a deposit keeps its amount, its client, and the moment in which it was confirmed', async () => {
    const change = (what: string) =>
      answer(
        `UPDATE dca_deposits SET ${what} WHERE id = (SELECT min(id) FROM dca_deposits WHERE status = 'confirmed')`,
      )
    expect(await change('amount = amount + 1')).toBe('agreed_is_final')
    expect(await change(`client_id = (SELECT id FROM dca_clients WHERE username = 'Luis')`)).toBe(
      'agreed_is_final',
    )
    expect(await change(`confirmed_at = confirmed_at - interval '1 day'`)).toBe('agreed_is_final')
    expect(await change(`note = 'slip 4711'`)).toBe('accepted')
  })

  test('every deposit is of something', async () => {
    const zero = deposit('GTQ').replace('100', '0')
    expect([await answer(zero), await answer(deposit('GTQ').replace('100', '-5'))]).toEqual([
      'positive_deposit',
      'positive_deposit',
    ])
  })
})
