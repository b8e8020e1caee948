import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextBidE5, quoteCryptoAtoms } from '../../../bot/sandbox/atm/pricing.ts'
import { randomKind, SALE_KINDS, type SaleKind } from '../../../bot/sandbox/atm/sale-kinds.ts'
import { createSimulatedAtm } from '../../../bot/sandbox/atm/simulated-atm.ts'
import { judge } from '../../../engine/domain/cash-out.ts'
import { emptyDatabase, silentLog } from '../../support/database.ts'
import {
  createTestSource,
  eventually,
  freshLamassu,
  type LamassuDatabase,
  seededRandom,
} from '../../support/lamassu.ts'

const tariff = { bidE5: 82_609_128_000n, commissionE5: 5500n, discountPercent: 0, fixedFeeE5: 0n }

describe('prices of the simulated machine', () => {
  test('4000 GTQ at 826091.28 and 5.5 % are 512400 sats, as a real machine charged', () => {
    expect(quoteCryptoAtoms(400_000_000n, tariff)).toBe(512_400n)
  })

  test('a discount lowers the commission, not the price', () => {
    expect(quoteCryptoAtoms(400_000_000n, { ...tariff, discountPercent: 100 })).toBe(484_200n)
    expect(quoteCryptoAtoms(400_000_000n, { ...tariff, discountPercent: 50 })).toBe(497_900n)
  })

  test('a fixed fee is paid like cash', () => {
    expect(quoteCryptoAtoms(390_000_000n, { ...tariff, fixedFeeE5: 10_000_000n })).toBe(512_400n)
  })

  test('the price walks at most half a percent', () => {
    expect(nextBidE5(1_000_000n, () => 0)).toBe(995_000n)
    expect(nextBidE5(1_000_000n, () => 0.999999)).toBe(1_005_000n)
  })

  test('kinds are drawn by weight', () => {
    const random = seededRandom(5)
    const drawn = Array.from({ length: 2000 }, () => randomKind(random))
    const lightning = drawn.filter((kind) => kind === 'lightning').length
    expect(lightning).toBeGreaterThan(1150)
    expect(lightning).toBeLessThan(1400)
    expect(drawn).not.toContain('doubleSpend')
  })
})

describe('sales of the simulated machine', () => {
  let lamassu: LamassuDatabase
  beforeAll(async () => {
    lamassu = await freshLamassu('v12')
  })
  afterAll(() => lamassu.drop())

  const EXPECTED: Record<SaleKind, string> = {
    lightning: 'payable',
    zeroConf: 'payable',
    redeemLater: 'payable',
    discount: 'payable',
    lateReport: 'payable',
    missingAction: 'payable',
    abandoned: 'nothing',
    operatorCancel: 'nothing',
    litecoin: 'other_coin',
    testCustomer: 'test_customer',
    partialDispense: 'dispense_unconfirmed',
    silentPartialDispense: 'dispense_unconfirmed',
    outOfBills: 'dispense_unconfirmed',
    errorAfterDispense: 'error_after_dispense',
    doubleSpend: 'sats_unconfirmed',
  }

  test.each(Object.keys(SALE_KINDS) as SaleKind[])('%s is judged as such', async (kind) => {
    const sale = await lamassu.atm.sellOnce(kind)
    const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: null })
    const row = await source.cashOut(sale.transactionId)
    await source.stop()
    if (row === null) throw new Error('the sale is missing')
    const verdict = judge(row, {
      rule: 'markup',
      exponents: new Map([['GTQ', 2]]),
      now: new Date(Date.now() + 3_600_000),
    })
    expect('reason' in verdict ? verdict.reason : verdict.kind).toBe(EXPECTED[kind])
    expect((row.cashTime ?? row.created).getTime()).toBeLessThanOrEqual(Date.now())
  })

  test('the steps can be run one by one', async () => {
    const sale = lamassu.atm.nextSale('lightning')
    expect(sale.steps.map((step) => step.afterSeconds)).toEqual([0, 4, 5, 25])
    const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: null })
    const states = []
    for (let from = 0; from < sale.steps.length; from += 1) {
      await lamassu.atm.runSteps(sale, { from, to: from + 1 })
      const row = await source.cashOut(sale.transactionId)
      states.push([row?.status, row?.dispense, row?.dispenseConfirmed])
    }
    await source.stop()
    expect(states).toEqual([
      ['notSeen', false, false],
      ['confirmed', false, false],
      ['confirmed', true, false],
      ['confirmed', true, true],
    ])
  })

  test('hours can be made short, and the times in the rows with them', () => {
    const startedAt = new Date('2026-01-01T00:00:00Z')
    const sale = lamassu.atm.nextSale('redeemLater', { startedAt, longestGapSeconds: 20 })
    expect(sale.steps.map((step) => step.afterSeconds)).toEqual([0, 5, 20, 40, 60, 80])
    expect(sale.steps[4]?.values).toContainEqual(new Date('2026-01-01T00:01:00Z'))
  })

  test('notes leave their cassette with the report, also those that the customer did not get', async () => {
    const notes = async (): Promise<number> => {
      const { rows } = await lamassu.pool.query('SELECT sum(cassette1)::int AS notes FROM devices')
      return rows[0]?.notes
    }
    await lamassu.pool.query('UPDATE devices SET cassette1 = 500')
    const sale = await lamassu.atm.sellOnce('partialDispense')
    expect(await notes()).toBe(1000 - sale.fiat / 100)
    await lamassu.atm.sellOnce('operatorCancel')
    expect(await notes()).toBe(1000 - sale.fiat / 100)
  })

  test('machines report and are filled up while it sells, unless they are made silent or empty', async () => {
    const database = await emptyDatabase()
    const atm = await createSimulatedAtm(
      { databaseUrl: database.url, machines: ['well', 'silent', 'empty'] },
      { clock: { now: () => new Date() }, random: () => 0, log: silentLog },
    )
    const { source } = createTestSource({ databaseUrl: database.url, ssh: null })
    const change = (what: string, name: string) =>
      database.pool.query(`UPDATE public.devices SET last_online = '2026-01-01Z', ${what} WHERE name = $1`, [
        name,
      ])
    await change('cassette1 = 100', 'well')
    await change('cassette1 = 100, display = false', 'silent')
    await change('cassette1 = 0', 'empty')
    const machine = async (name: string) =>
      (await source.machines()).machines.find((one) => one.name === name)
    atm.start(0.05)
    await eventually(async () => ((await machine('empty'))?.lastOnlineAt ?? 0) > new Date('2026-01-02Z'))
    expect((await machine('well'))?.units?.[0]?.notes).toBeGreaterThan(400)
    expect((await machine('empty'))?.units?.[0]?.notes).toBe(0)
    expect(await machine('silent')).toMatchObject({
      lastOnlineAt: new Date('2026-01-01Z'),
      units: [{ notes: 100 }],
    })
    await atm.stop()
    await source.stop()
    await database.drop()
  })

  test('it sells by itself until it is stopped', async () => {
    const database = await emptyDatabase()
    const atm = await createSimulatedAtm(
      { databaseUrl: database.url },
      { clock: { now: () => new Date() }, random: seededRandom(3), log: silentLog },
    )
    const { source } = createTestSource({ databaseUrl: database.url, ssh: null })
    atm.start(0.02)
    await eventually(async () => (await source.digests()).rowCount >= 3)
    await atm.stop()
    const before = await source.digests()
    expect(await source.digests()).toEqual(before)
    await source.stop()
    await database.drop()
  })
})
