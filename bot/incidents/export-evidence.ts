import type { Pool } from 'pg'
import type { EvidenceFile } from '../../commands/host.ts'
import { type EvidenceRequest, writeEvidence } from '../../engine/incidents/evidence.ts'
import { createAuditExportStore } from '../../engine/store/audit-export-store.ts'
import { createIncidentReadings } from '../../engine/store/incident-readings.ts'
import { keepExport } from '../exports.ts'

/** Writes the zip of an incident's evidence to the server's disk. */
export function exportEvidence(
  { pool, dataFolder, now }: { readonly pool: Pool; readonly dataFolder: string; readonly now: () => Date },
  request: EvidenceRequest,
): Promise<EvidenceFile> {
  const at = now()
  const parts = { incidents: createIncidentReadings(pool), audit: createAuditExportStore(pool), now: at }
  return keepExport({ kind: `incident-${request.incidentId}`, dataFolder, now: at }, (write) =>
    writeEvidence(parts, request, write),
  )
}
