import { createLamassuSource, type LamassuConnection } from '../../engine/lamassu/source.ts'
import type { LamassuSource } from '../../engine/ports.ts'
import type { TakeInStore } from '../../engine/storage.ts'
import { poll, type PollOutcome } from '../../engine/take-in.ts'
import { silentLog } from '../support/database.ts'
import type { World } from '../support/world.ts'

/** What the tests of taking in do to a Lamassu server, and how they poll it in other ways than the bot does. */

/** The machine's report of the notes that came out, as a line of the action log. */
export async function reportNotes(
  world: World,
  id: string,
  notes: { count: number; value: number; action?: string; at?: Date },
): Promise<void> {
  await world.lamassu.pool.query(
    `INSERT INTO public.cash_out_actions (tx_id, action, device_id, dispensed_1, denomination_1, created)
     VALUES ($1, $2, 'machine-1', $3, $4, $5)`,
    [id, notes.action ?? 'dispense', notes.count, notes.value, notes.at ?? new Date()],
  )
}

/** Marks a new customer of Lamassu's as a test customer; returns his id. */
export async function addTestCustomer(world: World): Promise<string> {
  const { rows } = await world.lamassu.pool.query<{ id: string }>(
    'INSERT INTO public.customers (id, is_test_customer) VALUES (gen_random_uuid(), true) RETURNING id',
  )
  return rows[0]?.id ?? ''
}

export interface PollWays {
  readonly now?: Date
  readonly source?: Partial<LamassuSource>
  readonly store?: Partial<TakeInStore>
}

/** One poll with another clock, or with single methods of its parts replaced. */
export const pollWith = (world: World, { now, source, store }: PollWays): Promise<PollOutcome> =>
  poll({
    source: { ...world.lamassuSource, ...source },
    store: { ...world.stores.takeIn, ...store },
    clock: { now: () => now ?? new Date() },
    rule: 'markup',
  })

/** A connection to the same Lamassu server, of its own: stop it afterwards. */
export const anotherSource = (world: World): LamassuConnection =>
  createLamassuSource(
    { databaseUrl: world.lamassu.url, ssh: null },
    { clock: { now: () => new Date() }, random: Math.random, log: silentLog },
  )

export const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000)

export async function count(world: World, sql: string, values: readonly unknown[] = []): Promise<number> {
  const { rows } = await world.pool.query<{ count: bigint }>(`SELECT count(*) AS count FROM ${sql}`, [
    ...values,
  ])
  return Number(rows[0]?.count ?? 0n)
}
