import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import type { World } from '../support/world.ts'
import { openBusyWorld, refusal, tried } from './refusals.ts'

/** What the database refuses by itself, whoever asks: the bot, a clerk at psql, or a mistake. */

let world: World
beforeAll(async () => {
  world = await openBusyWorld()
})
afterAll(() => world.close())

const answer = (sql: string, values: readonly unknown[] = []): Promise<string> =>
  tried(world, (client) => refusal(client, sql, values))
const idOf = async (name: string): Promise<bigint> => (await world.readings.findClients(name))[0]?.id ?? 0n

describe('what happened is kept', () => {
  const kept = [
    'lamassu_config',
    'dca_clients',
    'dca_deposits',
    'lamassu_transactions',
    'transfers',
    'dca_payments',
    'commission_payments',
    'funding_transfers',
    'payment_invoices',
    'lamassu_polls',
    'ledger_accounts',
    'ledger_entries',
    'ledger_lines',
    'action_log',
  ]
  test.each(kept)('%s: nothing is deleted or emptied', async (table) => {
    const remove = await answer(`DELETE FROM ${table}`)
    expect(remove).toBe('append_only')
    expect(await answer(`DELETE FROM ${table} WHERE false`), 'not even nothing').toBe('append_only')
    expect(await answer(`TRUNCATE ${table} CASCADE`)).toBe('append_only')
  })

  test.each(['ledger_accounts', 'ledger_entries', 'ledger_lines', 'lamassu_polls'])(
    '%s: nothing is changed',
    async (table) => {
      const { rows } = await world.pool.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum LIMIT 1`,
        [table],
      )
      expect(await answer(`UPDATE ${table} SET ${rows[0]?.name} = ${rows[0]?.name}`)).toBe('append_only')
    },
  )
})

describe('a journal entry', () => {
  const entry = `INSERT INTO ledger_entries (kind, idempotency_key, actor, effective_at) VALUES ('test', 'test', 'test', now()) RETURNING id`
  const lines = (values: string): Promise<string> =>
    tried(world, async (client) => {
      const { rows } = await client.query<{ id: bigint }>(entry)
      const sql = `INSERT INTO ledger_lines (entry_id, account, unit, amount) VALUES ${values}`
      return refusal(client, sql.replaceAll('ENTRY', String(rows[0]?.id)))
    })

  test('whose lines sum to zero in each unit is taken', async () => {
    expect(
      await lines(
        `(ENTRY, 'cash:GTQ', 'GTQ', 5), (ENTRY, 'house:GTQ', 'GTQ', -5), (ENTRY, 'source:BTC', 'msat', 7), (ENTRY, 'fees:BTC', 'msat', -7)`,
      ),
    ).toBe('accepted')
  })
  test.each([
    ['one line', `(ENTRY, 'cash:GTQ', 'GTQ', 5)`],
    ['one too much', `(ENTRY, 'cash:GTQ', 'GTQ', 5), (ENTRY, 'house:GTQ', 'GTQ', -4)`],
    [
      'two units that make up for each other',
      `(ENTRY, 'cash:GTQ', 'GTQ', 5), (ENTRY, 'cash:USD', 'USD', -5)`,
    ],
  ])('with %s is refused', async (_what, values) => {
    expect(await lines(values)).toBe('entry_balances')
  })
  test('with a line of zero is refused', async () => {
    expect(await lines(`(ENTRY, 'cash:GTQ', 'GTQ', 0)`)).toBe('ledger_lines_amount_check')
  })
  test.each([
    ['that does not exist', `(ENTRY, 'cash:XXX', 'XXX', 5), (ENTRY, 'house:GTQ', 'XXX', -5)`],
    ['of another unit', `(ENTRY, 'cash:GTQ', 'USD', 5), (ENTRY, 'house:GTQ', 'USD', -5)`],
  ])('on an account %s is refused', async (_what, values) => {
    expect(await lines(values)).toBe('line_has_account')
  })
  test('that does not exist has no lines', async () => {
    const sql = `INSERT INTO ledger_lines (entry_id, account, unit, amount) VALUES (-1, 'cash:GTQ', 'GTQ', 5), (-1, 'house:GTQ', 'GTQ', -5)`
    expect(await answer(sql)).toBe('line_has_entry')
  })
  test('is written once for what may happen once', async () => {
    const sql = `INSERT INTO ledger_entries (kind, idempotency_key, actor, effective_at) SELECT kind, idempotency_key, actor, now() FROM ledger_entries LIMIT 1`
    expect(await answer(sql)).toBe('ledger_entries_idempotency_key_key')
  })
})

describe('what was agreed is final', () => {
  test.each([
    ['amount_sats = amount_sats + 1'],
    ['amount_fiat = amount_fiat + 1'],
    ['fiat_code = $$USD$$'],
    ['client_id = (SELECT min(id) + 1 FROM dca_clients)'],
    ['lamassu_transaction_id = (SELECT max(id) FROM lamassu_transactions)'],
    ['payer_wallet_id = $$other$$'],
    ['payee_wallet_id = $$other$$'],
    ["payment_hash = repeat('0', 64)"],
  ])('of a payment: %s', async (change) => {
    const sql = `UPDATE dca_payments SET ${change} WHERE id = (SELECT min(id) FROM dca_payments WHERE status = 'completed')`
    expect(await answer(sql)).toBe('agreed_is_final')
  })

  test.each([
    ['transaction_id = $$other$$'],
    ['crypto_atoms = crypto_atoms + 1, base_amount = base_amount + 1'],
    ['fiat_amount = fiat_amount + 1'],
    ['fiat_major = fiat_major + 1'],
    ['fixed_fee = 1'],
    ['commission_percentage = 0.01'],
    ['discount = 1'],
    ['commission_rule = $$ticker$$'],
    ['raw_ticker_price = 1'],
    ['calculation = $${}$$'],
    ['unallocated_sats = unallocated_sats + 1'],
    ['unallocated_fiat = unallocated_fiat + 1'],
    ['source_wallet_id = $$other$$'],
    ['commission_wallet_id = $$other$$'],
    ["transaction_time = transaction_time - interval '1 day'"],
  ])('of a distributed cash-out: %s', async (change) => {
    const sql = `UPDATE lamassu_transactions SET ${change} WHERE id = (SELECT min(id) FROM lamassu_transactions WHERE status = 'completed')`
    expect(await answer(sql)).toBe('agreed_is_final')
  })
})

describe('holds and balances', () => {
  test('a hold is never set by hand', async () => {
    expect(await answer(`UPDATE dca_clients SET held_balance = 0 WHERE held_balance > 0`)).toBe(
      'hold_is_derived',
    )
  })

  test('a balance never goes below what is on hold, and never below zero', async () => {
    expect(
      await answer(`UPDATE dca_clients SET remaining_balance = held_balance - 1 WHERE held_balance > 0`),
    ).toBe('hold_within_balance')
    expect(await answer(`UPDATE dca_clients SET remaining_balance = -1 WHERE username = 'Luis'`)).toBe(
      'positive_balance',
    )
    const past = `UPDATE dca_clients SET remaining_balance = -1, balance_version = balance_version + 1 WHERE username = 'Luis'`
    expect(await answer(past), 'not even by the bot itself').toMatch(/hold_within_balance|positive_balance/)
  })

  test('a new client starts with nothing', async () => {
    const sql = `INSERT INTO dca_clients (username, wallet_id, fiat_code, remaining_balance) VALUES ('x', 'x', 'GTQ', 5)`
    expect(await answer(sql)).toBe('starts_at_zero')
  })

  test('a correction by hand needs a reason and is booked with its author; of nobody it is refused', async () => {
    const ana = await idOf('Ana')
    expect(await answer('SELECT adjust_client($1, 100, $2)', [ana, '  '])).toContain('needs a reason')
    expect(await answer('SELECT adjust_client(-1, 100, $1)', ['typo'])).toContain('there is no client -1')
    expect(await answer('SELECT adjust_client($1, -99999999, $2)', [ana, 'too much'])).toMatch(/balance/)
    const booked = await tried(world, async (client) => {
      await client.query('SELECT adjust_client($1, -100, $2)', [ana, 'false note'])
      const { rows } = await client.query(
        `SELECT kind, remaining_after - remaining_before AS change, reason, actor FROM balance_changes ORDER BY entry_id DESC LIMIT 1`,
      )
      const drift = await client.query(
        'SELECT FROM v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0',
      )
      return { ...rows[0], drift: drift.rowCount }
    })
    expect(booked).toMatchObject({ kind: 'manual_adjustment', change: -100n, reason: 'false note', drift: 0 })
    expect(booked.actor).toContain('satmachine test')
  })
})

describe('a payment that is given up', () => {
  const giveUp = (status: string): string =>
    `UPDATE dca_payments SET status = '${status}', note = 'the client has left' WHERE status = 'needs_review' AND payment_hash IS NULL`

  test('gives the hold back to the client, and the sats and the cash to the operator', async () => {
    const after = await tried(world, async (client) => {
      const before = await client.query(
        `SELECT held_balance, remaining_balance FROM dca_clients WHERE username = 'Ana'`,
      )
      const { rows: payments } = await client.query(
        `${giveUp('cancelled')} RETURNING amount_fiat, amount_sats`,
      )
      const now = await client.query(
        `SELECT held_balance, remaining_balance FROM dca_clients WHERE username = 'Ana'`,
      )
      const lines = await client.query(
        `SELECT account, amount FROM ledger_lines WHERE entry_id = (SELECT max(id) FROM ledger_entries WHERE kind = 'client_payment_void')
         AND client_id IS NULL ORDER BY account`,
      )
      const drift = await client.query(
        'SELECT FROM v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0',
      )
      return { before: before.rows[0], payments, now: now.rows[0], lines: lines.rows, drift: drift.rowCount }
    })
    const [payment] = after.payments
    expect(after.payments).toHaveLength(1)
    expect(after.now).toEqual({
      held_balance: after.before.held_balance - payment.amount_fiat,
      remaining_balance: after.before.remaining_balance,
    })
    expect(after.lines).toEqual([
      { account: 'dispensed:GTQ', amount: -payment.amount_fiat },
      { account: 'house:BTC', amount: -1000n * BigInt(payment.amount_sats) },
      { account: 'house:GTQ', amount: payment.amount_fiat },
    ])
    expect(after.drift).toBe(0)
  })

  test('must not have an invoice that was paid, or that still could be', async () => {
    const sql = `UPDATE dca_payments SET status = 'needs_review' WHERE status = 'paying'`
    const refused = await tried(world, async (client) => {
      await client.query(sql)
      const change = `UPDATE dca_payments SET status = 'failed' WHERE status = 'needs_review' AND payment_hash IS NOT NULL`
      const living = await refusal(client, change)
      await client.query(
        `UPDATE payment_invoices SET dead_seen_at = now(), dead_at = now(), dead_proof = 'LNbits has no such row'`,
      )
      return [living, await refusal(client, change)]
    })
    expect(refused).toEqual(['no_living_invoice', 'accepted'])
  })

  test('a commission that is given up is the operator’s, too', async () => {
    const sql = `UPDATE commission_payments SET status = 'failed' WHERE status = 'needs_review'`
    const { lines, answered } = await tried(world, async (client) => {
      const answered = await refusal(client, sql)
      const lines = await client.query(
        `SELECT account, amount FROM ledger_lines WHERE entry_id = (SELECT max(id) FROM ledger_entries) ORDER BY account`,
      )
      return { answered, lines: lines.rows }
    })
    expect(answered).toBe('accepted')
    expect(lines).toEqual([
      { account: 'commission:BTC', amount: 389_000n },
      { account: 'house:BTC', amount: -389_000n },
    ])
  })
})

test('after all these attempts the books are sound, and what was under way is finished', async () => {
  await world.toRest()
  await expectSoundBooks(world)
})
