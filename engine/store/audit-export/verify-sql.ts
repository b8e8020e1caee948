import type { ColumnKind, ExportRange, ExportTable } from '../../audit-export.ts'
import { FORMULA_STARTS } from './source.ts'
import { type Check, CHECKS } from './verify-checks.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  phrase: 'text',
  number: 'numeric',
  time: 'timestamp',
}

const HEAD = [
  '-- Checks the files of this export, with nothing but them: psql -f verify.sql, in their folder, on any PostgreSQL (11 or',
  '-- newer). Only temporary tables are made. Every check that is printed must end with 0; what is wrong is named behind the number.',
  '\\set ON_ERROR_STOP on',
  '\\set QUIET on',
  'BEGIN;',
]

/** How many of the wrong rows are named. */
const NAMED = 5

const FUNCTIONS = [
  // As the export neutralises what a spreadsheet would take for a formula.
  'CREATE FUNCTION pg_temp.harmless(words text) RETURNS text LANGUAGE sql IMMUTABLE AS',
  `$$ SELECT CASE WHEN ascii(words) IN (${FORMULA_STARTS}) THEN '''' || words ELSE words END $$;`,
  'CREATE FUNCTION pg_temp.chained_hash(so_far bytea, line text) RETURNS bytea LANGUAGE sql IMMUTABLE AS',
  "$$ SELECT sha256(so_far || convert_to(line, 'UTF8')) $$;",
  'CREATE AGGREGATE pg_temp.hash_of_lines(text) (SFUNC = pg_temp.chained_hash, STYPE = bytea,',
  `  INITCOND = '\\x${'00'.repeat(32)}');`,
]

/** Statements for psql that read the CSV files and count what is wrong. */
export function verifySql(tables: readonly ExportTable[], range: ExportRange): string {
  const names = new Set(tables.map(({ name }) => name))
  const isWhole = range.from === null && range.to === null
  const checks = CHECKS.filter(
    ({ needs, whole }) => needs.every((name) => names.has(name)) && (whole !== true || isWhole),
  )
  const needed = new Set(checks.flatMap(({ needs }) => needs))
  return `${[
    ...HEAD,
    ...FUNCTIONS,
    ...tables.filter(({ name }) => needed.has(name)).flatMap(loading),
    ...checks.map(counting),
    'ROLLBACK;',
  ].join('\n')}\n`
}

const loading = ({ name, columns }: ExportTable): string[] => [
  `CREATE TEMP TABLE ${name} (${columns.map((column) => `${column.name} ${TYPES[column.kind]}`).join(', ')});`,
  `\\copy ${name} FROM '${name}.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')`,
  `ANALYZE ${name};`,
]

const counting = ({ words, sql }: Check): string =>
  `\\echo -n '${words}: '\nSELECT count(*) || coalesce(': ' || string_agg(place, '; ') FILTER (WHERE n <= ${NAMED}), '') FROM (SELECT place, row_number() OVER () AS n FROM (${sql.replaceAll(/\s+/g, ' ')}) AS wrong (place)) AS numbered \\g (format=unaligned tuples_only=on)`
