import type { Pool } from 'pg'
import type { Severity } from '../alerting.ts'
import type { WatchedAlert, WatchFigures } from '../incidents/watch.ts'
import { textFromJson } from '../phrase-json.ts'
import { guarded } from './guarded.ts'

/** What is asked while an incident is watched. */
export interface IncidentWatchStore {
  /** By the database's clock, which all events have. */
  now(): Promise<Date>
  /** Numbers of the first cash-outs that were completed since then, in that order. */
  completedSince(at: Date, limit: number): Promise<readonly bigint[]>
  /** Real alerts that fire, and began or came back since then; `alertId`: of the incident. */
  firedSince(at: Date, alertId: bigint | null): Promise<readonly WatchedAlert[]>
  /** The highest level that an alert has called. */
  levelOf(alertId: bigint): Promise<number>
  figures(from: Date, until: Date): Promise<WatchFigures>
}

export const createIncidentWatchStore = (pool: Pool): IncidentWatchStore =>
  guarded<IncidentWatchStore>({
    async now() {
      const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      const [row] = rows
      if (row === undefined) throw new Error('a clock tells the time')
      return row.now
    },
    async completedSince(at, limit) {
      const { rows } = await pool.query<{ id: bigint }>(
        `SELECT id FROM lamassu_transactions WHERE status = 'completed' AND processed_at >= $1
         ORDER BY processed_at, id LIMIT $2`,
        [at, limit],
      )
      return rows.map(({ id }) => id)
    },
    firedSince: (at, alertId) => firedSince(pool, at, alertId),
    async levelOf(alertId) {
      const { rows } = await pool.query<{ level: number }>('SELECT level FROM alerts WHERE id = $1', [
        alertId,
      ])
      return rows[0]?.level ?? 0
    },
    figures: (from, until) => figures(pool, from, until),
  })

const ALERTS_AT_MOST = 200

/** A card that was over and flaps is the same row: that it came back is in its events. */
async function firedSince(pool: Pool, at: Date, alertId: bigint | null): Promise<WatchedAlert[]> {
  const { rows } = await pool.query<{
    id: bigint
    rule: string
    severity: Severity
    what: unknown
    is_same: boolean
    stops: boolean
  }>(
    `SELECT a.id, a.rule, a.severity, a.finding -> 'what' AS what,
            coalesce(a.rule = o.rule AND a.entity = o.entity, false) AS is_same,
            coalesce(a.finding -> 'remedies' @> '[{"kind": "pause_payouts"}]', false) AS stops
     FROM alerts a LEFT JOIN alerts o ON o.id = $2
     WHERE a.state = 'firing' AND a.test_channel IS NULL AND (a.opened_at > $1 OR EXISTS (
       SELECT FROM alert_events v WHERE v.alert_id = a.id AND v.what = 'reopened' AND v.at > $1))
     ORDER BY is_same DESC, a.id LIMIT $3`,
    [at, alertId, ALERTS_AT_MOST],
  )
  return rows.map(({ id, rule, severity, what, is_same: isSame, stops: stopsPayouts }) => ({
    id,
    rule,
    severity,
    what: textFromJson(what),
    isSame,
    stopsPayouts,
  }))
}

async function figures(pool: Pool, from: Date, until: Date): Promise<WatchFigures> {
  const { rows } = await pool.query<{
    cash_outs: bigint
    payments: bigint
    paid: string
    alerts: bigint
    reconciliations: bigint
    not_square: bigint
  }>(
    `SELECT (SELECT count(*) FROM lamassu_transactions WHERE status = 'completed' AND processed_at >= $1 AND processed_at < $2)
              AS cash_outs,
            (SELECT count(*) FROM transfers WHERE kind <> 'funding' AND completed_at >= $1 AND completed_at < $2) AS payments,
            (SELECT coalesce(sum(amount_sats), 0)::text FROM transfers WHERE kind <> 'funding' AND completed_at >= $1 AND completed_at < $2) AS paid,
            (SELECT count(*) FROM alerts WHERE test_channel IS NULL AND group_id IS NULL AND severity <> 'info'
               AND opened_at >= $1 AND opened_at < $2) AS alerts,
            (SELECT count(*) FROM reconciliations WHERE started_at >= $1 AND started_at < $2) AS reconciliations,
            (SELECT count(*) FROM reconciliations WHERE started_at >= $1 AND started_at < $2 AND verdict <> 'ok') AS not_square`,
    [from, until],
  )
  const [row] = rows
  return {
    cashOuts: Number(row?.cash_outs ?? 0n),
    payments: Number(row?.payments ?? 0n),
    paidSats: BigInt(row?.paid ?? '0'),
    alerts: Number(row?.alerts ?? 0n),
    reconciliations: Number(row?.reconciliations ?? 0n),
    notSquare: Number(row?.not_square ?? 0n),
  }
}
