import type { Bug, Replacement } from './bug.ts'

/** Sats and centavos that are lost, invented, or given to the wrong one. */

const FILE = 'test/museum/splitting.test.ts'
const ALLOCATION = 'engine/domain/allocation.ts'
const STORE = 'engine/store/allocation-store.ts'
const WRITE = 'engine/store/allocation-write.ts'
const CLIENTS = 'migrations/001.do.currencies-clients-deposits.sql'

/** The one statement that makes all payments of a cash-out. */
const INSERT_PAYMENTS = `  await client.query(
    \`INSERT INTO dca_payments
       (lamassu_transaction_id, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
     SELECT $1, s.client_id, s.mode, s.sats, s.fiat, $2, $3, s.wallet_id
     FROM unnest($4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[]) AS s(client_id, mode, sats, fiat, wallet_id)\`,
    [
      cashOut.id,
      cashOut.fiatCode,
      wallets.sourceWalletId,
      shares.map((s) => s.clientId),
      shares.map((s) => byId.get(s.clientId)?.mode),
      shares.map((s) => s.amount),
      shares.map((s) => s.fiat),
      shares.map((s) => byId.get(s.clientId)?.walletId),
    ],
  )`

/** The predecessor's way: one statement a client. */
const INSERT_ONE = `await client.query(
      'INSERT INTO dca_payments (lamassu_transaction_id, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [cashOut.id, s.clientId, byId.get(s.clientId)?.mode, s.amount, s.fiat, cashOut.fiatCode, wallets.sourceWalletId, byId.get(s.clientId)?.walletId],
    )`

/** Allows a balance below zero and a hold above the balance. */
const withoutBalanceChecks: Replacement = {
  file: CLIENTS,
  from: `CONSTRAINT positive_balance CHECK (remaining_balance >= 0),
  CONSTRAINT hold_within_balance CHECK (held_balance BETWEEN 0 AND remaining_balance)`,
  to: 'CONSTRAINT any_balance CHECK (true)',
}

/** What unfinished payments have claimed counts as free. */
export const withoutHolds: readonly Replacement[] = [
  {
    file: STORE,
    from: "status = 'active' AND remaining_balance > held_balance",
    to: "status = 'active' AND remaining_balance > 0",
  },
  { file: STORE, from: 'const available = c.remaining - c.held', to: 'const available = c.remaining' },
  withoutBalanceChecks,
]

const CHECKS_ON_BALANCES = 'The CHECKs that no balance is below zero and no hold above the balance'

export const splittingBugs: readonly Bug[] = [
  {
    name: 'B02',
    harm: 'An error at one client’s payment is swallowed, and the cash-out counts as distributed without it.',
    netsRemoved: null,
    replacements: [
      {
        file: WRITE,
        from: INSERT_PAYMENTS,
        to: `  for (const s of shares) {
    await client.query('SAVEPOINT one')
    try {
      ${INSERT_ONE}
    } catch {
      await client.query('ROLLBACK TO one')
    }
  }`,
      },
    ],
    caughtBy: { file: FILE, at: 'expect(round).toMatchObject({ waiting:' },
  },
  {
    name: 'B03',
    harm: 'The balances as of the cash-out are asked for by a column that does not exist; the error counts as no balances, and nobody gets anything.',
    netsRemoved: null,
    replacements: [
      { file: STORE, from: 'WHERE e.effective_at > $1', to: 'WHERE e.confirmed_at > $1' },
      {
        file: STORE,
        from: 'const later = await changesAfter(client, cashOut)',
        to: `await client.query('SAVEPOINT balances')
  const later = await changesAfter(client, cashOut).catch(() => null)
  if (later === null) {
    await client.query('ROLLBACK TO balances')
    return []
  }`,
      },
    ],
    caughtBy: { file: FILE, at: 'expect(round).toMatchObject({' },
  },
  {
    name: 'B16',
    harm: 'What was planned counts as paid: the totals name sats and fiat that a client never got.',
    netsRemoved: null,
    replacements: [
      {
        file: 'engine/store/readings/clients.ts',
        from: "client_id = ANY($1) AND status = 'completed' GROUP BY",
        to: 'client_id = ANY($1) GROUP BY',
      },
    ],
    caughtBy: { file: FILE, at: 'expect([paidFiat, paidSats, payments, remaining]).toEqual(' },
  },
  {
    name: 'B17',
    harm: 'Every share is cut to whole sats after a float multiplication, and what is cut off is given to nobody.',
    netsRemoved: null,
    replacements: [
      {
        file: ALLOCATION,
        from: 'const satsParts = largestRemainder(satsToSplit, fiatParts)',
        to: 'const satsParts = fiatParts.map((part) => BigInt(Math.floor(Number(satsToSplit) * (Number(part) / Number(fiatToSplit)))))',
      },
    ],
    caughtBy: { file: FILE, at: "expect(covered.rows, 'nothing is left over where" },
  },
  {
    name: 'B18',
    harm: 'A client’s fiat is worked out backwards from his sats and cut to whole centavos, so that dispensed cash is debited to nobody.',
    netsRemoved: null,
    replacements: [
      {
        file: ALLOCATION,
        from: `const fiatParts = largestRemainder(
    fiatToSplit,
    takers.map((t) => t.weightMinor),
  )
  const satsParts = largestRemainder(satsToSplit, fiatParts)`,
        to: `const satsParts = largestRemainder(satsToSplit, takers.map((t) => t.weightMinor))
  const rate = Number(satsToSplit) / Number(fiatToSplit)
  const fiatParts = satsParts.map((part) => BigInt(Math.trunc(Number(part) / rate)))`,
      },
    ],
    caughtBy: { file: FILE, at: 'unallocated_fiat = 0' },
  },
  {
    name: 'B19',
    harm: 'The base amount is divided in floats and cut, so that one exact amount in seven is a sat short.',
    netsRemoved: 'The CHECK that the base amount is the exact floor.',
    replacements: [
      {
        file: 'engine/domain/commission.ts',
        from: 'return floorDivide(\n    terms.cryptoAtomsSats * terms.fiatE5',
        to: `const rate = (Number(terms.commissionE5) / 1e5) * ((100 - Number(terms.discountE4) / 1e4) / 100)
  return BigInt(Math.trunc(Number(terms.cryptoAtomsSats) / (1 + rate)))
  return floorDivide(
    terms.cryptoAtomsSats * terms.fiatE5`,
      },
      {
        file: 'migrations/002.do.cash-outs.sql',
        from: "commission_rule <> 'markup' OR (",
        to: "commission_rule <> 'markup' OR true OR (",
      },
    ],
    caughtBy: { file: FILE, at: 'expect([tx?.baseAmount, tx?.commissionAmount]).toEqual([20_000n, 3n])' },
  },
  {
    name: 'B20',
    harm: 'All sats of a cash-out are handed out whatever the clients’ deposits are: one with 100 quetzales gets the sats of 2,000.',
    netsRemoved: `${CHECKS_ON_BALANCES}, and the assertion that nobody spends more than he has.`,
    replacements: [
      {
        file: ALLOCATION,
        from: 'const fiatToSplit = covered ? cashOut.fiat : weightSum',
        to: 'const fiatToSplit = cashOut.fiat',
      },
      {
        file: ALLOCATION,
        from: 'const satsToSplit = covered ? cashOut.base : floorDivide(cashOut.base * weightSum, cashOut.fiat)',
        to: 'const satsToSplit = cashOut.base',
      },
      { file: ALLOCATION, from: 'assert(fiat <= taker.weightMinor,', to: 'assert(true,' },
      withoutBalanceChecks,
    ],
    caughtBy: {
      file: FILE,
      at: 'expect([payment?.amountFiat, payment?.amountSats]).toEqual([10_000n, 12_951n])',
    },
  },
  {
    name: 'B22',
    harm: 'Deposits are in centavos and cash-outs in whole quetzales, so that a deposit buys a hundred times its sats.',
    netsRemoved: null,
    replacements: [
      {
        file: 'engine/domain/cash-out.ts',
        from: 'const fiat = parseDecimal(row.fiat, exponent)',
        to: 'const fiat = parseDecimal(row.fiat, 0)',
      },
    ],
    caughtBy: {
      file: FILE,
      at: 'expect([payment?.amountFiat, payment?.amountSats]).toEqual([200_000n, 259_029n])',
    },
  },
  {
    name: 'B24',
    harm: 'Nobody asks in which currency a client keeps deposits: a cash-out of dollars spends his quetzales.',
    netsRemoved:
      'The foreign key that ties a payment to its client’s currency, and the journal’s check of accounts.',
    replacements: [
      {
        file: STORE,
        from: "WHERE fiat_code = $1 AND status = 'active'",
        to: "WHERE $1 <> '' AND status = 'active'",
      },
      {
        file: 'migrations/003.do.transfers.sql',
        from: 'FOREIGN KEY (client_id, fiat_code) REFERENCES satoshimachine.dca_clients (id, fiat_code) ON DELETE RESTRICT',
        to: 'FOREIGN KEY (client_id) REFERENCES satoshimachine.dca_clients (id) ON DELETE RESTRICT',
      },
      {
        file: 'migrations/004.do.journal.sql',
        from: 'FROM satoshimachine.ledger_accounts a WHERE a.code = n.account) IS NOT TRUE LIMIT 1',
        to: 'FROM satoshimachine.ledger_accounts a WHERE a.code = n.account) IS NOT TRUE AND false LIMIT 1',
      },
    ],
    caughtBy: {
      file: FILE,
      at: 'expect(both.map((client) => client.remaining)).toEqual([40_000n, 70_000n])',
    },
  },
  {
    name: 'B29',
    harm: 'A cash-out that comes late is given the balance as it was then, which newer ones have spent since: a client buys twice with the same money.',
    netsRemoved: `${CHECKS_ON_BALANCES}.`,
    replacements: [
      {
        file: ALLOCATION,
        from: 'const limits = [standing.asOfMinor, standing.availableMinor]',
        to: 'const limits = [standing.asOfMinor]',
      },
      withoutBalanceChecks,
    ],
    caughtBy: { file: FILE, at: 'expect((await pool.payments(late)).map(' },
  },
  {
    name: 'B31',
    harm: 'Only finished payments lower a balance: two cash-outs in quick succession spend the same money.',
    netsRemoved: `${CHECKS_ON_BALANCES}.`,
    replacements: withoutHolds,
    caughtBy: { file: FILE, at: 'expect([remaining, held]).toEqual([100_000n, 100_000n])' },
  },
  {
    name: 'B42',
    harm: 'Clients are looked at one by one while payments are made, and one who is paused meanwhile loses his share without a trace.',
    netsRemoved: null,
    replacements: [
      {
        file: WRITE,
        from: INSERT_PAYMENTS,
        to: `  for (const s of shares) {
    const { rows } = await client.query('SELECT status FROM dca_clients WHERE id = $1', [s.clientId])
    if (rows[0]?.status !== 'active') continue
    ${INSERT_ONE}
  }`,
      },
    ],
    caughtBy: { file: FILE, at: 'expect(await statementsFor(40)).toBe(few)' },
  },
]
