import type { Pool } from 'pg'
import type { IncidentSight, IncidentsSigns } from '../../signs/incidents.ts'
import { guarded } from '../guarded.ts'

export const createIncidentsSigns = (pool: Pool): IncidentsSigns =>
  guarded<IncidentsSigns>({
    async current() {
      const { rows } = await pool.query<IncidentSight>(
        `SELECT i.id, i.scenario, i.severity, i.status, i.phase, i.phase_since AS "phaseSince", i.opened_at AS "openedAt",
                i.lead_id AS "leadId", i.alert_id AS "alertId", i.resolved_at AS "resolvedAt", i.watch_until AS "watchUntil",
                (SELECT max(e.at) FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'update') AS "updatedAt",
                (SELECT max(e.at) FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'recurred') AS "recurredAt",
                ARRAY(SELECT substr(e.part, 7)::bigint FROM incident_events e
                      WHERE e.incident_id = i.id AND e.kind = 'recurred' AND e.part LIKE 'alert:%') AS "recurredBy"
         FROM incidents i WHERE i.status <> 'closed' AND NOT i.drill ORDER BY i.id`,
      )
      return rows
    },
  })
