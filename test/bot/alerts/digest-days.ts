import { minor, type TestClient, type World } from '../../support/world.ts'
import { booksOf } from '../../support/books.ts'
import { seededRandom } from '../../support/random.ts'

/* Two weeks of a shop, as the engine itself books them: what a digest is made of. */

export const DAYS = 14
const CLIENTS = [
  ['Ana López', '30000.00'],
  ['Luis Pérez', '52000.00'],
  ['Mara Xol', '24000.00'],
  ['José Tzul', '41000.00'],
] as const

/** Random sales of every day, paid to the last sat, polled every hour and reconciled at its end. */
export async function liveThrough(world: World, seed: number): Promise<TestClient[]> {
  const random = seededRandom(seed)
  const clients: TestClient[] = []
  for (const [name, deposit] of CLIENTS) clients.push(await world.addClient(name, deposit))
  for (let day = 0; day < DAYS; day += 1) {
    const sales = 1 + Math.floor(random() * 4)
    for (let i = 0; i < sales; i += 1) await sellAbout(world, random)
    await world.toRest()
    // A night passes; then the day is reconciled.
    await goBack(world, '1 day')
    await pollEveryHour(world)
    await booksOf(world).reconcile({ scope: { kind: 'all' }, actor: 'satmachine' })
  }
  return clients
}

async function sellAbout(world: World, random: () => number): Promise<void> {
  const hundreds = 3 + Math.floor(random() * 15)
  const sats = Math.floor(((hundreds * 100) / 772_000) * 100_000_000 * 1.03)
  await world.sell({ fiat: `${hundreds * 100}.00000`, crypto_atoms: String(sats) })
}

/** As the rows of a bot that was awake all day; the sales came in by polls of their own. */
const pollEveryHour = (world: World): Promise<unknown> =>
  world.pool.query(
    `INSERT INTO lamassu_polls (result, window_from, window_until, finished_at)
     SELECT 'empty', at - interval '30 minutes', at, at
     FROM generate_series(now() - interval '1 day', now(), interval '30 minutes') AS at`,
  )

/** Everything in the books becomes so much older; the log's chain of hashes stays as it is. */
export async function goBack(world: World, interval: string): Promise<void> {
  const { rows } = await world.pool.query<{ table: string; sets: string }>(
    `SELECT c.oid::regclass::text AS table, string_agg(format('%1$I = %1$I - $1::interval', a.attname), ', ') AS sets
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'satoshimachine' AND c.relkind = 'r' AND a.atttypid = 'timestamptz'::regtype AND a.attnum > 0
       AND NOT a.attisdropped AND a.attgenerated = '' AND c.relname NOT LIKE 'action_log%' AND c.relname NOT LIKE 'pauses'
     GROUP BY c.oid`,
  )
  await pastTriggers(
    world,
    rows.map(({ table, sets }) => `UPDATE ${table} SET ${sets}`),
    [interval],
  )
}

/** A deposit that nobody has confirmed for so long. */
export async function enterDeposit(world: World, client: TestClient, ago: string): Promise<void> {
  const id = await world.stores.bookkeeping.addDeposit(
    { clientId: client.id, amount: minor('5000.00'), note: null, idempotencyKey: null },
    'test',
  )
  await world.pool.query('UPDATE dca_deposits SET created_at = now() - $2::interval WHERE id = $1', [id, ago])
}

/** A cash-out that no rule fits is set aside, and somebody has stopped the payouts. */
export async function plantAmber(world: World): Promise<void> {
  await world.sell({ commission_percentage: null })
  await world.toRest()
  await world.pool.query(
    "UPDATE lamassu_transactions SET created_at = now() - interval '18 hours' WHERE status = 'quarantined'",
  )
  await world.stores.bookkeeping.setSwitches({ polling: true, payouts: false }, 'the wallet is moved tonight')
}

/** Somebody with the server's password has made one payment larger, and one deposit too. */
export async function plantRed(world: World): Promise<void> {
  await pastTriggers(world, [
    `UPDATE dca_payments SET amount_sats = amount_sats + 12000
     WHERE id = (SELECT max(id) FROM dca_payments WHERE status = 'completed')`,
  ])
}

/** The newest run of the reconciliation took place then, as if it had been due then. */
export const dateLastRun = (world: World, at: Date): Promise<unknown> =>
  pastTriggers(
    world,
    [
      `UPDATE reconciliations SET started_at = $1::timestamptz, finished_at = $1::timestamptz + interval '1 second'
       WHERE id = (SELECT max(id) FROM reconciliations)`,
    ],
    [at],
  )

/** As somebody could who owns the server. */
async function pastTriggers(
  world: World,
  statements: readonly string[],
  values: readonly unknown[] = [],
): Promise<void> {
  const client = await world.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    for (const statement of statements) await client.query(statement, [...values])
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}
