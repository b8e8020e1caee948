import type { Pool } from 'pg'
import { databaseFailure } from './pool.ts'

/** Writes down whose database this is, if nobody has; returns whose it is. */
export async function claimWorld(pool: Pool, world: string): Promise<string> {
  try {
    await pool.query(
      `INSERT INTO settings (name, value, updated_by) VALUES ('world', $1, 'satmachine') ON CONFLICT DO NOTHING`,
      [world],
    )
    const { rows } = await pool.query<{ value: string }>(`SELECT value FROM settings WHERE name = 'world'`)
    return rows[0]?.value ?? world
  } catch (thrown) {
    throw databaseFailure(thrown)
  }
}
