import type { Pool } from 'pg'
import type { AlertReading, Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { findingToJson } from '../../engine/store/alert-rows.ts'

export const findingOf = (finding: Partial<Finding> = {}): Finding => ({
  entity: 'thing:1',
  what: 'three things',
  exposureSats: sats(0n),
  since: new Date(Date.now() - 600_000),
  fired: 'three of them, limit one',
  now: 'Look at them.',
  steps: ['status show'],
  ...finding,
})

/** An alert as the pipeline leaves it: told once, nobody has answered; what is not said is as after that. */
export async function fire(
  pool: Pool,
  alert: Partial<Omit<AlertReading, 'finding'>> & { finding?: Partial<Finding> } = {},
): Promise<bigint> {
  const finding = findingOf({
    ...(alert.entity === undefined ? {} : { entity: alert.entity }),
    ...alert.finding,
  })
  const opened = new Date(Date.now() - 300_000)
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO alerts (rule, entity, group_id, test_channel, state, severity, finding, exposure_sats, since, opened_at,
       last_seen_at, pending, tell_at, muted_by, notice, notice_kind, fired_notice_at, due_at, level, unacked_since, repeats,
       next_repeat_at, resolved_at, resolved_how)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, $15, $10, $16, $17, $10, $18, $19, $20, $21)
     RETURNING id`,
    [
      alert.rule ?? 'DEPOSIT_PENDING',
      finding.entity,
      alert.groupId ?? null,
      alert.testChannel ?? null,
      alert.state ?? 'firing',
      alert.severity ?? 'high',
      JSON.stringify(findingToJson(finding)),
      finding.exposureSats,
      finding.since,
      opened,
      alert.pending ?? null,
      alert.tellAt ?? null,
      alert.mutedBy ?? null,
      alert.notice ?? 1,
      alert.noticeKind === undefined ? 'first' : alert.noticeKind,
      alert.dueAt ?? new Date(Date.now() + 3_600_000),
      alert.level ?? 1,
      alert.repeats ?? 0,
      alert.nextRepeatAt ?? new Date(Date.now() + 60_000),
      alert.state === 'resolved' ? (alert.resolvedAt ?? new Date()) : null,
      alert.state === 'resolved' ? (alert.resolvedHow ?? 'observed') : null,
    ],
  )
  if (rows[0] === undefined) throw new Error('an insert returns its row')
  return rows[0].id
}
