import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SaleKind } from '../../bot/sandbox/atm/sale-kinds.ts'
import type { LamassuSource } from '../../engine/ports.ts'
import { bucketOf, type LamassuSetup, type OpenedLamassu } from './lamassu-setup.ts'

export function describeRows(setup: LamassuSetup): void {
  describe('rows', () => {
    let opened: OpenedLamassu
    let source: LamassuSource
    beforeAll(async () => {
      opened = await setup.open('v10')
      ;({ source } = opened.makeSource())
    })
    afterAll(async () => {
      await source.stop()
      await opened.close()
    })
    const sell = (kind: SaleKind) => opened.database.atm.sellOnce(kind)
    const sold = async (kind: SaleKind) => {
      const sale = await sell(kind)
      const row = await source.cashOut(sale.transactionId)
      if (row === null) throw new Error('the sale is missing')
      return { sale, row }
    }

    test('a Lightning sale comes with everything that money depends on', async () => {
      const sale = await sell('lightning')
      const rows = await source.cashOutsInBuckets([bucketOf(sale.transactionId)])
      const row = rows.find(({ transactionId }) => transactionId === sale.transactionId)
      expect(row).toStrictEqual({
        transactionId: sale.transactionId,
        deviceId: expect.stringMatching(/^0{63}[12]$/),
        machineName: expect.stringMatching(/^(Zona 10|Antigua)$/),
        cryptoCode: 'LN',
        cryptoAtoms: sale.cryptoAtoms.toString(),
        receivedCryptoAtoms: sale.cryptoAtoms.toString(),
        fiat: `${sale.fiat}.00000`,
        fiatCode: 'GTQ',
        fixedFee: '0',
        commissionPercentage: '0.05500',
        rawTickerPrice: expect.stringMatching(/^8\d{5}\.\d{5}$/),
        discount: null,
        status: 'confirmed',
        dispense: true,
        dispenseConfirmed: true,
        error: null,
        errorCode: null,
        isTestCustomer: false,
        created: expect.any(Date),
        confirmedAt: expect.any(Date),
        dispensedFiat: `${sale.fiat}`,
        cashTime: expect.any(Date),
      })
      expect(row?.cashTime?.getTime()).toBe((row?.created.getTime() ?? 0) + 25_000)
      expect(row?.confirmedAt?.getTime()).toBe((row?.created.getTime() ?? 0) + 4_000)
    })

    test('a partial dispense says what really came out', async () => {
      const { sale, row } = await sold('partialDispense')
      expect(row).toMatchObject({
        dispense: true,
        dispenseConfirmed: false,
        error: 'Note was not dispensed',
        dispensedFiat: `${sale.fiat - 100}`,
      })
      const silent = await sold('silentPartialDispense')
      expect(silent.row).toMatchObject({
        dispenseConfirmed: false,
        error: null,
        dispensedFiat: `${silent.sale.fiat - 100}`,
      })
    })

    test('recyclers count as cassettes do', async () => {
      const { sale } = await sold('lightning')
      await opened.database.pool.query(
        "UPDATE cash_out_actions SET dispensed_recycler_6 = 3, denomination_recycler_6 = 50, dispensed_2 = 0 WHERE tx_id = $1 AND action = 'dispense'",
        [sale.transactionId],
      )
      expect((await source.cashOut(sale.transactionId))?.dispensedFiat).toBe(`${sale.fiat + 150}`)
    })

    test('notes of an unknown denomination make the sum unknown', async () => {
      const { sale } = await sold('lightning')
      await opened.database.pool.query(
        "UPDATE cash_out_actions SET dispensed_2 = 1 WHERE tx_id = $1 AND action = 'dispense'",
        [sale.transactionId],
      )
      expect((await source.cashOut(sale.transactionId))?.dispensedFiat).toBeNull()
    })

    test('the last report counts', async () => {
      const { sale } = await sold('lightning')
      await opened.database.pool.query(
        "INSERT INTO cash_out_actions (tx_id, action, dispensed_1, denomination_1, created) VALUES ($1, 'dispenseError', 2, 20, '2020-01-01Z')",
        [sale.transactionId],
      )
      expect(await source.cashOut(sale.transactionId)).toMatchObject({
        dispensedFiat: '40',
        cashTime: new Date('2020-01-01T00:00:00Z'),
      })
    })

    test('without a report the cash time is that of the planned notes', async () => {
      const { row } = await sold('missingAction')
      expect(row).toMatchObject({ dispenseConfirmed: true, dispensedFiat: null })
      expect(row.cashTime?.getTime()).toBe(row.created.getTime() + 5_000)
    })

    test('a sale that was never paid has neither', async () => {
      const { row } = await sold('abandoned')
      expect(row).toMatchObject({ dispense: false, dispensedFiat: null, cashTime: null, confirmedAt: null })
    })

    test('test customers and vanished machines are told', async () => {
      const { row } = await sold('testCustomer')
      expect(row.isTestCustomer).toBe(true)
      await opened.database.pool.query(
        'UPDATE cash_out_txs SET device_id = $1, customer_id = NULL WHERE id = $2',
        ['unpaired', row.transactionId],
      )
      expect(await source.cashOut(row.transactionId)).toMatchObject({
        deviceId: 'unpaired',
        machineName: null,
        isTestCustomer: false,
      })
    })

    test('buckets bring their dispensed sales and no others', async () => {
      const sales = []
      for (const kind of [
        'lightning',
        'zeroConf',
        'litecoin',
        'operatorCancel',
        'abandoned',
        'doubleSpend',
      ] as const) {
        sales.push(await sell(kind))
      }
      const wanted = sales.filter((sale) => sale.kind !== 'abandoned').map((sale) => sale.transactionId)
      const all = await source.cashOutsInBuckets(Array.from({ length: 4096 }, (_, bucket) => bucket))
      const ids = all.map((row) => row.transactionId)
      expect(ids).toEqual(expect.arrayContaining(wanted))
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).not.toContain(sales.find((sale) => sale.kind === 'abandoned')?.transactionId)
      const [first] = sales
      const bucket = bucketOf(first?.transactionId ?? '')
      expect((await source.cashOutsInBuckets([bucket])).map((row) => row.transactionId).sort()).toEqual(
        ids.filter((id) => bucketOf(id) === bucket).sort(),
      )
      expect(await source.cashOutsInBuckets([])).toEqual([])
    })

    test('an id that Lamassu does not have is null', async () => {
      expect(await source.cashOut('00000000-0000-4000-8000-000000000000')).toBeNull()
      expect(await source.cashOut("'; DROP TABLE cash_out_txs")).toBeNull()
    })

    test('dispensedIds are those with a confirmed dispense', async () => {
      const { rows } = await opened.database.pool.query(
        'SELECT id FROM cash_out_txs WHERE dispense_confirmed ORDER BY id',
      )
      expect(rows.length).toBeGreaterThan(3)
      expect(await source.dispensedIds()).toEqual(rows.map((row) => row.id))
    })

    test('one row that cannot be read keeps nobody from reading the others', async () => {
      const poison = await sell('lightning')
      const sound = await sell('lightning')
      await opened.database.pool.query("UPDATE cash_out_txs SET created = 'infinity' WHERE id = $1", [
        poison.transactionId,
      ])
      const rows = await source.cashOutsInBuckets([
        bucketOf(poison.transactionId),
        bucketOf(sound.transactionId),
      ])
      expect(rows.find((row) => row.transactionId === sound.transactionId)).toMatchObject({ error: null })
      expect(rows.find((row) => row.transactionId === poison.transactionId)).toMatchObject({
        error: "this bot can't read created of the row",
        errorCode: 'satmachine_unreadable',
        dispenseConfirmed: true,
        cryptoAtoms: poison.cryptoAtoms.toString(),
      })
    })
  })
}
