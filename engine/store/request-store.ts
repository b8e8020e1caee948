import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import type {
  Draft,
  Identity,
  NewRequest,
  Platform,
  Posted,
  RequestReading,
  RequestStatus,
  RequestStore,
} from '../people.ts'
import { guarded } from './guarded.ts'

export function createRequestStore(pool: Pool): RequestStore {
  return guarded<RequestStore>({
    open: (request) => open(pool, request),
    async byToken(token) {
      const { rows } = await pool.query<RequestRow>(`${READ} WHERE token = $1`, [token])
      return rows[0] === undefined ? null : requestOf(rows[0])
    },
    async byId(id) {
      const { rows } = await pool.query<RequestRow>(`${READ} WHERE id = $1`, [id])
      return rows[0] === undefined ? null : requestOf(rows[0])
    },
    async pending() {
      const { rows } = await pool.query<RequestRow>(
        `${READ} WHERE status = 'open' AND expires_at > clock_timestamp() ORDER BY created_at, id LIMIT 1000`,
      )
      return rows.map(requestOf)
    },
    decide: (id, decision) => decide(pool, id, decision),
    async setResult(id, result) {
      const { rowCount } = await pool.query(
        `UPDATE requests SET result = $2 WHERE id = $1 AND status <> 'open'`,
        [id, result],
      )
      assert.equal(rowCount, 1, 'a request is decided before it has a result')
    },
    awaitWord: (id) => awaitWord(pool, id),
    async awaitingWordOf({ platform, userId }) {
      const { rows } = await pool.query<RequestRow>(
        `${READ} WHERE platform = $1 AND user_id = $2 AND status = 'open' AND awaits_word_at IS NOT NULL
           AND expires_at > clock_timestamp() ORDER BY awaits_word_at DESC LIMIT 1`,
        [platform, userId],
      )
      return rows[0] === undefined ? null : requestOf(rows[0])
    },
    keepLine: (token, line) => keepLine(pool, token, line),
    async lineBehind(token) {
      const { rows } = await pool.query<{ line: string }>(
        `SELECT line FROM button_lines WHERE token = $1 AND kept_at > now() - interval '30 days'`,
        [token],
      )
      return rows[0]?.line ?? null
    },
    keepDraft: (identity, roomId, draft) => keepDraft(pool, identity, roomId, draft),
    takeDraft: (identity, roomId) => takeDraft(pool, identity, roomId),
    async rememberPosted(requestId, { platform, roomId, messageId }) {
      await pool.query(
        `INSERT INTO posted_cards (request_id, platform, room_id, message_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
        [requestId, platform, roomId, messageId],
      )
    },
    async postedOf(requestId) {
      const { rows } = await pool.query<Posted>(
        `SELECT platform, room_id AS "roomId", message_id AS "messageId" FROM posted_cards
         WHERE request_id = $1 ORDER BY posted_at, platform, room_id, message_id LIMIT 100`,
        [requestId],
      )
      return rows
    },
  })
}

interface RequestRow {
  id: bigint
  token: string
  command: string
  written: Record<string, string>
  level: RequestReading['level']
  actor: string
  person_id: bigint | null
  platform: Platform
  user_id: string
  what: string
  lines: string[]
  word: string | null
  preview_hash: string
  status: RequestStatus
  created_at: Date
  expires_at: Date
  not_before: Date | null
  awaits_word: boolean
  decided_by: string | null
  decided_at: Date | null
  result: string | null
}

/** Nobody has to come by for a request to expire: it is read as expired from its moment on. */
const COLUMNS = `id, token, command, written, level, actor, person_id, platform, user_id, what, lines, word, preview_hash,
  CASE WHEN status = 'open' AND expires_at <= clock_timestamp() THEN 'expired' ELSE status END AS status,
  created_at, expires_at, not_before, awaits_word_at IS NOT NULL AS awaits_word, decided_by, decided_at, result`
const READ = `SELECT ${COLUMNS} FROM requests`

const requestOf = (row: RequestRow): RequestReading => ({
  id: row.id,
  token: row.token,
  command: row.command,
  written: row.written,
  level: row.level,
  actor: row.actor,
  personId: row.person_id,
  identity: { platform: row.platform, userId: row.user_id },
  what: row.what,
  lines: row.lines,
  word: row.word,
  previewHash: row.preview_hash,
  status: row.status,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  notBefore: row.not_before,
  awaitsWord: row.awaits_word,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  result: row.result,
})

async function open(pool: Pool, request: NewRequest): Promise<RequestReading> {
  const { rows } = await pool.query<RequestRow>(
    `INSERT INTO requests (token, command, written, level, actor, person_id, platform, user_id, what, lines, word, preview_hash,
                           expires_at, not_before)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
             now() + make_interval(secs => $13), CASE WHEN $14 > 0 THEN now() + make_interval(secs => $14) END)
     RETURNING ${COLUMNS}`,
    [
      request.token,
      request.command,
      JSON.stringify(request.written),
      request.level,
      request.actor,
      request.personId,
      request.identity.platform,
      request.identity.userId,
      request.what,
      request.lines,
      request.word,
      request.previewHash,
      request.lifetimeSeconds,
      request.coolingOffSeconds,
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return requestOf(row)
}

/** The cooling-off holds back a yes only: a no is always possible. */
async function decide(
  pool: Pool,
  id: bigint,
  decision: Parameters<RequestStore['decide']>[1],
): Promise<RequestReading | null> {
  const { rows } = await pool.query<RequestRow>(
    `UPDATE requests SET status = $2, decided_by = $3, decided_at = clock_timestamp()
     WHERE id = $1 AND status = 'open' AND expires_at > clock_timestamp()
       AND ($2 <> 'done' OR not_before IS NULL OR not_before <= clock_timestamp())
     RETURNING ${COLUMNS}`,
    [id, decision.status, decision.actor],
  )
  return rows[0] === undefined ? null : requestOf(rows[0])
}

/** An account is asked for one word at a time: the newest question counts. */
async function awaitWord(pool: Pool, id: bigint): Promise<void> {
  await pool.query(
    `UPDATE requests r SET awaits_word_at = CASE WHEN r.id = $1 THEN clock_timestamp() END
     FROM requests asked
     WHERE asked.id = $1 AND r.platform = asked.platform AND r.user_id = asked.user_id AND r.status = 'open'
       AND (r.id = $1 OR r.awaits_word_at IS NOT NULL)`,
    [id],
  )
}

/** What a button does never changes: the same token for another line is a mistake. */
async function keepLine(pool: Pool, token: string, line: string): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'keep-line',
    text: `WITH forgotten AS (
             DELETE FROM button_lines WHERE token IN
               (SELECT token FROM button_lines WHERE kept_at < now() - interval '30 days' AND token <> $1
                ORDER BY kept_at LIMIT 10 FOR UPDATE SKIP LOCKED))
           INSERT INTO button_lines AS b (token, line) VALUES ($1, $2)
           ON CONFLICT (token) DO UPDATE SET kept_at = now() WHERE b.line = excluded.line`,
    values: [token, line],
  })
  assert.equal(rowCount, 1, 'a token stands for one line')
}

async function keepDraft(
  pool: Pool,
  { platform, userId }: Identity,
  roomId: string,
  draft: Draft,
): Promise<void> {
  await pool.query(
    `INSERT INTO drafts (platform, user_id, room_id, command, written, awaits) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (platform, user_id, room_id) DO UPDATE
     SET command = excluded.command, written = excluded.written, awaits = excluded.awaits, kept_at = now()`,
    [platform, userId, roomId, draft.command, JSON.stringify(draft.written), draft.awaits],
  )
}

async function takeDraft(pool: Pool, { platform, userId }: Identity, roomId: string): Promise<Draft | null> {
  const { rows } = await pool.query<Draft & { is_fresh: boolean }>(
    `DELETE FROM drafts WHERE platform = $1 AND user_id = $2 AND room_id = $3
     RETURNING command, written, awaits, kept_at > now() - interval '10 minutes' AS is_fresh`,
    [platform, userId, roomId],
  )
  const [row] = rows
  return row?.is_fresh === true ? { command: row.command, written: row.written, awaits: row.awaits } : null
}
