import pino from 'pino'
import { exportAudit } from '../../bot/audit-export.ts'
import { createAuditExportStore } from '../../engine/store/audit-export-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import type { ExportAnswer, ExportQuestion } from './export.ts'

/** Exports in a process of its own, so that its memory is that of an export and of nothing else. Ends with its parent. */
process.on('message', (question: ExportQuestion) => {
  void exported(question).then((answer) => process.send?.(answer))
})
process.once('disconnect', () => process.exit(0))

async function exported({ databaseUrl, dataFolder }: ExportQuestion): Promise<ExportAnswer> {
  const pool = createPool({
    databaseUrl,
    applicationName: 'satmachine bench export',
    max: 1,
    log: pino({ level: 'silent' }),
  })
  const startedMs = performance.now()
  const { manifest } = await exportAudit(
    { range: { from: null, to: null }, tables: ['payments'] },
    { store: createAuditExportStore(pool), dataFolder, now: new Date() },
  )
  const ms = performance.now() - startedMs
  await pool.end()
  const rows = manifest.files.find(({ name }) => name === 'payments.csv')?.rows ?? 0
  return { ms, rows, residentMegabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }
}
