import { ENGLISH, write } from '../../engine/phrase.ts'
import {
  reconcile,
  type ReconcileDependencies,
  type Reconciliation,
  type Scope,
} from '../../engine/reconcile.ts'
import { reconcileDependencies } from '../support/books.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'

/** 'cash-outs broken tx:1 +1 msat: …' for each discrepancy, and the run. */
export async function runOn(
  world: World,
  { scope = { kind: 'all' }, ...more }: Partial<ReconcileDependencies> & { scope?: Scope } = {},
): Promise<{ run: Reconciliation; found: string[] }> {
  const run = await reconcile(reconcileDependencies(world, more), { scope, actor: 'test' })
  return { run, found: foundIn(run) }
}

export const foundIn = ({ checks }: Pick<Reconciliation, 'checks'>): string[] =>
  checks.flatMap(({ name, discrepancies }) =>
    discrepancies.map(({ entity, verdict, drift }) => {
      const amount = drift === null ? '–' : `${drift.amount > 0n ? '+' : ''}${drift.amount} ${drift.unit}`
      return `${name} ${verdict} ${entity} ${amount}`
    }),
  )

/** Every word of it in English, for reading in a failing test. */
export const wordsOf = ({ checks }: Pick<Reconciliation, 'checks'>): string[] =>
  checks.flatMap(({ name, figure, discrepancies }) => [
    `${name}: ${write(figure, ENGLISH)}`,
    ...discrepancies.map(({ what, why }) => `${name}! ${write(what, ENGLISH)}: ${write(why, ENGLISH)}`),
  ])

/** A shop with a past: three cash-outs, one of them more than the clients had; sound books. */
export async function shop(): Promise<World> {
  const world = await openWorld()
  for (const [name, deposit] of [
    ['Ana', '4000.00'],
    ['Luis', '2000.00'],
    ['Eva', '333.33'],
  ] as const)
    await world.addClient(name, deposit)
  for (const fiat of ['1000.00000', '300.00000', '9000.00000']) {
    await world.sell({ fiat, confirmed_at: soon() })
    await world.toRest()
  }
  await expectSoundBooks(world)
  return world
}

/** Changes that no trigger, key or check has a say in, as of somebody who owns the server. */
export async function tamper(world: World, sql: string): Promise<void> {
  const client = await world.pool.connect()
  try {
    await client.query(
      `SET session_replication_role = replica; ${sql}; SET session_replication_role = DEFAULT`,
    )
  } finally {
    client.release()
  }
}
