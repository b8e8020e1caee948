import type { Pool, PoolClient } from 'pg'
import type { WalletRole } from '../observe-wallets.ts'
import type { NewKey, OwnKeyStore, StoredKey } from '../own-keys.ts'
import { fingerprintOf } from '../sealing.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export const createOwnKeyStore = (pool: Pool): OwnKeyStore =>
  guarded<OwnKeyStore>({
    async kept() {
      const { rows } = await pool.query<KeyRow>({
        name: 'own-keys',
        text: `SELECT id, role, wallet_id, fingerprint, first_characters, sealed, entered_by, entered_at, in_force_at, instead_of, proven_at
               FROM wallet_keys
               WHERE sealed IS NOT NULL AND (in_force_at IS NOT NULL OR entered_at > now() - interval '1 day') ORDER BY id`,
      })
      return rows.map(fromRow)
    },
    async walletOf(role, key) {
      const { rows } = await pool.query<{ wallet_id: string | null }>(
        `SELECT coalesce(
           (SELECT w.wallet_id FROM known_wallets w WHERE w.key_fingerprint = $2),
           (SELECT k.wallet_id FROM wallet_keys k WHERE k.role = $1 ORDER BY k.id DESC LIMIT 1),
           (SELECT CASE $1 WHEN 'source' THEN c.source_wallet_id WHEN 'commission' THEN c.commission_wallet_id END
            FROM lamassu_config c)) AS wallet_id`,
        [role, key === null ? null : fingerprintOf(key)],
      )
      return rows[0]?.wallet_id ?? null
    },
    enter: (key, actor) => inTransaction(pool, (client) => enter(client, key, actor)),
    putInForce: (id, insteadOf, actor) =>
      inTransaction(pool, (client) => putInForce(client, { id, insteadOf, actor })),
    withdraw: (id, actor) => inTransaction(pool, (client) => withdraw(client, id, actor)),
    prove: (id) => inTransaction(pool, (client) => prove(client, id)),
  })

interface KeyRow {
  id: bigint
  role: WalletRole
  wallet_id: string
  fingerprint: string
  first_characters: string
  sealed: Buffer | null
  entered_by: string
  entered_at: Date
  in_force_at: Date | null
  instead_of: string | null
  proven_at: Date | null
}

const fromRow = (row: KeyRow): StoredKey => ({
  id: row.id,
  role: row.role,
  walletId: row.wallet_id,
  fingerprint: row.fingerprint,
  firstCharacters: row.first_characters,
  sealed: row.sealed,
  enteredBy: row.entered_by,
  enteredAt: row.entered_at,
  inForceAt: row.in_force_at,
  insteadOf: row.instead_of,
  provenAt: row.proven_at,
})

/** At most one key a role waits to be put in force. */
async function enter(client: PoolClient, key: NewKey, actor: string): Promise<bigint> {
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`wallet key ${key.role}`])
  await client.query(
    `UPDATE wallet_keys SET sealed = NULL, withdrawn_by = $2, withdrawn_at = clock_timestamp()
     WHERE role = $1 AND in_force_at IS NULL AND withdrawn_at IS NULL`,
    [key.role, actor],
  )
  const { rows } = await client.query<{ id: bigint }>(
    `INSERT INTO wallet_keys (role, wallet_id, fingerprint, first_characters, sealed, entered_by)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [key.role, key.walletId, key.fingerprint, key.firstCharacters, key.sealed, actor],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return row.id
}

async function putInForce(
  client: PoolClient,
  { id, insteadOf, actor }: { id: bigint; insteadOf: string | null; actor: string },
): Promise<boolean> {
  const { rows } = await client.query<{ wallet_id: string }>(
    `UPDATE wallet_keys SET in_force_at = clock_timestamp(), in_force_by = $3, instead_of = $2
     WHERE id = $1 AND in_force_at IS NULL AND sealed IS NOT NULL AND entered_at > now() - interval '1 day'
     RETURNING wallet_id`,
    [id, insteadOf, actor],
  )
  const [row] = rows
  if (row === undefined) return false
  await wake(client, row.wallet_id)
  return true
}

async function withdraw(client: PoolClient, id: bigint, actor: string): Promise<boolean> {
  const { rows } = await client.query<{ wallet_id: string }>(
    `UPDATE wallet_keys SET sealed = NULL, withdrawn_by = $2, withdrawn_at = clock_timestamp()
     WHERE id = $1 AND in_force_at IS NOT NULL AND proven_at IS NULL AND withdrawn_at IS NULL RETURNING wallet_id`,
    [id, actor],
  )
  const [row] = rows
  if (row === undefined) return false
  await wake(client, row.wallet_id)
  return true
}

/** What waited for another key of this wallet does not wait on. */
async function wake(client: PoolClient, walletId: string): Promise<void> {
  await client.query(
    `UPDATE transfers SET next_attempt_at = now(), updated_at = now()
     WHERE (payer_wallet_id = $1 OR payee_wallet_id = $1) AND status IN ('pending', 'invoiced', 'paying')
       AND lease_owner IS NULL AND next_attempt_at > now()`,
    [walletId],
  )
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
}

/** One that was taken back in the same moment is not proven any more. */
async function prove(client: PoolClient, id: bigint): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE wallet_keys SET proven_at = clock_timestamp()
     WHERE id = $1 AND in_force_at IS NOT NULL AND proven_at IS NULL AND withdrawn_at IS NULL`,
    [id],
  )
  if (rowCount === 0) return
  await client.query(
    `UPDATE wallet_keys old SET sealed = NULL FROM wallet_keys new
     WHERE new.id = $1 AND old.role = new.role AND old.in_force_at < new.in_force_at AND old.sealed IS NOT NULL`,
    [id],
  )
}
