import type { Pool } from 'pg'
import type { PreflightStore } from '../preflight.ts'
import { fingerprintOf } from '../sealing.ts'
import { guarded } from './guarded.ts'

export function createPreflightStore(pool: Pool): PreflightStore {
  return guarded<PreflightStore>({
    async stuckTransfers(olderThanHours) {
      const { rows } = await pool.query<{ count: bigint; oldest: bigint | null }>(
        `SELECT count(*), min(id) AS oldest FROM transfers
         WHERE status IN ('pending', 'invoiced', 'paying', 'needs_review') AND created_at < now() - make_interval(hours => $1)
           -- What is given back, maybe to somebody whose wallet is gone, holds up nobody's new cash-outs.
           AND kind <> 'compensation'`,
        [olderThanHours],
      )
      return { count: Number(rows[0]?.count ?? 0n), oldestId: rows[0]?.oldest ?? null }
    },
    async walletIdOf(key) {
      const { rows } = await pool.query<{ wallet_id: string }>(
        'SELECT wallet_id FROM known_wallets WHERE key_fingerprint = $1',
        [fingerprintOf(key)],
      )
      return rows[0]?.wallet_id ?? null
    },
    async rememberWalletId(key, walletId) {
      await pool.query(
        'INSERT INTO known_wallets (key_fingerprint, wallet_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [fingerprintOf(key), walletId],
      )
    },
  })
}
