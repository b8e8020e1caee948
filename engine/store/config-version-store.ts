import type { Pool } from 'pg'
import { type ConfigVersionStore, configurationSchema } from '../config-versions.ts'
import { guarded } from './guarded.ts'

export const createConfigVersionStore = (pool: Pool): ConfigVersionStore =>
  guarded<ConfigVersionStore>({
    async newest() {
      const { rows } = await pool.query<{ hash: string; settings: unknown }>(
        'SELECT hash, settings FROM config_versions ORDER BY id DESC LIMIT 1',
      )
      const [row] = rows
      return row === undefined ? null : { hash: row.hash, settings: configurationSchema.parse(row.settings) }
    },
    async add({ hash, settings, seenAt, actor }) {
      const { rowCount } = await pool.query(
        `INSERT INTO config_versions (hash, settings, seen_at, actor) SELECT $1, $2, $3, $4
         WHERE (SELECT hash FROM config_versions ORDER BY id DESC LIMIT 1) IS DISTINCT FROM $1`,
        [hash, JSON.stringify(settings), seenAt, actor],
      )
      return rowCount === 1
    },
    async setBy(names) {
      const { rows } = await pool.query<{ updated_by: string }>(
        `SELECT DISTINCT coalesce(p.name, s.updated_by) AS updated_by FROM (
           SELECT updated_by FROM settings WHERE name = ANY ($1)
           UNION ALL SELECT updated_by FROM alert_limits WHERE rule || '.' || name = ANY ($1)
           UNION ALL (
             SELECT DISTINCT ON (role) coalesce(withdrawn_by, in_force_by) FROM wallet_keys
             WHERE role || ' wallet key' = ANY ($1) AND in_force_at IS NOT NULL
               AND greatest(in_force_at, withdrawn_at) > (SELECT max(seen_at) FROM config_versions)
             ORDER BY role, greatest(in_force_at, withdrawn_at) DESC)) AS s
         LEFT JOIN people p ON 'person:' || p.id = s.updated_by ORDER BY 1`,
        [names],
      )
      return rows.map((row) => row.updated_by)
    },
  })
