import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import type { AlertDesk, OncallSlot } from '../alerting.ts'
import { ack, page, resolve, startTest, unack } from './alert-acts.ts'
import { createAlertReadings } from './alert-readings.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

/** What people do to the alerts, and all that they read of them. */
export const createAlertDesk = (pool: Pool): AlertDesk => ({
  ...createAlertReadings(pool),
  ...guarded<Omit<AlertDesk, keyof ReturnType<typeof createAlertReadings>>>({
    ack: (id, by) => ack(pool, id, by),
    unack: (id, by) => unack(pool, id, by),
    resolve: (id, by) => resolve(pool, id, by),
    silence: (silence) => startSilence(pool, silence),
    endSilence: (id, actor) => endSilence(pool, id, actor),
    startMaintenance: (window) => startMaintenance(pool, window),
    endMaintenance: (id, actor) => endMaintenance(pool, id, actor),
    setLimit: (rule, name, value, actor) => setLimit(pool, { rule, name, value, actor }),
    setContact: (slot, contact, actor) => setContact(pool, slot, contact, actor),
    takeLevel: (level, personId, until, actor) => takeLevel(pool, { level, personId, until, actor }),
    startTest: (test) => startTest(pool, test),
    page: (call) => page(pool, call),
  }),
})

/** The database's clock and no other says when a day is over. */
const startSilence = (pool: Pool, silence: Parameters<AlertDesk['silence']>[0]): Promise<bigint> =>
  inTransaction(pool, async (client) => {
    const { rule, entity, reason, actor, until } = silence
    await client.query(
      `UPDATE alert_silences SET ended_at = clock_timestamp(), ended_by = $3
       WHERE rule = $1 AND entity IS NOT DISTINCT FROM $2 AND ended_at IS NULL AND until > clock_timestamp()`,
      [rule, entity, actor],
    )
    const { rows } = await client.query<{ id: bigint }>(
      `INSERT INTO alert_silences (rule, entity, reason, created_by, until)
       VALUES ($1, $2, $3, $4, LEAST($5, now() + interval '24 hours')) RETURNING id`,
      [rule, entity, reason, actor, until],
    )
    return idOf(rows)
  })

/** False: there is none in force with this number. */
async function endSilence(pool: Pool, id: bigint, actor: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE alert_silences SET ended_at = clock_timestamp(), ended_by = $2
     WHERE id = $1 AND ended_at IS NULL AND until > clock_timestamp()`,
    [id, actor],
  )
  return rowCount === 1
}

async function startMaintenance(
  pool: Pool,
  { rules, reason, actor, until }: Parameters<AlertDesk['startMaintenance']>[0],
): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO maintenance_windows (rules, reason, created_by, until)
     VALUES ($1, $2, $3, LEAST($4, now() + interval '7 days')) RETURNING id`,
    [rules, reason, actor, until],
  )
  return idOf(rows)
}

async function endMaintenance(pool: Pool, id: bigint, actor: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE maintenance_windows SET ended_at = clock_timestamp(), ended_by = $2
     WHERE id = $1 AND ended_at IS NULL AND until > clock_timestamp()`,
    [id, actor],
  )
  return rowCount === 1
}

function idOf(rows: readonly { id: bigint }[]): bigint {
  const [row] = rows
  assert(row, 'an insert returns its row')
  return row.id
}

async function setLimit(
  pool: Pool,
  { rule, name, value, actor }: { rule: string; name: string; value: number; actor: string },
): Promise<void> {
  assert(Number.isFinite(value), 'a limit is a number')
  await pool.query(
    `INSERT INTO alert_limits (rule, name, value, updated_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (rule, name) DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`,
    [rule, name, String(value), actor],
  )
}

/** What is not named stays as it is; null empties a field. */
async function setContact(
  pool: Pool,
  slot: OncallSlot,
  contact: Parameters<AlertDesk['setContact']>[1],
  actor: string,
): Promise<void> {
  const { name, email, phone, availability, personId } = contact
  await pool.query(
    `UPDATE oncall_contacts SET
       name = CASE WHEN $3 THEN $4 ELSE name END, email = CASE WHEN $5 THEN $6 ELSE email END,
       phone = CASE WHEN $7 THEN $8 ELSE phone END,
       availability = CASE WHEN $9 THEN $10 ELSE availability END,
       person_id = CASE WHEN $11 THEN $12::bigint ELSE person_id END, updated_by = $2, updated_at = now()
     WHERE slot = $1`,
    [
      slot,
      actor,
      name !== undefined,
      name ?? null,
      email !== undefined,
      email ?? null,
      phone !== undefined,
      phone ?? null,
      availability !== undefined,
      availability ?? null,
      personId !== undefined,
      personId ?? null,
    ],
  )
}

async function takeLevel(
  pool: Pool,
  taking: { level: 1 | 2 | 3; personId: bigint | null; until: Date | null; actor: string },
): Promise<void> {
  const { level, personId, until, actor } = taking
  assert((personId === null) === (until === null), 'a level is taken by somebody until some time')
  await pool.query(
    `UPDATE oncall_contacts SET taken_by = $2, updated_by = $4, updated_at = now(),
       taken_until = CASE WHEN $3::timestamptz IS NOT NULL THEN LEAST($3, now() + interval '7 days') END
     WHERE slot = 'level' || $1`,
    [level, personId, until, actor],
  )
}
