import type { Pool } from 'pg'
import { guarded } from './guarded.ts'

/** The switches of the books, thrown from outside the chat: both off, with the reason, in one statement. */
export const createHaltStore = (pool: Pool): { stopAll(reason: string): Promise<boolean> } =>
  guarded({
    async stopAll(reason: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE lamassu_config SET polling_enabled = false, payouts_enabled = false, pause_reason = $1, updated_at = now()
         WHERE polling_enabled OR payouts_enabled OR trial_transaction_id IS NOT NULL`,
        [reason],
      )
      return rowCount !== 0
    },
  })
