import type { Pool } from 'pg'
import type { JsonValue } from '../json-value.ts'
import type { Observation, ObservationStore } from '../observations.ts'
import { guarded } from './guarded.ts'

interface ObservationRow {
  subject: string
  outcome: string
  detail: string | null
  value: JsonValue
  in_a_row: number
  since: Date
  last_ok_at: Date | null
  observed_at: Date
}

export const createObservationStore = (pool: Pool): ObservationStore =>
  guarded<ObservationStore>({
    async record(sightings, now) {
      await pool.query(
        `INSERT INTO observations AS o (subject, outcome, detail, value, since, last_ok_at, observed_at, ok_at)
         SELECT subject, outcome, detail, value, $2, CASE WHEN outcome = 'ok' THEN $2::timestamptz END, $2,
                CASE WHEN outcome = 'ok' THEN ARRAY[$2::timestamptz] ELSE '{}' END
         FROM jsonb_to_recordset($1) AS s (subject text, outcome text, detail text, value jsonb)
         ON CONFLICT (subject) DO UPDATE SET
           outcome = excluded.outcome, detail = excluded.detail, value = excluded.value,
           in_a_row = CASE WHEN o.outcome = excluded.outcome THEN o.in_a_row + 1 ELSE 1 END,
           since = CASE WHEN o.outcome = excluded.outcome THEN o.since ELSE excluded.since END,
           last_ok_at = coalesce(excluded.last_ok_at, o.last_ok_at), observed_at = excluded.observed_at,
           ok_at = CASE WHEN excluded.outcome = 'ok' THEN (o.ok_at || excluded.ok_at)[greatest(cardinality(o.ok_at) - 1, 1):] ELSE '{}' END`,
        [JSON.stringify(sightings), now],
      )
    },
    async forgetOthers(prefix, subjects) {
      await pool.query('DELETE FROM observations WHERE starts_with(subject, $1) AND subject <> ALL ($2)', [
        prefix,
        subjects,
      ])
    },
    async all() {
      const { rows } = await pool.query<ObservationRow>(
        'SELECT subject, outcome, detail, value, in_a_row, since, last_ok_at, observed_at FROM observations',
      )
      return new Map(rows.map((row) => [row.subject, fromRow(row)]))
    },
  })

const fromRow = (row: ObservationRow): Observation => ({
  subject: row.subject,
  outcome: row.outcome,
  detail: row.detail,
  value: row.value,
  inARow: row.in_a_row,
  since: row.since,
  lastOkAt: row.last_ok_at,
  observedAt: row.observed_at,
})
