import type { LamassuSchema } from './schema.ts'

/** How many columns the two tables have now: a scalar that PostgreSQL works out once per query. */
const COLUMN_COUNT = `(
      SELECT count(*)::int FROM pg_catalog.pg_attribute
       WHERE attrelid IN ('public.cash_out_txs'::regclass, 'public.cash_out_actions'::regclass)
         AND attnum > 0 AND NOT attisdropped)`

/** The first three hex digits of the uuid, read from its bytes: half the cost of cutting its text. */
// PostgreSQL's bit operators all bind alike, from left to right.
const BUCKET = '((get_byte(uuid_send(t.id), 0) << 4) | (get_byte(uuid_send(t.id), 1) >> 4))'

/**
 * Hashes of the columns are joined by XOR and, as the seed, hashed together with the id. Each column has its own
 * seed, which also stands for NULL, so that NULL, '' and a value moved to another column all differ. Hashing the
 * values where they lie costs half of writing the row as text (measured; docs: PostgreSQL 11 and later have them).
 * tx_version is no money, but the machine bumps it with every report: it shows a partial dispense without error.
 */
function rowHash(schema: LamassuSchema): string {
  const numerics = [
    'crypto_atoms',
    'received_crypto_atoms',
    'fiat',
    'commission_percentage',
    'raw_ticker_price',
  ]
  if (schema.hasFixedFee) numerics.push('fixed_fee')
  const texts = ['status', 'error', 'error_code', 'crypto_code', 'fiat_code']
  const flags = '((t.dispense::int << 2) | coalesce(t.dispense_confirmed::int, 2))'
  let seed = 0
  const hash = (fn: string, value: string): string => {
    seed += 1
    return `coalesce(${fn}(${value}, ${seed}), ${seed})`
  }
  const terms = [
    ...numerics.map((column) => hash('hash_numeric_extended', `t.${column}::numeric`)),
    ...texts.map((column) => hash('hashtextextended', `t.${column}::text`)),
    hash('hashint8extended', 't.discount::int8'),
    hash('hashint8extended', `(t.tx_version::int8 << 3) | ${flags}`),
  ]
  return `uuid_hash_extended(t.id, ${terms.join('\n          # ')})`
}

/**
 * One row per bucket that holds cash-outs. OFFSET 0 keeps the planner from looking into the inner query, where it
 * would expect one group per row and sort the table on disk; so it uses one core and a megabyte.
 */
export function digestsSql(schema: LamassuSchema): string {
  return `
  SELECT hashed.bucket,
         count(*)::int AS row_count,
         sum(hashed.hash)::text AS digest,
         ${COLUMN_COUNT} AS column_count
    FROM (SELECT ${BUCKET} AS bucket,
                 ${rowHash(schema)} AS hash
            FROM public.cash_out_txs t
          OFFSET 0) AS hashed
   GROUP BY hashed.bucket`
}

const rowColumns = (schema: LamassuSchema): string => `
         t.id::text AS transaction_id,
         t.device_id,
         d.name AS machine_name,
         t.crypto_code,
         t.crypto_atoms::text,
         t.received_crypto_atoms::text,
         t.fiat::text,
         t.fiat_code,
         ${schema.hasFixedFee ? 't.fixed_fee::text' : "'0'"} AS fixed_fee,
         t.commission_percentage::text,
         t.raw_ticker_price::text,
         t.discount::text,
         t.status::text,
         t.dispense,
         t.dispense_confirmed,
         t.error,
         t.error_code,
         coalesce(c.is_test_customer, false) AS is_test_customer,
         t.created,
         t.confirmed_at,
         ${COLUMN_COUNT} AS column_count`

const LOOKUPS = `
    LEFT JOIN public.customers c ON c.id = t.customer_id
    LEFT JOIN public.devices d ON d.device_id = t.device_id`

/**
 * $1: buckets. Rows without any dispense are left out. It scans the table once whatever the number of buckets:
 * ranges of ids for the primary key's index tempt the planner into one scan per bucket (measured: 30 s).
 */
export function bucketRowsSql(schema: LamassuSchema): string {
  return `
  SELECT ${rowColumns(schema)}
    FROM unnest($1::int[]) AS wanted (bucket)
    JOIN public.cash_out_txs t ON ${BUCKET} = wanted.bucket${LOOKUPS}
   WHERE t.dispense OR t.dispense_confirmed
   ORDER BY t.id`
}

/** $1: the uuid. */
export function rowSql(schema: LamassuSchema): string {
  return `
  SELECT ${rowColumns(schema)}
    FROM public.cash_out_txs t${LOOKUPS}
   WHERE t.id = $1::uuid`
}

/** How much the notes of one cash unit are worth; NULL when notes came out whose denomination is not known. */
const unitValue = (unit: string): string =>
  `CASE WHEN coalesce(a.dispensed_${unit}, 0) = 0 THEN 0 ELSE a.dispensed_${unit}::numeric * a.denomination_${unit} END`

/**
 * $1: uuids. Per cash-out the last report of dispensed notes and the last planning of notes. There is no index on
 * tx_id, so that this reads the whole table once whatever the number of uuids.
 */
export function actionsSql({ cashUnits }: LamassuSchema): string {
  const counted = cashUnits.map((unit) => `a.dispensed_${unit}`).join(', ')
  const total = cashUnits.map(unitValue).join('\n              + ')
  const dispensedFiat =
    cashUnits.length === 0 ? 'NULL' : `CASE WHEN num_nonnulls(${counted}) > 0 THEN ${total} END`
  return `
  SELECT DISTINCT ON (a.tx_id, is_report)
         a.tx_id::text AS transaction_id,
         a.action IN ('dispense', 'dispenseError') AS is_report,
         a.created,
         (${dispensedFiat})::text AS dispensed_fiat
    FROM unnest($1::uuid[]) AS wanted (id)
    JOIN public.cash_out_actions a ON a.tx_id = wanted.id
   WHERE a.action IN ('dispense', 'dispenseError', 'provisionNotes')
   ORDER BY a.tx_id, is_report, a.id DESC`
}

export const DISPENSED_IDS_SQL = `
  SELECT t.id::text AS transaction_id FROM public.cash_out_txs t WHERE t.dispense_confirmed ORDER BY t.id`

/** $1: uuids. */
export const PRESENT_IDS_SQL = `
  SELECT t.id::text AS transaction_id FROM public.cash_out_txs t WHERE t.id = ANY($1::uuid[])`

export const PROBE_SQL = `
  SELECT current_setting('server_version') AS postgres_version,
         now() AS database_time,
         (SELECT count(*)::int FROM public.cash_out_txs) AS cash_out_count`
