import type { Pool } from 'pg'
import type { Incident, TimelineLine } from '../incidents/incident.ts'
import { joined, say, type Text } from '../phrase.ts'
import { textFromJson } from '../phrase-json.ts'

/** What fired before somebody opened the incident belongs to its story. */
const MINUTES_BEFORE = 15

interface LineRow {
  at: Date
  source: TimelineLine['source']
  id: bigint
  kind: string
  about: unknown
  detail: string | null
  words: string | null
  actor: string | null
}

/**
 * All that happened in the incident's hours, of four tables: each gives its newest, so that no more than four times
 * `limit` rows are put in order. What people did to the incident by its own commands is in its own events.
 */
export async function readTimeline(
  pool: Pool,
  incident: Incident,
  until: Date,
  limit: number,
): Promise<TimelineLine[]> {
  const { rows } = await pool.query<LineRow>(
    `SELECT at, source, id, kind, about, detail, words, actor FROM (
       (SELECT e.at, 'incident' AS source, e.id, e.kind, e.what AS about, NULL AS detail, e.words, e.actor, 3 AS place
        FROM incident_events e WHERE e.incident_id = $1 AND e.at <= $4 ORDER BY e.at DESC, e.id DESC LIMIT $5)
       UNION ALL
       (SELECT v.at, 'alert', v.alert_id, v.what, a.finding -> 'what', a.rule || ' ' || a.severity, v.detail, v.actor, 1
        FROM alert_events v JOIN alerts a ON a.id = v.alert_id
        WHERE a.test_channel IS NULL AND v.at <= $4 AND (v.at >= $3 OR v.alert_id = $2)
        ORDER BY v.at DESC, v.id DESC LIMIT $5)
       UNION ALL
       (SELECT l.started_at, 'action', l.id, l.command, NULL,
               CASE WHEN l.result IS NULL THEN 'unfinished' WHEN l.result LIKE 'refused: %' THEN 'refused' ELSE 'done' END,
               l.result, l.actor, 2
        FROM action_log l WHERE l.started_at BETWEEN $3 AND $4 AND l.command NOT LIKE 'incident %'
        ORDER BY l.started_at DESC, l.id DESC LIMIT $5)
       UNION ALL
       (SELECT r.finished_at, 'reconciliation', r.id, r.verdict, NULL, r.scope, NULL, r.actor, 4
        FROM reconciliations r WHERE r.finished_at BETWEEN $3 AND $4 ORDER BY r.finished_at DESC, r.id DESC LIMIT $5)
     ) AS lines
     ORDER BY at DESC, place DESC, id DESC LIMIT $5`,
    [
      incident.id,
      incident.alertId,
      new Date(incident.openedAt.getTime() - MINUTES_BEFORE * 60_000),
      until,
      limit,
    ],
  )
  return rows.reverse().map(lineFromRow)
}

const lineFromRow = (row: LineRow): TimelineLine => ({
  at: row.at,
  source: row.source,
  id: row.id,
  kind: row.kind,
  what: whatOf(row),
  words: row.words,
  actor: row.actor,
})

function whatOf({ source, id, kind, about, detail }: LineRow): Text {
  switch (source) {
    case 'incident':
      return textFromJson(about)
    case 'alert':
      return joined(
        [say`Alert #${id}: ${ALERT_WORDS[kind] ?? kind}`, detail ?? '', textFromJson(about)],
        ' · ',
      )
    case 'action':
      return actionText(kind, detail)
    case 'reconciliation':
      return reconciliationText(id, kind)
  }
}

/** The words of alert_events, for people. */
const ALERT_WORDS: Readonly<Record<string, Text>> = {
  first: say`it fires`,
  worse: say`it is worse`,
  repeat: say`told again`,
  again: say`it is back`,
  reopened: say`it is back`,
  escalated: say`called higher up`,
  acked: say`acknowledged`,
  unacked: say`the acknowledgement ended`,
  muted: say`silenced`,
  unmuted: say`not silenced any more`,
  resolved: say`over`,
  remedy: say`the bot stopped something`,
  remedy_failed: say`the bot could not stop something`,
  called: say`somebody was called`,
}

function actionText(command: string, end: string | null): Text {
  if (end === 'refused') return say`"${command}": refused`
  return end === 'unfinished' ? say`"${command}": not finished` : say`"${command}": done`
}

function reconciliationText(id: bigint, verdict: string): Text {
  if (verdict === 'ok') return say`Reconciliation #${id}: the books are square`
  return verdict === 'late'
    ? say`Reconciliation #${id}: something is late`
    : say`Reconciliation #${id}: something does not add up`
}
