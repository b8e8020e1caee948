import { createHash } from 'node:crypto'
import { readmeOf } from './audit-export/readme.ts'
import { VERIFY_GUIDE } from './audit-export/verify-guide.ts'
import { VERIFY_SCRIPT } from './audit-export/verify-script.ts'
import type { Zip } from './zip-stream.ts'

/** What a column of an exported table holds. `text` comes from people and other programs: never a formula. */
export type ColumnKind = 'text' | 'number' | 'time' | 'phrase'

export interface ExportColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** With its unit. */
  readonly means: string
}

export interface ExportTable {
  /** 'payments', which is payments.csv. */
  readonly name: string
  readonly about: string
  /** By which moment of a row a range is meant; null: all rows are always there. */
  readonly rangeBy: string | null
  readonly columns: readonly ExportColumn[]
}

/** From (included) to (excluded); null is open. */
export interface ExportRange {
  readonly from: Date | null
  readonly to: Date | null
}

export type WriteBytes = (bytes: Uint8Array) => Promise<void>

/** The books as of one moment, table by table. */
export interface BooksSnapshot {
  readonly schemaVersion: number
  readonly takenAt: Date
  /** Writes the table's rows as lines of CSV, a piece at a time, and says how many there were. */
  rows(table: ExportTable, range: ExportRange, write: WriteBytes): Promise<number>
}

export interface AuditExportStore {
  readonly tables: readonly ExportTable[]
  /** Statements for psql that check the files with nothing but them. */
  verification(tables: readonly ExportTable[], range: ExportRange): string
  /** All that `work` reads is of one moment, whatever happens meanwhile. */
  snapshot<T>(work: (books: BooksSnapshot) => Promise<T>): Promise<T>
}

export interface ExportedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  /** Null for what is no table. */
  readonly rows: number | null
}

/** What is in the zip, as its manifest.json says it too. */
export interface AuditManifest {
  readonly format: 1
  readonly kind: 'satmachine audit export'
  readonly takenAt: string
  readonly schemaVersion: number
  readonly from: string | null
  readonly to: string | null
  readonly files: readonly ExportedFile[]
}

/** Spreadsheets take it for UTF-8 by this mark. */
const MARK = '\ufeff'

/**
 * Writes the zip of everything that an accountant needs to check the books without us: a CSV a table, what its columns
 * mean, statements that check them, and the SHA-256 of every file. Memory does not grow with the books.
 */
export async function writeAuditExport(
  store: AuditExportStore,
  request: { readonly range: ExportRange; readonly tables: readonly string[] | null },
  write: WriteBytes,
): Promise<AuditManifest> {
  const tables = store.tables.filter(({ name }) => request.tables?.includes(name) ?? true)
  return store.snapshot(async (books) => {
    // Loaded when somebody exports, not with the bot.
    const { createZip } = await import('./zip-stream.ts')
    const zip = createZip(write, books.takenAt)
    const files: ExportedFile[] = []
    for (const table of tables) files.push(await writeTable(zip, books, table, request.range))
    const scope = { range: request.range, takenAt: books.takenAt }
    files.push(await writeText(zip, 'README.txt', readmeOf(tables, scope)))
    files.push(await writeText(zip, 'VERIFY.md', VERIFY_GUIDE))
    files.push(await writeText(zip, 'verify.sh', VERIFY_SCRIPT))
    files.push(await writeText(zip, 'verify.sql', store.verification(tables, request.range)))
    const manifest: AuditManifest = {
      format: 1,
      kind: 'satmachine audit export',
      takenAt: books.takenAt.toISOString(),
      schemaVersion: books.schemaVersion,
      from: request.range.from?.toISOString() ?? null,
      to: request.range.to?.toISOString() ?? null,
      files,
    }
    const summed = [...files, await writeText(zip, 'manifest.json', `${JSON.stringify(manifest, null, 1)}\n`)]
    await writeText(zip, 'SHA256SUMS', summed.map(({ sha256, name }) => `${sha256}  ${name}\n`).join(''))
    await zip.finish()
    return manifest
  })
}

async function writeTable(
  zip: Zip,
  books: BooksSnapshot,
  table: ExportTable,
  range: ExportRange,
): Promise<ExportedFile> {
  const name = `${table.name}.csv`
  const file = zip.file(name)
  const hash = createHash('sha256')
  const write: WriteBytes = async (bytes) => {
    hash.update(bytes)
    await file.write(bytes)
  }
  await write(Buffer.from(`${MARK}${table.columns.map((column) => column.name).join(',')}\n`))
  const rows = await books.rows(table, range, write)
  return { name, bytes: await file.end(), sha256: hash.digest('hex'), rows }
}

async function writeText(zip: Zip, name: string, text: string): Promise<ExportedFile> {
  const bytes = Buffer.from(text)
  const file = zip.file(name)
  await file.write(bytes)
  await file.end()
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), rows: null }
}
