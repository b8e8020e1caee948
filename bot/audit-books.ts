import type { Pool } from 'pg'
import type { Books } from '../engine/books.ts'
import type { Clock } from '../engine/ports.ts'
import type { Probes } from '../engine/probes.ts'
import type { Readings } from '../engine/readings.ts'
import { createAuditExportStore } from '../engine/store/audit-export-store.ts'
import { createObservationStore } from '../engine/store/observation-store.ts'
import { createPeriodStore } from '../engine/store/period-store.ts'
import { createWeeklyAuditStore } from '../engine/store/weekly-audit-store.ts'
import { createAudits } from '../engine/weekly-audit.ts'
import { exportAudit } from './audit-export.ts'

export interface AuditBooksParts {
  readonly pool: Pool
  readonly dataFolder: string
  readonly clock: Clock
  readonly readings: Pick<Readings, 'deposits'>
  readonly probes: Pick<Probes, 'checkAll'>
}

export type AuditBooks = Pick<Books, 'exportTables' | 'period' | 'audits'>

/** More pending deposits than this are a backlog, not a list. */
const MOST_DEPOSITS = 500

/** What is taken away and signed, of the books. */
export function createAuditBooks(
  { pool, dataFolder, clock, readings, probes }: AuditBooksParts,
  books: Pick<Books, 'reconcile' | 'splits'>,
): AuditBooks {
  const exports = createAuditExportStore(pool)
  const everything = { range: { from: null, to: null }, tables: null }
  return {
    exportTables: exports.tables.map(({ name }) => name),
    period: (range) => createPeriodStore(pool).figures(range),
    audits: createAudits({
      store: createWeeklyAuditStore(pool),
      now: () => clock.now(),
      reconcile: (actor) => books.reconcile({ scope: { kind: 'all' }, actor }),
      exportAll: () => exportAudit(everything, { store: exports, dataFolder, now: clock.now() }),
      pendingDeposits: () => readings.deposits({ status: 'pending', limit: MOST_DEPOSITS }),
      lastSplits: (last) => books.splits({ last, from: null, to: null }),
      lamassu: () => probes.checkAll(['lamassu']),
      observations: () => createObservationStore(pool).all(),
    }),
  }
}
