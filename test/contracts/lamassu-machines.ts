import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LamassuConnection } from '../../engine/lamassu/source.ts'
import type { LamassuSetup, OpenedLamassu } from './lamassu-setup.ts'

const ZONA_10 = '1'.padStart(64, '0')
const ANTIGUA = '2'.padStart(64, '0')

export function describeMachines(setup: LamassuSetup): void {
  describe('machines', () => {
    let opened: OpenedLamassu
    let source: LamassuConnection
    const sql = (text: string, values: unknown[] = []) => opened.database.pool.query(text, values)
    beforeAll(async () => {
      opened = await setup.open('v12')
      source = opened.makeSource().source
    })
    afterAll(async () => {
      await source.stop()
      await opened.close()
    })

    test('each is told with its notes, and when Lamassu heard of it', async () => {
      const at = new Date('2026-03-01T12:00:00.250Z')
      await sql('UPDATE devices SET last_online = $2, cassette1 = 42 WHERE device_id = $1', [ANTIGUA, at])
      const look = await source.machines()
      expect(look).toMatchObject({ hidden: null, unread: null, databaseTime: expect.any(Date) })
      expect(look.machines).toEqual([
        {
          deviceId: ZONA_10,
          name: 'Zona 10',
          lastOnlineAt: expect.any(Date),
          units: [{ unit: 'cassette1', notes: 500, denomination: null }],
          cashboxNotes: 0,
          cashboxOpenedAt: null,
          cashOutActive: null,
        },
        expect.objectContaining({
          deviceId: ANTIGUA,
          lastOnlineAt: at,
          units: [{ unit: 'cassette1', notes: 42, denomination: null }],
        }),
      ])
    })

    test('a machine has no more cassettes and recyclers than it says', async () => {
      await sql(
        'UPDATE devices SET number_of_cassettes = 3, cassette2 = 7, number_of_recyclers = 1, recycler1 = 9 WHERE device_id = $1',
        [ANTIGUA],
      )
      expect((await source.machines()).machines[1]?.units?.map(({ unit, notes }) => [unit, notes])).toEqual([
        ['cassette1', 42],
        ['cassette2', 7],
        ['cassette3', 0],
        ['recycler1', 9],
      ])
    })

    test('the newest valid settings say which cassettes are in use, with which notes', async () => {
      const config = (active: boolean, one: number) => ({
        config: { [`cashOut_${ANTIGUA}_active`]: active, [`cashOut_${ANTIGUA}_cassette1`]: one },
      })
      const add = (type: string, data: object, valid = true) =>
        sql('INSERT INTO user_config (type, data, valid) VALUES ($1, $2, $3)', [type, data, valid])
      await add('config', config(false, 20))
      await add('config', config(true, 100))
      await add('config', config(false, 50), false)
      await add('accounts', { accounts: { secret: 'xyzzy' } })
      const { machines } = await source.machines()
      expect(machines[1]).toMatchObject({
        cashOutActive: true,
        units: [{ unit: 'cassette1', notes: 42, denomination: '100' }],
      })
      expect(machines[0]).toMatchObject({
        cashOutActive: null,
        units: [{ unit: 'cassette1', denomination: null }],
      })
    })

    test('the cash box holds what was inserted and emptied into it since it was last emptied', async () => {
      const sale = randomUUID()
      await sql('INSERT INTO cash_in_txs (id, device_id) VALUES ($1, $2)', [sale, ANTIGUA])
      await sql(
        `INSERT INTO bills (id, fiat, cash_in_txs_id, cashbox_batch_id, destination_unit)
         SELECT gen_random_uuid(), 100, $1, CASE WHEN n > 8 THEN $1::uuid END, CASE WHEN n <= 2 THEN 'recycler1' ELSE 'cashbox' END::cash_unit
         FROM generate_series(1, 12) AS n`,
        [sale],
      )
      await sql('INSERT INTO empty_unit_bills (id, fiat, device_id) VALUES ($1, 100, $2)', [
        randomUUID(),
        ANTIGUA,
      ])
      expect((await source.machines()).machines.map(({ cashboxNotes }) => cashboxNotes)).toEqual([0, 7])
    })

    test('an opened cash box is told by the report of the machine, or by the emptying, of the last day', async () => {
      const openedAt = async () =>
        (await source.machines()).machines.map((machine) => machine.cashboxOpenedAt)
      const report = (type: string, deviceId: string, ago: string) =>
        sql(
          `INSERT INTO notifications (id, type, detail, message, created) VALUES ($1, $2, $3, 'Cash box removed', now() - $4::interval)`,
          [randomUUID(), type, { deviceId }, ago],
        )
      await report('security', ANTIGUA, '25 hours')
      await report('error', ANTIGUA, '1 hour')
      expect(await openedAt()).toEqual([null, null])
      await report('security', ANTIGUA, '2 hours')
      await sql(
        "INSERT INTO cash_unit_operation (id, device_id, operation_type) VALUES ($1, $2, 'cash-box-empty')",
        [randomUUID(), ZONA_10],
      )
      const [first, second] = await openedAt()
      const { databaseTime } = await source.machines()
      expect(databaseTime.getTime() - (first?.getTime() ?? 0)).toBeLessThan(60_000)
      expect(databaseTime.getTime() - (second?.getTime() ?? 0)).toBeGreaterThan(7_190_000)
    })

    test('one that is not paired any more is no machine', async () => {
      await sql('UPDATE devices SET paired = false WHERE device_id = $1', [ZONA_10])
      expect((await source.machines()).machines.map(({ deviceId }) => deviceId)).toEqual([ANTIGUA])
    })

    test('of ids those come back that Lamassu has, dispensed or not', async () => {
      const sold = await opened.database.atm.sellOnce('lightning')
      const abandoned = await opened.database.atm.sellOnce('abandoned')
      const ids = [sold.transactionId, abandoned.transactionId]
      expect((await source.presentIds([...ids, randomUUID(), 'no uuid'])).toSorted()).toEqual(ids.toSorted())
      expect(await source.presentIds([])).toEqual([])
    })
  })
}
