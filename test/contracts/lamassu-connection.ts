import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockReading, eventually, satmachineBackends, type TestSource } from '../support/lamassu.ts'
import type { LamassuSetup, OpenedLamassu } from './lamassu-setup.ts'

export function describeConnection(setup: LamassuSetup): void {
  describe('connection', () => {
    let opened: OpenedLamassu
    beforeAll(async () => {
      opened = await setup.open('v12')
    })
    afterAll(() => opened.close())
    const withSource = async (use: (test: TestSource) => Promise<void>) => {
      const made = opened.makeSource()
      try {
        await use(made)
      } finally {
        await made.source.stop()
      }
    }

    test('the probe names what it found', () =>
      withSource(async ({ source }) => {
        await opened.database.atm.sellOnce('lightning')
        const { rows } = await opened.database.pool.query('SELECT count(*)::int AS count FROM cash_out_txs')
        const probe = await source.probe()
        expect(probe).toMatchObject({
          postgresVersion: expect.stringMatching(/^\d+/),
          cashOutCount: rows[0]?.count,
          databaseTime: expect.any(Date),
        })
      }))

    test('one connection serves every call, also at the same time', () =>
      withSource(async ({ source }) => {
        await source.probe()
        const [backend] = await satmachineBackends(opened.database.pool)
        const answers = await Promise.all([
          source.digests(),
          source.dispensedIds(),
          source.digests(),
          source.probe(),
        ])
        expect(answers[0]).toEqual(answers[2])
        expect(await satmachineBackends(opened.database.pool)).toEqual([backend])
      }))

    test('a connection that died while idle is made anew, at the latest with the second call', () =>
      withSource(async ({ source, clock }) => {
        await source.probe()
        const [backend] = await satmachineBackends(opened.database.pool)
        await opened.database.pool.query('SELECT pg_terminate_backend($1)', [backend])
        await eventually(async () => (await satmachineBackends(opened.database.pool)).length === 0)
        await source.digests().catch((thrown: unknown) => {
          // The news of the end may still be under way to us.
          expect(thrown).toMatchObject({ code: 'lamassu_unreachable' })
          clock.advance(1)
        })
        expect((await source.digests()).rowCount).toBeGreaterThan(0)
      }))

    test('a connection that dies under a query fails it, then waits, then comes back', () =>
      withSource(async ({ source, clock }) => {
        await source.probe()
        const [backend] = await satmachineBackends(opened.database.pool)
        const block = await blockReading(opened.database.pool)
        const poll = source.digests().catch((thrown: unknown) => thrown)
        await eventually(block.someoneWaits)
        await opened.database.pool.query('SELECT pg_terminate_backend($1)', [backend])
        expect(await poll).toMatchObject({ name: 'Failure', code: 'lamassu_unreachable' })
        await block.release()
        await expect(source.digests()).rejects.toMatchObject({
          code: 'lamassu_unreachable',
          message: expect.stringMatching(/The next try is due in 1 s\.$/),
        })
        clock.advance(1)
        expect((await source.digests()).rowCount).toBeGreaterThan(0)
      }))

    test('a person need not wait', () =>
      withSource(async ({ source }) => {
        await source.probe()
        const [backend] = await satmachineBackends(opened.database.pool)
        const block = await blockReading(opened.database.pool)
        const poll = source.digests().catch((thrown: unknown) => thrown)
        await eventually(block.someoneWaits)
        await opened.database.pool.query('SELECT pg_terminate_backend($1)', [backend])
        await poll
        await block.release()
        await source.reconnectNow()
        expect((await source.probe()).cashOutCount).toBeGreaterThan(0)
        expect(await satmachineBackends(opened.database.pool)).toHaveLength(1)
      }))

    test('a query that takes too long is stopped and the connection kept', () =>
      withSource(async ({ source }) => {
        await source.probe()
        const backends = await satmachineBackends(opened.database.pool)
        const block = await blockReading(opened.database.pool)
        await expect(source.dispensedIds()).rejects.toMatchObject({
          name: 'Failure',
          code: 'lamassu_timeout',
        })
        await block.release()
        expect(await source.dispensedIds()).not.toHaveLength(0)
        expect(await satmachineBackends(opened.database.pool)).toEqual(backends)
      }))

    test('an upgrade under a live connection fails one reading and is then known', () =>
      withSource(async ({ source }) => {
        const { digests } = await source.digests()
        const [bucket] = digests.keys()
        await opened.database.pool.query('ALTER TABLE cash_out_txs ADD COLUMN newer text')
        await expect(source.cashOutsInBuckets([bucket ?? 0])).rejects.toMatchObject({
          code: 'lamassu_failed',
        })
        expect(await source.cashOutsInBuckets([bucket ?? 0])).not.toHaveLength(0)
      }))

    test('a fixed fee is read where there is one', () =>
      withSource(async ({ source }) => {
        const { transactionId } = await opened.database.atm.sellOnce('lightning')
        await opened.database.pool.query('UPDATE cash_out_txs SET fixed_fee = 12.5 WHERE id = $1', [
          transactionId,
        ])
        expect((await source.cashOut(transactionId))?.fixedFee).toBe('12.50000')
      }))

    test('after stop() every call is refused, also one under way, and nothing stays connected', async () => {
      const { source } = opened.makeSource()
      await source.probe()
      const block = await blockReading(opened.database.pool)
      const poll = source.digests().catch((thrown: unknown) => thrown)
      await eventually(block.someoneWaits)
      await source.stop()
      expect(await poll).toMatchObject({ name: 'Failure' })
      await block.release()
      await expect(source.probe()).rejects.toMatchObject({ name: 'Failure' })
      await eventually(async () => (await satmachineBackends(opened.database.pool)).length === 0)
    })
  })
}
