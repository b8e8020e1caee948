import type { Bug, Replacement } from './bug.ts'
import { withoutHolds } from './splitting.ts'
import { withoutKeyOnCashOuts } from './taking-in.ts'

/** Payments that are made twice, never, or only in the books. */

const FILE = 'test/museum/paying.test.ts'
const PAY = 'engine/pay.ts'
const STORE = 'engine/store/transfer-store.ts'
const WRITE = 'engine/store/allocation-write.ts'
const TRANSFERS = 'migrations/003.do.transfers.sql'

const REFUSED_PAYMENT = "if (answer.kind === 'not_executed') return backOff(deps, transfer, answer, 'payer')"

const withoutInvoiceCheck: Replacement = {
  file: TRANSFERS,
  from: "CONSTRAINT invoice_is_known CHECK (status IN ('accrued',",
  to: "CONSTRAINT invoice_is_known CHECK (true OR status IN ('accrued',",
}

export const payingBugs: readonly Bug[] = [
  {
    name: 'B04',
    harm: 'A cash-out that is looked at again is funded again: sats move into the source wallet that nobody brought.',
    netsRemoved: null,
    replacements: [
      {
        file: TRANSFERS,
        from: 'CREATE UNIQUE INDEX one_funding_per_transaction',
        to: 'CREATE INDEX one_funding_per_transaction',
      },
      {
        file: 'engine/store/allocation-store.ts',
        from: `WHERE id = $1 AND status = 'pending' AND EXISTS (SELECT FROM lamassu_config WHERE payouts_enabled OR trial_transaction_id = $1) FOR SHARE
     ON CONFLICT DO NOTHING`,
        to: 'WHERE id = $1',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(own.control.balanceMsat(treasury.walletId)).toBe(' },
  },
  {
    name: 'B05',
    harm: 'A cash-out of which one payment was made counts as done: after a crash between two clients the rest are never paid.',
    netsRemoved: null,
    replacements: [
      {
        file: STORE,
        from: 'AND (lease_until IS NULL OR lease_until < now()) AND payer_wallet_id = ANY($3)',
        to: `AND (lease_until IS NULL OR lease_until < now()) AND payer_wallet_id = ANY($3)
               AND NOT EXISTS (SELECT FROM transfers d WHERE d.lamassu_transaction_id = transfers.lamassu_transaction_id
                               AND d.kind = 'client' AND d.status = 'completed')`,
      },
    ],
    caughtBy: { file: FILE, at: "Array(4).fill('completed'))" },
  },
  {
    name: 'B06',
    harm: 'Two polls that overlap both find the same cash-out new, both take it in, and all of it is paid twice.',
    netsRemoved:
      'The lock that lets one poll run at a time, and the unique key on Lamassu’s id: either of them alone prevents it.',
    replacements: [
      {
        file: 'engine/store/take-in-store.ts',
        from: 'withPollLock: (work) => withPollLock(pool, work),',
        to: 'withPollLock: (work) => work(),',
      },
      ...withoutKeyOnCashOuts,
    ],
    caughtBy: { file: FILE, at: 'expect(await debitsOf(world, id)).toBe(3)' },
  },
  {
    name: 'B08',
    harm: 'A payment whose answer was lost counts as failed and is made again with a new invoice: paid twice.',
    netsRemoved: 'The ten minutes for which an invoice must be seen dead before another is made.',
    replacements: [
      {
        file: PAY,
        from: REFUSED_PAYMENT,
        to: `if (answer.kind !== 'ok') {
    await deps.store.invoiceSeenDead(deps.lease, transfer, 'the request failed', 0)
    return { kind: 'postponed', why: 'the request failed' }
  }`,
      },
      {
        file: STORE,
        from: 'RETURNING dead_seen_at < now() AND dead_seen_at <= now() - make_interval(secs => $2) AS proven',
        to: 'RETURNING $2::float8 >= 0 AS proven',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(await debitsOf(world, id)).toBe(2)' },
  },
  {
    name: 'B09',
    harm: 'One passing error makes a payment fail for ever, and its sats stay in the source wallet.',
    netsRemoved: 'The table of legal changes, which does not let a payment fail that was never tried.',
    replacements: [
      {
        file: PAY,
        from: 'if (transfer.attempts + 1 >= deps.settings.maxAttempts)',
        to: 'if (transfer.attempts >= 0)',
      },
      {
        file: STORE,
        from: "SET status = 'needs_review', last_error = $3",
        to: "SET status = 'failed', last_error = $3",
      },
      {
        file: TRANSFERS,
        from: "('transfer', 'pending', 'invoiced'),",
        to: "('transfer', 'pending', 'failed'), ('transfer', 'pending', 'invoiced'),",
      },
    ],
    caughtBy: { file: FILE, at: 'expect(dueIn).toHaveLength(3)' },
  },
  {
    name: 'B10',
    harm: 'A payment whose worker died stays pending for ever, because no other one takes it over.',
    netsRemoved: null,
    replacements: [
      {
        file: STORE,
        from: 'AND (lease_until IS NULL OR lease_until < now()) AND payer_wallet_id = ANY($3)',
        to: 'AND lease_owner IS NULL AND payer_wallet_id = ANY($3)',
      },
    ],
    caughtBy: { file: FILE, at: "expect(await world.pay('heir')).toMatchObject({ completed: 2 })" },
  },
  {
    name: 'B11',
    harm: 'A payment that was made and could not be booked is never looked at again and lowers no balance, so that the client is given the same money once more.',
    netsRemoved: 'The holds with their CHECKs on the balances.',
    replacements: [
      {
        file: STORE,
        from: "WHERE status IN ('pending', 'invoiced', 'paying') AND next_attempt_at <= now()\n               AND (lease_until",
        to: "WHERE status IN ('pending', 'invoiced') AND next_attempt_at <= now()\n               AND (lease_until",
      },
      ...withoutHolds,
    ],
    caughtBy: { file: FILE, at: 'the money that is on hold buys nothing more' },
  },
  {
    name: 'B12',
    harm: 'The hash of a payment is kept nowhere, so that nobody can find out afterwards whether it was made.',
    netsRemoved:
      'The CHECK that a payment under way has an invoice, and the hash in the conditions of the next steps.',
    replacements: [
      {
        file: STORE,
        from: `WITH recorded AS (
             UPDATE transfers
             SET payment_hash = $4, bolt11 = $5, status = 'invoiced', invoiced_at = now(), updated_at = now()
             WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash IS NULL AND status IN ('pending', 'needs_review')
             RETURNING kind, id, invoice_seq)
           INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
           SELECT $4, kind, id, invoice_seq, $5 FROM recorded`,
        to: `UPDATE transfers SET status = 'invoiced', invoiced_at = now(), updated_at = now()
           WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND $4 <> '' AND $5 <> '' AND status IN ('pending', 'needs_review')`,
      },
      { file: STORE, from: 'lease_owner = $3 AND payment_hash = $5', to: "lease_owner = $3 AND $5 <> ''" },
      {
        file: 'engine/store/transfer-completion.ts',
        from: 'id = $2 AND payment_hash = $6',
        to: "id = $2 AND $6 <> ''",
      },
      withoutInvoiceCheck,
    ],
    caughtBy: { file: FILE, at: 'expect(stored).toEqual([true, true])' },
  },
  {
    name: 'B13',
    harm: 'Without a source wallet a payment counts as made: the client is debited, and nothing was sent.',
    netsRemoved:
      'The looks at the source wallet and at its history before a cash-out is distributed and before anything is sent.',
    replacements: [
      {
        file: 'engine/preflight.ts',
        from: "const source = await adminWallet(deps, 'source', deps.keys.source, 'LNBITS_SOURCE_ADMIN_KEY')",
        to: `const found = await adminWallet(deps, 'source', deps.keys.source, 'LNBITS_SOURCE_ADMIN_KEY')
  const remembered = (await deps.store.walletIdOf(deps.keys.source)) ?? ''
  const source = 'problem' in found ? { walletId: remembered, balanceMsat: 10n ** 14n } : found`,
      },
      {
        file: 'engine/preflight.ts',
        from: 'const forgotten = await deps.historyProblem()',
        to: "const forgotten = 'problem' in found ? null : await deps.historyProblem()",
      },
      {
        file: PAY,
        from: 'const doubt = transfer.maySend ? null : await deps.history.payDoubt()',
        to: 'const doubt = null',
      },
      { file: STORE, from: 'AND may_send(payer_wallet_id)', to: '' },
      {
        file: PAY,
        from: REFUSED_PAYMENT,
        to: `if (answer.kind === 'not_executed') {
    await deps.store.complete(transfer, { preimage: null, feeMsat: 0n, receiverConfirmed: false })
    return { kind: 'completed' }
  }`,
      },
    ],
    caughtBy: { file: FILE, at: "expect(tx?.status).toBe('pending')" },
  },
  {
    name: 'B14',
    harm: 'Without a commission wallet the commission is left out and written down nowhere.',
    netsRemoved: null,
    replacements: [
      {
        file: WRITE,
        from: 'if (cashOut.commission === 0n) return',
        to: 'if (cashOut.commission === 0n || wallets.commissionWalletId === null) return',
      },
    ],
    caughtBy: { file: FILE, at: "expect(await commission()).toMatchObject({ status: 'accrued'" },
  },
  {
    name: 'B15',
    harm: 'Where no client shares in a cash-out, the operator does not get the commission either.',
    netsRemoved: null,
    replacements: [
      {
        file: WRITE,
        from: `async function insertCommission(client: PoolClient, { cashOut, wallets }: AllocationToWrite): Promise<void> {
  if (cashOut.commission === 0n) return`,
        to: `async function insertCommission(client: PoolClient, { cashOut, wallets, allocation }: AllocationToWrite): Promise<void> {
  if (cashOut.commission === 0n || allocation.shares.length === 0) return`,
      },
    ],
    caughtBy: { file: FILE, at: 'balanceMsat(world.wallets.commission.walletId) - before).toBe(7_771_000n)' },
  },
  {
    name: 'B41',
    harm: 'Which wallet pays is looked up when it pays: a change of configuration in the middle takes the rest from another wallet.',
    netsRemoved: null,
    replacements: [
      {
        file: STORE,
        from: '\n                     t.payer_wallet_id, t.payee_wallet_id',
        to: '\n                     (SELECT coalesce(source_wallet_id, t.payer_wallet_id) FROM lamassu_config) AS payer_wallet_id, t.payee_wallet_id',
      },
    ],
    caughtBy: { file: FILE, at: 'expect(own.control.balanceMsat(other.walletId)).toBe(1_000_000_000n)' },
  },
]
