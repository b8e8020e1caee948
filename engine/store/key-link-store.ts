import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import { KEY_LINK_MINUTES, KEY_LINK_TRIES, type KeyLink, type KeyLinkStore } from '../key-links.ts'
import type { WalletRole } from '../observe-wallets.ts'
import { guarded } from './guarded.ts'

interface LinkRow {
  client_id: bigint | null
  wallet_role: WalletRole | null
  actor: string
}

function fromRow(row: LinkRow | undefined): KeyLink | null {
  if (row === undefined) return null
  const { actor, client_id: clientId, wallet_role: role } = row
  if (clientId !== null) return { purpose: { kind: 'client', clientId }, actor }
  assert(role !== null, 'a link is for one key')
  return { purpose: { kind: 'own', role }, actor }
}

/** Old links go when a new one comes. */
export const createKeyLinkStore = (pool: Pool): KeyLinkStore =>
  guarded<KeyLinkStore>({
    async open(tokenHash, { purpose, actor }) {
      await pool.query(`DELETE FROM key_links WHERE expires_at < now() - interval '1 day'`)
      const { rows } = await pool.query<{ expires_at: Date }>(
        `INSERT INTO key_links (token_hash, client_id, wallet_role, actor, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5)) RETURNING expires_at`,
        [
          tokenHash,
          purpose.kind === 'client' ? purpose.clientId : null,
          purpose.kind === 'own' ? purpose.role : null,
          actor,
          KEY_LINK_MINUTES,
        ],
      )
      const [row] = rows
      if (row === undefined) throw new Error('an insert returns its row')
      return { expiresAt: row.expires_at }
    },
    async look(tokenHash) {
      const { rows } = await pool.query<LinkRow>(
        `SELECT client_id, wallet_role, actor FROM key_links
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() AND tries < $2`,
        [tokenHash, KEY_LINK_TRIES],
      )
      return fromRow(rows[0])
    },
    async take(tokenHash) {
      const { rows } = await pool.query<LinkRow>(
        `UPDATE key_links SET used_at = now(), tries = tries + 1
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() AND tries < $2 RETURNING client_id, wallet_role, actor`,
        [tokenHash, KEY_LINK_TRIES],
      )
      return fromRow(rows[0])
    },
    async giveBack(tokenHash) {
      await pool.query('UPDATE key_links SET used_at = NULL WHERE token_hash = $1', [tokenHash])
    },
  })
