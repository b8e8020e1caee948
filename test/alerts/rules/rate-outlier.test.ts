import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hoursAfter, hoursBefore } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/rate-outlier.ts'
import { createCashOutInterventions } from '../../../engine/interventions.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { distributed, openShop, read, taken, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const found = async (limits = {}, hours = 0) =>
  check(rule, await sightOf(shop.world, { now: hoursAfter(new Date(), hours) }), limits)

/** Prices of the last hours around 772,000.00. */
async function references(count: number, hoursAgo = 1): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await taken(shop.world, {
      raw_ticker_price: `${772_000 + n * 1000}.00000`,
      confirmed_at: hoursBefore(new Date(), hoursAgo),
    })
}

const byHand = () => createCashOutInterventions({ actor: 'terminal:test', ...forHand() })
const forHand = () => {
  const { cashOuts, lamassuCashOut, rule: commissionRule, clock } = shop.world.byHand()
  return { store: cashOuts, lamassuCashOut, rule: commissionRule, clock }
}

test('a cash-out at half the price is held, and over when a person releases it', async () => {
  const { world } = shop
  await references(3)
  expect(await found()).toEqual([])
  const cashOut = await taken(world, { id: randomUUID(), crypto_atoms: '533600' })
  const base = 518_058n
  expect(cashOut.baseAmount).toBe(base)
  const outlier = {
    entity: `cash-out:${cashOut.id}`,
    what: `cash-out #${cashOut.id} of 2,000.00 GTQ: 386,057 GTQ for one bitcoin, the others 773,000 GTQ`,
    // 2,000.00 at 773,000.00 are 258,732 sats.
    exposureSats: base - 258_732n,
    worth: '≈ 2,004.58 GTQ',
    since: cashOut.createdAt,
    fired: '50.05 % off the median of 3 cash-outs, limit 5 %',
    steps: [`tx show ${cashOut.id}`, `tx preview ${cashOut.id}`, 'tx list'],
  }
  expect(await found()).toMatchObject([
    {
      ...outlier,
      remedies: [{ kind: 'hold_cash_out', transactionId: cashOut.transactionId }],
    },
  ])
  await byHand().holdCashOut(cashOut.transactionId, 'its price is out of line')
  expect((await found())[0]).toMatchObject({ ...outlier, did: 'It is held back and not distributed.' })
  expect((await found())[0]?.remedies).toBeUndefined()
  expect(await found({}, 48), 'a held one is not forgotten').toHaveLength(1)
  await byHand().releaseCashOut(cashOut.transactionId, 'the price was right')
  expect((await read(world, cashOut.id)).status).toBe('pending')
  expect(await found()).toEqual([])
})

test('five percent off is not an outlier, a little more is; in both directions', async () => {
  const { world } = shop
  await references(3)
  // base × 773,000 × 1.05 = fiat: 246,411.8 sats, of 253,804 with the commission.
  await taken(world, { crypto_atoms: '253805', raw_ticker_price: '773000.00000' })
  expect(await found()).toEqual([])
  const dear = await taken(world, { crypto_atoms: '253700', raw_ticker_price: '773000.00000' })
  expect(await found()).toMatchObject([{ entity: `cash-out:${dear.id}` }])
  const cheap = await taken(world, { crypto_atoms: '282000', raw_ticker_price: '773000.00000' })
  expect((await found()).map(({ entity }) => entity)).toEqual([`cash-out:${dear.id}`, `cash-out:${cheap.id}`])
  expect(await found({ maxPercent: 10 })).toEqual([])
})

test('without enough others around it there is nothing to compare with', async () => {
  const { world } = shop
  await references(2)
  await references(3, 8)
  await taken(world, { crypto_atoms: '533600' })
  expect(await found()).toEqual([])
  expect(await found({ leastReferences: 2 })).toHaveLength(1)
  expect(await found({ referenceHours: 9 })).toHaveLength(1)
})

test('one that is distributed already is said without a remedy, for a day', async () => {
  const { world } = shop
  await references(3)
  await world.distribute()
  const cashOut = await distributed(world, { crypto_atoms: '533600' })
  expect(cashOut.status).toBe('processing')
  const findings = await found()
  expect(findings).toMatchObject([{ entity: `cash-out:${cashOut.id}` }])
  expect(findings[0]?.remedies).toBeUndefined()
  expect(await found({}, 23)).toHaveLength(1)
  expect(await found({}, 25)).toEqual([])
})
