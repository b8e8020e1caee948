import type { Pool } from 'pg'

/** What somebody does to the books past the bot, with a database client: for rehearsals of what goes wrong. */
export interface HandOnBooks {
  /** Against the triggers, so that no entry of the journal explains it. */
  addToBalance(clientId: bigint, minor: bigint): Promise<void>
  /** As psql would: without a row in the action log of the bot's own. */
  setSetting(name: string, value: string): Promise<void>
  /** Says of every open difference between wallets and books what was done about it; how many there were. */
  settleDifferences(words: string): Promise<number>
}

export const createHandOnBooks = (pool: Pool): HandOnBooks => ({
  async addToBalance(clientId, minor) {
    const client = await pool.connect()
    try {
      await client.query('SET session_replication_role = replica')
      await client.query('UPDATE dca_clients SET remaining_balance = remaining_balance + $2 WHERE id = $1', [
        clientId,
        minor,
      ])
    } finally {
      await client.query('RESET session_replication_role')
      client.release()
    }
  },
  async setSetting(name, value) {
    await pool.query(
      `INSERT INTO settings (name, value, updated_by) VALUES ($1, $2, 'by hand')
       ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, updated_by = EXCLUDED.updated_by, updated_at = now()`,
      [name, value],
    )
  },
  async settleDifferences(words) {
    const { rows } = await pool.query<{ settled: number }>(
      `SELECT count(settle_wallet_difference(payment_hash, $1))::int AS settled
         FROM wallet_differences WHERE settled_at IS NULL`,
      [words],
    )
    return rows[0]?.settled ?? 0
  },
})
