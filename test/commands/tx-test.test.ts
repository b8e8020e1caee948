import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../../commands/tx/test.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
let luis: TestClient
beforeAll(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '1200.00')
  luis = await desk.world.addClient('Luis', '400.00')
})
afterAll(() => desk.close())

/** The handbook's test transaction. */
const SEED = {
  'crypto-atoms': '266800',
  commission: '0.03',
  discount: '0',
  fiat: '2000.00',
  currency: 'GTQ',
}

test("the handbook's test transaction is split for today's clients, and nothing moves", async () => {
  const { answer } = await desk.run(command, SEED)
  const said = saidBy(answer)
  expect(answer.heading).toBe('DRY RUN: 259,029 sats for the clients, 7,771 sats commission')
  expect(said).toContain('Nothing was written and nothing moves.')
  expect(said).toContain('By the ticker rule: not computable, there is no ticker price.')
  // 1,600 of 2,000 are covered: 207,223 sats, in proportion to the two balances.
  expect(rowsOf(answer)).toEqual([
    [`#${ana.id} Ana`, '1,200.00 GTQ', '1,200.00 GTQ', '155,417 sats'],
    [`#${luis.id} Luis`, '400.00 GTQ', '400.00 GTQ', '51,806 sats'],
  ])
  expect(said).toContain('Σ clients: 207,223 sats + 51,806 sats that no deposit covers')
  expect(said).toContain('Σ cash: 1,600.00 GTQ + 400.00 GTQ that no deposit covers = 2,000.00 GTQ ✔')
  expect(said).not.toContain('✘')
  expect(answer.json).toMatchObject({
    dryRun: true,
    rule: 'markup',
    baseSats: '259029',
    commissionSats: '7771',
    unallocatedSats: '51806',
    unallocatedMinor: '40000',
    otherRule: { rule: 'ticker', baseSats: null },
  })
  expect(await desk.world.readings.transfers({ status: 'all', limit: 1 })).toEqual([])
  expect(await desk.world.readings.transactions({ limit: 1 })).toEqual([])
})

test('the ticker rule, a fixed fee, and a discount', async () => {
  const ticker = await desk.run(command, { ...SEED, rule: 'ticker', price: '772000.00' })
  expect(ticker.answer.json).toMatchObject({
    rule: 'ticker',
    baseSats: '259067',
    otherRule: { baseSats: '259029' },
  })
  const fee = await desk.run(command, { ...SEED, 'fixed-fee': '25.00' })
  expect(fee.answer.json).toMatchObject({ baseSats: '255831', commissionSats: '10969' })
  const discount = await desk.run(command, {
    ...SEED,
    'crypto-atoms': '100000',
    commission: '0.05',
    discount: '10',
  })
  expect(discount.answer.json).toMatchObject({ baseSats: '95693', commissionSats: '4307' })
})

test('one sat leaves nothing for the clients, and nobody pays for nothing', async () => {
  const { answer } = await desk.run(command, { ...SEED, 'crypto-atoms': '1' })
  expect(answer.json).toMatchObject({
    baseSats: '0',
    commissionSats: '1',
    shares: [],
    unallocatedMinor: '200000',
  })
})

test('a currency in which nobody keeps deposits goes to the operator whole', async () => {
  const { answer } = await desk.run(command, { ...SEED, currency: 'usd' })
  expect(saidBy(answer)).toContain('No client has a deposit that this cash-out could be spent on.')
  expect(answer.json).toMatchObject({ shares: [], unallocatedSats: '259029' })
})

test.each([
  [{ 'crypto-atoms': '0' }, '--crypto-atoms must be from 1 to 2100000000000000 sats; "0" is not.'],
  [{ 'crypto-atoms': '2100000000000001' }, '--crypto-atoms must be from 1 to'],
  [{ 'crypto-atoms': '1.5' }, '--crypto-atoms must be a whole number of sats such as 266800; "1.5" is not.'],
  [{ commission: '3' }, '--commission is a fraction from 0 to below 1, so that 0.03 is 3 %; "3" is not.'],
  [{ commission: '-0.03' }, '--commission is a fraction from 0 to below 1'],
  [{ commission: '0.0300001' }, '--commission must be a fraction with 5 decimals at most'],
  [{ discount: '101' }, '--discount is a percentage from 0 to 100; "101" is not.'],
  [{ fiat: '2000.001' }, '--fiat has too many decimals: GTQ has 2 digits after the point at most'],
  [{ fiat: '0' }, '--fiat must be above zero; "0" is zero.'],
  [{ fiat: '-1' }, '--fiat must be above zero; "-1" is negative.'],
  [{ currency: 'XYZ' }, 'XYZ is not a currency that the books know'],
  [{ price: '0' }, '--price must be above zero; "0" is not.'],
  [{ 'fixed-fee': '-1' }, '--fixed-fee can\'t be negative; "-1" is.'],
  [{ rule: 'ticker' }, 'The ticker rule needs the price: add --price, or --rule markup.'],
  [{ rule: 'half' }, '--rule must be one of markup, ticker; "half" is not.'],
])('refuses %j', async (change, expected) => {
  expect(await desk.refusal(command, { ...SEED, ...change })).toContain(expected)
})
