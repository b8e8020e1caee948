import type { Pool, PoolClient } from 'pg'
import type { AuditExportStore, ExportTable, WriteBytes } from '../audit-export.ts'
import { csvCell } from '../csv-cell.ts'
import { textFromJson } from '../phrase-json.ts'
import { ENGLISH, write } from '../phrase.ts'
import { bookTables } from './audit-export/book-tables.ts'
import { copyOut } from './audit-export/copy-out.ts'
import { moneyTables } from './audit-export/money-tables.ts'
import { type Source, statementOf } from './audit-export/source.ts'
import { verifySql } from './audit-export/verify-sql.ts'
import { watchTables } from './audit-export/watch-tables.ts'
import { TEXT_FORMS } from './dump/tables.ts'
import { databaseFailure, inTransaction } from './pool.ts'

const SOURCES: readonly Source[] = [...moneyTables, ...bookTables, ...watchTables]

/** Longer than a table of years takes to a slow disk. */
const STATEMENT_MINUTES = 60
const ROWS_PER_STEP = 1000

export const createAuditExportStore = (pool: Pool): AuditExportStore => ({
  tables: SOURCES,
  verification: verifySql,
  async snapshot(work) {
    try {
      return await inTransaction(pool, async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
        for (const setting of TEXT_FORMS) await client.query(setting)
        await client.query(`SET LOCAL statement_timeout = '${STATEMENT_MINUTES}min'`)
        const { rows } = await client.query<{ at: Date; version: number }>(
          'SELECT now() AS at, (SELECT max(version)::int FROM schema_versions) AS version',
        )
        return await work({
          takenAt: rows[0]?.at ?? new Date(0),
          schemaVersion: rows[0]?.version ?? 0,
          async rows(table, range, take) {
            await setRange(client, range)
            const source = sourceOf(table)
            const statement = statementOf(source, range)
            return hasPhrases(source)
              ? await byRow(client, source, statement, take)
              : await copyOut(client, statement, take)
          },
        })
      })
    } catch (thrown) {
      throw databaseFailure(thrown)
    }
  },
})

const sourceOf = ({ name }: ExportTable): Source => {
  const found = SOURCES.find((source) => source.name === name)
  if (found === undefined) throw new Error(`there is no table ${name} to export`)
  return found
}

const hasPhrases = ({ columns }: ExportTable): boolean => columns.some(({ kind }) => kind === 'phrase')

async function setRange(
  client: PoolClient,
  { from, to }: { readonly from: Date | null; readonly to: Date | null },
): Promise<void> {
  await client.query(
    `SELECT set_config('satmachine.export_from', $1, true), set_config('satmachine.export_to', $2, true)`,
    [from?.toISOString() ?? '-infinity', to?.toISOString() ?? 'infinity'],
  )
}

/** Texts that are kept in no language are written out here, a thousand rows at a time. */
async function byRow(
  client: PoolClient,
  source: Source,
  statement: string,
  take: WriteBytes,
): Promise<number> {
  const columns = source.columns.map(({ name }) => `${name}::text`).join(', ')
  await client.query(`DECLARE exported NO SCROLL CURSOR FOR SELECT ${columns} FROM (${statement}) AS s`)
  let count = 0
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH ${ROWS_PER_STEP} FROM exported`,
      rowMode: 'array',
    })
    count += rows.length
    const lines = rows.map((row) => row.map((value, i) => cellOf(source, i, value)).join(','))
    if (lines.length > 0) await take(Buffer.from(`${lines.join('\n')}\n`))
    if (rows.length < ROWS_PER_STEP) break
  }
  await client.query('CLOSE exported')
  return count
}

/** Numbers stay numbers, minus and all; the other columns are harmless already, by their statement. */
function cellOf(source: Source, index: number, value: string | null): string {
  const kind = source.columns[index]?.kind
  if (value === null || kind === 'number' || kind === 'time') return value ?? ''
  return csvCell(kind === 'phrase' ? write(textFromJson(JSON.parse(value)), ENGLISH) : value)
}
