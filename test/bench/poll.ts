import { Client } from 'pg'
import { digestsSql } from '../../engine/lamassu/queries.ts'
import { COLUMNS_SQL, COLUMNS_VALUES, readSchema } from '../../engine/lamassu/schema.ts'
import { createLamassuSource } from '../../engine/lamassu/source.ts'
import { createTakeInStore } from '../../engine/store/take-in-store.ts'
import { poll, type PollOutcome } from '../../engine/take-in.ts'
import { fillClients } from './books.ts'
import type { Ground } from './ground.ts'
import { fillLamassu, sellOne } from './lamassu-rows.ts'
import { aimAtMost, atMost, type Finding, finding, takeTurns, timed } from './measure.ts'

/** A poll that finds nothing new in a large table, books included, against its bare query. */
export async function benchPoll(ground: Ground): Promise<Finding[]> {
  const sales = ground.quick ? 5000 : 200_000
  ground.say(`poll: making a Lamassu database with ${sales} cash-outs`)
  await ground.emptyDatabase('lamassu')
  await fillLamassu(ground.url('lamassu'), sales)
  const pollOnce = await openPoller(ground)
  ground.say('poll: the first one, which takes the baseline')
  const baselineMs = await timed(async () => expectTaken(await pollOnce(), 0))
  const client = new Client({ connectionString: ground.url('lamassu') })
  await client.connect()
  try {
    ground.say('poll: nothing new, the bare query, and one new cash-out')
    const bareSql = await bareQuery(client)
    const medianMs = await takeTurns(ground.quick ? 3 : 15, [
      { name: 'poll', run: () => timed(async () => expectTaken(await pollOnce(), 0)) },
      { name: 'bareQuery', run: () => timed(() => client.query(bareSql)) },
    ])
    const { oneNew } = await takeTurns(ground.quick ? 2 : 5, [
      { name: 'oneNew', run: () => pollAfterSale(client, pollOnce) },
    ])
    const { poll: pollMs, bareQuery: bareMs } = medianMs
    const ratio = pollMs / bareMs
    const rows = `${sales} rows`
    return [
      finding({
        name: `poll of ${rows} with nothing new: times the bare query`,
        medianMs,
        ratio,
        unit: 'x',
        target: atMost(1.5),
      }),
      finding({
        name: `poll of ${rows} with one new cash-out`,
        medianMs: {},
        ratio: oneNew,
        unit: 'ms',
        target: aimAtMost(1000),
      }),
      finding({
        name: `first poll of ${rows}, which takes the baseline`,
        medianMs: {},
        ratio: baselineMs,
        unit: 'ms',
        target: aimAtMost(60_000),
      }),
    ]
  } finally {
    await client.end()
  }
}

async function openPoller(ground: Ground): Promise<() => Promise<PollOutcome>> {
  await ground.booksDatabase('poll_books')
  const pool = ground.pool('poll_books')
  await fillClients(pool, 10)
  const clock = { now: () => new Date() }
  const source = createLamassuSource(
    { databaseUrl: ground.url('lamassu'), ssh: null },
    { clock, random: Math.random, log: ground.log },
  )
  ground.cleanups.add('Lamassu connection', () => source.stop())
  const store = createTakeInStore(pool)
  return () => poll({ source, store, clock, rule: 'markup' })
}

/** The query that a poll can't do without, over a connection of pg's own. */
async function bareQuery(client: Client): Promise<string> {
  const { rows } = await client.query<Record<string, unknown>>(COLUMNS_SQL, COLUMNS_VALUES)
  return digestsSql(readSchema(rows))
}

async function pollAfterSale(client: Client, pollOnce: () => Promise<PollOutcome>): Promise<number> {
  await sellOne(client)
  return timed(async () => expectTaken(await pollOnce(), 1))
}

function expectTaken(outcome: PollOutcome, count: number): void {
  if (outcome.kind === 'done' && outcome.taken.length === count) return
  const what = outcome.kind === 'failed' ? outcome.record.errorMessage : outcome.kind
  throw new Error(`a poll was to take in ${count} cash-outs: ${what}`)
}
