import type { AuditExportFile, AuditExportRequest } from '../commands/host.ts'
import { type AuditExportStore, writeAuditExport } from '../engine/audit-export.ts'
import { keepExport } from './exports.ts'

/** Writes the zip for an audit to the server's disk. */
export const exportAudit = (
  request: AuditExportRequest,
  { store, dataFolder, now }: { store: AuditExportStore; dataFolder: string; now: Date },
): Promise<AuditExportFile> =>
  keepExport({ kind: 'audit', dataFolder, now }, (write) => writeAuditExport(store, request, write))
