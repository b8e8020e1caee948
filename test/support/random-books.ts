import type { Pool } from 'pg'
import { seededRandom } from './random.ts'

const HOUR_MS = 3_600_000
const STATUSES = ['processing', 'completed', 'completed', 'pending', 'quarantined', 'failed']
const PAYMENT_STATUSES = ['completed', 'completed', 'completed', 'paying', 'failed', 'cancelled']

/**
 * Books as no engine would write them: everything at random, over `days` days up to `now`, past the triggers. Good for
 * reading what is there, not for asking whether it is right.
 */
export async function fillRandomly(
  pool: Pool,
  { seed, days, now, clients }: { seed: number; days: number; now: Date; clients: number },
): Promise<void> {
  const random = seededRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const moment = (): Date =>
    new Date(now.getTime() - Math.floor(random() * days * 24) * HOUR_MS - upTo(2) * upTo(HOUR_MS))
  const one = <T>(list: readonly T[]): T => list[upTo(list.length)] as T
  const client = await pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    for (const law of ['commission_is_floor', 'base_is_ticker_worth', 'rates_are_sane'])
      await client.query(`ALTER TABLE lamassu_transactions DROP CONSTRAINT ${law}`)
    await client.query('UPDATE lamassu_config SET baseline_at = $1', [
      new Date(now.getTime() - (days - 3) * 24 * HOUR_MS),
    ])
    for (let id = 1; id <= clients; id += 1) {
      const fiat = id % 4 === 0 ? 'USD' : 'GTQ'
      const remaining = upTo(3) * upTo(1_000_000)
      await client.query(
        `INSERT INTO dca_clients (id, username, wallet_id, fiat_code, status, remaining_balance, held_balance)
         VALUES ($1::bigint, 'client ' || $1::bigint, 'wallet ' || $1::bigint, $2, $3, $4, $5)`,
        [id, fiat, one(['active', 'active', 'active', 'paused']), remaining, upTo(remaining + 1)],
      )
    }
    for (let id = 1; id <= days * 3; id += 1) {
      const status = one(STATUSES)
      const base = upTo(1_000_000)
      const commission = upTo(30_000)
      await client.query(
        `INSERT INTO lamassu_transactions (id, transaction_id, status, quarantine_reason, device_id, crypto_code, crypto_atoms, fiat_code,
           fiat_amount, fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, unallocated_sats,
           unallocated_fiat, source_wallet_id, calculation, source_row, source_row_hash, transaction_time)
         VALUES ($1::bigint, ($1::bigint)::text, $2, $3, 'm', 'LN', $4::bigint + $5::bigint, 'GTQ', 1, 1, 1000, 0.03, 'markup', $4::bigint, $5::bigint, $6, 0, 's', '{}', '{}', 'h', $7)`,
        [id, status, status === 'quarantined' ? 'odd' : null, base, commission, upTo(base + 1), moment()],
      )
      await client.query(
        `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, status, payment_hash, bolt11, created_at, completed_at)
         SELECT $1, id, $2, $3, fiat_code, $4::text, 'hash', 'ln', $5::timestamptz, CASE WHEN $4::text = 'completed' THEN $5::timestamptz + $6::int * interval '1 hour' END
         FROM dca_clients WHERE id = $7`,
        [
          id,
          1 + upTo(500_000),
          1 + upTo(90_000),
          one(PAYMENT_STATUSES),
          moment(),
          upTo(30),
          1 + upTo(clients),
        ],
      )
      await client.query(
        `INSERT INTO ledger_entries (id, kind, idempotency_key, actor, effective_at) VALUES ($1::bigint, 'test', 'test:' || $1::bigint, 'test', $2)`,
        [id, moment()],
      )
      const amount = upTo(2_000_000) - 1_000_000 || 1
      const whose = 1 + upTo(clients)
      await client.query(
        `INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id)
         SELECT $1, account, fiat_code, amount, id FROM dca_clients,
           LATERAL (VALUES ('client:' || id || ':' || fiat_code, $2::bigint), ('hold:' || id || ':' || fiat_code, -$2::bigint)) AS l(account, amount)
         WHERE id = $3`,
        [id, amount, whose],
      )
      await client.query(
        `INSERT INTO lamassu_polls (result, window_until, error_message) VALUES ($1, $2, $3)`,
        ((result) => [result, moment(), result === 'failed' ? 'no' : null])(one(['ok', 'empty', 'failed'])),
      )
    }
    for (let i = 0; i < days; i += 1) {
      await client.query(
        `INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at, test_channel, resolved_at, resolved_how)
         VALUES ('R', $1, 'resolved', $2, '{}', $3::timestamptz, $3::timestamptz, $3::timestamptz, $4, $3::timestamptz, 'x')`,
        [String(i), one(['critical', 'critical', 'high']), moment(), one([null, null, 'discord:x'])],
      )
      await client.query(
        `INSERT INTO reconciliations (scope, subject_id, actor, started_at, finished_at, verdict, checks, snapshot)
         VALUES ($1, $2, 'test', $3::timestamptz, $3::timestamptz, $4, '[]', '{}')`,
        ((scope) => [scope, scope === 'tx' ? 1 : null, moment(), one(['ok', 'ok', 'late', 'broken'])])(
          one(['all', 'all', 'all', 'wallets', 'tx']),
        ),
      )
      // A switch is not off twice at the same time.
      const since = new Date(now.getTime() - (i + 1) * 24 * HOUR_MS + upTo(12) * HOUR_MS)
      await client.query(
        `INSERT INTO pauses (what, since, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
        [one(['polling', 'payouts']), since, i === 0 ? null : new Date(since.getTime() + upTo(12) * HOUR_MS)],
      )
    }
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}
