import type { Pool, PoolClient } from 'pg'

/** The books as they were at one moment, as far as the reader needs them. */
export interface BooksLook {
  /** What the books say about themselves that can't be right, one sentence each. */
  readonly unsound: readonly string[]
  readonly transfers: readonly TransferLook[]
  readonly invoices: readonly InvoiceLook[]
  /** How many journal entries there are; never fewer than before. */
  readonly entries: bigint
  readonly confirmedDeposits: bigint
  readonly cashOuts: ReadonlyMap<string, number>
}

export interface TransferLook {
  readonly kind: string
  readonly id: bigint
  readonly status: string
  readonly amountSats: bigint
  readonly payerWalletId: string
  readonly payeeWalletId: string
  readonly paymentHash: string | null
  readonly feeMsat: bigint
  readonly leased: boolean
  readonly lastError: string | null
}

export interface InvoiceLook {
  readonly paymentHash: string
  readonly kind: string
  readonly transferId: bigint
  readonly dead: boolean
}

/** Reads it all in one snapshot and changes nothing. Throws pg's errors. */
export async function lookAtBooks(pool: Pool): Promise<BooksLook> {
  const client = await pool.connect()
  let broken = true
  const ignore = (): void => undefined
  // The server is killed now and then: the query that is under way hears of it.
  client.on('error', ignore)
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const look = await readAll(client)
    await client.query('COMMIT')
    broken = false
    return look
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}

async function readAll(client: PoolClient): Promise<BooksLook> {
  const unsound: string[] = []
  for (const [sentence, sql] of SELF_CHECKS) {
    const { rows } = await client.query<{ what: string }>(sql)
    if (rows.length > 0)
      unsound.push(
        `${sentence}: ${rows
          .slice(0, 3)
          .map((row) => row.what)
          .join('; ')}`,
      )
  }
  const transfers = await client.query<TransferLook>(
    `SELECT kind, id, status, amount_sats AS "amountSats", payer_wallet_id AS "payerWalletId", payee_wallet_id AS "payeeWalletId",
            payment_hash AS "paymentHash", fee_msat AS "feeMsat", coalesce(lease_until > now(), false) AS leased, last_error AS "lastError"
     FROM transfers`,
  )
  const invoices = await client.query<InvoiceLook>(
    `SELECT payment_hash AS "paymentHash", transfer_kind AS kind, transfer_id AS "transferId", dead_at IS NOT NULL AS dead FROM payment_invoices`,
  )
  const counts = await client.query<{ entries: bigint; deposits: bigint }>(
    `SELECT (SELECT count(*) FROM ledger_entries) AS entries, (SELECT count(*) FROM dca_deposits WHERE status = 'confirmed') AS deposits`,
  )
  const cashOuts = await client.query<{ status: string; count: bigint }>(
    'SELECT status, count(*) FROM lamassu_transactions GROUP BY status',
  )
  return {
    unsound,
    transfers: transfers.rows,
    invoices: invoices.rows,
    entries: counts.rows[0]?.entries ?? 0n,
    confirmedDeposits: counts.rows[0]?.deposits ?? 0n,
    cashOuts: new Map(cashOuts.rows.map((row) => [row.status, Number(row.count)])),
  }
}

/** Each finds what must never be, at any moment whatever. */
const SELF_CHECKS: readonly (readonly [sentence: string, sql: string])[] = [
  [
    'A journal entry does not sum to zero (I1)',
    `SELECT 'entry ' || entry_id || ': ' || sum(amount) || ' ' || unit AS what FROM ledger_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0`,
  ],
  [
    'A balance or a hold does not follow from deposits and payments (I2)',
    `SELECT 'client ' || id || ': balance off by ' || balance_drift || ', hold off by ' || hold_drift AS what FROM v_reconciliation
     WHERE balance_drift <> 0 OR hold_drift <> 0`,
  ],
  [
    "A client's hold is negative or more than the balance (I3)",
    `SELECT 'client ' || id || ': hold ' || held_balance || ' of ' || remaining_balance AS what FROM dca_clients
     WHERE held_balance < 0 OR held_balance > remaining_balance`,
  ],
  [
    "A client's balance is not what the journal says",
    `SELECT 'client ' || c.id AS what FROM dca_clients c LEFT JOIN v_account_balances a ON a.account = 'client:' || c.id || ':' || c.fiat_code
     LEFT JOIN v_account_balances h ON h.account = 'hold:' || c.id || ':' || c.fiat_code
     WHERE -coalesce(a.balance, 0) <> c.remaining_balance - c.held_balance OR -coalesce(h.balance, 0) <> c.held_balance`,
  ],
  [
    'A cash-out is not split to the last sat and cent (I4)',
    `SELECT 'cash-out ' || t.transaction_id AS what FROM lamassu_transactions t
     LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat FROM dca_payments
                WHERE status NOT IN ('failed', 'cancelled') GROUP BY 1) p ON p.id = t.id
     WHERE t.status IN ('processing', 'completed')
       AND (coalesce(p.sats, 0) + t.unallocated_sats <> t.base_amount OR coalesce(p.fiat, 0) + t.unallocated_fiat <> t.fiat_amount
            OR t.base_amount + t.commission_amount <> t.crypto_atoms)`,
  ],
  [
    'A payment is completed without its journal entry, or has one without being completed',
    `SELECT t.kind || ' payment ' || t.id AS what FROM transfers t
     LEFT JOIN ledger_entries e ON e.idempotency_key = 'payment:' || t.kind || ':' || t.id
     WHERE (t.status = 'completed') <> (e.id IS NOT NULL)`,
  ],
  [
    'A client with a daily limit got more than it in a day (I14)',
    `SELECT 'client ' || p.client_id || ': ' || sum(p.amount_fiat) AS what FROM dca_payments p
     JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id JOIN dca_clients c ON c.id = p.client_id
     WHERE c.dca_mode = 'fixed' AND p.status NOT IN ('failed', 'cancelled')
     GROUP BY p.client_id, (t.transaction_time AT TIME ZONE 'UTC')::date HAVING sum(p.amount_fiat) > min(c.fixed_mode_daily_limit)`,
  ],
  [
    'Payouts were stopped because the books and the wallets contradict each other',
    `SELECT pause_reason AS what FROM lamassu_config WHERE pause_reason LIKE 'contradiction%'`,
  ],
]
