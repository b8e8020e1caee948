import type { Bug } from './bug.ts'

/** Books that take anything, tests that move real money, and the way to the Lamassu server. */

const SPLITTING = 'test/museum/splitting.test.ts'
const BOOKS = 'test/museum/books.test.ts'
const SURROUNDINGS = 'test/museum/surroundings.test.ts'
const BOOKKEEPING = 'engine/store/bookkeeping-store.ts'
const CLIENTS = 'migrations/001.do.currencies-clients-deposits.sql'
const TRANSFERS = 'migrations/003.do.transfers.sql'
const SOURCE = 'engine/lamassu/source.ts'

export const booksBugs: readonly Bug[] = [
  {
    name: 'B32',
    harm: 'A deposit may be confirmed again, unconfirmed and re-dated, and may be of nothing or less: money appears and disappears by typing.',
    netsRemoved:
      'The triggers that guard a deposit’s status and its amounts, and the CHECK that it is positive.',
    replacements: [
      // Nobody ever changes an id, so that the triggers are there and never fire.
      {
        file: TRANSFERS,
        from: 'CREATE TRIGGER legal_status BEFORE UPDATE OF status ON satoshimachine.dca_deposits',
        to: 'CREATE TRIGGER legal_status BEFORE UPDATE OF id ON satoshimachine.dca_deposits',
      },
      {
        file: TRANSFERS,
        from: 'CREATE TRIGGER agreed_is_final BEFORE UPDATE ON satoshimachine.dca_deposits',
        to: 'CREATE TRIGGER agreed_is_final BEFORE UPDATE OF id ON satoshimachine.dca_deposits',
      },
      { file: CLIENTS, from: 'CHECK (amount > 0)', to: 'CHECK (true)' },
      {
        file: BOOKKEEPING,
        from: 'SET status = $2, decided_by = $3,',
        to: "SET status = $2, confirmed_at = CASE WHEN $2 = 'confirmed' THEN clock_timestamp() END, decided_by = $3,",
      },
      {
        file: BOOKKEEPING,
        from: "WHERE id = $1 AND status = 'pending' RETURNING client_id, amount",
        to: 'WHERE id = $1 RETURNING client_id, amount',
      },
    ],
    caughtBy: { file: BOOKS, at: "expect([first.kind, second.kind].sort()).toEqual(['done', 'too_late'])" },
  },
  {
    name: 'B33',
    harm: 'A client can be deleted, and his deposits go with him.',
    netsRemoved:
      'The triggers that refuse every removal, and the foreign keys that hold a client with deposits.',
    replacements: [
      ...['dca_clients', 'dca_deposits'].map((table) => ({
        file: TRANSFERS,
        from: `CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.${table} FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();`,
        to: '',
      })),
      {
        file: CLIENTS,
        from: 'REFERENCES satoshimachine.dca_clients (id) ON DELETE RESTRICT',
        to: 'REFERENCES satoshimachine.dca_clients (id) ON DELETE CASCADE',
      },
      {
        file: CLIENTS,
        from: 'REFERENCES satoshimachine.dca_clients (id, fiat_code) ON DELETE RESTRICT',
        to: 'REFERENCES satoshimachine.dca_clients (id, fiat_code) ON DELETE CASCADE',
      },
    ],
    caughtBy: { file: BOOKS, at: 'DELETE FROM dca_clients WHERE id = $1' },
  },
  {
    name: 'B34',
    harm: 'Amounts are four bytes wide: a cash-out of more than 21 bitcoin, or 21 million centavos, breaks off after the sats have moved.',
    netsRemoved: null,
    replacements: [
      {
        file: CLIENTS,
        from: 'BETWEEN -2100000000000000 AND 2100000000000000',
        to: 'BETWEEN -2147483648 AND 2147483647',
      },
      {
        file: CLIENTS,
        from: 'BETWEEN -9007199254740991 AND 9007199254740991',
        to: 'BETWEEN -2147483648 AND 2147483647',
      },
    ],
    caughtBy: { file: BOOKS, at: "expect(await deposit('900000000000')).toBe('accepted')" },
  },
  {
    name: 'B35',
    harm: 'Rates are kept in seven digits, so that nobody can work out afterwards whether a split was right.',
    netsRemoved: null,
    replacements: [
      {
        file: 'migrations/002.do.cash-outs.sql',
        from: 'raw_ticker_price numeric(20,5),',
        to: 'raw_ticker_price real,',
      },
      {
        file: 'migrations/002.do.cash-outs.sql',
        from: 'commission_percentage numeric(14,5),',
        to: 'commission_percentage real,',
      },
      {
        file: 'migrations/005.do.views.sql',
        from: 'div(crypto_atoms::numeric * 100 * fiat_major, (100 + commission_percentage * (100 - discount)) * (fiat_major + fixed_fee))',
        to: 'trunc((crypto_atoms::numeric * 100 * fiat_major / ((100 + commission_percentage * (100 - discount)) * (fiat_major + fixed_fee)))::numeric)',
      },
      {
        file: 'migrations/005.do.views.sql',
        from: 'div(fiat_major * 100000000, raw_ticker_price)',
        to: 'trunc((fiat_major * 100000000 / raw_ticker_price)::numeric)',
      },
    ],
    caughtBy: { file: SPLITTING, at: 'expect([tx?.rawTickerPrice, tx?.commissionPercentage]).toEqual(' },
  },
  {
    name: 'B36',
    harm: 'Moments are kept as the clock on the wall showed them: a deposit counts hours too early or too late, and its owner misses a cash-out or shares in a wrong one.',
    netsRemoved: null,
    replacements: [
      { file: CLIENTS, from: '  confirmed_at timestamptz,', to: '  confirmed_at timestamp,' },
      {
        file: 'migrations/004.do.journal.sql',
        from: 'effective_at timestamptz NOT NULL,',
        to: 'effective_at timestamp NOT NULL,',
      },
    ],
    caughtBy: {
      file: SPLITTING,
      at: 'expect([await fiat(before), await fiat(after)]).toEqual([100n, 10_000n])',
    },
  },
  {
    name: 'B37',
    harm: 'A test transaction is written into the books like any other, and its payments are made with real sats.',
    netsRemoved: null,
    replacements: [
      {
        file: 'engine/store/allocation-store.ts',
        from: 'return { allocation: allocate(cashOut, weights), weights }',
        to: `const allocation = allocate(cashOut, weights)
    await inTransaction(pool, async (connection) => {
      const { rows } = await connection.query(
        \`INSERT INTO lamassu_transactions
           (transaction_id, status, device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major, commission_percentage,
            commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time)
         VALUES ('test', 'pending', 'test', 'LN', $1::bigint, $2, $3::bigint, $3::bigint / 100.0, 0, 'markup', $1::bigint, 0, '{}', 'test', $4)
         RETURNING id, (SELECT source_wallet_id FROM lamassu_config) AS source\`,
        [cashOut.base, cashOut.fiatCode, cashOut.fiat, cashOut.time],
      )
      await writeAllocation(connection, {
        cashOut: { ...cashOut, id: rows[0].id, commission: 0n },
        clients,
        weights,
        allocation,
        wallets: { sourceWalletId: rows[0].source, commissionWalletId: null, sourceBalanceMsat: 0n },
      })
    })
    return { allocation, weights }`,
      },
    ],
    caughtBy: { file: BOOKS, at: 'expect(await everything()).toEqual(before)' },
  },
  {
    name: 'B38',
    harm: 'Every client is told that he was paid in quetzales, whatever he deposited.',
    netsRemoved: null,
    replacements: [
      {
        file: 'bot/wallets.ts',
        from: 'return `DCA payout, cash-out #',
        to: 'return `DCA payout in GTQ, cash-out #',
      },
    ],
    caughtBy: { file: BOOKS, at: 'expect(memo(transfer)).not.toMatch(/GTQ|USD|EUR/)' },
  },
  {
    name: 'B47',
    harm: 'The configuration is changed in several commits, and a crash between them leaves half of it: everything is switched off, and nobody is told.',
    netsRemoved: null,
    replacements: [
      {
        file: BOOKKEEPING,
        from: 'setSwitches: (switches, reason) => inTransaction(pool, (client) => setSwitches(client, switches, reason)),',
        to: 'setSwitches: (switches, reason) => setSwitches(pool as never, switches, reason),',
      },
    ],
    caughtBy: {
      file: BOOKS,
      at: 'expect([pollingEnabled, payoutsEnabled, pauseReason]).toEqual([true, true, null])',
    },
  },
]

export const surroundingsBugs: readonly Bug[] = [
  {
    name: 'B43',
    harm: 'Any SSH server is believed to be the right one: whoever stands in between invents cash-outs and is paid for them.',
    netsRemoved: null,
    replacements: [
      { file: 'engine/lamassu/tunnel.ts', from: 'return hostKeyRefusal === null', to: 'return true' },
    ],
    caughtBy: { file: SURROUNDINGS, at: "expect(unknown).toMatchObject({ code: 'ssh_host_key_unknown' })" },
  },
  {
    name: 'B44',
    harm: 'An id that a person types becomes a piece of SQL on the Lamassu server: it can name any cash-out, and drop tables.',
    netsRemoved: 'The look whether it is a uuid at all.',
    replacements: [
      {
        file: SOURCE,
        from: `if (!UUID.test(transactionId)) return null
  const answer = await session.query({ text: rowSql(session.schema), values: [transactionId] })`,
        to: `const text = rowSql(session.schema).replace('t.id = $1::uuid', () => "t.id::text = '" + transactionId + "'")
  const answer = await session.query({ text })`,
      },
    ],
    caughtBy: { file: SURROUNDINGS, at: 'expect(await source.cashOut(injection), injection).toBeNull()' },
  },
  {
    name: 'B48',
    harm: 'A connection is called good without a question asked: a bot that sees no cash-out looks healthy.',
    netsRemoved: null,
    replacements: [
      {
        file: SOURCE,
        from: 'const probe = await keeper.use((session) => readProbe(session))',
        to: "const probe = { postgresVersion: 'unknown', databaseTime: clock.now(), cashOutCount: 0 }",
      },
    ],
    caughtBy: { file: SURROUNDINGS, at: 'expect((await source.probe()).cashOutCount).toBe(' },
  },
]
