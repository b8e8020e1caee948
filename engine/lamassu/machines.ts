import assert from 'node:assert/strict'
import { z } from 'zod'
import type { CashUnit, Clock, MachineReading, MachinesLook } from '../ports.ts'
import type { Session } from './session.ts'

/** Whoever never tells Lamassu that a cash box was emptied has millions of notes in it: they are not all counted. */
export const CASHBOX_COUNTED = 20_000
const MOST_MACHINES = 500

const CASSETTES = [1, 2, 3, 4].map((number) => `cassette${number}`)
const RECYCLERS = [1, 2, 3, 4, 5, 6].map((number) => `recycler${number}`)
const UNITS = [...CASSETTES, ...RECYCLERS]

/** What the machines themselves are told by. Which columns there are depends on Lamassu's version. */
const MACHINE_COLUMNS = columns('devices', [
  'device_id',
  'name',
  'last_online',
  'paired',
  'number_of_cassettes',
  'number_of_recyclers',
  'cashbox',
  ...UNITS,
])
/** Good to have: the cash boxes from 9.0 on, when they were opened, and which cassettes are in use. */
const OTHER_COLUMNS = [
  ...columns('bills', ['cash_in_txs_id', 'cashbox_batch_id', 'destination_unit']),
  ...columns('cash_in_txs', ['id', 'device_id']),
  ...columns('empty_unit_bills', ['device_id', 'cashbox_batch_id']),
  ...columns('notifications', ['type', 'detail', 'created']),
  ...columns('cash_unit_operation', ['device_id', 'operation_type', 'created']),
  ...columns('user_config', ['id', 'type', 'data', 'valid']),
]
/** These hold Lamassu's secrets in other rows of the same column: read where it is allowed, never asked for. */
const NEVER_ASKED_FOR = 'user_config'

function columns(table: string, names: readonly string[]): string[] {
  return names.map((name) => `${table}.${name}`)
}

/** $1: 'table.column' of everything that would be read. */
const CATALOG_SQL = `
  SELECT clock_timestamp() AS database_time,
         current_user::text AS user_name,
         coalesce(array_agg(wanted.name) FILTER (WHERE wanted.readable), '{}') AS readable,
         coalesce(array_agg(wanted.name) FILTER (WHERE NOT wanted.readable), '{}') AS forbidden
    FROM (SELECT c.relname || '.' || a.attname AS name,
                 has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
           WHERE n.nspname = 'public'
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND a.attnum > 0
             AND NOT a.attisdropped
             AND c.relname || '.' || a.attname = ANY($1)) AS wanted`

type Readable = ReadonlySet<string>
const hasAll = (readable: Readable, table: string): boolean =>
  OTHER_COLUMNS.filter((column) => column.startsWith(`${table}.`)).every((column) => readable.has(column))

/** Lamassu up to 8 counts in the machine's own row; later ones have a row a note. */
function cashboxSql(readable: Readable): { column: string; joins: string } {
  if (readable.has('devices.cashbox')) return { column: 'd.cashbox', joins: '' }
  if (!hasAll(readable, 'bills') || !hasAll(readable, 'cash_in_txs'))
    return { column: 'NULL::int', joins: '' }
  const emptied = hasAll(readable, 'empty_unit_bills')
  const joins = `
    LEFT JOIN (SELECT t.device_id, count(*)::int AS notes
                 FROM (SELECT b.cash_in_txs_id FROM public.bills b
                        WHERE b.cashbox_batch_id IS NULL AND b.destination_unit::text = 'cashbox'
                        LIMIT ${CASHBOX_COUNTED}) AS counted
                 JOIN public.cash_in_txs t ON t.id = counted.cash_in_txs_id
                GROUP BY t.device_id) AS inserted ON inserted.device_id = d.device_id`
  const emptiedJoin = `
    LEFT JOIN (SELECT counted.device_id, count(*)::int AS notes
                 FROM (SELECT e.device_id FROM public.empty_unit_bills e
                        WHERE e.cashbox_batch_id IS NULL LIMIT ${CASHBOX_COUNTED}) AS counted
                GROUP BY counted.device_id) AS emptied ON emptied.device_id = d.device_id`
  return {
    column: `coalesce(inserted.notes, 0)${emptied ? ' + coalesce(emptied.notes, 0)' : ''}`,
    joins: joins + (emptied ? emptiedJoin : ''),
  }
}

/** A removal that the machine reported, or an emptying that was entered, of the last day. */
function openedSql(readable: Readable): { column: string; joins: string } {
  const sources = [
    ...(hasAll(readable, 'notifications')
      ? [
          `SELECT n.detail->>'deviceId' AS device_id, n.created FROM public.notifications n
            WHERE n.type::text = 'security' AND n.created > now() - interval '1 day'`,
        ]
      : []),
    ...(hasAll(readable, 'cash_unit_operation')
      ? [
          `SELECT o.device_id, o.created FROM public.cash_unit_operation o
            WHERE o.operation_type::text = 'cash-box-empty' AND o.created > now() - interval '1 day'`,
        ]
      : []),
  ]
  if (sources.length === 0) return { column: 'NULL::timestamptz', joins: '' }
  return {
    column: 'opened.at',
    joins: `
    LEFT JOIN (SELECT each.device_id, max(each.created) AS at
                 FROM (${sources.join(' UNION ALL ')}) AS each
                GROUP BY each.device_id) AS opened ON opened.device_id = d.device_id`,
  }
}

/** Of the settings nothing but the machine's own cash-out is taken out of the database. */
function configSql(readable: Readable): { active: string; denominations: string; joins: string } {
  if (!hasAll(readable, 'user_config'))
    return { active: 'NULL::text', denominations: `'{}'::jsonb`, joins: '' }
  const setting = (name: string): string => `config.data->>('cashOut_' || d.device_id || '_${name}')`
  return {
    active: setting('active'),
    denominations: `jsonb_build_object(${UNITS.map((unit) => `'${unit}', ${setting(unit)}`).join(', ')})`,
    joins: `
    LEFT JOIN (SELECT (u.data->'config')::jsonb AS data FROM public.user_config u
                WHERE u.type::text = 'config' AND u.valid ORDER BY u.id DESC LIMIT 1) AS config ON true`,
  }
}

function machinesSql(readable: Readable): string {
  const column = (name: string, otherwise: string): string =>
    readable.has(`devices.${name}`) ? `d.${name}` : otherwise
  const units = UNITS.filter((unit) => readable.has(`devices.${unit}`))
  const cashbox = cashboxSql(readable)
  const opened = openedSql(readable)
  const config = configSql(readable)
  return `
  SELECT d.device_id,
         d.name,
         ${column('last_online', 'NULL::timestamptz')} AS last_online,
         ${column('number_of_cassettes', 'NULL::int')} AS number_of_cassettes,
         ${column('number_of_recyclers', 'NULL::int')} AS number_of_recyclers,
         jsonb_build_object(${units.map((unit) => `'${unit}', d.${unit}`).join(', ')}) AS notes,
         ${cashbox.column} AS cashbox_notes,
         ${opened.column} AS cashbox_opened_at,
         ${config.active} AS active,
         ${config.denominations} AS denominations
    FROM public.devices d${cashbox.joins}${opened.joins}${config.joins}
   WHERE ${column('paired', 'true')}
   ORDER BY d.device_id
   LIMIT ${MOST_MACHINES}`
}

const catalogRow = z.object({
  database_time: z.date(),
  user_name: z.string(),
  readable: z.array(z.string()),
  forbidden: z.array(z.string()),
})

const count = z.int().nullable()
const machineRow = z.object({
  device_id: z.string().min(1),
  name: z.string(),
  last_online: z.date().nullable(),
  number_of_cassettes: count,
  number_of_recyclers: count,
  notes: z.record(z.string(), count),
  cashbox_notes: count,
  cashbox_opened_at: z.date().nullable(),
  active: z.string().nullable(),
  denominations: z.record(z.string(), z.string().nullable()),
})
type MachineRow = z.infer<typeof machineRow>

/**
 * The machines as the database has them at this moment. The catalog is asked anew every time: it says what this
 * version of Lamassu has, and what this user may read.
 */
export async function readMachines(session: Session, clock: Clock): Promise<MachinesLook> {
  const askedAt = clock.now()
  const answer = await session.query({ text: CATALOG_SQL, values: [[...MACHINE_COLUMNS, ...OTHER_COLUMNS]] })
  const answeredAt = clock.now()
  const [catalog] = z.array(catalogRow).length(1).parse(answer)
  assert(catalog !== undefined, 'an aggregate without groups is one row')
  const rows = await session.query({ text: machinesSql(new Set(catalog.readable)) })
  return {
    machines: z.array(machineRow).parse(rows).map(fromRow),
    databaseTime: catalog.database_time,
    askedAt,
    answeredAt,
    hidden: hiddenSentence(
      catalog.forbidden.filter((column) => column.startsWith('devices.')),
      catalog,
    ),
    unread: hiddenSentence(
      catalog.forbidden.filter(
        (column) => !column.startsWith('devices.') && !column.startsWith(`${NEVER_ASKED_FOR}.`),
      ),
      catalog,
    ),
  }
}

const fromRow = (row: MachineRow): MachineReading => ({
  deviceId: row.device_id,
  name: row.name,
  lastOnlineAt: row.last_online,
  units: unitsOf(row),
  cashboxNotes: row.cashbox_notes,
  cashboxOpenedAt: row.cashbox_opened_at,
  cashOutActive: row.active === null ? null : row.active === 'true',
})

/** Only those that the machine has and, where the settings tell, that are in use. */
function unitsOf(row: MachineRow): CashUnit[] | null {
  const counted = Object.entries(row.notes)
  if (counted.length === 0) return null
  const denominationsAreKnown = Object.values(row.denominations).some(isDenomination)
  return counted.flatMap(([unit, notes]) => {
    if (notes === null || !isThere(unit, row)) return []
    const denomination = row.denominations[unit] ?? null
    return denominationsAreKnown && !isDenomination(denomination) ? [] : [{ unit, notes, denomination }]
  })
}

const isDenomination = (text: string | null): boolean => text !== null && /^[1-9]\d*$/.test(text)

function isThere(unit: string, { number_of_cassettes, number_of_recyclers }: MachineRow): boolean {
  const number = Number.parseInt(unit.slice(-1), 10)
  const most = unit.startsWith('cassette') ? number_of_cassettes : number_of_recyclers
  return most === null || number <= most
}

/** 'The database user reader may not read …'; null when nothing is forbidden. */
function hiddenSentence(
  forbidden: readonly string[],
  { user_name: user }: { user_name: string },
): string | null {
  if (forbidden.length === 0) return null
  const tables = new Set(forbidden.map((column) => column.slice(0, column.indexOf('.'))))
  const grants = [...tables].map((table) => {
    const names = forbidden.filter((column) => column.startsWith(`${table}.`))
    const list = names.map((name) => name.slice(table.length + 1)).join(', ')
    return `GRANT SELECT (${list}) ON public.${table} TO "${user}";`
  })
  return `The database user ${user} may not read what Lamassu knows of the machines. Run in Lamassu's database: ${grants.join(' ')}`
}
