import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/processing-slow.ts'
import { hoursAfter, minutesAfter, secondsAfter } from '../../../alerts/moments.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
const found = async (now?: Date, limits = {}) =>
  check(rule, await sightOf(world, now === undefined ? {} : { now }), limits)
const latest = async (): Promise<Date> => {
  const { rows } = await world.pool.query<{ at: Date }>(
    'SELECT max(created_at) AS at FROM lamassu_transactions',
  )
  return rows[0]?.at ?? new Date(0)
}
const sellThree = async (): Promise<Date> => {
  for (let i = 0; i < 3; i += 1) await world.sell()
  await world.takeIn()
  return latest()
}

describe('a source wallet without sats', () => {
  beforeAll(async () => {
    world = await openWorld({ sourceSats: 0n })
    await world.addClient('Ana', '500000.00')
  })
  afterAll(() => world.close())

  test('makes cash-outs wait, which is told after ten minutes, loudly after an hour, and not once they are paid', async () => {
    const taken = await sellThree()
    await world.distribute()
    expect(await found(minutesAfter(taken, 9.9))).toEqual([])
    expect(await found(secondsAfter(minutesAfter(taken, 10), 1))).toMatchObject([
      {
        entity: '',
        severity: 'medium',
        what: '95 of 100 take up to 10 min',
        fired: expect.stringMatching(
          /^10 min from detection to payment, limit 10 min; 3 cash-outs in a day, 3 not finished$/,
        ),
        steps: [expect.stringMatching(/^tx show \d+$/), 'payment list --status unfinished', 'check wallets'],
      },
    ])
    expect(await found(minutesAfter(taken, 59))).toMatchObject([{ severity: 'medium' }])
    expect(await found(minutesAfter(taken, 61))).toMatchObject([{ severity: 'high' }])
    expect(await found(minutesAfter(taken, 61), { atLeast: 4 })).toEqual([])
    world.topUp(world.wallets.source.walletId, 10_000_000n)
    await world.toRest()
    expect(await found()).toEqual([])
    // What was finished within the day counts for a day, with the time it took.
    expect(await found(hoursAfter(taken, 23), { minutes: 0 })).toHaveLength(1)
    expect(await found(hoursAfter(taken, 25), { minutes: 0 })).toEqual([])
  })
})

describe('time that is nobody’s slowness', () => {
  beforeEach(async () => {
    world = await openWorld()
    await world.addClient('Ana', '500000.00')
    return () => world.close()
  })

  test('is that in which a person had switched payouts off, then and now', async () => {
    await world.stores.bookkeeping.setSwitches({ payouts: false }, 'counting')
    const taken = await sellThree()
    expect(await found(minutesAfter(taken, 500))).toEqual([])
    // Resumed "five hours later", and nothing is paid all the same.
    await world.pool.query('UPDATE lamassu_config SET payouts_enabled = true')
    await world.pool.query('UPDATE pauses SET until = $1', [minutesAfter(taken, 300)])
    expect(await found(minutesAfter(taken, 309))).toEqual([])
    expect(await found(minutesAfter(taken, 311))).toMatchObject([{ what: '95 of 100 take up to 11 min' }])
  })

  test('is that of a cash-out on which a person decided meanwhile', async () => {
    const taken = await sellThree()
    expect(await found(minutesAfter(taken, 20))).toHaveLength(1)
    await world.pool.query(
      `INSERT INTO cash_out_interventions (transaction_id, what, reason, actor, status_after)
       SELECT transaction_id, 'release', 'seen', 'test', 'pending' FROM lamassu_transactions ORDER BY id LIMIT 1`,
    )
    expect(await found(minutesAfter(taken, 20))).toEqual([])
    expect(await found(minutesAfter(taken, 20), { atLeast: 2 })).toHaveLength(1)
  })
})
