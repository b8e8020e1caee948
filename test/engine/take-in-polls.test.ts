import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import { createAllocationStore } from '../../engine/store/allocation-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { createTakeInStore } from '../../engine/store/take-in-store.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { anotherSource, count, pollWith } from './cash-outs.ts'
import { sellNow } from './one-payment.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '500000.00')
  await world.addClient('Luis', '300000.00')
  await world.addClient('Eva', '100000.00')
})
afterAll(() => world.close())

const knownDigests = async (): Promise<unknown[]> =>
  (await world.pool.query('SELECT bucket, digest FROM lamassu_digests ORDER BY bucket')).rows
const lost = new Failure('ssh_lost', 'The SSH connection to the Lamassu server broke.')

describe('a poll', () => {
  test('that finds nothing new reads no rows, and says so', async () => {
    await sellNow(world)
    await world.toRest()
    expect(await world.takeIn()).toMatchObject({ record: { result: 'empty', rowsRead: 0, taken: 0 } })
  })

  test('covers everything since the one before it that succeeded', async () => {
    await world.takeIn()
    await pollWith(world, { source: { digests: () => Promise.reject(lost) } })
    await world.takeIn()
    const [last, failed, first] = await world.readings.polls(3)
    expect([last?.result, failed?.result, first?.result]).toEqual(['empty', 'failed', 'empty'])
    expect(failed).toMatchObject({ errorCode: 'ssh_lost', errorMessage: lost.message, rowsInLamassu: null })
    expect(last?.windowFrom).toEqual(first?.windowUntil)
  })

  test.each(['digests', 'cashOutsInBuckets'] as const)(
    'that fails at %s advances nothing, and the next one finds everything',
    async (method) => {
      const ids = [await sellNow(world), await sellNow(world)]
      const before = await knownDigests()
      const failed = await pollWith(world, { source: { [method]: () => Promise.reject(lost) } })
      expect(failed).toMatchObject({ kind: 'failed', code: 'ssh_lost' })
      expect(await knownDigests()).toEqual(before)
      const next = await world.takeIn()
      expect(next.kind === 'done' && [...next.taken].sort()).toEqual(ids.sort())
      await world.toRest()
      await expectSoundBooks(world)
    },
  )

  test('that fails between two rows keeps the first, and takes in the second next time, once', async () => {
    const ids = [await sellNow(world), await sellNow(world)]
    let writes = 0
    const failed = await pollWith(world, {
      store: {
        takeIn: async (decision) => {
          writes += 1
          if (writes > 1) throw new Failure('database_unreachable', 'The database went away.')
          return world.stores.takeIn.takeIn(decision)
        },
      },
    })
    expect(failed).toMatchObject({ kind: 'failed', record: { taken: 1 } })
    expect(await world.takeIn()).toMatchObject({ record: { taken: 1 } })
    expect(await count(world, 'lamassu_transactions WHERE transaction_id = ANY($1)', [ids])).toBe(2)
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('whose own database is gone still tells the outcome', async () => {
    const gone = new Failure('database_unreachable', 'The database went away.')
    const outcome = await pollWith(world, {
      store: { known: () => Promise.reject(gone), recordPoll: () => Promise.reject(gone) },
      source: { digests: async () => ({ rowCount: 1, digests: new Map([[1, 'x']]) }) },
    })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'database_unreachable' })
  })

  test('that was told nothing is not an empty one: a mistake of our own code fails it, too', async () => {
    const outcome = await pollWith(world, { source: { digests: () => Promise.reject(new TypeError('bug')) } })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'unexpected', record: { result: 'failed' } })
  })
})

test('a row that the database refuses is set aside with the refusal, and the next one goes on', async () => {
  const poison = await sellNow(world)
  const good = await sellNow(world)
  const polled = await pollWith(world, {
    source: {
      async cashOutsInBuckets(buckets) {
        const rows = await world.lamassuSource.cashOutsInBuckets(buckets)
        const tooMuch = (id: string): string => (id === poison ? '9'.repeat(30) : '772000')
        return rows.map((row) => ({ ...row, rawTickerPrice: tooMuch(row.transactionId) }))
      },
    },
  })
  expect(polled).toMatchObject({ kind: 'done' })
  expect(await world.readings.transaction(poison)).toMatchObject({
    status: 'quarantined',
    quarantineReason: 'unreadable',
    errorMessage: expect.stringContaining('The database refused the values'),
  })
  await world.toRest()
  expect(await world.readings.transaction(good)).toMatchObject({ status: 'completed' })
  await expectSoundBooks(world)
})

describe('sixteen replicas at once', () => {
  test('poll: one of them does the work, the others say that they are not needed', async () => {
    await sellNow(world)
    const pools = Array.from({ length: 16 }, (_, i) =>
      createPool({ databaseUrl: world.books.url, applicationName: `poller ${i}`, max: 2, log: silentLog }),
    )
    try {
      const outcomes = await Promise.all(
        pools.map((pool) => pollWith(world, { store: createTakeInStore(pool) })),
      )
      const done = outcomes.filter((outcome) => outcome.kind === 'done')
      expect(done.length).toBeGreaterThanOrEqual(1)
      expect(outcomes.filter((outcome) => outcome.kind === 'busy').length + done.length).toBe(16)
      expect(done.reduce((taken, outcome) => taken + outcome.taken.length, 0)).toBe(1)
    } finally {
      await Promise.all(pools.map((pool) => pool.end()))
    }
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('poll and distribute without any lock: the keys alone keep it to one cash-out and three payments', async () => {
    const id = await sellNow(world)
    const replicas = Array.from({ length: 16 }, (_, i) => ({
      pool: createPool({
        databaseUrl: world.books.url,
        applicationName: `replica ${i}`,
        max: 2,
        log: silentLog,
      }),
      source: anotherSource(world),
    }))
    const ready = await world.preflight()
    if (!ready.ready) throw new Error(ready.reasons.join())
    try {
      await Promise.all(
        replicas.map(({ pool, source }) =>
          pollWith(world, {
            source,
            store: { ...createTakeInStore(pool), withPollLock: (work) => work() },
          }),
        ),
      )
      const tx = await world.readings.transaction(id)
      const outcomes = await Promise.all(
        replicas.map(({ pool }) =>
          createAllocationStore(pool).allocate(tx?.id ?? 0n, ready.wallets, {
            fixedModeEnabled: true,
            timeZone: 'UTC',
          }),
        ),
      )
      expect(outcomes.filter((outcome) => outcome.kind === 'allocated')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome.kind === 'not_now')).toHaveLength(15)
      expect(await count(world, 'lamassu_transactions WHERE transaction_id = $1', [id])).toBe(1)
      expect(await count(world, 'dca_payments WHERE lamassu_transaction_id = $1', [tx?.id])).toBe(3)
      expect(
        await count(world, "ledger_entries WHERE kind = 'cash_out' AND lamassu_transaction_id = $1", [
          tx?.id,
        ]),
      ).toBe(1)
    } finally {
      await Promise.all(replicas.flatMap(({ pool, source }) => [pool.end(), source.stop()]))
    }
    await world.toRest()
    await expectSoundBooks(world)
  })
})

describe('the switches', () => {
  test("the handbook's emergency statement between two rows stops taking in, distributing and paying", async () => {
    const ids = [await sellNow(world), await sellNow(world)]
    const stopped = await pollWith(world, {
      store: {
        async takeIn(decision) {
          const taken = await world.stores.takeIn.takeIn(decision)
          await world.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
          return taken
        },
      },
    })
    expect(stopped).toEqual({ kind: 'off' })
    expect(await count(world, 'lamassu_transactions WHERE transaction_id = ANY($1)', [ids])).toBe(1)
    expect(await world.takeIn()).toEqual({ kind: 'off' })
    expect(await world.distribute()).toMatchObject({ allocated: [] })
    expect(await world.pay()).toMatchObject({ completed: 0, postponed: 0 })
    expect(await count(world, "lamassu_transactions WHERE status = 'pending'")).toBe(1)

    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await world.toRest()
    expect(
      await count(world, "lamassu_transactions WHERE transaction_id = ANY($1) AND status = 'completed'", [
        ids,
      ]),
    ).toBe(2)
    await expectSoundBooks(world)
  })

  test('polling alone can be paused: nothing is taken in, and what was taken in is paid', async () => {
    const first = await sellNow(world)
    await world.takeIn()
    const second = await sellNow(world)
    await world.stores.bookkeeping.setSwitches({ polling: false, payouts: true }, 'Lamassu is being upgraded')
    expect(await world.readings.status()).toMatchObject({
      pollingEnabled: false,
      payoutsEnabled: true,
      pauseReason: 'Lamassu is being upgraded',
    })
    expect(await world.takeIn()).toEqual({ kind: 'off' })
    await world.distribute()
    await world.pay()
    await world.stores.allocation.completeFinished()
    expect(await world.readings.transaction(first)).toMatchObject({ status: 'completed' })
    expect(await world.readings.transaction(second)).toBeNull()
    await world.stores.bookkeeping.setSwitches({ polling: true }, null)
    await world.toRest()
    expect(await world.readings.transaction(second)).toMatchObject({ status: 'completed' })
    await expectSoundBooks(world)
  })

  test('payouts alone can be paused: cash-outs are taken in, and wait', async () => {
    await world.stores.bookkeeping.setSwitches({ payouts: false }, 'LNbits is being upgraded')
    const id = await sellNow(world)
    expect(await world.takeIn()).toMatchObject({ taken: [id] })
    expect(await world.distribute()).toMatchObject({ allocated: [] })
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'pending' })
    await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
  })
})
