import type { Pool } from 'pg'
import { KEY_LINK_MINUTES, KEY_LINK_TRIES, type KeyLink, type KeyLinkStore } from '../key-links.ts'
import { guarded } from './guarded.ts'

interface LinkRow {
  client_id: bigint
  actor: string
}

const fromRow = (row: LinkRow | undefined): KeyLink | null =>
  row === undefined ? null : { clientId: row.client_id, actor: row.actor }

/** Old links go when a new one comes. */
export const createKeyLinkStore = (pool: Pool): KeyLinkStore =>
  guarded<KeyLinkStore>({
    async open(tokenHash, link) {
      await pool.query(`DELETE FROM key_links WHERE expires_at < now() - interval '1 day'`)
      const { rows } = await pool.query<{ expires_at: Date }>(
        `INSERT INTO key_links (token_hash, client_id, actor, expires_at)
         VALUES ($1, $2, $3, now() + make_interval(mins => $4)) RETURNING expires_at`,
        [tokenHash, link.clientId, link.actor, KEY_LINK_MINUTES],
      )
      const [row] = rows
      if (row === undefined) throw new Error('an insert returns its row')
      return { expiresAt: row.expires_at }
    },
    async look(tokenHash) {
      const { rows } = await pool.query<LinkRow>(
        `SELECT client_id, actor FROM key_links
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() AND tries < $2`,
        [tokenHash, KEY_LINK_TRIES],
      )
      return fromRow(rows[0])
    },
    async take(tokenHash) {
      const { rows } = await pool.query<LinkRow>(
        `UPDATE key_links SET used_at = now(), tries = tries + 1
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() AND tries < $2 RETURNING client_id, actor`,
        [tokenHash, KEY_LINK_TRIES],
      )
      return fromRow(rows[0])
    },
    async giveBack(tokenHash) {
      await pool.query('UPDATE key_links SET used_at = NULL WHERE token_hash = $1', [tokenHash])
    },
  })
