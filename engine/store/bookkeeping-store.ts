import type { Pool, PoolClient } from 'pg'
import type { Actor, BookkeepingStore, DepositDecision, NewClient, Switches } from '../bookkeeping.ts'
import { fiatMinor } from '../domain/money.ts'
import { actAs, adjust, reverseAdjustment, reverseDeposit } from './corrections-store.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'
import { startTrial } from './trial-store.ts'

export function createBookkeepingStore(pool: Pool): BookkeepingStore {
  return guarded<BookkeepingStore>({
    addClient: (client) => addClient(pool, client),
    async setClientStatus(clientId, status) {
      const { rowCount } = await pool.query(
        `UPDATE dca_clients SET status = $2, updated_at = now() WHERE id = $1 AND status <> $2 AND status <> 'closed'`,
        [clientId, status],
      )
      return rowCount === 1
    },
    async setClientKey(clientId, walletId, sealedKey) {
      await pool.query(
        'UPDATE dca_clients SET wallet_id = $2, invoice_key_sealed = $3, updated_at = now() WHERE id = $1',
        [clientId, walletId, sealedKey],
      )
      // What waited for the key does not wait on.
      await pool.query(
        `UPDATE transfers SET next_attempt_at = now(), updated_at = now()
         WHERE client_id = $1 AND kind IN ('client', 'compensation') AND status IN ('pending', 'invoiced', 'paying') AND lease_owner IS NULL AND next_attempt_at > now()`,
        [clientId],
      )
      await pool.query(`SELECT pg_notify('satmachine_work', '')`)
    },
    sealedClientKey: (clientId) => sealedClientKey(pool, clientId),
    addDeposit: (deposit, actor) => inTransaction(pool, (client) => addDeposit(client, deposit, actor)),
    decideDeposit: (depositId, decision, actor, note) =>
      inTransaction(pool, (client) => decideDeposit(client, depositId, decision, actor, note)),
    adjust: (adjustment, actor) => inTransaction(pool, (client) => adjust(client, adjustment, actor)),
    reverseAdjustment: (entryId, because, actor) =>
      inTransaction(pool, (client) => reverseAdjustment(client, entryId, because, actor)),
    reverseDeposit: (depositId, because, actor) =>
      inTransaction(pool, (client) => reverseDeposit(client, depositId, because, actor)),
    setSwitches: (switches, reason) => inTransaction(pool, (client) => setSwitches(client, switches, reason)),
    startTrial: () => inTransaction(pool, startTrial),
    async setSetting(name, value, actor) {
      await pool.query(
        `INSERT INTO settings (name, value, updated_by) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`,
        [name, value, actor],
      )
    },
    async describeWallets(wallets) {
      await pool.query(
        `UPDATE lamassu_config SET source_wallet_id = $1, commission_wallet_id = $2, commission_wallet_adminkey = $3, updated_at = now()
         WHERE (source_wallet_id, commission_wallet_id, commission_wallet_adminkey) IS DISTINCT FROM ($1, $2, $3)`,
        [wallets.sourceWalletId, wallets.commissionWalletId, wallets.commissionKeyPreview],
      )
    },
  })
}

async function addClient(pool: Pool, client: NewClient): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO dca_clients (username, fiat_code, wallet_id, invoice_key_sealed, dca_mode, fixed_mode_daily_limit)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [client.username, client.fiatCode, client.walletId, client.sealedKey, client.mode, client.dailyLimit],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return row.id
}

async function sealedClientKey(
  pool: Pool,
  clientId: bigint,
): Promise<{ sealed: Buffer | null; walletId: string } | null> {
  const { rows } = await pool.query<{ sealed: Buffer | null; walletId: string }>({
    name: 'sealed-key',
    text: 'SELECT invoice_key_sealed AS sealed, wallet_id AS "walletId" FROM dca_clients WHERE id = $1',
    values: [clientId],
  })
  return rows[0] ?? null
}

async function addDeposit(
  client: PoolClient,
  deposit: Parameters<BookkeepingStore['addDeposit']>[0],
  actor: Actor,
): Promise<bigint> {
  await actAs(client, { actor })
  const { rows } = await client.query<{ id: bigint }>(
    `WITH added AS (
       INSERT INTO dca_deposits (client_id, amount, note, idempotency_key, created_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (idempotency_key) DO NOTHING RETURNING id)
     SELECT id FROM added UNION ALL SELECT id FROM dca_deposits WHERE idempotency_key = $4 LIMIT 1`,
    [deposit.clientId, deposit.amount, deposit.note, deposit.idempotencyKey, actor],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return row.id
}

async function decideDeposit(
  client: PoolClient,
  depositId: bigint,
  decision: 'confirmed' | 'rejected',
  actor: Actor,
  note: string | null,
): Promise<DepositDecision> {
  await actAs(client, { actor })
  const decided = await client.query<{ client_id: bigint; amount: bigint }>(
    `UPDATE dca_deposits SET status = $2, decided_by = $3, decided_at = clock_timestamp(), note = coalesce($4, note)
     WHERE id = $1 AND status = 'pending' RETURNING client_id, amount`,
    [depositId, decision, actor, note],
  )
  const [row] = decided.rows
  if (row === undefined) {
    const earlier = await client.query<{ status: string; decided_by: string | null }>(
      'SELECT status, decided_by FROM dca_deposits WHERE id = $1',
      [depositId],
    )
    const [found] = earlier.rows
    return found === undefined
      ? { kind: 'unknown' }
      : { kind: 'too_late', status: found.status, decidedBy: found.decided_by }
  }
  const balance = await client.query<{ remaining_balance: bigint }>(
    'SELECT remaining_balance FROM dca_clients WHERE id = $1',
    [row.client_id],
  )
  const after = balance.rows[0]?.remaining_balance ?? 0n
  const before = decision === 'confirmed' ? after - row.amount : after
  return { kind: 'done', remainingBefore: fiatMinor(before), remainingAfter: fiatMinor(after) }
}

async function setSwitches(client: PoolClient, switches: Switches, reason: string | null): Promise<void> {
  const { rows } = await client.query<{ payouts_enabled: boolean }>(
    'SELECT payouts_enabled FROM lamassu_config FOR UPDATE',
  )
  const payouts = switches.payouts ?? rows[0]?.payouts_enabled ?? false
  if (switches.polling !== undefined)
    await client.query('UPDATE lamassu_config SET polling_enabled = $1', [switches.polling])
  // In a statement of its own: one that sets polling_enabled to false stops payouts too, whatever else it says.
  await client.query(
    'UPDATE lamassu_config SET payouts_enabled = $1, pause_reason = $2, updated_at = now()',
    [payouts, reason],
  )
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
}
