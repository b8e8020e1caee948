import type { Bug, Replacement } from './bug.ts'

/** Cash-outs that are never seen, seen wrongly, or seen too late. */

const FILE = 'test/museum/taking-in.test.ts'
const POLL = 'engine/take-in.ts'
const STORE = 'engine/store/take-in-store.ts'
const JUDGE = 'engine/domain/cash-out.ts'
const CASH_OUTS = 'migrations/002.do.cash-outs.sql'

/** An error at storing one cash-out counts as stored. */
const swallowStoring: Replacement = {
  file: POLL,
  from: 'if (!(await writeOrSetAside(deps.store, decision))) return false',
  to: 'if (!(await writeOrSetAside(deps.store, decision).catch(() => true))) return false',
}

/** The predecessor's cursor: what was confirmed before the last poll that succeeded is not looked at any more. */
const cursor: Replacement = {
  file: POLL,
  from: '(await deps.source.cashOutsInBuckets(buckets)).sort(inOrderOfTime)',
  to: `(await deps.source.cashOutsInBuckets(buckets))
      .filter((row) => context.windowFrom === null || (row.confirmedAt ?? row.created) > context.windowFrom)
      .sort(inOrderOfTime)`,
}

/** The unique key on Lamassu's id; what leans on it looks for the row's own new id instead, and so never meets it. */
export const withoutKeyOnCashOuts: readonly Replacement[] = [
  {
    file: CASH_OUTS,
    from: 'transaction_id text NOT NULL CONSTRAINT unique_transaction_id UNIQUE,',
    to: 'transaction_id text NOT NULL,',
  },
  ...['pending', 'quarantined'].map((status) => ({
    file: STORE,
    from: `ON CONFLICT (transaction_id) DO UPDATE\n       SET status = '${status}'`,
    to: `ON CONFLICT (id) DO UPDATE\n       SET status = '${status}'`,
  })),
]

export const takingInBugs: readonly Bug[] = [
  {
    name: 'B01',
    harm: 'A name that does not exist makes every cash-out fail to be stored, the error is swallowed, and the clients never get its sats.',
    netsRemoved: null,
    replacements: [
      { file: STORE, from: 'hash,\n      cashOut.transactionTime,', to: 'hash,\n      transactionTime,' },
      swallowStoring,
    ],
    caughtBy: { file: FILE, at: "expect(seen).toEqual(['processing', 'processing'])" },
  },
  {
    name: 'B07',
    harm: 'Whoever is told by the unique key that another poll has stored the cash-out goes on all the same, and its cash is booked once for each of them.',
    netsRemoved: 'The key of the journal entry, which by itself refuses the second booking.',
    replacements: [
      {
        file: STORE,
        from: 'const [taken] = inserted.rows',
        to: `const there = await client.query('SELECT id FROM lamassu_transactions WHERE transaction_id = $1', [row.transactionId])
  const [taken] = inserted.rows.length > 0 ? inserted.rows : there.rows`,
      },
      {
        file: STORE,
        from: 'idempotencyKey: `cash-out:',
        to: 'idempotencyKey: Math.random() + `cash-out:',
      },
    ],
    caughtBy: { file: FILE, at: "kind = 'cash_out' AND lamassu_transaction_id" },
  },
  {
    name: 'B21',
    harm: 'The fiat amount goes through a float and an int, so that 150.50 quetzales are booked as 150.00 and the client keeps the difference.',
    netsRemoved: null,
    replacements: [
      {
        file: JUDGE,
        from: 'const fiat = parseDecimal(row.fiat, exponent)',
        to: 'const fiat = BigInt(Math.trunc(parseFloat(row.fiat))) * 10n ** BigInt(exponent)',
      },
    ],
    caughtBy: { file: FILE, at: 'expect([tx?.fiatAmount, tx?.fiatMajor]).toEqual(' },
  },
  {
    name: 'B23',
    harm: 'Nobody asks which coin was sold, so that one litecoin is paid out as one bitcoin.',
    netsRemoved: 'The CHECK that lets no other coin into the table.',
    replacements: [
      {
        file: JUDGE,
        from: "if (row.cryptoCode !== 'BTC' && row.cryptoCode !== 'LN') return quarantine('other_coin')",
        to: '',
      },
      { file: CASH_OUTS, from: "crypto_code IN ('BTC', 'LN') AND crypto_atoms > 0", to: 'crypto_atoms > 0' },
    ],
    caughtBy: { file: FILE, at: "expect(states).toEqual(['quarantined', 'quarantined', 'completed'])" },
  },
  {
    name: 'B25',
    harm: 'A cursor on the time of confirmation, set to the end of the poll, passes by cash-outs that are confirmed or dispensed late: never paid.',
    netsRemoved: null,
    replacements: [
      cursor,
      {
        file: POLL,
        from: 'const record: PollRecord = { result, ...window, ...counts, errorCode: null, errorMessage: null }',
        to: 'const record: PollRecord = { result, ...window, windowUntil: deps.clock.now(), ...counts, errorCode: null, errorMessage: null }',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(polled).toMatchObject({ taken: [late] })' },
  },
  {
    name: 'B26',
    harm: 'A Lamassu server that does not answer counts as one without cash-outs; the poll has succeeded, the cursor moves on, and all of the outage is lost.',
    netsRemoved: null,
    replacements: [
      {
        file: POLL,
        from: 'const state = await deps.source.digests()',
        to: 'const state = await deps.source.digests().catch(() => ({ rowCount: 0, digests: context.digests }))',
      },
      cursor,
    ],
    caughtBy: { file: FILE, at: 'expect(polled).toMatchObject({' },
  },
  {
    name: 'B27',
    harm: 'An error at one cash-out is swallowed, the poll counts as successful, and that cash-out is never looked at again.',
    netsRemoved: null,
    replacements: [swallowStoring],
    caughtBy: { file: FILE, at: "expect(polled.kind).toBe('failed')" },
  },
  {
    name: 'B28',
    harm: 'The newest cash-out is distributed first and takes the balances that belong to an older one.',
    netsRemoved: null,
    replacements: [
      {
        file: 'engine/store/allocation-store.ts',
        from: 'ORDER BY t.transaction_time, t.id LIMIT $1',
        to: 'ORDER BY t.transaction_time DESC, t.id DESC LIMIT $1',
      },
    ],
    caughtBy: {
      file: FILE,
      at: 'expect([await fiat(older), await fiat(newer)]).toEqual([80_000n, 20_000n])',
    },
  },
  {
    name: 'B30',
    harm: 'Cash-outs are paid whose sats are unconfirmed, on which Lamassu recorded an error, or of which only a part of the cash came out.',
    netsRemoved: null,
    replacements: [
      {
        file: JUDGE,
        from: "if (row.error !== null || row.errorCode !== null) return quarantine('error_after_dispense')",
        to: '',
      },
      {
        file: JUDGE,
        from: "if (!SETTLED_STATUSES.has(row.status)) return { kind: 'waiting', reason: 'sats_unconfirmed' }",
        to: '',
      },
      {
        file: JUDGE,
        from: 'if (row.dispensedFiat !== null && parseDecimal',
        to: 'if (false && parseDecimal',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(await world.readings.waiting(10)).toMatchObject([' },
  },
  {
    name: 'B39',
    harm: 'A commission that Lamassu did not record counts as 0 %, and the clients get the operator’s share.',
    netsRemoved: null,
    replacements: [
      {
        file: JUDGE,
        from: "if (row.commissionPercentage === null) return 'missing_commission'",
        to: '',
      },
      {
        file: JUDGE,
        from: 'parseDecimal(row.commissionPercentage, 5)',
        to: "parseDecimal(row.commissionPercentage ?? '0', 5)",
      },
    ],
    caughtBy: { file: FILE, at: "expect(await reasonOf(id)).toBe('missing_commission')" },
  },
  {
    name: 'B40',
    harm: '5.5 that was meant as 5.5 % takes 85 % from the clients, and a discount of 150 hands out more sats than came in.',
    netsRemoved: 'The assertions of the commission, and the CHECKs on rates and on a negative commission.',
    replacements: [
      {
        file: JUDGE,
        from: 'if (commissionE5 === null || commissionE5 < 0n || commissionE5 >= 100_000n)',
        to: 'if (commissionE5 === null)',
      },
      {
        file: JUDGE,
        from: 'if (discountE4 === null || discountE4 < 0n || discountE4 > 1_000_000n)',
        to: 'if (discountE4 === null)',
      },
      {
        file: 'engine/domain/commission.ts',
        from: 'assert(base >= 0n && commission >= 0n,',
        to: 'assert(true,',
      },
      {
        file: 'engine/domain/commission.ts',
        from: 'commissionE5 !== null && commissionE5 >= 0n && commissionE5 < COMMISSION_SCALE',
        to: 'commissionE5 !== null',
      },
      {
        file: 'engine/domain/commission.ts',
        from: 'assert(discountE4 >= 0n && discountE4 <= 100n * PERCENT_SCALE,',
        to: 'assert(true,',
      },
      {
        file: CASH_OUTS,
        from: "CONSTRAINT rates_are_sane CHECK (status IN ('quarantined', 'failed') OR (",
        to: 'CONSTRAINT rates_are_sane CHECK (true OR (',
      },
      {
        file: CASH_OUTS,
        from: 'AND commission_amount >= 0 AND transaction_time IS NOT NULL',
        to: 'AND transaction_time IS NOT NULL',
      },
      {
        file: 'engine/store/allocation-write.ts',
        from: 'if (cashOut.commission === 0n) return',
        to: 'if (cashOut.commission <= 0n) return',
      },
    ],
    caughtBy: { file: FILE, at: 'expect([await reasonOf(percent), await reasonOf(discount)]).toEqual([' },
  },
  {
    name: 'B45',
    harm: 'A poll that a person asks for does not look at whether the cash came out, and pays for cash-outs that never happened.',
    netsRemoved: null,
    replacements: [
      {
        file: POLL,
        from: 'const decision = decide(row, known.get(row.transactionId), verdicts)',
        to: `const trusted = { ...row, dispenseConfirmed: true, error: null, errorCode: null }
    const decision = decide(deps.connect ? trusted : row, known.get(row.transactionId), verdicts)`,
      },
    ],
    caughtBy: { file: FILE, at: "expect(await reasonOf(id)).toBe('dispense_unconfirmed')" },
  },
  {
    name: 'B46',
    harm: 'Every poll compares everything there ever was, and when that fails it counts as nothing known: what was paid looks new.',
    netsRemoved: null,
    replacements: [
      {
        file: POLL,
        from: 'if (context.digests.get(bucket) !== digest) buckets.add(bucket)',
        to: "if (digest !== '') buckets.add(bucket)",
      },
      {
        file: POLL,
        from: 'await deps.store.known(rows.map((row) => row.transactionId))',
        to: 'await deps.store.known(rows.map((row) => row.transactionId)).catch(() => new Map())',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(asked.length).toBeLessThanOrEqual(3)' },
  },
]
