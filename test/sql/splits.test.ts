import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../support/world.ts'
import { openBusyWorld, refusal, tried } from './refusals.ts'

/** The split of a cash-out, as the database itself recomputes it: exact to the sat in both directions, and complete. */

let world: World
beforeAll(async () => {
  world = await openBusyWorld()
})
afterAll(() => world.close())

type Value = string | null
/** 266,800 sats for 2,000.00 GTQ at 3 %: a base of 259,029 by markup, 259,067 at a price of 772,000. */
const sound: Readonly<Record<string, Value>> = {
  transaction_id: 'new',
  status: 'pending',
  device_id: 'm',
  source_row: '{}',
  source_row_hash: 'x',
  crypto_code: 'LN',
  crypto_atoms: '266800',
  fiat_code: 'GTQ',
  fiat_amount: '200000',
  fiat_major: '2000',
  commission_percentage: '0.03',
  raw_ticker_price: '772000',
  commission_rule: 'markup',
  base_amount: '259029',
  commission_amount: '7771',
  transaction_time: '2026-01-01',
}
const byTicker = { commission_rule: 'ticker', base_amount: '259067', commission_amount: '7733' }

function insert(row: Readonly<Record<string, Value>>): Promise<string> {
  const full = { ...sound, ...row }
  const columns = Object.keys(full)
  const sql = `INSERT INTO lamassu_transactions (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`
  return tried(world, (client) => refusal(client, sql, Object.values(full)))
}

const split = (base: number, atoms = 266_800) => ({
  base_amount: String(base),
  commission_amount: String(atoms - base),
})

describe('by markup', () => {
  test.each([
    ['the exact base', {}, 'accepted'],
    ['a sat too many for the clients', split(259_030), 'commission_is_floor'],
    ['a sat too few for the clients', split(259_028), 'commission_is_floor'],
    ['a sat of commission too many', { commission_amount: '7772' }, 'split_is_exact'],
    ['a sat of commission too few', { commission_amount: '7770' }, 'split_is_exact'],
    ['10 % off the commission', { discount: '10', ...split(259_785) }, 'accepted'],
    ['10 % off, a sat too many', { discount: '10', ...split(259_786) }, 'commission_is_floor'],
    ['10 % off, a sat too few', { discount: '10', ...split(259_784) }, 'commission_is_floor'],
    ['a fixed fee of 10.00', { fixed_fee: '10', ...split(257_740) }, 'accepted'],
    ['a fixed fee, a sat too many', { fixed_fee: '10', ...split(257_741) }, 'commission_is_floor'],
    ['a fixed fee, a sat too few', { fixed_fee: '10', ...split(257_739) }, 'commission_is_floor'],
    ['no commission at all', { commission_percentage: '0', ...split(266_800) }, 'accepted'],
    [
      'no commission, and a sat kept',
      { commission_percentage: '0', ...split(266_799) },
      'commission_is_floor',
    ],
    ['one sat', { crypto_atoms: '1', ...split(0, 1) }, 'accepted'],
    [
      'more than came in',
      { base_amount: '266801', commission_amount: '-1' },
      /distributed_is_complete|commission_is_floor/,
    ],
  ])('%s', async (_what, row, answer) => {
    expect(await insert(row)).toMatch(answer instanceof RegExp ? answer : new RegExp(`^${answer}$`))
  })
})

describe('by ticker', () => {
  test.each([
    ['the exact base', {}, 'accepted'],
    ['a sat too many for the clients', split(259_068), 'base_is_ticker_worth'],
    ['a sat too few for the clients', split(259_066), 'base_is_ticker_worth'],
    [
      'all of it, where the cash is worth more',
      { raw_ticker_price: '700000', ...split(266_800) },
      'accepted',
    ],
    ['a sat less than all of it', { raw_ticker_price: '700000', ...split(266_799) }, 'base_is_ticker_worth'],
    ['a sat of commission too many', { commission_amount: '7734' }, 'split_is_exact'],
  ])('%s', async (_what, row, answer) => {
    expect(await insert({ ...byTicker, ...row })).toBe(answer)
  })
})

describe('nothing that a split is made of may be missing', () => {
  test.each([
    'crypto_code',
    'crypto_atoms',
    'fiat_code',
    'fiat_amount',
    'fiat_major',
    'commission_rule',
    'base_amount',
    'commission_amount',
    'transaction_time',
  ])('%s', async (column) => {
    expect(await insert({ [column]: null }), 'by markup').not.toBe('accepted')
    expect(await insert({ ...byTicker, [column]: null }), 'by ticker').not.toBe('accepted')
  })
  test('the percentage by markup, the price by ticker; not the other way round', async () => {
    expect(await insert({ commission_percentage: null })).toBe('commission_is_floor')
    expect(await insert({ ...byTicker, raw_ticker_price: null })).toBe('base_is_ticker_worth')
    expect(await insert({ raw_ticker_price: null })).toBe('accepted')
    expect(await insert({ ...byTicker, commission_percentage: null })).toBe('accepted')
  })
  test.each([
    ['commission_percentage', '1'],
    ['commission_percentage', '-0.01'],
    ['discount', '101'],
    ['discount', '-1'],
    ['fixed_fee', '-1'],
    ['raw_ticker_price', '0'],
    ['raw_ticker_price', '-1'],
    ['crypto_atoms', '0'],
    ['fiat_amount', '0'],
    ['fiat_amount', '-1'],
    ['crypto_code', 'ETH'],
    ['fiat_code', 'XXX'],
  ])('%s of %s is refused', async (column, value) => {
    expect(await insert({ [column]: value })).not.toBe('accepted')
    expect(await insert({ ...byTicker, [column]: value })).not.toBe('accepted')
  })
})
