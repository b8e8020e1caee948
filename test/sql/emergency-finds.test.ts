import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FINDERS, openSession, type Session } from './session.ts'

/** docs/sql/emergency.sql on damaged books: which statements notice what. */

let session: Session
beforeAll(async () => {
  session = await openSession()
})
afterAll(() => session?.close())

describe('a planted discrepancy is found', () => {
  const aPayment = `id = (SELECT min(id) FROM satoshimachine.dca_payments WHERE status = 'completed')`
  test.each([
    [
      'a cash-out taken in twice',
      ['1a'],
      `ALTER TABLE satoshimachine.lamassu_transactions DROP CONSTRAINT unique_transaction_id;
       INSERT INTO satoshimachine.lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash)
       SELECT transaction_id, 'quarantined', 'x', device_id, source_row, source_row_hash FROM satoshimachine.lamassu_transactions WHERE id = 1`,
    ],
    [
      'two payments to one client',
      ['1b', '1c', '1e', '4a', 'Rb', 'Re'],
      `DROP INDEX satoshimachine.one_payment_per_client;
       INSERT INTO satoshimachine.dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, status, payment_hash, bolt11, completed_at)
       SELECT lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, 'completed', repeat('0', 64), 'x', now()
       FROM satoshimachine.dca_payments WHERE ${aPayment}`,
    ],
    [
      'a sat more than there was',
      ['1c', '1e', 'Rb'],
      `UPDATE satoshimachine.dca_payments SET amount_sats = amount_sats + 1 WHERE ${aPayment}`,
    ],
    [
      'a centavo more than there was',
      ['1c', '4a'],
      `UPDATE satoshimachine.dca_payments SET amount_fiat = amount_fiat + 1 WHERE ${aPayment}`,
    ],
    [
      'one invoice for two payments',
      ['1d'],
      `UPDATE satoshimachine.dca_payments SET payment_hash = repeat('0', 64) WHERE status = 'completed'`,
    ],
    [
      'two living invoices of one payment',
      ['1d'],
      `INSERT INTO satoshimachine.payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
       SELECT repeat('0', 64), transfer_kind, transfer_id, 2, bolt11 FROM satoshimachine.payment_invoices LIMIT 1`,
    ],
    [
      'a balance that was changed past the books',
      ['4a', 'Rd'],
      `UPDATE satoshimachine.dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1`,
    ],
    [
      'a hold that was released past the books',
      ['4a', 'Rd'],
      `UPDATE satoshimachine.dca_clients SET held_balance = 0 WHERE held_balance > 0`,
    ],
    [
      'a commission that is a sat off',
      ['1c', '5a', 'Rb'],
      `ALTER TABLE satoshimachine.lamassu_transactions DROP CONSTRAINT commission_is_floor;
       UPDATE satoshimachine.lamassu_transactions SET base_amount = base_amount + 1, commission_amount = commission_amount - 1 WHERE id = 1`,
    ],
    [
      'a journal entry that lost a line',
      ['Rc', 'Rd'],
      `DELETE FROM satoshimachine.ledger_lines WHERE account LIKE 'client:1:%' AND entry_id = (SELECT min(entry_id) FROM satoshimachine.ledger_lines WHERE account LIKE 'client:1:%')`,
    ],
    [
      'a completed payment that is not in the journal',
      ['Rd', 'Re'],
      `DELETE FROM satoshimachine.ledger_lines WHERE entry_id IN (SELECT id FROM satoshimachine.ledger_entries WHERE idempotency_key = 'payment:client:1');
       DELETE FROM satoshimachine.ledger_entries WHERE idempotency_key = 'payment:client:1'`,
    ],
  ])('%s: by %j', async (_what, finders, sql) => {
    await session.triedOut(async () => {
      await session.damage(sql)
      const found = []
      for (const name of FINDERS) if ((await session.run(name)).length > 0) found.push(name)
      expect(found).toEqual(finders)
    })
  })

  test('a break in one client’s account', async () => {
    await session.triedOut(async () => {
      await session.damage(
        `DELETE FROM satoshimachine.ledger_lines WHERE account LIKE 'client:1:%'
         AND entry_id = (SELECT min(entry_id) FROM satoshimachine.ledger_lines WHERE account LIKE 'client:1:%')`,
      )
      expect((await session.run('4b')).filter((line) => line.broken === true)).not.toHaveLength(0)
    })
  })
})
