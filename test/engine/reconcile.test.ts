import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../support/world.ts'
import { runOn, shop, tamper, wordsOf } from './reconcile-desk.ts'

describe('sound books', () => {
  let world: World
  beforeAll(async () => {
    world = await shop()
  })
  afterAll(() => world.close())

  test('are square, each check with its figure', async () => {
    const { run, found } = await runOn(world)
    expect(found).toEqual([])
    expect(run.verdict).toBe('ok')
    expect(wordsOf(run)).toMatchInlineSnapshot(`
      [
        "clients: 3 clients · 0.00 GTQ",
        "cash-outs: 3 cash-outs: in 800,400 sats = clients 662,922 sats + commission 23,313 sats + house 114,165 sats",
        "payments: 12 payments completed · 686,235 sats",
        "journal: 21 journal entries",
        "commission: 3 cash-outs · 23,313 sats commission",
        "duplicates: 0 duplicates",
        "unfinished: 0 payments unfinished · 0 sats · 0 given up",
        "deposits: 0 deposits pending",
        "coverage: 7 polls succeeded · 0 failed",
        "wallets: source 99,313,765 sats, of it unexplained by the books: 100,000,000 sats in, 0 sats out · commission 23,313 sats, of it unexplained by the books: 0 sats in, 0 sats out",
        "receivers: 9 of 9 payments looked for in 3 wallets of clients, 0 not opened",
        "lamassu: 3 dispensed cash-outs in Lamassu, 3 ids in the books",
        "action-log: 0 actions in 0 blocks",
      ]
    `)
  })
})

describe('one sat, one centavo, one row', () => {
  let world: World
  beforeAll(async () => {
    world = await shop()
    // Whoever tampers with rows tampers with the checks first.
    await tamper(
      world,
      `DO $$ DECLARE c record; BEGIN
         FOR c IN SELECT conrelid::regclass AS rel, conname FROM pg_constraint
                  WHERE contype = 'c' AND connamespace = 'satoshimachine'::regnamespace AND conrelid <> 0 AND conislocal AND coninhcount = 0
         LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.rel, c.conname); END LOOP; END $$;
       DROP INDEX satoshimachine.one_commission_per_transaction;
       ALTER TABLE satoshimachine.lamassu_transactions DROP CONSTRAINT unique_transaction_id`,
    )
  })
  afterAll(() => world.close())

  const KEYS_GONE = [
    'duplicates broken key:unique_transaction_id –',
    'duplicates broken key:one_commission_per_transaction –',
  ]

  interface Plant {
    readonly name: string
    readonly plant: string
    readonly undo: string
    readonly found: readonly string[]
  }

  /** Whose numbers are nobody's choice. */
  const withoutNumbers = (line: string): string =>
    line.replace(/entry:\d+/, 'entry:N').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'UUID')

  const PLANTS: readonly Plant[] = [
    {
      name: 'a balance that is a centavo too high',
      plant: `UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1`,
      undo: `UPDATE dca_clients SET remaining_balance = remaining_balance - 1 WHERE id = 1`,
      found: ['clients broken client:1 +1 GTQ', 'clients broken client:1 +1 GTQ'],
    },
    {
      name: 'a balance below zero',
      plant: `UPDATE dca_clients SET remaining_balance = -1 WHERE id = 2`,
      undo: `UPDATE dca_clients SET remaining_balance = 0 WHERE id = 2`,
      found: [
        'clients broken client:2 -1 GTQ',
        'clients broken client:2 -1 GTQ',
        'clients broken client:2 -1 GTQ',
        'clients broken client:2 +1 GTQ',
      ],
    },
    {
      name: 'a hold that no payment claims',
      plant: `UPDATE dca_clients SET held_balance = 1, remaining_balance = 1 WHERE id = 3`,
      undo: `UPDATE dca_clients SET held_balance = 0, remaining_balance = 0 WHERE id = 3`,
      found: [
        'clients broken client:3 +1 GTQ',
        'clients broken client:3 +1 GTQ',
        'clients broken client:3 +1 GTQ',
      ],
    },
    {
      name: 'a deposit that was written down a centavo higher',
      plant: `UPDATE dca_deposits SET amount = amount + 1 WHERE id = 1`,
      undo: `UPDATE dca_deposits SET amount = amount - 1 WHERE id = 1`,
      found: ['clients broken client:1 -1 GTQ', 'journal broken deposit:1 +1 GTQ'],
    },
    {
      name: 'a deposit confirmed twice',
      plant: `INSERT INTO dca_deposits (id, client_id, amount, currency, status, confirmed_at) VALUES (99, 1, 500, 'GTQ', 'confirmed', now())`,
      undo: `DELETE FROM dca_deposits WHERE id = 99`,
      found: ['clients broken client:1 -500 GTQ', 'journal broken deposit:99 +500 GTQ'],
    },
    {
      name: 'a deposit that is gone',
      plant: `UPDATE dca_deposits SET id = 98 WHERE id = 3`,
      undo: `UPDATE dca_deposits SET id = 3 WHERE id = 98`,
      found: ['journal broken entry:N –', 'journal broken deposit:98 +33333 GTQ'],
    },
    {
      name: 'a payment of a sat more',
      plant: `UPDATE dca_payments SET amount_sats = amount_sats + 1 WHERE id = 1`,
      undo: `UPDATE dca_payments SET amount_sats = amount_sats - 1 WHERE id = 1`,
      found: [
        'cash-outs broken tx:1 +1000 msat',
        'journal broken payment:client:1 +1000 msat',
        'journal broken payment:client:1 -1000 msat',
        'journal broken payment:client:1 +1000 msat',
        'journal broken account:source:BTC +1000 msat',
        'wallets broken payment:client:1 +1000 msat',
        'receivers broken payment:client:1 -1000 msat',
      ],
    },
    {
      name: 'a payment of a centavo more',
      plant: `UPDATE dca_payments SET amount_fiat = amount_fiat + 1 WHERE id = 1`,
      undo: `UPDATE dca_payments SET amount_fiat = amount_fiat - 1 WHERE id = 1`,
      found: [
        'clients broken client:1 +1 GTQ',
        'cash-outs broken tx:1 +1 GTQ',
        'journal broken payment:client:1 -1 GTQ',
        'journal broken payment:client:1 +1 GTQ',
        'journal broken payment:client:1 -1 GTQ',
      ],
    },
    {
      name: 'a payment that is gone',
      plant: `UPDATE dca_payments SET id = 990 WHERE id = 1`,
      undo: `UPDATE dca_payments SET id = 1 WHERE id = 990`,
      found: [
        'payments broken payment:client:990 –',
        'journal broken entry:N –',
        'journal broken payment:client:990 -63158 GTQ',
        'journal broken payment:client:990 -163597000 msat',
        'journal broken payment:client:990 +163597000 msat',
      ],
    },
    {
      name: 'a completed payment called unfinished',
      plant: `UPDATE dca_payments SET status = 'needs_review', completed_at = NULL WHERE id = 2`,
      undo: `UPDATE dca_payments SET status = 'completed', completed_at = created_at WHERE id = 2`,
      found: [
        'clients broken client:2 -31579 GTQ',
        'clients broken client:2 -31579 GTQ',
        'cash-outs broken tx:1 –',
        'journal broken payment:client:2 +31579 GTQ',
        'journal broken payment:client:2 +81799000 msat',
        'journal broken payment:client:2 -81799000 msat',
        'journal broken account:payable:2:BTC +81799000 msat',
        'journal broken account:source:BTC -81799000 msat',
        'unfinished broken payment:client:2 –',
      ],
    },
    {
      name: 'a payment with a proof of something else',
      plant: `UPDATE dca_payments SET preimage = repeat('ab', 32) WHERE id = 2`,
      undo: `UPDATE dca_payments p SET preimage = k.preimage FROM kept_preimage k WHERE p.id = 2`,
      found: ['payments broken payment:client:2 –'],
    },
    {
      name: 'a commission of a sat more',
      plant: `UPDATE lamassu_transactions SET commission_amount = commission_amount + 1, base_amount = base_amount - 1 WHERE id = 2`,
      undo: `UPDATE lamassu_transactions SET commission_amount = commission_amount - 1, base_amount = base_amount + 1 WHERE id = 2`,
      found: [
        'cash-outs broken tx:2 +1000 msat',
        'cash-outs broken tx:2 -1000 msat',
        'journal broken tx:2 +1000 msat',
        'commission broken tx:2 +1000 msat',
      ],
    },
    {
      name: 'a cash-out that brought a sat less',
      plant: `UPDATE lamassu_transactions SET crypto_atoms = crypto_atoms - 1 WHERE id = 2`,
      undo: `UPDATE lamassu_transactions SET crypto_atoms = crypto_atoms + 1 WHERE id = 2`,
      found: ['cash-outs broken tx:2 +1000 msat', 'commission broken tx:2 -1000 msat'],
    },
    {
      name: 'a cash-out that gave out a centavo more',
      plant: `UPDATE lamassu_transactions SET fiat_amount = fiat_amount + 1 WHERE id = 2`,
      undo: `UPDATE lamassu_transactions SET fiat_amount = fiat_amount - 1 WHERE id = 2`,
      found: ['cash-outs broken tx:2 -1 GTQ', 'journal broken tx:2 -1 GTQ'],
    },
    {
      name: 'a sat of the house that is not there',
      plant: `UPDATE lamassu_transactions SET unallocated_sats = unallocated_sats + 1 WHERE id = 3`,
      undo: `UPDATE lamassu_transactions SET unallocated_sats = unallocated_sats - 1 WHERE id = 3`,
      found: [
        'cash-outs broken tx:3 +1000 msat',
        'journal broken tx:3 +1000 msat',
        'journal broken account:house:BTC +1000 msat',
      ],
    },
    {
      name: 'a cash-out that is there twice, and its commission with it',
      plant: `INSERT INTO lamassu_transactions SELECT (jsonb_populate_record(t, '{"id": 77, "status": "failed"}')).* FROM lamassu_transactions t WHERE id = 1;
              INSERT INTO commission_payments SELECT (jsonb_populate_record(c, '{"id": 78, "status": "cancelled", "completed_at": null, "payment_hash": null}')).* FROM commission_payments c WHERE lamassu_transaction_id = 1`,
      undo: `DELETE FROM lamassu_transactions WHERE id = 77; DELETE FROM commission_payments WHERE id = 78`,
      found: [
        'cash-outs broken tx:1 +7771000 msat',
        'journal broken payment:commission:78 -7771000 msat',
        'journal broken account:house:BTC +7771000 msat',
        'duplicates broken tx:77 –',
        'duplicates broken payment:commission:78 –',
      ],
    },
    {
      name: 'one line of the journal changed by a millisat',
      plant: `UPDATE ledger_lines SET amount = amount + 1 WHERE account = 'source:BTC' AND entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'payment:client:1')`,
      undo: `UPDATE ledger_lines SET amount = amount - 1 WHERE account = 'source:BTC' AND entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'payment:client:1')`,
      found: [
        'journal broken entry:N +1 msat',
        'journal broken payment:client:1 +1 msat',
        'journal broken account:source:BTC +1 msat',
      ],
    },
    {
      name: 'an entry of an unknown kind that balances',
      plant: `INSERT INTO ledger_entries (id, kind, idempotency_key, actor, effective_at) VALUES (900, 'gift', 'gift:1', 'somebody', now());
              INSERT INTO ledger_lines (entry_id, account, unit, amount) VALUES (900, 'source:BTC', 'msat', -1000), (900, 'house:BTC', 'msat', 1000)`,
      undo: `DELETE FROM ledger_lines WHERE entry_id = 900; DELETE FROM ledger_entries WHERE id = 900`,
      found: [
        'journal broken entry:N –',
        'journal broken account:house:BTC +1000 msat',
        'journal broken account:source:BTC -1000 msat',
      ],
    },
    {
      name: 'a poll that is gone',
      plant: `UPDATE lamassu_polls SET result = 'failed', error_message = 'gone' WHERE id = 3`,
      undo: `UPDATE lamassu_polls SET result = 'ok', error_message = NULL WHERE id = 3`,
      found: ['coverage broken poll:4 –'],
    },
    {
      name: 'a cash-out that the books have forgotten',
      plant: `UPDATE lamassu_transactions SET transaction_id = repeat('0', 8) WHERE id = 2`,
      undo: `UPDATE lamassu_transactions t SET transaction_id = source_row ->> 'transactionId' WHERE id = 2`,
      found: ['lamassu broken lamassu:UUID –', 'lamassu broken lamassu:00000000 –'],
    },
  ]

  test.each(PLANTS)('$name', async ({ plant, undo, found: expected }) => {
    await world.pool.query(
      'CREATE TABLE IF NOT EXISTS kept_preimage AS SELECT preimage FROM dca_payments WHERE id = 2',
    )
    await tamper(world, plant)
    try {
      const { run, found } = await runOn(world)
      expect(
        found.filter((line) => !KEYS_GONE.includes(line)).map(withoutNumbers),
        wordsOf(run).join('\n'),
      ).toEqual(expected)
      expect(run.verdict).toBe('broken')
    } finally {
      await tamper(world, undo)
    }
  })

  test('and without any of them the books are square, but for the keys that are gone', async () => {
    const { found } = await runOn(world)
    expect(found).toEqual(KEYS_GONE)
  })
})
